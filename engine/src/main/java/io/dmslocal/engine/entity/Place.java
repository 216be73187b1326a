package io.dmslocal.engine.entity;

import akka.actor.typed.ActorRef;
import java.util.function.Consumer;

/**
 * Where a remembered entity lives. It is started again with its node until it asks to leave: whoever does not exist must ask.
 *
 * @param leave asks to be stopped and forgotten, until somebody sends a message to it
 * @param again sends a command that came after that, which then reaches the entity in its next life
 * @param <C> its commands
 */
public record Place<C>(String arn, Consumer<ActorRef<C>> leave, Consumer<C> again) {}

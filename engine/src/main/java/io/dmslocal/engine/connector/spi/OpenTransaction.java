package io.dmslocal.engine.connector.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A transaction that has written and is not over.
 *
 * @param id no other has it while this one is open
 * @param age since it began; empty where the endpoint's user may not know
 */
public record OpenTransaction(String id, Optional<Duration> age) {}

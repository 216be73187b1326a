package io.dmslocal.api.protocol;

import io.dmslocal.engine.model.Scope;

/**
 * Who calls: read from the signature's credential scope, which is not verified.
 *
 * @param scope account and region
 */
public record Caller(Scope scope) {}

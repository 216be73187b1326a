/**
 * Events on their way out: to SNS topics through AWS's SDK, to EventBridge as signed HTTP (its SDK client is not at hand everywhere). Blocking.
 */
package io.dmslocal.engine.event.delivery;

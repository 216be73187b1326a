/**
 * {@code dms-local explain}: asks a node why a mapping document does what it does, or works it out here when neither side is an endpoint. The report itself is
 * written by {@link io.dmslocal.engine.explain.ExplanationText}. Open {@link io.dmslocal.deploy.explain.Explain} first.
 */
package io.dmslocal.deploy.explain;

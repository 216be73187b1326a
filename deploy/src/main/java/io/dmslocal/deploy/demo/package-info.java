/**
 * The demo: a shop's database moves from one real PostgreSQL to another while it is written to, and both are compared row by row at the end.
 *
 * <p>Open {@link io.dmslocal.deploy.demo.Demo} first. Everything that AWS DMS offers goes over HTTP with the AWS SDK, as it would with AWS: the
 * demo knows nothing of the engine. The emulator runs in a process of its own, with a journal of its own.
 */
package io.dmslocal.deploy.demo;

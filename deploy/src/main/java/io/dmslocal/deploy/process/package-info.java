/**
 * Processes that the demo and the local cluster start beside themselves: nodes of dms-local, and PostgreSQL servers. Each is a thing that is closed; nothing
 * is left behind.
 */
package io.dmslocal.deploy.process;

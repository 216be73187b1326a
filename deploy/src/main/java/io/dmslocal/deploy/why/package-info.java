/** {@code dms-local why}: asks a node why a task does what it does, and prints its answer. */
package io.dmslocal.deploy.why;

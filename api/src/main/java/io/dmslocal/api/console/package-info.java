/**
 * Read-only routes below {@code /_dms}: health, the table of operations, a resource's journal. What they show comes from functions that the
 * process is put together with; nothing here knows Akka. Open {@link io.dmslocal.api.console.Console} first.
 */
package io.dmslocal.api.console;

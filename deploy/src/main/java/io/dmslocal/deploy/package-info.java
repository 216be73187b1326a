/**
 * Processes and machines: the one place that reads environment variables and puts the parts together. Open {@code Main} first.
 */
package io.dmslocal.deploy;

/**
 * What is counted while a task runs, for CloudWatch and Prometheus: {@link io.dmslocal.engine.meter.RunMeter} first. Who moves rows bumps it, per batch
 * and never per row; anybody may read it. Imports {@code record} only.
 *
 * <p>Source of names and meanings: "Monitoring AWS DMS tasks", AWS DMS user guide.
 */
package io.dmslocal.engine.meter;

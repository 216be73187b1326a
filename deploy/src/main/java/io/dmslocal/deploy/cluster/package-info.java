/** Three nodes on one machine, to see what a cluster does when one of them dies. Open {@link io.dmslocal.deploy.cluster.LocalCluster}. */
package io.dmslocal.deploy.cluster;

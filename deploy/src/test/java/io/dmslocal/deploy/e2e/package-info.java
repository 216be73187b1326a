/**
 * Migrations from end to end: AWS's SDK over HTTP, nodes in processes of their own, real servers on both sides. What counts is rows.
 *
 * <p>{@link io.dmslocal.deploy.e2e.Emulator} is a node that can be killed and started again, {@link io.dmslocal.deploy.e2e.Migration} the calls that
 * one makes, {@link io.dmslocal.deploy.e2e.ShopWriter} somebody who writes meanwhile, {@link io.dmslocal.deploy.e2e.Contents} the comparison.
 */
package io.dmslocal.deploy.e2e;

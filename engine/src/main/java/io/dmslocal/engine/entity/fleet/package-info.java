/**
 * Fleet Advisor of one account and region: what was analysed, deleted and recommended. {@link io.dmslocal.engine.entity.fleet.FleetEntity} is the one to
 * read first. AWS's collectors look into a network and report databases; nobody looks here. What would have been found is read from a file when the
 * configuration names one ({@link io.dmslocal.engine.entity.fleet.FleetInventory}), the same for all accounts and regions; without a file there is nothing
 * to be found, and nothing is made up.
 *
 * <p>Decision: the inventory is configuration, not state: a file that changed is seen after the next start. The journal keeps what callers did to it.
 */
package io.dmslocal.engine.entity.fleet;

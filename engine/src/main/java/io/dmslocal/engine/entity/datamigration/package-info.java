/**
 * Homogeneous data migrations of migration projects: {@link io.dmslocal.engine.entity.datamigration.DataMigrationEntity} is one; the work itself would stand
 * behind {@link io.dmslocal.engine.entity.datamigration.MigrationWork}.
 *
 * <p>Decision: the life of a data migration is whole, its work is empty ({@link io.dmslocal.engine.entity.datamigration.NothingMoves}): AWS lets the databases'
 * own tools (pg_dump, mongodump, logical replication) move everything, which is none of what tasks do here. Price: its statistics stay zero. Once there is
 * work, the entity must be remembered by sharding, as tasks are.
 */
package io.dmslocal.engine.entity.datamigration;

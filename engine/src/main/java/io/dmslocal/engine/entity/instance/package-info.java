/** The replication instance: a lifecycle and a document; it runs nothing itself, but tasks and connection tests need one that is available. */
package io.dmslocal.engine.entity.instance;

/**
 * How objects become JSON: on AWS's wire, between nodes, and in the journal. The AWS SDK's model classes are written and read by {@link
 * io.dmslocal.persistence.serialization.ModelJson} alone; open it first. Imports nothing of ours.
 *
 * <p>Decision: every {@link io.dmslocal.persistence.serialization.Message} is JSON by Akka's Jackson serializer under the binding {@code dms-json}
 * ({@code reference.conf}), its class named by the manifest, so that a journal can be read by people. What AWS's model marks sensitive, free text
 * that carries passwords, and components marked {@link io.dmslocal.persistence.serialization.Secret} are sealed singly, so the rest stays readable.
 * Price: a message may have no polymorphic member, and a renamed class needs its entry under {@code migrations}.
 *
 * <p>Decision: the members of records are their components; methods named like getters are none.
 */
package io.dmslocal.persistence.serialization;

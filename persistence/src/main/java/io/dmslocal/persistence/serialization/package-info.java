/**
 * How objects become JSON: on AWS's wire, between nodes, and in the journal. The AWS SDK's model classes are written and read by {@link
 * io.dmslocal.persistence.serialization.ModelJson} alone.
 */
package io.dmslocal.persistence.serialization;

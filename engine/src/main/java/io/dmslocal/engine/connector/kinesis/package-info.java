/**
 * Kinesis Data Streams as a target. Imports {@code connector.spi}, {@code connector.messages} and the AWS SDK's Kinesis client.
 *
 * <p>Open {@link io.dmslocal.engine.connector.kinesis.KinesisTarget} first; {@link io.dmslocal.engine.connector.kinesis.RecordSender} is where
 * order and repetition are decided.
 *
 * <p><b>Decision: order per partition key, without one call per record.</b> PutRecords may take a record and refuse one before it. After
 * such a refusal the sender goes back: the first refused record of a key and everything after it of that key is sent again, in order, before
 * anything new, and calls become shorter until the stream keeps up. So nothing is lost, and the last thing that a consumer sees of a key is always its
 * newest. Price: after a refusal a consumer may see records twice, as it may after a restart. The alternative, one record per key and call,
 * would cost a round trip per change, since all changes of a table share a key by default.
 *
 * <p><b>Decision: credentials.</b> Behind an endpoint override stands an emulator, which gets the stream's account as access key; without
 * one the SDK's own chain of credentials is asked. ServiceAccessRoleArn is accepted and not assumed: the process's rights are used.
 *
 * <p>Kinesis speaks CBOR or JSON. Some emulators do not speak CBOR: the system property {@code aws.cborEnabled=false} makes the SDK use JSON.
 */
package io.dmslocal.engine.connector.kinesis;

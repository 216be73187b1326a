/**
 * Kinesis Data Streams as a target. Imports {@code connector.spi}, {@code connector.messages} and the AWS SDK's Kinesis client.
 *
 * <p>Open {@link io.dmslocal.engine.connector.kinesis.KinesisTarget} first; {@link io.dmslocal.engine.connector.kinesis.RecordSender} is where
 * order and repetition are decided.
 *
 * <p><b>Decision: order per partition key, without one call per record.</b> PutRecords may take a record and refuse one before it. After such a
 * refusal the first refused record of a key goes alone, after pauses that grow, and nothing later of its key is sent before it is taken; then
 * everything after it of that key goes again, in order, two records in the next call, four, eight. Other keys go on meanwhile in the same calls. So nothing
 * is lost, and the last thing that a consumer sees of a key is always its newest. Price: the records that shared the refused one's call and came
 * behind it under its key may have been taken: a consumer sees those early once, and then again in their place. Repetition it must expect anyhow,
 * as after a restart. The alternative, one record per key and call, would cost a round trip per change, since all changes of a table share a key by
 * default.
 *
 * <p><b>Decision: credentials.</b> Behind an endpoint override stands an emulator, which gets the stream's account as access key; without
 * one the SDK's own chain of credentials is asked. ServiceAccessRoleArn is accepted and not assumed: the process's rights are used.
 *
 * <p>Kinesis speaks CBOR or JSON. Some emulators do not speak CBOR: the system property {@code aws.cborEnabled=false} makes the SDK use JSON.
 */
package io.dmslocal.engine.connector.kinesis;

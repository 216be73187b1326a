/**
 * Calls that this node makes to services of AWS, or to servers that stand for them: {@link io.dmslocal.engine.aws.SignedCall} is any of them, {@link
 * io.dmslocal.engine.aws.SecretsManager} reads what endpoints name in place of a password. Blocking; knows neither actors nor
 * the SDK's classes of DMS.
 *
 * <p>Decision: signed HTTP instead of an SDK client per service. Each is asked one thing or two, in the JSON protocol that every local server speaks, and
 * the distribution stays small. Streams, S3 and SNS have clients of the SDK where they are used.
 */
package io.dmslocal.engine.aws;

/**
 * The messages that stream targets send: what a row, a change and a control event look like in JSON, and under which partition key they go.
 * Shared by the stream connectors (Kinesis, Kafka); imports {@code record}, {@code settings} and {@code connector.spi} only.
 *
 * <p>Open {@link io.dmslocal.engine.connector.messages.TableMessages} first (data records), then {@link
 * io.dmslocal.engine.connector.messages.ControlMessages}.
 *
 * <p><b>Decision: an own JSON writer.</b> AWS DMS prints its messages with the C library cJSON: tabs, {@code ":\t"}, arrays on one line, numbers
 * through a C double. Consumers compare bytes and fixtures, so {@link io.dmslocal.engine.connector.messages.JsonBuffer} reproduces that
 * printer exactly, straight into a reused byte buffer. Price: no JSON library checks the nesting; the golden cases do.
 *
 * <p>Source: "Using Amazon Kinesis Data Streams as a target", AWS DMS user guide. What it leaves open was settled by captures of the real
 * service, or is marked "assumed".
 */
package io.dmslocal.engine.connector.messages;

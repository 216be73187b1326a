/**
 * Where blocking connectors meet Akka: the threads on which they may block, the streams between a reader and a writer, and the actor around one such stream.
 *
 * <pre>
 * RunChild            the actor around a stream: opens it, ends it when asked, stops when all is closed
 *   ConnectorStreams  the streams: a reader's rows or changes to whoever writes them
 *     BlockingThreads their threads, and those of every other call that may block ({@link io.dmslocal.engine.run.stream.Blocking})
 * </pre>
 *
 * Imports Akka, {@code record} and {@code connector.spi}; knows neither what travels for which table nor who wants it. Open
 * {@link io.dmslocal.engine.run.stream.ConnectorStreams} first.
 *
 * <p><b>Decision: streams of connectors are made here and nowhere else.</b> A connector is open, next batch, close; threads, bounds and backpressure are this room's
 * alone. Price: a stream has a thread for its reader and one for its writer as long as both are busy.
 */
package io.dmslocal.engine.run.stream;

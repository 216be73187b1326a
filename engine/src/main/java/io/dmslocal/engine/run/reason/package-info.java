/**
 * Why a run is as it is, for whoever asks: what failed, what is waited for, which tables nobody chose. Open {@link io.dmslocal.engine.run.reason.Reasons}.
 *
 * <p>Imports {@code record, connector.spi} and {@code run.failure}. Whoever runs into something adds it, from any thread; {@code run.checkpoint} keeps the document;
 * {@code engine.why} answers with it.
 *
 * <p><b>Decision: reasons are kept with the checkpoint, and bounded.</b> They are told after a restart too, and when nothing runs; failures of one kind are one
 * group with its first examples, and of too many kinds the one that has not happened for longest goes. Price: not every refused row is in there.
 */
package io.dmslocal.engine.run.reason;

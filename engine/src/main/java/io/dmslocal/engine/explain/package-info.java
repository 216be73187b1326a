/**
 * Why a mapping document does what it does: which rule decided about each table and column and which stood aside, which matched nothing and why, what the
 * target would get, and what would be lost on the way.
 *
 * <pre>
 * Question (read from JSON) -> Explainer -> Explanation -> ExplanationJson | ExplanationText
 * </pre>
 *
 * Imports {@code record, settings, mapping, connector} and {@code model}; knows no Akka. Open {@link io.dmslocal.engine.explain.Explainer} first.
 *
 * <p><b>Decision: nothing is decided here.</b> What a rule does is asked of {@link io.dmslocal.engine.mapping.Selection} and {@link
 * io.dmslocal.engine.mapping.Transformation}, with the objects that a run makes of them; what a table becomes is asked of the target's connector, whose
 * {@code prepare} runs the same statements. This package only asks, compares names that were missed, and puts it into words. Price: an explanation is never better
 * than the run; gain: it is never another.
 *
 * <p><b>Decision: a question only reads.</b> The source's catalogue is read, and rows only when the question asks for some; the target is not asked at all.
 */
package io.dmslocal.engine.explain;

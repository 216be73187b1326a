/**
 * A second reading of the table mappings, to hold the first one against: written from the documentation alone, over the JSON of a document, without a line of
 * {@code mapping} or {@code settings}. Slow and plain on purpose. Open {@link io.dmslocal.engine.mapping.reference.ReferenceMapping} first.
 */
package io.dmslocal.engine.mapping.reference;

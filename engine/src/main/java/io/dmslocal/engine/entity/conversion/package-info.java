/**
 * Schema conversion: the requests and the settings of one migration project. {@link io.dmslocal.engine.entity.conversion.ConversionEntity} is the one to
 * read first; {@link io.dmslocal.engine.entity.conversion.Converter} is the place where converting a schema would happen, and {@link
 * io.dmslocal.engine.entity.conversion.NoConverter} the only thing that stands there: it converts nothing, finds no objects and writes no script.
 *
 * <p>Decision: an entity's id is the ARN {@code ...:schema-conversion:<the project's id>}, and each request has one below it,
 * {@code ...:schema-conversion:<the project's id>/<RequestIdentifier>}. AWS has neither; they stand in the journal's routes and among the project's
 * dependents: a request holds its project from before it exists until it is over, so that the project can neither be modified nor deleted meanwhile. Each
 * holds it for itself: a single attachment for all could be let go of by the last while the next is on its way.
 *
 * <p>Decision: requests of one kind in one project take turns, in the order they came (AWS's API declares a fault for the second one; waiters over
 * unfiltered lists are common, so waiting is kinder). Kinds do not wait for each other.
 *
 * <p>Decision: a project remembers its newest {@value io.dmslocal.engine.entity.conversion.ConversionState#MOST} requests; older ones that are over are
 * forgotten, and only the journal has them still. What a request asked for is let go of when it is over.
 */
package io.dmslocal.engine.entity.conversion;

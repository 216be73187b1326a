/**
 * The shapes of AWS's service model and what a request's JSON must be to fit them. Data from {@code service-model.json}, which
 * {@code api/src/model/compact.py} derives from AWS's description: nothing about a shape is typed by hand. Imports Jackson and the engine's faults.
 * Open {@link io.dmslocal.api.protocol.shape.Shape} first.
 *
 * <p>Decision: a request is checked in two walks, types first, then constraints, because the service reports a wrong type anywhere before a missing
 * member anywhere. The first walk also copies the known members, so that everything behind it sees no nulls, no unknown members and one spelling of
 * numbers and times. Price: a copy of a small tree per request.
 */
package io.dmslocal.api.protocol.shape;

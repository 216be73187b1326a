/**
 * Things without a life: documents that are there or not. One {@link io.dmslocal.engine.resource.ResourceCollection} per account, region and type owns
 * them, {@link io.dmslocal.engine.resource.Resources} is the typed way to it; a type is one small file in {@code type}, without Akka.
 *
 * <p>Decision: a collection keeps and sends documents and requests as JSON, because it never names a type and journalled records have no polymorphic
 * fields. Price: a document is parsed when it is listed. A type whose documents hold secrets must keep them out of the collection.
 */
package io.dmslocal.engine.resource;

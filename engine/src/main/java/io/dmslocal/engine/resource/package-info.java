/**
 * Things without a life: documents that are there or not. One {@link io.dmslocal.engine.resource.ResourceCollection} per account, region and type owns
 * them, {@link io.dmslocal.engine.resource.Resources} is the typed way to it, {@link io.dmslocal.engine.resource.ResourceCollections} has them all; a type is
 * one small file in {@code type}, without Akka, and a line in {@link io.dmslocal.engine.resource.type.ResourceTypes}: tags, references, quotas and the
 * journal's page follow from that line.
 *
 * <p>Decision: a collection keeps and sends documents and requests as JSON, because it never names a type and journalled records have no polymorphic
 * fields. Price: a document is parsed when it is listed. A type whose documents hold secrets must keep them out of the collection.
 *
 * <p>Decision: what a resource refers to is held (Attach) before its own request is handled, by its ARN, which exists from the start; its collection lets go of
 * what is not used in the end. Price: a crash in between leaves an attachment, which whoever deletes asks to be released.
 */
package io.dmslocal.engine.resource;

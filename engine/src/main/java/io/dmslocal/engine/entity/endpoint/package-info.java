/**
 * Endpoints: where a database is, how to log in, and from which instances it was reached. Open {@link
 * io.dmslocal.engine.entity.endpoint.EndpointEntity} first; {@link io.dmslocal.engine.entity.endpoint.EndpointDocument} makes the document.
 *
 * <p>Decision: an endpoint's document holds no secret. Passwords lie beside it, sealed in the journal and between nodes, and only {@code Resolve}
 * gives them out, to a run. So no describe, log or export can show one by mistake. Price: secrets are taken out of and put into settings objects by
 * name.
 *
 * <p>Decision: a connection (the pair of an endpoint and an instance) belongs to the endpoint: tests, schemas and the attributes they depend on change
 * together. An instance that is deleted leaves its pairs behind; listings drop them.
 */
package io.dmslocal.engine.entity.endpoint;

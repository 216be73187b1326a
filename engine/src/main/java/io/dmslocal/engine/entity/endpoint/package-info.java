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
 *
 * <p>Decision: a task's start tests connections that were never tested, and waits for tests that go on, because on AWS a test must have been
 * successful before; a script written for AWS that tests first finds nothing changed. A test that failed, or was made before
 * the endpoint was modified, is not made anew: the start is refused. Price: a start may take as long as a test may.
 *
 * <p>Decision: endpoints are not remembered. A test or a refresh that a crash cut short is begun again by whoever asks for the endpoint next; tasks are
 * counted by attachments, as instances do it.
 */
package io.dmslocal.engine.entity.endpoint;

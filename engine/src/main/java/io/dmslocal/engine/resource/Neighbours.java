package io.dmslocal.engine.resource;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What collections need to know of all else that has an ARN; the engine connects them. */
public interface Neighbours {

    /** The identifier of any resource; empty when there is no such resource (any more). */
    CompletionStage<Optional<String>> identifierOf(String arn);

    /** Who uses a resource and exists, as ARNs; lets go of those that exist no more. */
    CompletionStage<List<String>> releaseDead(String arn);

    /**
     * The dependent uses these no more.
     *
     * @param used ARNs; those it never used are no harm
     */
    void release(String dependent, Collection<String> used);
}

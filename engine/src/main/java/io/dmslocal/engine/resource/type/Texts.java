package io.dmslocal.engine.resource.type;

/** Members of documents that may be absent, like descriptions: an empty text given is none (observed through Terraform, which clears them so). */
final class Texts {

    private Texts() {}

    /** Null is absent, as the SDK's builders take it. */
    static String kept(String given) {
        return given == null || given.isEmpty() ? null : given;
    }

    /** Not given: as before. */
    static String changed(String before, String given) {
        return given == null ? before : kept(given);
    }
}

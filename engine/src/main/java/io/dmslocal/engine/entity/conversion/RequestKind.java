package io.dmslocal.engine.entity.conversion;

/** The seven kinds of requests. Their Java names stand in journals: never to be changed. */
public enum RequestKind {
    IMPORT("metadata model import", "LOADING_METADATA"),
    ASSESSMENT("metadata model assessment", "ANALYZING"),
    CONVERSION("metadata model conversion", "CONVERTING"),
    CREATION("metadata model creation", "IN_PROGRESS"),
    SCRIPT_EXPORT("metadata model export as script", "IN_PROGRESS"),
    TARGET_EXPORT("metadata model export to target", "APPLYING"),
    EXTENSION_PACK("extension pack association", "APPLYING");

    private final String noun;
    private final String step;

    RequestKind(String noun, String step) {
        this.noun = noun;
        this.step = step;
    }

    /** For people. */
    public String noun() {
        return noun;
    }

    /** AWS's ProgressStep while the work goes on; which step belongs to which kind is assumed. */
    String step() {
        return step;
    }
}

package io.dmslocal.deploy.explain;

/** Why there is no explanation; the message is for the user. */
final class ExplainFailure extends RuntimeException {

    ExplainFailure(String message) {
        super(message);
    }
}

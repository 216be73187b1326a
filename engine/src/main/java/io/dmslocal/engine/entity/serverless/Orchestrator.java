package io.dmslocal.engine.entity.serverless;

/** What the log of a serverless replication's orchestrator says of its steps. The form of its lines is observed; of its sentences, the first. */
final class Orchestrator {

    private Orchestrator() {}

    /** {@code {'replication_state':'initializing','message':'Initializing the replication workflow.'}} */
    static String line(Step step) {
        return "{'replication_state':'" + step.word() + "','message':'" + message(step) + "'}";
    }

    private static String message(Step step) {
        return switch (step) {
            case INITIALIZING -> "Initializing the replication workflow.";
            case PREPARING_METADATA_RESOURCES -> "Preparing the resources that read metadata.";
            case TESTING_CONNECTION -> "Testing the connections to the source and target endpoints.";
            case FETCHING_METADATA -> "Fetching metadata of the source.";
            case CALCULATING_CAPACITY -> "Calculating the capacity that the replication needs.";
            case PROVISIONING_CAPACITY -> "Provisioning capacity.";
            case REPLICATION_STARTING -> "Starting the replication.";
        };
    }
}

package io.dmslocal.engine.entity.serverless;

/** The statuses between a start and running, in their order. Source: AWS DMS user guide, "Serverless replication states". */
enum Step {
    INITIALIZING("initializing"),
    PREPARING_METADATA_RESOURCES("preparing_metadata_resources"),
    TESTING_CONNECTION("testing_connection"),
    FETCHING_METADATA("fetching_metadata"),
    CALCULATING_CAPACITY("calculating_capacity"),
    PROVISIONING_CAPACITY("provisioning_capacity"),
    REPLICATION_STARTING("replication_starting");

    private final String word;

    Step(String word) {
        this.word = word;
    }

    /** AWS's word, which stands in journals too. */
    String word() {
        return word;
    }

    Step next() {
        return values()[ordinal() + 1];
    }

    static Step of(String word) {
        for (Step step : values()) {
            if (step.word.equals(word)) {
                return step;
            }
        }
        throw new IllegalArgumentException(
                "No serverless replication has the status " + word + " on its way to running");
    }
}

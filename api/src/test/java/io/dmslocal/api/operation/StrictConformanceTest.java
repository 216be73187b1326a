package io.dmslocal.api.operation;

import io.dmslocal.api.ServedApi;

/** The same of every operation with every strict switch on: signed calls to an engine that asks for tested connections and reachable data providers. */
class StrictConformanceTest extends OperationsConformanceTest {

    @Override
    String configuration() {
        return """
                dms-local.engine {
                  start-needs-successful-connection-tests = true
                  schema-conversion-needs-reachable-providers = true
                }
                """;
    }

    @Override
    ServedApi serve(Operations all) {
        return ServedApi.strict(all);
    }
}

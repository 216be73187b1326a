package io.dmslocal.engine.run;

import static org.junit.jupiter.api.Assertions.assertAll;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.function.Executable;

/**
 * A choice of ErrorBehavior, what happens, and what comes of it.
 *
 * @param behavior members of ErrorBehavior
 * @param events statements with a place for the table: on the source, or on the target where they say so
 * @param exceptions rows of awsdms_apply_exceptions
 * @param rows what the target has in the end of the rows that the events are about
 */
record PolicyCase(String behavior, List<String> events, End end, int exceptions, String rows) {

    private static final String HASHED_NUMBER =
            "{\"rule-type\":\"transformation\",\"rule-id\":\"2\",\"rule-name\":\"2\",\"rule-target\":\"column\","
                    + "\"rule-action\":\"data-masking-hash-mask\","
                    + "\"object-locator\":{\"schema-name\":\"shop\",\"table-name\":\"%\",\"column-name\":\"secret\"}}";

    /** What becomes of table and task. */
    enum End {
        GOES_ON,
        TABLE_LEFT_OUT,
        TASK_FAILS
    }

    interface Play {
        void play(int number, PolicyCase given) throws Exception;
    }

    /** Each of the four actions that all policies of records take. */
    static List<PolicyCase> actions(String policy, String event, String rows) {
        return List.of(
                of(given(policy, "IGNORE_RECORD"), End.GOES_ON, 0, rows, event),
                of(given(policy, "LOG_ERROR"), End.GOES_ON, 1, rows, event),
                of(given(policy, "SUSPEND_TABLE"), End.TABLE_LEFT_OUT, 1, rows, event),
                of(given(policy, "STOP_TASK"), End.TASK_FAILS, 1, rows, event));
    }

    static PolicyCase of(String behavior, End end, int exceptions, String rows, String... events) {
        return new PolicyCase(behavior, List.of(events), end, exceptions, rows);
    }

    /** @param kind of the count and its policy: Data, Table or Apply */
    static String escalation(String kind, int count, String to) {
        String member = kind + "ErrorEscalation";
        return "\"" + member + "Count\":" + count + "," + given(member + "Policy", to);
    }

    static String given(String member, String value) {
        return "\"" + member + "\":\"" + value + "\"";
    }

    /** A task's rules: one table, of which a number is to be hashed where that is what the case is about, and cannot be. */
    String mappings(String table) {
        return behavior.contains("DataMasking") ? selecting(table, "," + HASHED_NUMBER) : selecting(table, "");
    }

    static String selecting(String table, String more) {
        return "{\"rules\":[{\"rule-type\":\"selection\",\"rule-id\":\"1\",\"rule-name\":\"1\",\"rule-action\":\"include\","
                + "\"object-locator\":{\"schema-name\":\"shop\",\"table-name\":\"" + table + "\"}}" + more + "]}";
    }

    /** Some at the same time; each says which one it is when it does not come out. */
    static void playAll(List<PolicyCase> cases, Play play) {
        assertAll(IntStream.range(0, cases.size())
                .parallel()
                .<Executable>mapToObj(i -> {
                    try {
                        play.play(i, cases.get(i));
                        return () -> {};
                    } catch (Exception | AssertionError wrong) {
                        return () -> {
                            throw new AssertionError(cases.get(i) + ": " + wrong.getMessage(), wrong);
                        };
                    }
                })
                .toList());
    }
}

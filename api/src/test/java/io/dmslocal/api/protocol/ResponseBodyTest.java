package io.dmslocal.api.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.dmslocal.persistence.serialization.ModelJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksResponse;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

class ResponseBodyTest {

    private static final ReplicationTask ONE = task("one\u00e9\"", "ready");
    private static final ReplicationTask TWO = task("two", "stopped");

    @Test
    void aListOfTasksReadsAsIfItHadBeenWrittenInOne() {
        for (List<ReplicationTask> tasks : List.of(List.<ReplicationTask>of(), List.of(ONE), List.of(ONE, TWO))) {
            for (String marker : new String[] {null, "bWFya2Vy"}) {
                DescribeReplicationTasksResponse response = response(marker, tasks);
                assertEquals(written(response), sent(response));
            }
        }
    }

    @Test
    void aListThatWasNotGivenIsNotWritten() {
        assertEquals("{}", sent(DescribeReplicationTasksResponse.builder().build()));
    }

    @Test
    void aChangedTaskIsWrittenAnewThoughItsNameIsTheSame() {
        String before = sent(response(null, List.of(ONE)));
        DescribeReplicationTasksResponse changed = response(null, List.of(ONE.copy(t -> t.status("running"))));

        assertNotEquals(before, sent(changed));
        assertEquals(written(changed), sent(changed));
    }

    private static ReplicationTask task(String name, String status) {
        return ReplicationTask.builder()
                .replicationTaskIdentifier(name)
                .status(status)
                .replicationTaskSettings("{}")
                .build();
    }

    private static DescribeReplicationTasksResponse response(String marker, List<ReplicationTask> tasks) {
        return DescribeReplicationTasksResponse.builder()
                .marker(marker)
                .replicationTasks(tasks)
                .build();
    }

    private static String written(DescribeReplicationTasksResponse response) {
        return new String(ModelJson.bytes(response), StandardCharsets.UTF_8);
    }

    private static String sent(DescribeReplicationTasksResponse response) {
        return ResponseBody.of(response).utf8String();
    }
}

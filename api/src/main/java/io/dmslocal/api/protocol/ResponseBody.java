package io.dmslocal.api.protocol;

import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import io.dmslocal.persistence.serialization.ModelJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksResponse;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/**
 * A response document as bytes.
 *
 * <p>A task's document has 5 KB, most of it settings, and stays the same while nothing runs: its bytes are made once, and a list of tasks is put together of
 * them without a copy.
 */
final class ResponseBody {

    private static final Derived<ReplicationTask, ByteString> TASKS =
            new Derived<>(task -> ByteString.fromArrayUnsafe(ModelJson.bytes(task)));
    private static final ByteString COMMA = ByteString.fromString(",");

    private ResponseBody() {}

    static ByteString of(SdkPojo response) {
        return response instanceof DescribeReplicationTasksResponse tasks && tasks.hasReplicationTasks()
                ? of(tasks)
                : ByteString.fromArrayUnsafe(ModelJson.bytes(response));
    }

    /** The frame is written as every document is; the tasks go into its empty list. */
    private static ByteString of(DescribeReplicationTasksResponse response) {
        String frame =
                new String(ModelJson.bytes(response.copy(r -> r.replicationTasks(List.of()))), StandardCharsets.UTF_8);
        int inside = frame.indexOf("\"ReplicationTasks\":[") + "\"ReplicationTasks\":[".length();
        ByteStringBuilder body = ByteString.createBuilder();
        body.append(ByteString.fromString(frame.substring(0, inside)));
        boolean first = true;
        for (ReplicationTask task : response.replicationTasks()) {
            if (!first) {
                body.append(COMMA);
            }
            first = false;
            body.append(TASKS.of(task));
        }
        return body.append(ByteString.fromString(frame.substring(inside))).result();
    }
}

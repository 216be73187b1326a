"""dms-local itself as a benchmark's subject: started from the distribution, spoken to as any AWS client would."""

import datetime
import http.client
import json
import pathlib
import time

from servers import Server, eventually, listening

ROOT = pathlib.Path(__file__).resolve().parents[2]


class DmsLocal(Server):

    def __init__(self, config=""):
        """With these settings, HOCON, beside the built-in ones."""
        super().__init__("dms-local")
        file = self.folder / "bench.conf"
        file.write_text(config)
        self.command = [str(ROOT / "deploy/bin/dms-local"), "start", "--port", str(self.port), "--data", str(self.folder / "data"),
                        "--config", str(file)]
        self.spawn(self.command)

    def restart(self):
        """The same node in a process that has done nothing before."""
        self.end()
        self.spawn(self.command)
        eventually(lambda: self.call("DescribeReplicationTasks") is not None, "the node's answer")

    def call(self, operation, **body):
        return call(self.port, operation, **body)

    def endpoint(self, name, settings):
        return self.call("CreateEndpoint", EndpointIdentifier=name, **settings)["Endpoint"]["EndpointArn"]

    def instance(self):
        arn = self.call("CreateReplicationInstance", ReplicationInstanceIdentifier="bench", ReplicationInstanceClass="dms.c5.large")[
            "ReplicationInstance"]["ReplicationInstanceArn"]
        eventually(lambda: self.call("DescribeReplicationInstances")["ReplicationInstances"][0]["ReplicationInstanceStatus"] == "available",
                   "the instance to become available")
        return arn

    def task(self, name, instance, source, target, rules, migration_type="full-load", settings=None):
        arn = self.call("CreateReplicationTask", ReplicationTaskIdentifier=name, MigrationType=migration_type, ReplicationInstanceArn=instance,
                        SourceEndpointArn=source, TargetEndpointArn=target, TableMappings=json.dumps({"rules": rules}),
                        ReplicationTaskSettings=json.dumps(settings or {}))["ReplicationTask"]["ReplicationTaskArn"]
        self.await_status(arn, "ready")
        return arn

    def status(self, task):
        return self.call("DescribeReplicationTasks", Filters=[{"Name": "replication-task-arn", "Values": [task]}], WithoutSettings=True)[
            "ReplicationTasks"][0]

    def await_status(self, task, *wanted, seconds=900):
        def there():
            state = self.status(task)
            if state["Status"] == "failed" and "failed" not in wanted:
                raise SystemExit(f"the task failed: {state.get('LastFailureMessage')}")
            return state["Status"] in wanted
        eventually(there, f"the task to be {wanted}", seconds, pause=0.5)  # asking costs the mover time; what is measured tells its own times

    def start(self, task, kind="start-replication"):
        self.call("StartReplicationTask", ReplicationTaskArn=task, StartReplicationTaskType=kind)

    def stop_task(self, task):
        self.call("StopReplicationTask", ReplicationTaskArn=task)
        self.await_status(task, "stopped")

    def load_seconds(self, task):
        """From the first row asked for to the last row durable, as the task's own statistics say."""
        stats = self.status(task)["ReplicationTaskStats"]
        return stats["FullLoadFinishDate"] - stats["FullLoadStartDate"]


def call(port, operation, **body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/", json.dumps(body), {
        "X-Amz-Target": f"AmazonDMSv20160101.{operation}",
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dms/aws4_request, SignedHeaders=host, Signature=00",
    })
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{operation}: {answer.status} {text.decode()}")
    return json.loads(text or b"{}")


def include(schema, table, rule_id=1):
    return {"rule-type": "selection", "rule-id": str(rule_id), "rule-name": str(rule_id), "rule-action": "include",
            "object-locator": {"schema-name": schema, "table-name": table}}

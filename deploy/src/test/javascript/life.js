// A migration as a program with AWS's SDK for JavaScript does it, from the first resource to the last deletion, with the SDK's own waiters and
// paginators. It asserts what the API says; whoever started it looks at the rows: it says "replicating" and goes on when a line is sent to it.
import assert from 'node:assert';
import readline from 'node:readline';
import * as sdk from '@aws-sdk/client-database-migration-service';

const { port, source, target, schema } = JSON.parse(process.env.MIGRATION);

const client = new sdk.DatabaseMigrationServiceClient({
  endpoint: `http://127.0.0.1:${port}`,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1, // an answer that the SDK would ask for again is a mistake
});
const often = { client, maxWaitTime: 60, minDelay: 0.2, maxDelay: 0.5 }; // seconds

const call = (operation, input = {}) => client.send(new sdk[`${operation}Command`](input));
const where = (name, ...values) => [{ Name: name, Values: values }];

async function until(state, input) {
  const ended = await sdk[`waitUntil${state}`](often, input);
  assert.equal(ended.state, 'SUCCESS', state);
}

async function all(operation, list, input = {}) {
  const found = [];
  for await (const page of sdk[`paginate${operation}`]({ client, pageSize: 20 }, input)) {
    found.push(...page[list]);
  }
  return found;
}

async function refused(fault, promise) {
  const reason = await promise.then(() => assert.fail(`${fault.name ?? fault} was expected`), (error) => error);
  if (typeof fault === 'string') {
    assert.equal(reason.name, fault);
  } else {
    assert.ok(reason instanceof fault, `${reason}`);
  }
  assert.ok(reason.message && reason.$metadata.requestId, `${reason}`);
  return reason;
}

async function endpoint(name, type, database) {
  const { Endpoint } = await call('CreateEndpoint', { EndpointIdentifier: name, EndpointType: type, ...database });
  assert.equal(Endpoint.Status, 'active');
  return Endpoint.EndpointArn;
}

await call('CreateReplicationSubnetGroup', {
  ReplicationSubnetGroupIdentifier: 'js-group',
  ReplicationSubnetGroupDescription: 'of the test',
  SubnetIds: ['subnet-1', 'subnet-2'],
});
const { ReplicationInstance: instance } = await call('CreateReplicationInstance', {
  ReplicationInstanceIdentifier: 'js-instance',
  ReplicationInstanceClass: 'dms.t3.micro',
  ReplicationSubnetGroupIdentifier: 'js-group',
});
const thisInstance = where('replication-instance-arn', instance.ReplicationInstanceArn);
await until('ReplicationInstanceAvailable', { Filters: thisInstance });
const [available] = await all('DescribeReplicationInstances', 'ReplicationInstances', { Filters: thisInstance });
assert.ok(available.InstanceCreateTime instanceof Date);

const from = await endpoint('js-from', 'source', source);
const to = await endpoint('js-to', 'target', target);
for (const arn of [from, to]) {
  await call('TestConnection', { ReplicationInstanceArn: instance.ReplicationInstanceArn, EndpointArn: arn });
  await until('TestConnectionSucceeds', { Filters: where('endpoint-arn', arn) });
}
assert.equal((await all('DescribeConnections', 'Connections')).length, 2);
assert.ok((await all('DescribeOrderableReplicationInstances', 'OrderableReplicationInstances')).length > 100);
assert.ok((await all('DescribeEndpointTypes', 'SupportedEndpointTypes')).length > 40);

const taken = await refused(sdk.ResourceAlreadyExistsFault, endpoint('JS-FROM', 'source', source));
assert.equal(taken.resourceArn, from);
await refused(sdk.ResourceNotFoundFault, call('DescribeEndpoints', { Filters: where('endpoint-id', 'nobody') }));
await refused('InvalidParameterValueException', endpoint('js-odd', 'source', { EngineName: 'nodb' }));

const { ReplicationTask: task } = await call('CreateReplicationTask', {
  ReplicationTaskIdentifier: 'js-task',
  SourceEndpointArn: from,
  TargetEndpointArn: to,
  ReplicationInstanceArn: instance.ReplicationInstanceArn,
  MigrationType: 'full-load-and-cdc',
  TableMappings: JSON.stringify({
    rules: [
      {
        'rule-type': 'selection',
        'rule-id': '1',
        'rule-name': '1',
        'rule-action': 'include',
        'object-locator': { 'schema-name': schema, 'table-name': '%' },
      },
    ],
  }),
});
const thisTask = where('replication-task-arn', task.ReplicationTaskArn);
await until('ReplicationTaskReady', { Filters: thisTask });
await call('StartReplicationTask', { ReplicationTaskArn: task.ReplicationTaskArn, StartReplicationTaskType: 'start-replication' });
await until('ReplicationTaskRunning', { Filters: thisTask, WithoutSettings: true });

console.log('replicating');
await new Promise((resume) => readline.createInterface({ input: process.stdin }).once('line', resume).once('close', resume));

const tables = await all('DescribeTableStatistics', 'TableStatistics', { ReplicationTaskArn: task.ReplicationTaskArn });
assert.deepEqual(
  tables.map((table) => [table.TableName, table.TableState, table.FullLoadErrorRows]),
  [['item', 'Table completed', 0]],
);
assert.ok(tables[0].FullLoadEndTime instanceof Date);

await call('StopReplicationTask', { ReplicationTaskArn: task.ReplicationTaskArn });
await until('ReplicationTaskStopped', { Filters: thisTask });
const [stopped] = await all('DescribeReplicationTasks', 'ReplicationTasks', { Filters: thisTask });
assert.equal(stopped.StopReason, 'Stop Reason NORMAL');
assert.equal(stopped.ReplicationTaskStats.FullLoadProgressPercent, 100);
await refused(sdk.InvalidResourceStateFault, call('DeleteReplicationInstance', instance));

await call('DeleteReplicationTask', { ReplicationTaskArn: task.ReplicationTaskArn });
await until('ReplicationTaskDeleted', { Filters: thisTask });
for (const arn of [from, to]) {
  await call('DeleteEndpoint', { EndpointArn: arn });
  await until('EndpointDeleted', { Filters: where('endpoint-arn', arn) });
}
await call('DeleteReplicationInstance', { ReplicationInstanceArn: instance.ReplicationInstanceArn });
await until('ReplicationInstanceDeleted', { Filters: thisInstance });
await call('DeleteReplicationSubnetGroup', { ReplicationSubnetGroupIdentifier: 'js-group' });
console.log('done');
process.exit(0);

// A reader of a stream, across kill -9, a deleted table and two days of simulated time, with `tidemark check` at the end.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import * as aws from "@aws-sdk/client-dynamodb";
import * as streams from "@aws-sdk/client-dynamodb-streams";

import { REGION, Server } from "./server.mjs";

const TableName = "Orders";
const server = new Server(["--clock", "simulated", "--now", "2026-01-01T00:00:00Z"]);
let dynamodb;
let reader;
let StreamArn;

const connect = () => {
  dynamodb = server.client();
  reader = new streams.DynamoDBStreamsClient({ endpoint: server.endpoint, region: REGION, maxAttempts: 1,
    credentials: server.credentials });
};
const send = (Command, input) => dynamodb.send(new Command(input));
const ask = (Command, input) => reader.send(new Command(input));
const put = (pk, v, rest = {}) => send(aws.PutItemCommand, { TableName, Item: { pk: { S: pk }, v: { S: v }, ...rest } });

async function iterator(rest = { ShardIteratorType: "TRIM_HORIZON" }) {
  const { StreamDescription } = await ask(streams.DescribeStreamCommand, { StreamArn });
  return (await ask(streams.GetShardIteratorCommand,
    { StreamArn, ShardId: StreamDescription.Shards[0].ShardId, ...rest })).ShardIterator;
}

before(async () => {
  await server.start();
  connect();
  const { TableDescription } = await send(aws.CreateTableCommand, { TableName, BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } });
  StreamArn = TableDescription.LatestStreamArn;
});

after(async () => {
  dynamodb.destroy();
  reader.destroy();
  await server.end();
});

test("an iterator, the records and their numbers survive a kill", async () => {
  await Promise.all(Array.from({ length: 50 }, (_, n) => put("a", `v${n}`)));
  const first = await ask(streams.GetRecordsCommand, { ShardIterator: await iterator(), Limit: 20 });
  await server.stop("SIGKILL");
  await server.start();
  connect();
  await put("a", "after");
  const rest = await ask(streams.GetRecordsCommand, { ShardIterator: first.NextShardIterator });
  const all = (await ask(streams.GetRecordsCommand, { ShardIterator: await iterator() })).Records;
  assert.equal(all.length, 51);
  assert.deepEqual([...first.Records, ...rest.Records], all);
  for (let n = 1; n < 51; ++n) assert.deepEqual(all[n].dynamodb.OldImage, all[n - 1].dynamodb.NewImage);
  const numbers = all.map((record) => record.dynamodb.SequenceNumber);
  assert.deepEqual([...numbers].sort(), numbers);
  assert.equal(new Set(numbers).size, 51);
});

test("a deleted table's stream is there for a day and gone after two", async () => {
  await send(aws.DeleteTableCommand, { TableName });
  const forward = (hours) => server.extra("POST", "/_tidemark/clock", {}, JSON.stringify({ advance: `${hours}h` }));
  const { status, body } = await forward(20);
  assert.equal(status, 200, JSON.stringify(body));
  const all = (await ask(streams.GetRecordsCommand, { ShardIterator: await iterator() })).Records;
  assert.equal(all.length, 51);
  assert.equal(all[50].dynamodb.NewImage.v.S, "after");
  await forward(30);
  await assert.rejects(ask(streams.DescribeStreamCommand, { StreamArn }), { name: "ResourceNotFoundException" });
  assert.deepEqual((await ask(streams.ListStreamsCommand, {})).Streams, []);
  await server.stop();
  execFileSync(process.env.TIDEMARK ?? "build/checked/tidemark", ["check", server.data]);
});

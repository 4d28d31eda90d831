// An index is added to a table with items, the server is killed while it fills it, the table is damaged and restored.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import * as aws from "@aws-sdk/client-dynamodb";

import { Server } from "./server.mjs";

const COUNT = 6000;
const TableName = "Orders";
const server = new Server();
const imitating = new Server(["--aws-timing", "--clock", "simulated", "--now", "2026-01-01T00:00:00Z"]);
let dynamodb;

const send = (Command, input) => dynamodb.send(new Command(input));
const schema = (AttributeName) => [{ AttributeName, KeyType: "HASH" }];
const string = (AttributeName) => ({ AttributeName, AttributeType: "S" });
const table = async (name = TableName, client = dynamodb) =>
  (await client.send(new aws.DescribeTableCommand({ TableName: name }))).Table;
const addition = (IndexName, attribute, Projection = { ProjectionType: "ALL" }) => ({ TableName,
  AttributeDefinitions: [string(attribute)],
  GlobalSecondaryIndexUpdates: [{ Create: { IndexName, KeySchema: schema(attribute), Projection } }] });
const of = (description, name) => description.GlobalSecondaryIndexes?.find((one) => one.IndexName === name);

async function active(name, index) {
  for (;;) {
    const status = of(await table(name), index)?.IndexStatus;
    if (status === "ACTIVE") return;
    await sleep(10);
  }
}

async function count(name, IndexName, attribute, value) {
  let found = 0;
  let ExclusiveStartKey;
  do {
    const page = await send(aws.QueryCommand, { TableName: name, IndexName, ExclusiveStartKey, Select: "COUNT",
      KeyConditionExpression: "#a = :v", ExpressionAttributeNames: { "#a": attribute },
      ExpressionAttributeValues: { ":v": { S: value } } });
    found += page.Count;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}

before(async () => {
  await server.start();
  dynamodb = server.client();
  await send(aws.CreateTableCommand, { TableName, BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [string("id")], KeySchema: schema("id") });
  await send(aws.UpdateContinuousBackupsCommand, { TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  const items = Array.from({ length: COUNT }, (_, i) => ({ id: { S: `order-${i}` },
    customer: { S: `customer-${i % 3}` }, ...(i % 2 && { state: { S: "open" } }) }));
  for (let from = 0; from < COUNT; from += 25) {
    await send(aws.BatchWriteItemCommand, { RequestItems: {
      [TableName]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) } });
  }
});
after(async () => {
  await server.end();
  await imitating.end();
});

test("an index goes on being filled after a kill", async () => {
  await send(aws.UpdateTableCommand, addition("by-customer", "customer"));
  await send(aws.PutItemCommand, { TableName, Item: { id: { S: "order-new" }, customer: { S: "customer-0" } } });
  await send(aws.DeleteItemCommand, { TableName, Key: { id: { S: "order-1" } } });
  await server.stop("SIGKILL");
  await server.start();
  dynamodb = server.client();
  await active(TableName, "by-customer");
  assert.equal(await count(TableName, "by-customer", "customer", "customer-0"), COUNT / 3 + 1);
  assert.equal(await count(TableName, "by-customer", "customer", "customer-1"), COUNT / 3 - 1);
  assert.equal(of(await table(), "by-customer").ItemCount, COUNT);
});

test("a restore has the indexes of its instant, filled", async () => {
  await sleep(1100);
  const RestoreDateTime = new Date(Math.floor(Date.now() / 1000) * 1000);
  await sleep(1100);
  await send(aws.UpdateTableCommand, { TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-customer" } }] });
  while (of(await table(), "by-customer")) await sleep(10);
  await send(aws.UpdateTableCommand, addition("by-state", "state", { ProjectionType: "KEYS_ONLY" }));
  await active(TableName, "by-state");
  assert.equal(await count(TableName, "by-state", "state", "open"), COUNT / 2 - 1);
  await send(aws.RestoreTableToPointInTimeCommand, { SourceTableName: TableName, TargetTableName: "Restored", RestoreDateTime });
  await active("Restored", "by-customer");
  assert.equal(of(await table("Restored"), "by-state"), undefined);
  assert.equal(await count("Restored", "by-customer", "customer", "customer-1"), COUNT / 3 - 1);
  assert.deepEqual((await table("Restored")).AttributeDefinitions, [string("customer"), string("id")]);
});

test("what the server leaves behind is sound", async () => {
  await server.stop("SIGKILL");
  const said = execFileSync(process.env.TIDEMARK ?? "build/checked/tidemark", ["check", server.data], { encoding: "utf8" });
  assert.match(said, /is sound/);
  assert.match(said, new RegExp(`, ${COUNT / 2 - 1 + COUNT} index rows compared`));
});

test("with AWS's timing an index first allocates, then is filled", async () => {
  await imitating.start();
  const client = imitating.client();
  const ask = (Command, input) => client.send(new Command(input));
  const later = (seconds) => imitating.extra("POST", "/_tidemark/clock", {}, JSON.stringify({ advance: `${seconds}s` }));
  await ask(aws.CreateTableCommand, { TableName, BillingMode: "PAY_PER_REQUEST", AttributeDefinitions: [string("id"), string("a")],
    KeySchema: schema("id"), GlobalSecondaryIndexes: [{ IndexName: "by-a", KeySchema: schema("a"), Projection: { ProjectionType: "ALL" } }] });
  assert.equal(of(await table(TableName, client), "by-a").IndexStatus, "CREATING");
  await later(30);
  assert.equal(of(await table(TableName, client), "by-a").IndexStatus, "ACTIVE");

  await ask(aws.UpdateTableCommand, addition("by-b", "b"));
  const allocating = await table(TableName, client);
  assert.equal(allocating.TableStatus, "UPDATING");
  assert.equal(of(allocating, "by-b").Backfilling, false);
  const refused = (input, name, message) => assert.rejects(ask(aws.UpdateTableCommand, { TableName, ...input }), { name, message });
  const remove = (IndexName) => ({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] });
  const busy = "Attempt to change a resource which is still in use: ";
  await refused(remove("by-b"), "ResourceInUseException", `${busy}Index creation is in resource allocation phase. Retry deletion during ` +
    "backfilling phase or when the index is active. Table: Orders Index: by-b");
  await refused(remove("by-a"), "LimitExceededException",
    "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table");
  await refused({ OnDemandThroughput: { MaxReadRequestUnits: 5 } }, "ResourceInUseException",
    `${busy}OnDemandThroughput cannot be updated while index creation is in progress for indexes: [by-b]`);
  await assert.rejects(ask(aws.DeleteTableCommand, { TableName }), { name: "ResourceInUseException",
    message: `${busy}Cannot delete table while indexes are being created, updated, or deleted.` });
  await later(30);
  assert.equal(of(await table(TableName, client), "by-b").IndexStatus, "ACTIVE");

  await ask(aws.UpdateTableCommand, { TableName, ...remove("by-b") });
  await refused({ BillingMode: "PROVISIONED", ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
    "ResourceInUseException", `${busy}Can't change table IOPS when an index is being deleted. Table: Orders Indexes: [by-b]`);
  await refused({ BillingMode: "PROVISIONED", ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    GlobalSecondaryIndexUpdates: [{ Update: { IndexName: "by-b",
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } } }] },
    "ResourceInUseException", `${busy}Index is being deleted. Table: Orders Index: by-b`);
  await later(30);
  assert.equal(of(await table(TableName, client), "by-b"), undefined);
});

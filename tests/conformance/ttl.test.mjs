// Time to live: its settings, which items go, and what their going leaves behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-dynamodb-streams";

import { aws, engineOnly, fails, keys, raw, send, streams, table } from "./endpoint.mjs";

const set = (TableName, AttributeName, Enabled) =>
  send(aws.UpdateTimeToLiveCommand, { TableName, TimeToLiveSpecification: { AttributeName, Enabled } });
const describe = async (TableName) =>
  (await send(aws.DescribeTimeToLiveCommand, { TableName })).TimeToLiveDescription;
const put = (TableName, Item) => send(aws.PutItemCommand, { TableName, Item });
const get = async (TableName, pk) =>
  (await send(aws.GetItemCommand, { TableName, Key: { pk: { S: pk } }, ConsistentRead: true })).Item;
const seconds = (ahead) => `${Math.floor(Date.now() / 1000) + ahead}`;
const item = (pk, expires, rest = {}) => ({ pk: { S: pk }, expires: { N: seconds(expires) }, ...rest });

async function gone(TableName, pk) {
  for (let n = 0; n < 500 && await get(TableName, pk); ++n) await sleep(10);
  assert.equal(await get(TableName, pk), undefined, `${pk} is still there`);
}

const plain = await table(keys("pk:S"));

test("a table begins without time to live", async () =>
  assert.deepEqual(await describe(plain), { TimeToLiveStatus: "DISABLED" }));
test("it is enabled, and shown", async () => {
  const TableName = await table(keys("pk:S"));
  const { TimeToLiveSpecification } = await set(TableName, "expires", true);
  assert.deepEqual(TimeToLiveSpecification, { AttributeName: "expires", Enabled: true });
  assert.deepEqual(await describe(TableName), { AttributeName: "expires", TimeToLiveStatus: "ENABLED" });
});
test("the partition key may be the attribute", async () => {
  const TableName = await table(keys("pk:S"));
  await set(TableName, "pk", true);
  assert.equal((await describe(TableName)).AttributeName, "pk");
});
test("the table stays ACTIVE and shows no index", async () => {
  const TableName = await table(keys("pk:S"));
  await set(TableName, "expires", true);
  const { Table } = await send(aws.DescribeTableCommand, { TableName });
  assert.equal(Table.TableStatus, "ACTIVE");
  assert.equal(Table.GlobalSecondaryIndexes, undefined);
});

const enabled = await table(keys("pk:S"));
await set(enabled, "expires", true);

for (const [what, TableName, attribute, on, text] of [
  ["enabling what is enabled", enabled, "expires", true, "TimeToLive is already enabled"],
  ["enabling another attribute", enabled, "other", true,
    "TimeToLive is active on a different AttributeName: current AttributeName is expires"],
  ["disabling another attribute", enabled, "other", false,
    "TimeToLive is active on a different AttributeName: current AttributeName is expires"],
  ["disabling what is disabled", plain, "expires", false, "TimeToLive is already disabled"],
  ["an empty attribute", plain, "", true, "TimeToLiveSpecification.AttributeName must be non empty"],
  ["an attribute of 256 characters", plain, "x".repeat(256), true, /length less than or equal to 255$/],
]) {
  test(`${what} is refused`, () =>
    fails(raw("UpdateTimeToLive", { TableName, TimeToLiveSpecification: { AttributeName: attribute, Enabled: on } }),
      "ValidationException", text));
}
for (const operation of ["UpdateTimeToLive", "DescribeTimeToLive"]) {
  const TimeToLiveSpecification = { AttributeName: "a", Enabled: true };
  for (const [what, body, name, text] of [
    ["no table", {}, "ValidationException",
      "The parameter 'TableName' is required but was not present in the request"],
    ["a short name", { TableName: "a;" }, "ValidationException",
      /at least 3|greater than or equal to 3/],
    ["a name with a semicolon", { TableName: "abc;" }, "ValidationException",
      "1 validation error detected: Value 'abc;' at 'tableName' failed to satisfy constraint: Member must satisfy " +
      "regular expression pattern: [a-zA-Z0-9_.-]+"],
    ["a missing table", { TableName: "nobody-has-this" }, "ResourceNotFoundException",
      "Requested resource not found: Table: nobody-has-this not found"],
    ["a name that is a number", { TableName: 1 }, "SerializationException"],
  ]) {
    const whole = what === "no table" ? body : { TimeToLiveSpecification, ...body };
    test(`${operation}: ${what} is refused`, () => fails(raw(operation, whole), name, text));
  }
}
for (const [what, specification, name, text] of [
  ["neither member", {}, "ValidationException", /^2 validation errors detected: .*timeToLiveSpecification/],
  ["no attribute", { Enabled: true }, "ValidationException", "1 validation error detected: Value null at " +
    "'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must not be null"],
  ["no flag", { AttributeName: "a" }, "ValidationException", "1 validation error detected: Value null at " +
    "'timeToLiveSpecification.enabled' failed to satisfy constraint: Member must not be null"],
  ["a flag that is text", { AttributeName: "a", Enabled: "yes" }, "SerializationException"],
  ["an attribute that is a number", { AttributeName: 1, Enabled: true }, "SerializationException"],
]) {
  test(`UpdateTimeToLive with ${what} is refused`, () =>
    fails(raw("UpdateTimeToLive", { TableName: plain, TimeToLiveSpecification: specification }), name, text));
}

// What only an engine that sweeps at once shows within a test.

const here = { skip: engineOnly };

test("it is disabled at once, and forgets the attribute", here, async () => {
  const TableName = await table(keys("pk:S"));
  await set(TableName, "expires", true);
  const { TimeToLiveSpecification } = await set(TableName, "expires", false);
  assert.deepEqual(TimeToLiveSpecification, { AttributeName: "expires", Enabled: false });
  assert.deepEqual(await describe(TableName), { TimeToLiveStatus: "DISABLED" });
  await put(TableName, item("a", -10));
  await set(TableName, "later", true);
  assert.equal((await describe(TableName)).AttributeName, "later");
  assert.ok(await get(TableName, "a"));
});
test("an item from before goes", here, async () => {
  const TableName = await table(keys("pk:S"));
  await put(TableName, item("old", -10));
  await put(TableName, item("young", 1000));
  await set(TableName, "expires", true);
  await gone(TableName, "old");
  assert.ok(await get(TableName, "young"));
});

const swept = await table({ ...keys("pk:S"),
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } });
await set(swept, "expires", true);

test("an item goes when its second comes", here, async () => {
  await put(swept, item("soon", 1));
  assert.ok(await get(swept, "soon"));
  await gone(swept, "soon");
});
test("an item that goes is recorded as the service's doing", here, async () => {
  await put(swept, item("recorded", -5));
  await gone(swept, "recorded");
  const StreamArn = (await send(aws.DescribeTableCommand, { TableName: swept })).Table.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const { ShardIterator } = await streams.send(new GetShardIteratorCommand({ StreamArn,
    ShardId: StreamDescription.Shards[0].ShardId, ShardIteratorType: "TRIM_HORIZON" }));
  const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  const [inserted, removed] = Records.filter((one) => one.dynamodb.Keys.pk.S === "recorded");
  assert.equal(inserted.userIdentity, undefined);
  assert.equal(removed.eventName, "REMOVE");
  assert.deepEqual(removed.userIdentity, { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" });
  assert.deepEqual(removed.dynamodb.OldImage, inserted.dynamodb.NewImage);
});
test("an item whose instant moves stays", here, async () => {
  await put(swept, item("moved", 1));
  await send(aws.UpdateItemCommand, { TableName: swept, Key: { pk: { S: "moved" } },
    UpdateExpression: "SET expires = :later", ExpressionAttributeValues: { ":later": { N: seconds(1000) } } });
  await put(swept, item("after-moved", 1));
  await gone(swept, "after-moved");
  assert.ok(await get(swept, "moved"));
});
for (const [what, expires] of [
  ["text", { S: seconds(-10) }], ["a set", { NS: [seconds(-10)] }], ["nothing", undefined],
  ["an instant more than five years ago", { N: "162777600" }], ["a negative number", { N: "-5" }],
]) {
  test(`an item that has ${what} stays`, here, async () => {
    const Item = { pk: { S: `stays ${what}` }, ...(expires && { expires }) };
    await put(swept, Item);
    await put(swept, item(`goes beside ${what}`, -5));
    await gone(swept, `goes beside ${what}`);
    assert.deepEqual(await get(swept, Item.pk.S), Item);
  });
}
test("more items than one step takes go", here, async () => {
  const TableName = await table(keys("pk:S"));
  await set(TableName, "expires", true);
  const Items = Array.from({ length: 125 }, (_, n) => item(`i${n}`, -5));
  for (let from = 0; from < 125; from += 25) {
    const RequestItems = { [TableName]: Items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) };
    await send(aws.BatchWriteItemCommand, { RequestItems });
  }
  for (const one of Items) await gone(TableName, one.pk.S);
  assert.equal((await send(aws.DescribeTableCommand, { TableName })).Table.ItemCount, 0);
});
test("an item goes from its indexes, too", here, async () => {
  const definition = keys("pk:S");
  definition.AttributeDefinitions.push({ AttributeName: "g", AttributeType: "S" });
  const TableName = await table({ ...definition, GlobalSecondaryIndexes: [{ IndexName: "by-g",
    KeySchema: [{ AttributeName: "g", KeyType: "HASH" }], Projection: { ProjectionType: "ALL" } }] });
  await set(TableName, "expires", true);
  await put(TableName, item("a", -5, { g: { S: "x" } }));
  await gone(TableName, "a");
  const { Count } = await send(aws.QueryCommand, { TableName, IndexName: "by-g",
    KeyConditionExpression: "g = :g", ExpressionAttributeValues: { ":g": { S: "x" } } });
  assert.equal(Count, 0);
});

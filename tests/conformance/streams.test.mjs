// DynamoDB Streams: what is recorded, with which images, and how it is read.
import assert from "node:assert/strict";
import { test } from "node:test";

import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand, ListStreamsCommand }
  from "@aws-sdk/client-dynamodb-streams";

import { aws, dynamodb, fails, keys, raw, region, send, streams, table, tableName, active } from "./endpoint.mjs";

const STREAMS = "DynamoDBStreams_20120810";
const ask = (Command, input) => streams.send(new Command(input));
const rawStreams = (operation, body) => raw(`${STREAMS}.${operation}`, body);
const streamed = (StreamViewType) => ({ StreamSpecification: { StreamEnabled: true, StreamViewType } });

async function streamOf(TableName) {
  return (await send(aws.DescribeTableCommand, { TableName })).Table.LatestStreamArn;
}

async function describe(StreamArn, rest = {}) {
  return (await ask(DescribeStreamCommand, { StreamArn, ...rest })).StreamDescription;
}

async function iterator(StreamArn, ShardIteratorType, SequenceNumber) {
  const { Shards } = await describe(StreamArn);
  const { ShardIterator } = await ask(GetShardIteratorCommand,
    { StreamArn, ShardId: Shards[0].ShardId, ShardIteratorType, SequenceNumber });
  return ShardIterator;
}

async function records(StreamArn, type = "TRIM_HORIZON") {
  const ShardIterator = await iterator(StreamArn, type);
  return (await ask(GetRecordsCommand, { ShardIterator })).Records;
}

const put = (TableName, Item) => send(aws.PutItemCommand, { TableName, Item });
const remove = (TableName, Key) => send(aws.DeleteItemCommand, { TableName, Key });
const change = (TableName, Key, value) => send(aws.UpdateItemCommand, { TableName, Key,
  UpdateExpression: "SET v = :v", ExpressionAttributeValues: { ":v": { S: value } } });

const keyOf = (record) => record.dynamodb.Keys.pk.S;

const VIEWS = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"];
const pk = (text) => ({ pk: { S: text } });
const item = (text, v) => ({ ...pk(text), v: { S: v } });

// One table of each view goes through the same life.
const lives = {};
for (const view of VIEWS) {
  const TableName = await table({ ...keys("pk:S"), ...streamed(view) });
  const arn = await streamOf(TableName);
  await put(TableName, item("a", "one"));
  await change(TableName, pk("a"), "two");
  await put(TableName, item("a", "two"));
  await remove(TableName, pk("a"));
  await remove(TableName, pk("a"));
  lives[view] = { TableName, arn, records: await records(arn) };
}

for (const view of VIEWS) {
  const { TableName, arn, records: seen } = lives[view];
  const old = view.includes("OLD");
  const now = view.startsWith("NEW");

  test(`${view}: an insert, a change and a removal are recorded, in order`, () =>
    assert.deepEqual(seen.map((record) => record.eventName), ["INSERT", "MODIFY", "REMOVE"]));
  test(`${view}: what changes nothing is not recorded`, () => assert.equal(seen.length, 3));
  test(`${view}: every record has the keys`, () =>
    assert.deepEqual(seen.map((record) => record.dynamodb.Keys), [pk("a"), pk("a"), pk("a")]));
  test(`${view}: new images`, () =>
    assert.deepEqual(seen.map((record) => record.dynamodb.NewImage),
      now ? [item("a", "one"), item("a", "two"), undefined] : [undefined, undefined, undefined]));
  test(`${view}: old images`, () =>
    assert.deepEqual(seen.map((record) => record.dynamodb.OldImage),
      old ? [undefined, item("a", "one"), item("a", "two")] : [undefined, undefined, undefined]));
  test(`${view}: the view is named`, () =>
    assert.ok(seen.every((record) => record.dynamodb.StreamViewType === view)));
  test(`${view}: sizes are those of keys and images`, () => {
    const full = now + old;
    assert.deepEqual(seen.map((record) => record.dynamodb.SizeBytes),
      [3 + (now ? 7 : 0), 3 + 7 * full, 3 + (old ? 7 : 0)]);
  });
  test(`${view}: DescribeTable shows the stream`, async () => {
    const { Table } = await send(aws.DescribeTableCommand, { TableName });
    assert.deepEqual(Table.StreamSpecification, { StreamEnabled: true, StreamViewType: view });
    assert.equal(Table.LatestStreamArn, arn);
    assert.equal(Table.LatestStreamArn, `${Table.TableArn}/stream/${Table.LatestStreamLabel}`);
  });
  test(`${view}: DescribeStream says what it is`, async () => {
    const stream = await describe(arn);
    assert.equal(stream.StreamViewType, view);
    assert.equal(stream.StreamStatus, "ENABLED");
    assert.equal(stream.TableName, TableName);
    assert.deepEqual(stream.KeySchema, [{ AttributeName: "pk", KeyType: "HASH" }]);
  });
}

const both = lives.NEW_AND_OLD_IMAGES;

test("a label is the stream's creation to the millisecond, without a zone", () =>
  assert.match(both.arn, /\/stream\/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/));
test("a record says where it comes from", () => {
  for (const record of both.records) {
    assert.equal(record.awsRegion, region);
    assert.equal(record.eventSource, "aws:dynamodb");
    assert.equal(record.eventVersion, "1.1");
    assert.match(record.eventID, /^[0-9a-f]{32}$/);
    assert.equal(record.userIdentity, undefined);
  }
});
test("event ids differ, and are the same whenever they are read", async () => {
  const again = await records(both.arn);
  assert.deepEqual(again.map((record) => record.eventID), both.records.map((record) => record.eventID));
  assert.equal(new Set(again.map((record) => record.eventID)).size, 3);
});
test("sequence numbers are 21 to 40 digits and rise", () => {
  const numbers = both.records.map((record) => record.dynamodb.SequenceNumber);
  for (const number of numbers) assert.match(number, /^[1-9]\d{20,39}$/);
  assert.deepEqual([...numbers].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)), numbers);
  assert.deepEqual([...numbers].sort(), numbers);
});
test("the time of a record is a whole second", () => {
  const at = both.records[0].dynamodb.ApproximateCreationDateTime;
  assert.equal(at.getMilliseconds(), 0);
  assert.ok(Math.abs(at.getTime() - Date.now()) < 600_000);
});

test("a batch is recorded item by item", async () => {
  const TableName = await table({ ...keys("pk:S", "sk:N"), ...streamed("NEW_IMAGE") });
  const arn = await streamOf(TableName);
  const Items = [1, 2, 3].map((n) => ({ ...pk("b"), sk: { N: `${n}` }, v: { S: `v${n}` } }));
  await send(aws.BatchWriteItemCommand,
    { RequestItems: { [TableName]: Items.map((Item) => ({ PutRequest: { Item } })) } });
  const seen = await records(arn);
  assert.deepEqual(seen.map((record) => record.dynamodb.NewImage), Items);
  assert.deepEqual(seen.map((record) => record.dynamodb.Keys),
    Items.map(({ pk: hash, sk }) => ({ pk: hash, sk })));
});
test("an item written many times at once shows every image", async () => {
  const TableName = await table({ ...keys("pk:S"), ...streamed("NEW_AND_OLD_IMAGES") });
  const arn = await streamOf(TableName);
  await Promise.all(Array.from({ length: 40 }, (_, n) => put(TableName, item("hot", `v${n}`))));
  const seen = await records(arn);
  assert.equal(seen.length, 40);
  for (let n = 1; n < 40; ++n) {
    assert.deepEqual(seen[n].dynamodb.OldImage, seen[n - 1].dynamodb.NewImage, `record ${n}`);
  }
  const { Item } = await send(aws.GetItemCommand, { TableName, Key: pk("hot"), ConsistentRead: true });
  assert.deepEqual(seen[39].dynamodb.NewImage, Item);
});
test("puts and deletes of one item at once leave a story without gaps", async () => {
  const TableName = await table({ ...keys("pk:S"), ...streamed("NEW_AND_OLD_IMAGES") });
  const arn = await streamOf(TableName);
  await Promise.all(Array.from({ length: 40 }, (_, n) =>
    (n % 3 === 2 ? remove(TableName, pk("hot")) : put(TableName, item("hot", `v${n}`)))));
  let before;
  for (const { eventName, dynamodb } of await records(arn)) {
    assert.deepEqual(dynamodb.OldImage, before);
    assert.equal(eventName, !before ? "INSERT" : dynamodb.NewImage ? "MODIFY" : "REMOVE");
    before = dynamodb.NewImage;
  }
});
test("a transaction is recorded action by action, a check is not", async () => {
  const TableName = await table({ ...keys("pk:S"), ...streamed("NEW_AND_OLD_IMAGES") });
  const arn = await streamOf(TableName);
  await put(TableName, item("b", "old"));
  await send(aws.TransactWriteItemsCommand, { TransactItems: [
    { Put: { TableName, Item: item("a", "new") } },
    { Delete: { TableName, Key: pk("b") } },
    { ConditionCheck: { TableName, Key: pk("c"), ConditionExpression: "attribute_not_exists(pk)" } },
    { Update: { TableName, Key: pk("d"), UpdateExpression: "SET v = :v",
      ExpressionAttributeValues: { ":v": { S: "made" } } } },
  ] });
  const seen = (await records(arn)).slice(1);
  assert.deepEqual(seen.map((record) => [record.eventName, keyOf(record)]),
    [["INSERT", "a"], ["REMOVE", "b"], ["INSERT", "d"]]);
  assert.deepEqual(seen[1].dynamodb.OldImage, item("b", "old"));
});
test("a PartiQL statement is recorded", async () => {
  const TableName = await table({ ...keys("pk:S"), ...streamed("NEW_IMAGE") });
  const arn = await streamOf(TableName);
  await send(aws.ExecuteStatementCommand, { Statement: `INSERT INTO "${TableName}" VALUE {'pk': 'p', 'v': 'one'}` });
  assert.deepEqual((await records(arn)).map((record) => record.dynamodb.NewImage), [item("p", "one")]);
});
test("a failed condition is not recorded", async () => {
  const TableName = await table({ ...keys("pk:S"), ...streamed("KEYS_ONLY") });
  const arn = await streamOf(TableName);
  await fails(send(aws.PutItemCommand, { TableName, Item: pk("a"),
    ConditionExpression: "attribute_exists(pk)" }), "ConditionalCheckFailedException");
  assert.deepEqual(await records(arn), []);
});
test("all types come back as they are", async () => {
  const TableName = await table({ ...keys("pk:B"), ...streamed("NEW_IMAGE") });
  const Item = { pk: { B: Uint8Array.of(0, 255, 1) }, n: { N: "1.5" }, t: { BOOL: true }, z: { NULL: true },
    l: { L: [{ S: "x" }, { N: "1" }] }, m: { M: { k: { S: "" } } }, ss: { SS: ["a", "b"] },
    ns: { NS: ["1", "2"] }, bs: { BS: [Uint8Array.of(7)] } };
  await put(TableName, Item);
  const [record] = await records(await streamOf(TableName));
  assert.deepEqual(record.dynamodb.NewImage, Item);
  assert.deepEqual(record.dynamodb.Keys, { pk: Item.pk });
});

// Reading.

const many = await table({ ...keys("pk:S"), ...streamed("NEW_AND_OLD_IMAGES") });
const manyArn = await streamOf(many);
for (let n = 0; n < 7; ++n) await put(many, item(`k${n}`, `v${n}`));
const manyRecords = await records(manyArn);
const sequenceOf = (record) => record.dynamodb.SequenceNumber;

test("Limit ends a page, its iterator goes on behind it", async () => {
  let ShardIterator = await iterator(manyArn, "TRIM_HORIZON");
  const pages = [];
  for (let n = 0; n < 4; ++n) {
    const page = await ask(GetRecordsCommand, { ShardIterator, Limit: 3 });
    pages.push(page.Records.map(keyOf));
    ShardIterator = page.NextShardIterator;
    assert.ok(ShardIterator);
  }
  assert.deepEqual(pages, [["k0", "k1", "k2"], ["k3", "k4", "k5"], ["k6"], []]);
});
test("an iterator can be used again", async () => {
  const ShardIterator = await iterator(manyArn, "TRIM_HORIZON");
  for (let n = 0; n < 2; ++n) {
    assert.equal((await ask(GetRecordsCommand, { ShardIterator, Limit: 2 })).Records.length, 2);
  }
});
test("AT_SEQUENCE_NUMBER begins at the record", async () => {
  const ShardIterator = await iterator(manyArn, "AT_SEQUENCE_NUMBER", sequenceOf(manyRecords[4]));
  const { Records } = await ask(GetRecordsCommand, { ShardIterator });
  assert.deepEqual(Records.map(keyOf), ["k4", "k5", "k6"]);
});
test("AFTER_SEQUENCE_NUMBER begins behind it", async () => {
  const ShardIterator = await iterator(manyArn, "AFTER_SEQUENCE_NUMBER", sequenceOf(manyRecords[4]));
  const { Records } = await ask(GetRecordsCommand, { ShardIterator });
  assert.deepEqual(Records.map(keyOf), ["k5", "k6"]);
});
for (const type of ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]) {
  test(`${type} takes the shard's first number`, async () => {
    const { Shards } = await describe(manyArn);
    const first = Shards[0].SequenceNumberRange.StartingSequenceNumber;
    const { Records } = await ask(GetRecordsCommand, { ShardIterator: await iterator(manyArn, type, first) });
    assert.equal(Records.length, 7);
  });
}
test("LATEST sees only what comes later", async () => {
  const TableName = await table({ ...keys("pk:S"), ...streamed("NEW_IMAGE") });
  const arn = await streamOf(TableName);
  await put(TableName, item("before", "x"));
  const ShardIterator = await iterator(arn, "LATEST");
  const empty = await ask(GetRecordsCommand, { ShardIterator });
  assert.deepEqual(empty.Records, []);
  await put(TableName, item("after", "x"));
  const page = await ask(GetRecordsCommand, { ShardIterator: empty.NextShardIterator });
  assert.deepEqual(page.Records.map(keyOf), ["after"]);
});
test("a page ends before a megabyte", async () => {
  const TableName = await table({ ...keys("pk:S"), ...streamed("NEW_AND_OLD_IMAGES") });
  const arn = await streamOf(TableName);
  for (const v of ["a", "b", "c", "d"]) await put(TableName, item("big", v.repeat(300_000)));
  let ShardIterator = await iterator(arn, "TRIM_HORIZON");
  const sizes = [];
  while (sizes.reduce((sum, n) => sum + n, 0) < 4) {
    const page = await ask(GetRecordsCommand, { ShardIterator });
    assert.ok(page.Records.reduce((sum, one) => sum + one.dynamodb.SizeBytes, 0) <= 1024 * 1024);
    sizes.push(page.Records.length);
    ShardIterator = page.NextShardIterator;
  }
  assert.deepEqual(sizes, [2, 1, 1]);
});

// Shards.

test("a new stream has one shard, open and without a parent", async () => {
  const { Shards, LastEvaluatedShardId } = await describe(manyArn);
  assert.equal(Shards.length, 1);
  assert.match(Shards[0].ShardId, /^shardId-\d{20}-[0-9a-f]{8}$/);
  assert.equal(Shards[0].ParentShardId, undefined);
  assert.match(Shards[0].SequenceNumberRange.StartingSequenceNumber, /^\d{21,40}$/);
  assert.equal(Shards[0].SequenceNumberRange.EndingSequenceNumber, undefined);
  assert.equal(LastEvaluatedShardId, undefined);
});
test("behind the last shard there is none", async () => {
  const { Shards } = await describe(manyArn);
  assert.deepEqual((await describe(manyArn, { ExclusiveStartShardId: Shards.at(-1).ShardId })).Shards, []);
});
test("behind a shard that sorts after all there is none", async () =>
  assert.deepEqual((await describe(manyArn, { ExclusiveStartShardId: "z".repeat(40) })).Shards, []));
test("the only shard has no children", async () => {
  const { Shards } = await describe(manyArn);
  const { json } = await rawStreams("DescribeStream", { StreamArn: manyArn,
    ShardFilter: { Type: "CHILD_SHARDS", ShardId: Shards[0].ShardId } });
  assert.deepEqual(json.StreamDescription.Shards, []);
});

// Lists.

test("ListStreams of a table has its stream", async () => {
  const { Streams, LastEvaluatedStreamArn } = await ask(ListStreamsCommand, { TableName: many });
  assert.deepEqual(Streams, [{ StreamArn: manyArn, StreamLabel: manyArn.split("/stream/")[1], TableName: many }]);
  assert.equal(LastEvaluatedStreamArn, undefined);
});
test("ListStreams of a table without a stream is empty", async () => {
  const TableName = await table(keys("pk:S"));
  assert.deepEqual((await ask(ListStreamsCommand, { TableName })).Streams, []);
});
test("ListStreams pages through all, each once", async () => {
  const seen = [];
  let ExclusiveStartStreamArn;
  do {
    const page = await ask(ListStreamsCommand, { Limit: 2, ExclusiveStartStreamArn });
    assert.ok(page.Streams.length <= 2);
    seen.push(...page.Streams.map((stream) => stream.StreamArn));
    ExclusiveStartStreamArn = page.LastEvaluatedStreamArn;
  } while (ExclusiveStartStreamArn);
  assert.equal(new Set(seen).size, seen.length);
  for (const { arn } of Object.values(lives)) assert.ok(seen.includes(arn));
});

// Switching on and off.

test("CreateTable answers with the stream", async () => {
  const TableName = tableName();
  const { TableDescription } = await send(aws.CreateTableCommand,
    { TableName, BillingMode: "PAY_PER_REQUEST", ...keys("pk:S"), ...streamed("KEYS_ONLY") });
  assert.deepEqual(TableDescription.StreamSpecification, { StreamEnabled: true, StreamViewType: "KEYS_ONLY" });
  assert.match(TableDescription.LatestStreamArn, /\/stream\//);
  await active(TableName);
});
test("StreamEnabled false is no stream", async () => {
  const TableName = await table({ ...keys("pk:S"), StreamSpecification: { StreamEnabled: false } });
  const { Table } = await send(aws.DescribeTableCommand, { TableName });
  assert.equal(Table.StreamSpecification, undefined);
  assert.equal(Table.LatestStreamArn, undefined);
});

const update = (TableName, StreamSpecification) => send(aws.UpdateTableCommand, { TableName, StreamSpecification });

test("a stream that is enabled later shows items from before as old images", async () => {
  const TableName = await table(keys("pk:S"));
  await put(TableName, item("a", "before"));
  await update(TableName, { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" });
  await active(TableName);
  await put(TableName, item("a", "after"));
  const seen = await records(await streamOf(TableName));
  assert.equal(seen.length, 1);
  assert.equal(seen[0].eventName, "MODIFY");
  assert.deepEqual(seen[0].dynamodb.OldImage, item("a", "before"));
  assert.deepEqual(seen[0].dynamodb.NewImage, item("a", "after"));
});

const switched = await table({ ...keys("pk:S"), ...streamed("NEW_IMAGE") });
const firstArn = await streamOf(switched);
await put(switched, item("a", "first"));
await fails(update(switched, { StreamEnabled: true, StreamViewType: "NEW_IMAGE" }), "ValidationException",
  `Table already has an enabled stream: TableName: ${switched}`);
await update(switched, { StreamEnabled: false });
const { StreamSpecification: afterwards, LatestStreamArn: lingering } = await active(switched);
await put(switched, item("a", "unseen"));

test("a disabled stream is no longer specified, but still the latest", () => {
  assert.equal(afterwards, undefined);
  assert.equal(lingering, firstArn);
});
test("a disabled stream is DISABLED, its shard closed", async () => {
  const stream = await describe(firstArn);
  assert.equal(stream.StreamStatus, "DISABLED");
  assert.match(stream.Shards[0].SequenceNumberRange.EndingSequenceNumber, /^\d{21,40}$/);
});
test("a disabled stream is read to its end, where no iterator is given", async () => {
  const page = await ask(GetRecordsCommand, { ShardIterator: await iterator(firstArn, "TRIM_HORIZON") });
  assert.deepEqual(page.Records.map((record) => record.dynamodb.NewImage), [item("a", "first")]);
  assert.equal(page.NextShardIterator, undefined);
});
test("LATEST of a closed shard is its end", async () => {
  const page = await ask(GetRecordsCommand, { ShardIterator: await iterator(firstArn, "LATEST") });
  assert.deepEqual(page.Records, []);
  assert.equal(page.NextShardIterator, undefined);
});
test("there is no stream to disable twice", () =>
  fails(update(switched, { StreamEnabled: false }), "ValidationException",
    `Table has no stream to disable: TableName: ${switched}`));
test("enabled again it is another stream; the first stays", async () => {
  await update(switched, { StreamEnabled: true, StreamViewType: "OLD_IMAGE" });
  await active(switched);
  const second = await streamOf(switched);
  assert.notEqual(second, firstArn);
  const { Streams } = await ask(ListStreamsCommand, { TableName: switched });
  assert.deepEqual(Streams.map((stream) => stream.StreamArn), [firstArn, second]);
  await put(switched, item("a", "seen"));
  assert.deepEqual((await records(second)).map((record) => record.dynamodb.OldImage), [item("a", "unseen")]);
  assert.equal((await records(firstArn)).length, 1);
});

test("a deleted table's stream stays, DISABLED, with its images", async () => {
  const TableName = await table({ ...keys("pk:S"), ...streamed("NEW_AND_OLD_IMAGES") });
  const arn = await streamOf(TableName);
  await put(TableName, item("a", "one"));
  await put(TableName, item("a", "two"));
  await send(aws.DeleteTableCommand, { TableName });
  await aws.waitUntilTableNotExists({ client: dynamodb, maxWaitTime: 600 },
    { TableName });
  assert.equal((await describe(arn)).StreamStatus, "DISABLED");
  const seen = await records(arn);
  assert.deepEqual(seen.map((record) => record.dynamodb.OldImage), [undefined, item("a", "one")]);
  assert.deepEqual(seen.map((record) => record.dynamodb.NewImage), [item("a", "one"), item("a", "two")]);
});
test("continuous backups may go on and off while a stream is read", async () => {
  const TableName = await table({ ...keys("pk:S"), ...streamed("NEW_AND_OLD_IMAGES") });
  const arn = await streamOf(TableName);
  const backups = (PointInTimeRecoveryEnabled) => send(aws.UpdateContinuousBackupsCommand,
    { TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled } });
  const status = async () => (await send(aws.DescribeContinuousBackupsCommand, { TableName }))
    .ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus;
  assert.equal(await status(), "DISABLED");
  await put(TableName, item("a", "one"));
  await backups(true);
  assert.equal(await status(), "ENABLED");
  await put(TableName, item("a", "two"));
  await backups(false);
  assert.equal(await status(), "DISABLED");
  await put(TableName, item("a", "three"));
  const seen = await records(arn);
  assert.deepEqual(seen.map((record) => record.dynamodb.OldImage?.v.S), [undefined, "one", "two"]);
  assert.deepEqual(seen.map((record) => record.dynamodb.NewImage?.v.S), ["one", "two", "three"]);
});

// Refusals.

const nobody = manyArn.replace(many, "nobody-has-this");
const NULL = (path) => `1 validation error detected: Value null at '${path}' failed to satisfy constraint: ` +
  "Member must not be null";
const LATEST = { StreamArn: manyArn, ShardId: "shardId-00000000000000000000-00000000", ShardIteratorType: "LATEST" };

for (const [what, operation, body, name, text] of [
  ["DescribeStream without a stream", "DescribeStream", {}, "ValidationException", NULL("streamArn")],
  ["DescribeStream of no ARN", "DescribeStream", { StreamArn: "x".repeat(50) }, "ValidationException", "Invalid StreamArn"],
  ["DescribeStream of a table", "DescribeStream", { StreamArn: manyArn.split("/stream/")[0] }, "ValidationException",
    "Invalid StreamArn"],
  ["DescribeStream of nobody", "DescribeStream", { StreamArn: nobody }, "ResourceNotFoundException",
    `Requested resource not found: Stream: ${nobody} not found`],
  ["DescribeStream with Limit 0", "DescribeStream", { StreamArn: manyArn, Limit: 0 }, "ValidationException",
    "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater " +
    "than or equal to 1"],
  ["DescribeStream with Limit 101", "DescribeStream", { StreamArn: manyArn, Limit: 101 }, "ValidationException", /100/],
  ["DescribeStream after a short shard", "DescribeStream", { StreamArn: manyArn, ExclusiveStartShardId: "short" },
    "ValidationException", "1 validation error detected: Value 'short' at 'exclusiveStartShardId' failed to satisfy " +
    "constraint: Member must have length greater than or equal to 28"],
  ["DescribeStream with a StreamArn that is a number", "DescribeStream", { StreamArn: 1 }, "SerializationException"],
  ["DescribeStream with an unknown filter", "DescribeStream", { StreamArn: manyArn, ShardFilter: { Type: "ALL" } },
    "ValidationException", /shardFilter.type/],
  ["ListStreams with Limit 0", "ListStreams", { Limit: 0 }, "ValidationException",
    "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater " +
    "than or equal to 1"],
  ["ListStreams with Limit 101", "ListStreams", { Limit: 101 }, "ValidationException", /100/],
  ["ListStreams after no ARN", "ListStreams", { ExclusiveStartStreamArn: "x".repeat(50) }, "ValidationException",
    "Invalid StreamArn"],
  ["ListStreams with a TableName that is a list", "ListStreams", { TableName: [] }, "SerializationException"],
  ["GetShardIterator of nothing", "GetShardIterator", {}, "ValidationException",
    /^3 validation errors detected: .*streamArn.*shardId.*shardIteratorType/],
  ["GetShardIterator of no ARN", "GetShardIterator", { ...LATEST, StreamArn: "x".repeat(50) }, "ValidationException",
    "Invalid StreamArn"],
  ["GetShardIterator of nobody", "GetShardIterator", { ...LATEST, StreamArn: nobody }, "ResourceNotFoundException",
    `Requested resource not found: Stream: ${nobody} not found`],
  ["GetShardIterator of no shard", "GetShardIterator", LATEST, "ResourceNotFoundException", /not found$/],
  ["GetShardIterator of an unknown type", "GetShardIterator", { ...LATEST, ShardIteratorType: "OLDEST" },
    "ValidationException", "1 validation error detected: Value 'OLDEST' at 'shardIteratorType' failed to satisfy " +
    "constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]"],
  ["GetShardIterator with a short number", "GetShardIterator",
    { ...LATEST, ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber: "12" }, "ValidationException",
    "1 validation error detected: Value '12' at 'sequenceNumber' failed to satisfy constraint: Member must have " +
    "length greater than or equal to 21"],
  ["GetRecords without an iterator", "GetRecords", {}, "ValidationException", NULL("shardIterator")],
  ["GetRecords with an iterator of somebody's own", "GetRecords", { ShardIterator: "x".repeat(60) },
    "ValidationException", "Invalid ShardIterator"],
]) {
  test(`${what} is refused`, () => fails(rawStreams(operation, body), name, text));
}

for (const type of ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]) {
  test(`${type} without a number is refused`, () => fails(iterator(manyArn, type), "ValidationException", /SequenceNumber/));
  test(`${type} with another shard's number is refused`, () =>
    fails(iterator(manyArn, type, "9".repeat(38)), "ValidationException"));
}
for (const type of ["TRIM_HORIZON", "LATEST"]) {
  test(`${type} with a number is refused`, () =>
    fails(iterator(manyArn, type, sequenceOf(manyRecords[0])), "ValidationException", /SequenceNumber/));
}
for (const [Limit, text] of [[0, /greater than or equal to 1$/], [1001, /1000$/]]) {
  test(`GetRecords with Limit ${Limit} is refused`, async () =>
    fails(ask(GetRecordsCommand, { ShardIterator: await iterator(manyArn, "LATEST"), Limit }),
      "ValidationException", text));
}
test("an iterator that was changed is refused", async () => {
  const text = await iterator(manyArn, "LATEST");
  const at = text.length - 12;
  const other = text[at] === "A" ? "B" : "A";
  await fails(ask(GetRecordsCommand, { ShardIterator: text.slice(0, at) + other + text.slice(at + 1) }),
    "ValidationException");
});
test("an iterator of one stream is none of another", async () => {
  const text = await iterator(manyArn, "LATEST");
  await fails(ask(GetRecordsCommand, { ShardIterator: text.replace(manyArn, both.arn) }), "ValidationException");
});
for (const operation of ["PutItem", "ListTables", "Whatever"]) {
  test(`${operation} is unknown to the streams' target`, () =>
    fails(rawStreams(operation, {}), "UnknownOperationException"));
}
for (const operation of ["ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"]) {
  test(`${operation} is unknown to the tables' target`, () => fails(raw(operation, {}), "UnknownOperationException"));
}

const create = (StreamSpecification) => raw("CreateTable",
  { TableName: tableName(), BillingMode: "PAY_PER_REQUEST", ...keys("pk:S"), StreamSpecification });
const change_ = (StreamSpecification, rest = {}) => raw("UpdateTable", { TableName: many, StreamSpecification, ...rest });
const VIEW = (path) => "1 validation error detected: Value 'new_image' at 'streamSpecification.streamViewType' failed to " +
  "satisfy constraint: Member must satisfy enum value set: [OLD_IMAGE, KEYS_ONLY, NEW_AND_OLD_IMAGES, NEW_IMAGE]";
const ENABLED = NULL("streamSpecification.streamEnabled");
const INVALID = "One or more parameter values were invalid: ";

for (const [what, ask_, specification, text] of [
  ["CreateTable: enabled without a view", create, { StreamEnabled: true },
    `${INVALID}Table is being created with a stream enabled, UpdateViewType is required`],
  ["CreateTable: disabled with a view", create, { StreamEnabled: false, StreamViewType: "NEW_IMAGE" },
    `${INVALID}Table is being created with a stream disabled, UpdateViewType should not be specified`],
  ["CreateTable: nothing but a view", create, { StreamViewType: "NEW_IMAGE" }, ENABLED],
  ["CreateTable: an empty specification", create, {}, ENABLED],
  ["CreateTable: an unknown view", create, { StreamEnabled: true, StreamViewType: "new_image" }, VIEW()],
  ["UpdateTable: enabled without a view", change_, { StreamEnabled: true },
    `${INVALID}If stream is being enabled then UpdateViewType is required`],
  ["UpdateTable: disabled with a view", change_, { StreamEnabled: false, StreamViewType: "KEYS_ONLY" },
    `${INVALID}If stream is being disabled, then UpdateViewType must not be specified`],
  ["UpdateTable: another view of an enabled stream", change_, { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
    `Table already has an enabled stream: TableName: ${many}`],
  ["UpdateTable: an empty specification", change_, {}, ENABLED],
  ["UpdateTable: an unknown view", change_, { StreamEnabled: true, StreamViewType: "new_image" }, VIEW()],
]) {
  test(`${what} is refused`, () => fails(ask_(specification), "ValidationException", text));
}
test("UpdateTable: a stream and throughput are refused together", () =>
  fails(change_({ StreamEnabled: false }, { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }),
    "ValidationException"));

// Writes to tables with indexes: what they cost, what they refuse, and that entries are there at once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const attributes = (...texts) => texts.map((text) => ({ AttributeName: text.split(":")[0], AttributeType: text.split(":")[1] }));
const schema = (hash, range) => [{ AttributeName: hash, KeyType: "HASH" }, ...(range ? [{ AttributeName: range, KeyType: "RANGE" }] : [])];

const TableName = await table({
  AttributeDefinitions: attributes("pk:S", "sk:S", "g:S", "l:S", "b:B", "n:N"), KeySchema: schema("pk", "sk"),
  GlobalSecondaryIndexes: [
    { IndexName: "included", KeySchema: schema("g"), Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["shown"] } },
    { IndexName: "bytes", KeySchema: schema("b", "n"), Projection: { ProjectionType: "KEYS_ONLY" } },
  ],
  LocalSecondaryIndexes: [{ IndexName: "local", KeySchema: schema("pk", "l"), Projection: { ProjectionType: "ALL" } }],
});
// Two indexes by one attribute, named against the order in which they are made.
const twice = await table({
  AttributeDefinitions: attributes("pk:S", "x:S"), KeySchema: schema("pk"),
  GlobalSecondaryIndexes: ["zebra", "apple"].map((IndexName) => ({ IndexName, KeySchema: schema("x"), Projection: { ProjectionType: "KEYS_ONLY" } })),
});
const plain = await table(keys("pk:S"));

let made = 0;
const fresh = (more) => ({ pk: { S: `item-${made++}` }, sk: { S: "1" }, ...more });
const put = (Item, more) => send(aws.PutItemCommand, { TableName, Item, ReturnConsumedCapacity: "INDEXES", ...more });
const key = ({ pk, sk }) => ({ pk, sk });
const units = ({ ConsumedCapacity: used }) => ({ total: used.CapacityUnits, table: used.Table?.CapacityUnits,
  ...(used.GlobalSecondaryIndexes && { global: Object.fromEntries(Object.entries(used.GlobalSecondaryIndexes).map(([name, one]) => [name, one.CapacityUnits])) }),
  ...(used.LocalSecondaryIndexes && { local: Object.fromEntries(Object.entries(used.LocalSecondaryIndexes).map(([name, one]) => [name, one.CapacityUnits])) }) });

for (const [what, more, expected] of [
  ["of no index", { other: { S: "o" } }, { total: 1, table: 1 }],
  ["of the global index", { g: { S: "g" }, shown: { S: "s" } }, { total: 2, table: 1, global: { included: 1 } }],
  ["of the local index", { l: { S: "l" } }, { total: 2, table: 1, local: { local: 1 } }],
  ["of both", { g: { S: "g" }, l: { S: "l" } }, { total: 3, table: 1, global: { included: 1 }, local: { local: 1 } }],
  ["that has one key attribute of two", { b: { B: new Uint8Array([1]) } }, { total: 1, table: 1 }],
  ["that is large where only some is shown", { g: { S: "g" }, other: { S: "x".repeat(2000) } }, { total: 3, table: 2, global: { included: 1 } }],
  ["that is large where all is shown", { l: { S: "l" }, other: { S: "x".repeat(2000) } }, { total: 4, table: 2, local: { local: 2 } }],
]) {
  test(`capacity of a put ${what}`, async () => assert.deepEqual(units(await put(fresh(more))), expected));
}
test("TOTAL sums without telling shares", async () => {
  const { ConsumedCapacity } = await put(fresh({ g: { S: "g" } }), { ReturnConsumedCapacity: "TOTAL" });
  assert.deepEqual(ConsumedCapacity, { TableName, CapacityUnits: 2 });
});
test("the same item again costs no index anything", async () => {
  const item = fresh({ g: { S: "g" }, l: { S: "l" } });
  await put(item);
  assert.deepEqual(units(await put(item)), { total: 1, table: 1 });
});
const whole = { g: { S: "g" }, l: { S: "l" }, shown: { S: "s" }, other: { S: "o" } };
for (const [UpdateExpression, expected] of [
  ["SET #other = :v", { total: 2, table: 1, local: { local: 1 } }],
  ["SET shown = :v", { total: 3, table: 1, global: { included: 1 }, local: { local: 1 } }],
  ["SET g = :v", { total: 4, table: 1, global: { included: 2 }, local: { local: 1 } }],
  ["SET l = :v", { total: 3, table: 1, local: { local: 2 } }],
  ["REMOVE g", { total: 3, table: 1, global: { included: 1 }, local: { local: 1 } }],
]) {
  test(`capacity of ${UpdateExpression}`, async () => {
    const item = fresh(whole);
    await put(item);
    const answer = await send(aws.UpdateItemCommand, { TableName, Key: key(item), UpdateExpression, ReturnConsumedCapacity: "INDEXES",
      ...(UpdateExpression.includes("#other") && { ExpressionAttributeNames: { "#other": "other" } }),
      ...(UpdateExpression.includes(":v") && { ExpressionAttributeValues: { ":v": { S: "new" } } }) });
    assert.deepEqual(units(answer), expected);
  });
}
test("capacity of a deletion", async () => {
  const item = fresh(whole);
  await put(item);
  const answer = await send(aws.DeleteItemCommand, { TableName, Key: key(item), ReturnConsumedCapacity: "INDEXES" });
  assert.deepEqual(units(answer), { total: 3, table: 1, global: { included: 1 }, local: { local: 1 } });
});
test("capacity of a batch", async () => {
  const answer = await send(aws.BatchWriteItemCommand, { ReturnConsumedCapacity: "INDEXES",
    RequestItems: { [TableName]: [fresh({ g: { S: "g" } }), fresh({})].map((Item) => ({ PutRequest: { Item } })) } });
  assert.deepEqual(units({ ConsumedCapacity: answer.ConsumedCapacity[0] }), { total: 3, table: 2, global: { included: 1 } });
});

// Item collections
for (const [what, act] of [
  ["PutItem", (item) => raw("PutItem", { TableName, Item: item, ReturnItemCollectionMetrics: "SIZE" })],
  ["UpdateItem", (item) => raw("UpdateItem", { TableName, Key: key(item), ReturnItemCollectionMetrics: "SIZE" })],
  ["DeleteItem", (item) => raw("DeleteItem", { TableName, Key: key(item), ReturnItemCollectionMetrics: "SIZE" })],
]) {
  test(`${what} tells the size of the item's collection`, async () => {
    const item = fresh({ l: { S: "l" } });
    assert.deepEqual((await act(item)).json.ItemCollectionMetrics, { ItemCollectionKey: { pk: item.pk }, SizeEstimateRangeGB: [0, 1] });
  });
}
test("BatchWriteItem tells each collection once", async () => {
  const [a, b] = [fresh({}), fresh({})];
  const items = [a, { ...a, sk: { S: "2" } }, b];
  const { json } = await raw("BatchWriteItem", { RequestItems: { [TableName]: items.map((Item) => ({ PutRequest: { Item } })), [plain]: [{ PutRequest: { Item: { pk: { S: "x" } } } }] }, ReturnItemCollectionMetrics: "SIZE" });
  assert.deepEqual(Object.keys(json.ItemCollectionMetrics), [TableName]);
  assert.deepEqual(json.ItemCollectionMetrics[TableName].map((one) => one.ItemCollectionKey.pk.S).sort(), [a.pk.S, b.pk.S].sort());
});
test("NONE tells none", async () => {
  assert.equal((await put(fresh({}), { ReturnItemCollectionMetrics: "NONE" })).ItemCollectionMetrics, undefined);
});

// At once, in every index
test("an entry is there when the put is answered, and gone when the deletion is", async () => {
  const item = fresh({ g: { S: "at once" } });
  const count = async () => (await send(aws.QueryCommand, { TableName, IndexName: "included", KeyConditionExpression: "g = :g", ExpressionAttributeValues: { ":g": { S: "at once" } } })).Count;
  await put(item);
  assert.equal(await count(), 1);
  await send(aws.UpdateItemCommand, { TableName, Key: key(item), UpdateExpression: "SET g = :g", ExpressionAttributeValues: { ":g": { S: "elsewhere" } } });
  assert.equal(await count(), 0);
});

// What cannot be a key of an index
const type = (attribute, expected, actual, index) => `One or more parameter values were invalid: Type mismatch for Index Key ${attribute} Expected: ${expected} Actual: ${actual} IndexName: ${index}`;
const empty = (kind, index, attribute) => `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${index}, IndexKey: ${attribute}`;
for (const [what, more, text] of [
  ["a number for text", { g: { N: "5" } }, type("g", "S", "N", "included")],
  ["a list", { l: { L: [{ S: "x" }] } }, type("l", "S", "L", "local")],
  ["text for a number", { n: { S: "x" } }, type("n", "N", "S", "bytes")],
  ["an empty string", { g: { S: "" } }, empty("string", "included", "g")],
  ["empty bytes", { b: { B: "" } }, empty("binary", "bytes", "b")],
  ["a hash key of 2049 bytes", { g: { S: "x".repeat(2049) } }, "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"],
  ["a range key of 1025 bytes", { l: { S: "x".repeat(1025) } }, "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes"],
]) {
  test(`PutItem refuses ${what}`, () => fails(raw("PutItem", { TableName, Item: fresh(more) }), "ValidationException", text));
  test(`BatchWriteItem refuses ${what}`, () => fails(raw("BatchWriteItem", { RequestItems: { [TableName]: [{ PutRequest: { Item: fresh(more) } }] } }), "ValidationException", text));
}
test("the index of the first name is told", () => fails(raw("PutItem", { TableName: twice, Item: { pk: { S: "a" }, x: { N: "1" } } }), "ValidationException", type("x", "S", "N", "apple")));

const stored = fresh({ n: { N: "1" }, t: { S: "" }, big: { S: "x".repeat(2049) } });
await put(stored);
const update = (UpdateExpression, values) => raw("UpdateItem", { TableName, Key: key(stored), UpdateExpression, ExpressionAttributeValues: values });
const UNSUPPORTED = "The update expression attempted to update the secondary index key to unsupported type";
const EMPTY = (kind) => `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value.`;
for (const [text, values, problem] of [
  ["SET g = :v", { ":v": { N: "1" } }, type("g", "S", "N", "included")],
  ["SET g = n + :v", { ":v": { N: "1" } }, type("g", "S", "N", "included")],
  ["ADD g :v", { ":v": { N: "1" } }, type("g", "S", "N", "included")],
  ["SET g = :v", { ":v": { S: "" } }, EMPTY("string")],
  ["SET b = :v", { ":v": { B: "" } }, EMPTY("binary")],
  ["SET g = n", undefined, UNSUPPORTED],
  ["SET g = t", undefined, EMPTY("string")],
  ["SET g = big", undefined, "The update expression attempted to update the secondary index key beyond allowed size limits"],
  ["SET g.a = :v", { ":v": { S: "x" } }, "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: g"],
  ["SET x = l[1]", undefined, "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: l"],
]) {
  test(`UpdateItem refuses ${text} of ${JSON.stringify(values ?? "the item")}`, () => fails(update(text, values), "ValidationException", problem));
}
test("AttributeUpdates refuse a wrong type", () =>
  fails(raw("UpdateItem", { TableName, Key: key(stored), AttributeUpdates: { g: { Value: { N: "1" } } } }), "ValidationException", type("g", "S", "N", "included")));
test("what an index cannot hold is refused before the condition", () =>
  fails(raw("UpdateItem", { TableName, Key: key(stored), UpdateExpression: "SET g = :v", ConditionExpression: "attribute_not_exists(pk)", ExpressionAttributeValues: { ":v": { N: "1" } } }),
    "ValidationException", type("g", "S", "N", "included")));
for (const [what, action, name, text] of [
  ["a wrong type cancels", { Put: { TableName, Item: fresh({ g: { N: "5" } }) } }, "TransactionCanceledException", /\[ValidationError\]$/],
  ["an update to a wrong type cancels", { Update: { TableName, Key: key(stored), UpdateExpression: "SET g = :v", ExpressionAttributeValues: { ":v": { N: "1" } } } }, "TransactionCanceledException", /\[ValidationError\]$/],
  ["an empty value refuses", { Put: { TableName, Item: fresh({ g: { S: "" } }) } }, "ValidationException", empty("string", "included", "g")],
  ["an update to an empty value refuses", { Update: { TableName, Key: key(stored), UpdateExpression: "SET g = :v", ExpressionAttributeValues: { ":v": { S: "" } } } }, "ValidationException", EMPTY("string")],
]) {
  test(`in a transaction ${what}`, () => fails(raw("TransactWriteItems", { TransactItems: [action] }), name, text));
}

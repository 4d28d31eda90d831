import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, load, raw, send, table, tableName } from "./endpoint.mjs";

const hashed = await table(keys("pk:S"));
const ranged = await table(keys("pk:S", "sk:N"));
const binary = await table(keys("pk:B"));

const key = (number) => ({ pk: { S: `k${String(number).padStart(3, "0")}` } });
const of = (from, until) => Array.from({ length: until - from }, (_, index) => key(from + index));
await load(hashed, of(0, 20).map((one, index) => ({ ...one, n: { N: String(index) }, v: { S: "v" } })));
await load(ranged, [{ pk: { S: "a" }, sk: { N: "1" }, n: { N: "9" } }]);

const batch = (RequestItems, rest) => raw("BatchGetItem", { RequestItems, ...rest });
const get = (part, rest) => batch({ [hashed]: { Keys: [key(1)], ...part } }, rest);
const one = (text) => `1 validation error detected: ${text}`;
const names = (items) => items.map((item) => item.pk.S).sort();

test("items of several tables are found", async () => {
  const { json } = await batch({ [hashed]: { Keys: of(0, 3) }, [ranged]: { Keys: [{ pk: { S: "a" }, sk: { N: "1" } }] } });
  assert.deepEqual(names(json.Responses[hashed]), ["k000", "k001", "k002"]);
  assert.equal(json.Responses[ranged].length, 1);
  assert.deepEqual(json.UnprocessedKeys, {});
});
test("missing items are left out", async () => {
  const { json } = await batch({ [hashed]: { Keys: [key(1), key(500)] } });
  assert.deepEqual(names(json.Responses[hashed]), ["k001"]);
});
test("a table with none is there with none", async () => {
  const { json } = await batch({ [hashed]: { Keys: [key(500)] } });
  assert.deepEqual(json, { Responses: { [hashed]: [] }, UnprocessedKeys: {} });
});
test("a hundred keys are read", async () => {
  const { json } = await batch({ [hashed]: { Keys: of(0, 100) } });
  assert.equal(json.Responses[hashed].length, 20);
});
test("a projection", async () => assert.deepEqual(
  (await get({ ProjectionExpression: "#n", ExpressionAttributeNames: { "#n": "n" } })).json.Responses[hashed], [{ n: { N: "1" } }]));
test("AttributesToGet", async () => assert.deepEqual(
  (await get({ AttributesToGet: ["n", "none"] })).json.Responses[hashed], [{ n: { N: "1" } }]));
test("AttributesToGet without the key", async () => assert.deepEqual(
  (await get({ AttributesToGet: ["v"], ConsistentRead: true })).json.Responses[hashed], [{ v: { S: "v" } }]));

const RCC = "Value 'SOME' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
const NAMES = "Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]";
for (const [what, body, text] of [
  ["no request", {}, one("Value null at 'requestItems' failed to satisfy constraint: Member must not be null")],
  ["an empty request", { RequestItems: {} },
    one("Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1")],
  ["no keys", { RequestItems: { [hashed]: {} } },
    one(`Value null at 'requestItems.${hashed}.member.keys' failed to satisfy constraint: Member must not be null`)],
  ["an empty list of keys", { RequestItems: { [hashed]: { Keys: [] } } },
    one(`Value at 'RequestItems.${hashed}.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1`)],
  ["101 keys", { RequestItems: { [hashed]: { Keys: of(0, 101) } } },
    one(`Value at 'RequestItems.${hashed}.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100`)],
  ["a bad table name", { RequestItems: { "bad!name": { Keys: [{ pk: { S: "a" } }] } } },
    one(`Value '{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}}' at 'requestItems' failed to satisfy constraint: ${NAMES}`)],
  ["a bad table name and more", { RequestItems: { "bad!name": { Keys: [{ pk: { S: "a" } }] } }, ReturnConsumedCapacity: "SOME" },
    `2 validation errors detected: Value '{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}}' at 'requestItems' failed to satisfy constraint: ${NAMES}; ${RCC}`],
  ["a short table name without keys", { RequestItems: { a: {} }, ReturnConsumedCapacity: "SOME" }, /^3 validation errors detected: /],
  ["an unknown capacity", { RequestItems: { nowhere: { Keys: [key(1)] } }, ReturnConsumedCapacity: "SOME" }, one(RCC)],
  ["keys that are no list", { RequestItems: { [hashed]: { Keys: "x" } } }, "Unexpected field type"],
  ["a table that is no structure", { RequestItems: { [hashed]: "x" } }, "Unexpected value type in payload"],
]) {
  test(`a constraint: ${what}`, () =>
    fails(raw("BatchGetItem", body), /^(Unexpected)/.test(text) ? "SerializationException" : "ValidationException", text));
}

test("more than a hundred keys of two tables are refused", () =>
  fails(batch({ [hashed]: { Keys: of(0, 100) }, [ranged]: { Keys: [{ pk: { S: "a" }, sk: { N: "1" } }] } }),
    "ValidationException", "Too many items requested for the BatchGetItem call"));

for (const [what, part, text] of [
  ["names without an expression", { ExpressionAttributeNames: { "#a": "a" } }, "ExpressionAttributeNames can only be specified when using expressions"],
  ["no names", { ProjectionExpression: "a", ExpressionAttributeNames: {} }, "ExpressionAttributeNames must not be empty"],
  ["an unused name", { ProjectionExpression: "a", ExpressionAttributeNames: { "#a": "a" } },
    "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"],
  ["an empty projection", { ProjectionExpression: "" }, "Invalid ProjectionExpression: The expression can not be empty;"],
  ["overlapping paths", { ProjectionExpression: "a, a.b" },
    "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]"],
  ["a mixture", { ProjectionExpression: "a", AttributesToGet: ["a"] },
    "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"],
  ["a name twice", { AttributesToGet: ["a", "a"] }, "One or more parameter values were invalid: Duplicate value in attribute name: a"],
  ["a key twice", { Keys: [key(1), key(2), key(1)] }, "Provided list of item keys contains duplicates"],
  ["an empty value", { Keys: [{ pk: {} }] }, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
  ["a bad number", { Keys: [{ pk: { N: "" } }] }, "The parameter cannot be converted to a numeric value: "],
  ["a set with duplicates", { Keys: [{ pk: { NS: ["1", "1"] } }] }, "One or more parameter values were invalid: Input collection contains duplicates."],
  ["a key of another table", { Keys: [{ pk: { S: "a" }, sk: { N: "1" } }] }, "The provided key element does not match the schema"],
  ["a key of another type", { Keys: [{ pk: { N: "1" } }] }, "The provided key element does not match the schema"],
  ["a path into the key", { ProjectionExpression: "pk[0]" },
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"],
]) {
  test(`refused: ${what}`, () => fails(get(part), "ValidationException", text));
}

test("a number key twice, written differently, is twice", () =>
  fails(batch({ [ranged]: { Keys: [{ pk: { S: "a" }, sk: { N: "1" } }, { sk: { N: "1.0" }, pk: { S: "a" } }] } }),
    "ValidationException", "Provided list of item keys contains duplicates"));
test("an expression here and names there are refused", () =>
  fails(batch({ [hashed]: { Keys: [key(1)], ProjectionExpression: "pk" },
    [ranged]: { Keys: [{ pk: { S: "a" }, sk: { N: "1" } }], AttributesToGet: ["pk"] } }), "ValidationException", /^Can not use both/));
test("an empty binary key is refused", () =>
  fails(batch({ [binary]: { Keys: [{ pk: { B: "" } }] } }), "ValidationException",
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk"));
test("a missing table fails the whole call", () =>
  fails(batch({ [hashed]: { Keys: [key(1)] }, [tableName()]: { Keys: [key(1)] } }), "ResourceNotFoundException", "Requested resource not found"));
test("duplicates are told before a missing table", () =>
  fails(batch({ nowhere: { Keys: [key(1), key(1)] } }), "ValidationException", "Provided list of item keys contains duplicates"));
test("a bad projection of one table fails the whole call", () =>
  fails(batch({ [hashed]: { Keys: [key(1)] }, [ranged]: { Keys: [{ pk: { S: "a" }, sk: { N: "1" } }], ProjectionExpression: "a, a" } }),
    "ValidationException", /^Invalid ProjectionExpression: Two document paths overlap/));

test("capacity is counted for each item, a list by table", async () => {
  const { json } = await batch({ [hashed]: { Keys: of(0, 4), ConsistentRead: true }, [ranged]: { Keys: [{ pk: { S: "no" }, sk: { N: "1" } }] } },
    { ReturnConsumedCapacity: "TOTAL" });
  assert.deepEqual(json.ConsumedCapacity.sort((a, b) => b.CapacityUnits - a.CapacityUnits),
    [{ TableName: hashed, CapacityUnits: 4 }, { TableName: ranged, CapacityUnits: 0.5 }]);
});
test("capacity by index names the table", async () => {
  const { json } = await get({}, { ReturnConsumedCapacity: "INDEXES" });
  assert.deepEqual(json.ConsumedCapacity, [{ TableName: hashed, CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } }]);
});

test("what is beyond 16 MB comes back unprocessed, as it was asked", async () => {
  const large = await table(keys("pk:S"));
  const fill = "x".repeat(390_000);
  await Promise.all(of(0, 45).map((one) => send(aws.PutItemCommand, { TableName: large, Item: { ...one, fill: { S: fill } } })));
  const first = await batch({ [large]: { Keys: of(0, 45), ConsistentRead: true, ProjectionExpression: "pk" } });
  const rest = first.json.UnprocessedKeys[large];
  assert.ok(first.json.Responses[large].length >= 40 && rest.Keys.length > 0);
  assert.deepEqual([rest.ConsistentRead, rest.ProjectionExpression], [true, "pk"]);
  const second = await batch({ [large]: rest });
  assert.deepEqual(names([...first.json.Responses[large], ...second.json.Responses[large]]), of(0, 45).map((one) => one.pk.S));
});

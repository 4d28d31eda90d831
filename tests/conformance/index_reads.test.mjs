// Query and Scan on local and global indexes, also of several key attributes.
import assert from "node:assert/strict";
import { test } from "node:test";

import { active, aws, engineOnly, fails, load, raw, send, table } from "./endpoint.mjs";

const S = (text) => ({ S: text });
const N = (number) => ({ N: String(number) });
const definitions = (...texts) => texts.map((text) => text.split(":"))
  .map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
const schema = (hash, range = []) => [...[hash].flat().map((AttributeName) => ({ AttributeName, KeyType: "HASH" })),
  ...[range].flat().map((AttributeName) => ({ AttributeName, KeyType: "RANGE" }))];
const index = (IndexName, KeySchema, ProjectionType = "ALL", NonKeyAttributes = undefined) =>
  ({ IndexName, KeySchema, Projection: { ProjectionType, ...(NonKeyAttributes && { NonKeyAttributes }) } });

const TableName = await table({
  AttributeDefinitions: definitions("pk:S", "sk:S", "c:S", "d:S"),
  KeySchema: schema("pk", "sk"),
  LocalSecondaryIndexes: [index("local-all", schema("pk", "c")), index("local-some", schema("pk", "d"), "INCLUDE", ["c"]),
    index("local-keys", schema("pk", "c"), "KEYS_ONLY")],
  GlobalSecondaryIndexes: [index("global-hash", schema("c")), index("global-some", schema("c", "d"), "INCLUDE", ["e"]),
    index("global-keys", schema("d"), "KEYS_ONLY")],
});
const ITEMS = [
  { pk: S("p"), sk: S("1"), c: S("x"), d: S("d3"), e: S("e1"), f: S("f1") },
  { pk: S("p"), sk: S("2"), c: S("x"), d: S("d2"), e: S("e2"), f: S("f2") },
  { pk: S("p"), sk: S("3"), c: S("w"), d: S("d1"), e: S("e3"), f: S("f3") },
  { pk: S("q"), sk: S("1"), c: S("x"), d: S("d4"), f: S("f4") },
  { pk: S("q"), sk: S("2"), c: S("w") },      // not by d
  { pk: S("q"), sk: S("3"), d: S("d5") },     // not by c
];
await load(TableName, ITEMS);

const many = await table({
  AttributeDefinitions: definitions("pk:S", "h1:S", "h2:N", "a:S", "b:N", "c:S", "d:S"),
  KeySchema: schema("pk"),
  GlobalSecondaryIndexes: [index("many", schema(["h1", "h2"], ["a", "b", "c", "d"]))],
});
await load(many, [["1", "T", 1, "b", "r1"], ["2", "T", 1, "a", "r2"], ["3", "T", 1, "a", "r1"], ["4", "T", -5, "c", "r1"], ["5", "F", 10, "a", "r0"]]
  .map(([pk, a, b, c, d]) => ({ pk: S(pk), h1: S("o"), h2: N(1), a: S(a), b: N(b), c: S(c), d: S(d) })));
await load(many, [{ pk: S("6"), h1: S("o"), h2: N(1), a: S("T"), b: N(1), d: S("r1") }, { pk: S("7"), h1: S("o"), h2: N(2), a: S("T"), b: N(1), c: S("z"), d: S("r1") }]);

const query = (IndexName, condition, values, rest = {}) => raw("Query", { TableName, IndexName, KeyConditionExpression: condition,
  ExpressionAttributeValues: values, ...rest });
const scan = (IndexName, rest = {}) => raw("Scan", { TableName, IndexName, ...rest });
const keysOf = ({ json }) => json.Items.map((item) => item.pk.S + item.sk.S);
const attributes = ({ json }) => Object.keys(json.Items[0]).sort().join("");
const P = { ":p": S("p") };
const X = { ":c": S("x") };

async function all(operation, input) {
  const found = [];
  let ExclusiveStartKey;
  do {
    const { json } = await raw(operation, { ...input, ExclusiveStartKey });
    found.push(...json.Items);
    ExclusiveStartKey = json.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}

test("a local index is in its own order", async () => assert.deepEqual(keysOf(await query("local-all", "pk = :p", P)), ["p3", "p1", "p2"]));
test("backwards", async () => assert.deepEqual(keysOf(await query("local-all", "pk = :p", P, { ScanIndexForward: false })), ["p2", "p1", "p3"]));
test("a local index by its sort key", async () =>
  assert.deepEqual(keysOf(await query("local-all", "pk = :p AND c = :c", { ...P, ...X })), ["p1", "p2"]));
test("a local index by the beginning of its sort key", async () =>
  assert.deepEqual(keysOf(await query("local-some", "pk = :p AND begins_with(d, :d)", { ...P, ":d": S("d") })), ["p3", "p2", "p1"]));
test("a local index between two sort keys", async () =>
  assert.deepEqual(keysOf(await query("local-some", "pk = :p AND d BETWEEN :a AND :b", { ...P, ":a": S("d2"), ":b": S("d9") })), ["p2", "p1"]));
test("a local index read consistently", async () =>
  assert.equal((await query("local-all", "pk = :p", P, { ConsistentRead: true })).json.Count, 3));
test("a local index of another partition", async () => assert.deepEqual(keysOf(await query("local-all", "pk = :p", { ":p": S("q") })), ["q2", "q1"]));
test("a global index by its partition key", async () =>
  assert.deepEqual(keysOf(await query("global-hash", "c = :c", X)).sort(), ["p1", "p2", "q1"]));
test("a global index in the order of its sort key", async () =>
  assert.deepEqual(keysOf(await query("global-some", "c = :c", X)), ["p2", "p1", "q1"]));
test("a global index by both keys", async () =>
  assert.deepEqual(keysOf(await query("global-some", "c = :c AND d > :d", { ...X, ":d": S("d2") })), ["p1", "q1"]));
test("what lacks a key attribute is not in the index", async () => {
  assert.deepEqual(keysOf(await scan("global-hash")).sort(), ["p1", "p2", "p3", "q1", "q2"]);
  assert.deepEqual(keysOf(await scan("global-some")).sort(), ["p1", "p2", "p3", "q1"]);
  assert.deepEqual(keysOf(await scan("local-some")).sort(), ["p1", "p2", "p3", "q1", "q3"]);
});
test("nothing of that key", async () =>
  assert.deepEqual((await query("global-hash", "c = :c", { ":c": S("none") })).json, { Count: 0, ScannedCount: 0, Items: [] }));
test("KeyConditions on an index", async () => assert.deepEqual(keysOf(await raw("Query", { TableName, IndexName: "global-some",
  KeyConditions: { c: { ComparisonOperator: "EQ", AttributeValueList: [S("x")] }, d: { ComparisonOperator: "LT", AttributeValueList: [S("d3")] } } })), ["p2"]));
test("a filter on an index may look at the table's key", async () => assert.deepEqual(
  keysOf(await query("global-hash", "c = :c", { ...X, ":p": S("q") }, { FilterExpression: "pk = :p" })), ["q1"]));

for (const [name, shown] of [["local-all", "cdefpksk"], ["local-some", "cdpksk"], ["local-keys", "cpksk"]]) {
  test(`${name} shows what it projects`, async () => assert.equal(attributes(await query(name, "pk = :p", P)), shown));
  test(`${name} shows the same for ALL_PROJECTED_ATTRIBUTES`, async () =>
    assert.equal(attributes(await query(name, "pk = :p", P, { Select: "ALL_PROJECTED_ATTRIBUTES" })), shown));
  test(`${name} fetches the rest for ALL_ATTRIBUTES`, async () =>
    assert.equal(attributes(await query(name, "pk = :p", P, { Select: "ALL_ATTRIBUTES" })), "cdefpksk"));
  test(`${name} is scanned with what it projects`, async () =>
    assert.equal(attributes(await scan(name, { FilterExpression: "pk = :p", ExpressionAttributeValues: P })), shown));
}
for (const [name, shown] of [["global-hash", "cdefpksk"], ["global-some", "cdepksk"], ["global-keys", "dpksk"]]) {
  test(`${name} is scanned with what it projects`, async () =>
    assert.equal(attributes(await scan(name, { FilterExpression: "pk = :p", ExpressionAttributeValues: P })), shown));
}
test("a local index fetches what a projection names", async () => assert.deepEqual(
  (await query("local-keys", "pk = :p AND c = :c", { ...P, ":c": S("w") }, { ProjectionExpression: "f, c" })).json.Items, [{ c: S("w"), f: S("f3") }]));
test("a local index fetches what AttributesToGet names", async () => assert.deepEqual(
  (await raw("Query", { TableName, IndexName: "local-keys", AttributesToGet: ["e"],
    KeyConditions: { pk: { ComparisonOperator: "EQ", AttributeValueList: [S("p")] }, c: { ComparisonOperator: "EQ", AttributeValueList: [S("w")] } } })).json.Items,
  [{ e: S("e3") }]));
test("a global index with all shows all for ALL_ATTRIBUTES", async () =>
  assert.equal(attributes(await query("global-hash", "c = :c", X, { Select: "ALL_ATTRIBUTES" })), "cdefpksk"));
test("a projection of what is there", async () => assert.deepEqual(
  (await query("global-some", "c = :c AND d = :d", { ...X, ":d": S("d2") }, { ProjectionExpression: "e, sk" })).json.Items, [{ e: S("e2"), sk: S("2") }]));
test("COUNT on an index", async () => assert.deepEqual(
  (await query("global-hash", "c = :c", X, { Select: "COUNT" })).json, { Count: 3, ScannedCount: 3 }));

test("the last key of a global index has both keys", async () => {
  const { json } = await query("global-some", "c = :c", X, { Limit: 1 });
  assert.deepEqual(json.LastEvaluatedKey, { c: S("x"), d: S("d2"), pk: S("p"), sk: S("2") });
});
test("the last key of a local index has both keys", async () => {
  const { json } = await query("local-all", "pk = :p", P, { Limit: 1 });
  assert.deepEqual(json.LastEvaluatedKey, { c: S("w"), pk: S("p"), sk: S("3") });
});
test("the last key of a scan of an index has both keys", async () => assert.deepEqual(
  Object.keys((await scan("global-some", { Limit: 1 })).json.LastEvaluatedKey).sort(), ["c", "d", "pk", "sk"]));
for (const forward of [true, false]) {
  test(`pages of one go through equal index keys, ${forward ? "forwards" : "backwards"}`, async () => {
    const input = { TableName, IndexName: "global-hash", KeyConditionExpression: "c = :c", ExpressionAttributeValues: X, ScanIndexForward: forward };
    const whole = keysOf(await raw("Query", input));
    assert.deepEqual((await all("Query", { ...input, Limit: 1 })).map((item) => item.pk.S + item.sk.S), whole);
    assert.equal(whole.length, 3);
  });
}
for (const name of ["local-all", "local-some", "global-hash", "global-some"]) {
  test(`a scan of ${name} in pages of two has every entry once`, async () => {
    const pages = (await all("Scan", { TableName, IndexName: name, Limit: 2 })).map((item) => item.pk.S + item.sk.S);
    assert.deepEqual(pages.sort(), keysOf(await scan(name)).sort());
  });
  test(`segments of ${name} have every entry once`, async () => {
    const parts = await Promise.all([0, 1, 2].map((Segment) => scan(name, { Segment, TotalSegments: 3 })));
    assert.deepEqual(parts.flatMap(keysOf).sort(), keysOf(await scan(name)).sort());
  });
}
test("pages go on although the entry they ended at has moved", async () => {
  await load(TableName, ["1", "2", "3", "4"].map((sk) => ({ pk: S("moving"), sk: S(sk), c: S("moving"), d: S(sk) })));
  const input = { TableName, IndexName: "global-some", KeyConditionExpression: "c = :c", ExpressionAttributeValues: { ":c": S("moving") }, Limit: 2 };
  const { json } = await raw("Query", input);
  await send(aws.PutItemCommand, { TableName, Item: { pk: S("moving"), sk: S("2"), c: S("moving"), d: S("9") } });
  const rest = await raw("Query", { ...input, Limit: 9, ExclusiveStartKey: json.LastEvaluatedKey });
  assert.deepEqual(keysOf(rest), ["moving3", "moving4", "moving2"]);
  await Promise.all(["1", "2", "3", "4"].map((sk) => send(aws.DeleteItemCommand, { TableName, Key: { pk: S("moving"), sk: S(sk) } })));
  assert.equal((await raw("Query", input)).json.Count, 0);
});
test("a page of an index has at most 1 MB", async () => {
  await load(TableName, Array.from({ length: 18 }, (_, number) => ({ pk: S("large"), sk: S(`${number}`.padStart(2, "0")), c: S("large"), fill: S("x".repeat(60_000)) })));
  const first = await query("global-hash", "c = :c", { ":c": S("large") });
  assert.deepEqual([first.json.Count, first.json.LastEvaluatedKey !== undefined], [17, true]);
  const keysOnly = await query("local-keys", "pk = :p", { ":p": S("large") });
  assert.deepEqual([keysOnly.json.Count, keysOnly.json.LastEvaluatedKey], [18, undefined]);
  const fetched = await query("local-keys", "pk = :p", { ":p": S("large") }, { Select: "ALL_ATTRIBUTES" });
  assert.ok(fetched.json.Count < 18 && fetched.json.LastEvaluatedKey);
  await Promise.all(first.json.Items.concat((await query("local-keys", "pk = :p", { ":p": S("large") })).json.Items)
    .map(({ pk, sk }) => send(aws.DeleteItemCommand, { TableName, Key: { pk, sk } })));
});

const capacity = async (name, condition, values, rest) => (await query(name, condition, values, rest)).json.ConsumedCapacity;
test("a global index takes the capacity", async () => assert.deepEqual(
  await capacity("global-hash", "c = :c", X, { ReturnConsumedCapacity: "INDEXES" }),
  { TableName, CapacityUnits: 0.5, Table: { CapacityUnits: 0 }, GlobalSecondaryIndexes: { "global-hash": { CapacityUnits: 0.5 } } }));
test("a local index takes the capacity", async () => assert.deepEqual(
  await capacity("local-keys", "pk = :p", P, { ReturnConsumedCapacity: "INDEXES", ConsistentRead: true }),
  { TableName, CapacityUnits: 1, Table: { CapacityUnits: 0 }, LocalSecondaryIndexes: { "local-keys": { CapacityUnits: 1 } } }));
test("fetching takes capacity of the table, for each item", async () => assert.deepEqual(
  await capacity("local-keys", "pk = :p", P, { ReturnConsumedCapacity: "INDEXES", Select: "ALL_ATTRIBUTES" }),
  { TableName, CapacityUnits: 2, Table: { CapacityUnits: 1.5 }, LocalSecondaryIndexes: { "local-keys": { CapacityUnits: 0.5 } } }));
test("TOTAL is the sum", async () => assert.deepEqual(
  await capacity("local-keys", "pk = :p", P, { ReturnConsumedCapacity: "TOTAL", Select: "ALL_ATTRIBUTES" }), { TableName, CapacityUnits: 2 }));

const START = "The provided starting key is invalid";
const MISMATCH = "The provided key element does not match the schema";
const at = (ExclusiveStartKey) => ({ ExclusiveStartKey });
const parameter = (text) => `One or more parameter values were invalid: ${text}`;
for (const [what, call, text] of [
  ["a consistent query of a global index", () => query("global-hash", "c = :c", X, { ConsistentRead: true }),
    "Consistent reads are not supported on global secondary indexes"],
  ["a consistent scan of a global index", () => scan("global-hash", { ConsistentRead: true }), "Consistent reads are not supported on global secondary indexes"],
  ["an index there is not", () => query("none", "c = :c", X, { ConsistentRead: true }), "The table does not have the specified index: none"],
  ["a scan of an index there is not", () => scan("none"), "The table does not have the specified index: none"],
  ["the table's key on a global index", () => query("global-hash", "pk = :p", P), "Query condition missed key schema element: c"],
  ["another sort key", () => query("global-some", "c = :c AND e = :e", { ...X, ":e": S("e") }), "Query condition missed key schema element: d"],
  ["a sort key where there is none", () => query("global-hash", "c = :c AND d = :e", { ...X, ":e": S("e") }), "Query key condition not supported"],
  ["a partition key above", () => query("global-hash", "c > :c", X), "Query key condition not supported"],
  ["a key of another type", () => query("global-hash", "c = :c", { ":c": N(1) }), parameter("Condition parameter type does not match schema type")],
  ["the index's key in a filter", () => query("global-some", "c = :c", { ...X, ":d": S("d") }, { FilterExpression: "d = :d" }),
    "Filter Expression can only contain non-primary key attributes: Primary key attribute: d"],
  ["a path into an index key", () => query("global-hash", "c = :c", { ...X, ":e": S("e") }, { FilterExpression: "d[1] = :e" }),
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: d"],
  ["ALL_ATTRIBUTES of a global index that has not all", () => query("global-some", "c = :c", X, { Select: "ALL_ATTRIBUTES" }),
    parameter("Select type ALL_ATTRIBUTES is not supported for global secondary index global-some because its projection type is not ALL")],
  ["a scan for ALL_ATTRIBUTES of a global index that has not all", () => scan("global-keys", { Select: "ALL_ATTRIBUTES" }),
    parameter("Select type ALL_ATTRIBUTES is not supported for global secondary index global-keys because its projection type is not ALL")],
  ["a projection of what a global index has not", () => query("global-some", "c = :c", X, { ProjectionExpression: "e, f" }),
    parameter("Global secondary index global-some does not project [f]")],
  ["a start key of the table", () => query("global-some", "c = :c", X, at({ pk: S("p"), sk: S("1") })), START],
  ["a start key without the table's", () => query("global-some", "c = :c", X, at({ c: S("x"), d: S("d2") })), START],
  ["a start key with another attribute", () => query("global-hash", "c = :c", X, at({ pk: S("p"), sk: S("1"), d: S("x") })), START],
  ["a start key of another type", () => query("global-hash", "c = :c", X, at({ pk: S("p"), sk: S("1"), c: N(1) })), MISMATCH],
  ["a start key whose table part is of another type", () => query("global-hash", "c = :c", X, at({ pk: S("p"), sk: N(1), c: S("x") })), `${START}: ${MISMATCH}`],
  ["a start key of another partition", () => query("global-hash", "c = :c", X, at({ pk: S("p"), sk: S("1"), c: S("w") })),
    "The provided starting key is outside query boundaries based on provided conditions"],
  ["a start key that the sort key condition excludes", () => query("global-some", "c = :c AND d > :d", { ...X, ":d": S("d3") }, at({ pk: S("p"), sk: S("1"), c: S("x"), d: S("d3") })),
    "The provided starting key does not match the range key predicate"],
  ["a start key of another partition whose sort key fits", () => query("global-some", "c = :c AND d = :d", { ...X, ":d": S("d3") }, at({ pk: S("p"), sk: S("1"), c: S("w"), d: S("d3") })),
    "The query can return at most one row and cannot be restarted"],
  ["a scan's start key of the table", () => scan("global-hash", at({ pk: S("p"), sk: S("1") })), START],
  ["a scan's start key of another type", () => scan("global-hash", at({ pk: S("p"), sk: S("1"), c: N(1) })), MISMATCH],
  ["a scan's start key whose table part is of another type", () => scan("local-all", at({ pk: S("p"), sk: N(1), c: S("x") })), `${START}: ${MISMATCH}`],
]) {
  test(`refused: ${what}`, () => fails(call(), "ValidationException", text));
}

const H = { ":h": S("o"), ":g": N(1) };
const V = { ":T": S("T"), ":one": N(1), ":a": S("a"), ":r": S("r"), ":r1": S("r1") };
const ofMany = (condition, rest = {}) => {
  const whole = `h1 = :h AND h2 = :g${condition && ` AND ${condition}`}`;
  const used = Object.fromEntries(Object.entries({ ...H, ...V }).filter(([name]) => new RegExp(`${name}\\b`).test(whole)));
  return raw("Query", { TableName: many, IndexName: "many", KeyConditionExpression: whole, ExpressionAttributeValues: used, ...rest });
};
for (const [condition, wanted] of [
  ["", "54321"],
  ["a = :T", "4321"],
  ["a = :T AND b = :one", "321"],
  ["b = :one AND a = :T", "321"],
  ["a = :T AND b < :one", "4"],
  ["a = :T AND b = :one AND c = :a", "32"],
  ["a = :T AND b = :one AND c > :a", "1"],
  ["a = :T AND b = :one AND c = :a AND begins_with(d, :r)", "32"],
  ["a = :T AND b = :one AND c = :a AND d BETWEEN :r AND :r1", "3"],
  ["a = :T AND b = :one AND c = :a AND d = :r1", "3"],
]) {
  test(`several key attributes: ${condition || "the partition"}`, async () =>
    assert.equal((await ofMany(condition)).json.Items.map((item) => item.pk.S).join(""), wanted));
}
test("several key attributes, backwards", async () =>
  assert.equal((await ofMany("a = :T", { ScanIndexForward: false })).json.Items.map((item) => item.pk.S).join(""), "1234"));
test("the last key has all of them and the table's", async () => {
  const { json } = await ofMany("a = :T", { Limit: 2 });
  assert.deepEqual(json.LastEvaluatedKey, { h1: S("o"), h2: N(1), a: S("T"), b: N(1), c: S("a"), d: S("r1"), pk: S("3") });
  const rest = await ofMany("a = :T", { ExclusiveStartKey: json.LastEvaluatedKey });
  assert.equal(rest.json.Items.map((item) => item.pk.S).join(""), "21");
});
test("what lacks one of them is not in the index", async () =>
  assert.equal((await raw("Scan", { TableName: many, IndexName: "many" })).json.Count, 6));
const GAP = (lacking, present) => `RANGE key attributes ${lacking} must have equality conditions specified in the query because a condition is present on key attribute ${present}`;
for (const [condition, text] of [
  ["a = :T AND c = :a", GAP("b", "c")],
  ["b = :one", GAP("a", "b")],
  ["a = :T AND b > :one AND c = :a", GAP("b", "c")],
]) {
  test(`several key attributes refuse: ${condition}`, () => fails(ofMany(condition), "ValidationException", text));
}
test("each partition key attribute needs a condition", () =>
  fails(raw("Query", { TableName: many, IndexName: "many", KeyConditionExpression: "h1 = :h", ExpressionAttributeValues: { ":h": S("o") } }),
    "ValidationException", "Query condition missed key schema element: h2"));
test("each partition key attribute must be equal", () =>
  fails(raw("Query", { TableName: many, IndexName: "many", KeyConditionExpression: "h1 = :h AND h2 > :g", ExpressionAttributeValues: H }),
    "ValidationException", "Query key condition not supported"));

test("an index as it was", { skip: engineOnly }, async () => {
  await send(aws.UpdateContinuousBackupsCommand, { TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  await send(aws.PutItemCommand, { TableName, Item: { pk: S("past"), sk: S("1"), c: S("then"), v: N(1) } });
  await new Promise((resolve) => setTimeout(resolve, 5));
  const then = new Date().toISOString();
  await send(aws.PutItemCommand, { TableName, Item: { pk: S("past"), sk: S("1"), c: S("now"), v: N(2) } });
  const asked = (value, headers) => raw("Query", { TableName, IndexName: "global-hash", KeyConditionExpression: "c = :c", ExpressionAttributeValues: { ":c": S(value) } }, { headers });
  const past = { "x-tidemark-as-of": then };
  assert.deepEqual((await asked("then", past)).json.Items, [{ pk: S("past"), sk: S("1"), c: S("then"), v: N(1) }]);
  assert.equal((await asked("now", past)).json.Count, 0);
  assert.equal((await asked("then")).json.Count, 0);
  const fetched = await raw("Query", { TableName, IndexName: "local-keys", KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("past") },
    Select: "ALL_ATTRIBUTES" }, { headers: past });
  assert.deepEqual(fetched.json.Items.map((item) => item.v), [N(1)]);
  await send(aws.DeleteItemCommand, { TableName, Key: { pk: S("past"), sk: S("1") } });
});

test("an index that is gone since, and one that has come since", { skip: engineOnly }, async () => {
  const name = await table({ AttributeDefinitions: definitions("pk:S", "c:S"), KeySchema: schema("pk"), GlobalSecondaryIndexes: [index("old", schema("c"))] });
  await send(aws.UpdateContinuousBackupsCommand, { TableName: name, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  await load(name, [{ pk: S("a"), c: S("x") }, { pk: S("b"), c: S("x") }]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const then = { "x-tidemark-as-of": new Date().toISOString() };
  await send(aws.UpdateTableCommand, { TableName: name, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "old" } }] });
  while ((await active(name)).GlobalSecondaryIndexes?.length);
  await send(aws.UpdateTableCommand, { TableName: name, AttributeDefinitions: definitions("pk:S", "c:S"),
    GlobalSecondaryIndexUpdates: [{ Create: index("new", schema("c")) }] });
  await active(name);
  const asked = (IndexName, headers) => raw("Query", { TableName: name, IndexName, KeyConditionExpression: "c = :c", ExpressionAttributeValues: X }, { headers });
  assert.deepEqual((await asked("old", then)).json.Items.map((item) => item.pk.S), ["a", "b"]);
  assert.deepEqual((await asked("new")).json.Items.map((item) => item.pk.S), ["a", "b"]);
  await fails(asked("old"), "ValidationException", "The table does not have the specified index: old");
  await fails(asked("new", then), "ValidationException", "The table does not have the specified index: new");
});

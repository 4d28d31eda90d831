// SELECT: which items, by which keys, in which order, page by page.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, engineOnly, fails, keys, load, raw, send, table } from "./endpoint.mjs";

const T = await table(keys("pk:S", "sk:S"));
const H = await table(keys("pk:S"));
const BIG = await table(keys("pk:S", "sk:N"));
const item = (pk, sk, more = {}) => ({ pk: { S: pk }, sk: { S: sk }, ...more });
await load(T, [
  ...["1", "2", "3"].map((sk) => item("o", sk, { v: { N: sk }, flag: { S: sk === "2" ? "two" : "other" } })),
  ...["1", "2", "3"].map((sk) => item("p", sk)),
  item("b", "prefix-alpha"), item("b", "prefix-beta"), item("b", "other"),
]);
await load(H, [{ pk: { S: "one" }, v: { S: "here" } }, { pk: { S: "kind-a" }, kind: { S: "alpha" } },
  { pk: { S: "kind-b" }, kind: { S: "beta" } }]);
await load(BIG, [...Array(8).keys()].map((sk) => ({ pk: { S: "x" }, sk: { N: `${sk}` }, fat: { S: "x".repeat(300_000) } })));

const run = (Statement, more = {}) => send(aws.ExecuteStatementCommand, { Statement, ...more });
const rows = ({ Items }) => Items.map(({ pk, sk }) => `${pk.S}/${sk.S}`);
const select = async (where, more) => rows(await run(`SELECT pk, sk FROM "${T}" WHERE ${where}`, more));
const found = async (where) => (await select(where)).sort();
const refused = (where, text) => fails(() => run(`SELECT pk, sk FROM "${T}" WHERE ${where}`), "ValidationException", text);

for (const [where, wanted] of [
  ["pk = 'o'", ["o/1", "o/2", "o/3"]],
  ["pk = 'o' AND sk = '2'", ["o/2"]],
  ["'o' = pk AND '2' < sk", ["o/3"]],
  ["(sk >= '2') AND (pk = 'o')", ["o/2", "o/3"]],
  ["pk = 'o' AND sk BETWEEN '1' AND '2'", ["o/1", "o/2"]],
  ["pk = 'b' AND begins_with(sk, 'prefix-')", ["b/prefix-alpha", "b/prefix-beta"]],
  ["pk = 'o' AND v > 1", ["o/2", "o/3"]],
  ["pk = 'o' AND sk > '1' AND v < 3", ["o/2"]],
  ["pk IN ['o', 'p'] AND sk = '1'", ["o/1", "p/1"]],
  ["pk IN ['o', 'none']", ["o/1", "o/2", "o/3"]],
  ["pk = 'o' AND sk IN ['1', '3']", ["o/1", "o/3"]],
  ["pk = 'o' AND (sk = '1' OR sk = '2')", ["o/1", "o/2"]],
  ["pk = 'o' AND (sk < '1' OR sk > '1' OR sk = '1')", ["o/1", "o/2", "o/3"]],
  ["pk = 'o' AND NOT sk = '1'", ["o/2", "o/3"]],
  ["pk = 'o' AND sk <> '1'", ["o/2", "o/3"]],
  ["pk = 'o' AND sk > '0' AND sk <> '1'", ["o/2", "o/3"]],
  ["pk = 'o' AND sk = '1' AND sk > '0'", ["o/1"]],
  ["pk = 'o' AND sk = '1' AND sk > '1'", []],
  ["pk = 'o' AND pk = 'p'", []],
  ["pk = 'o' AND attribute_exists(pk)", ["o/1", "o/2", "o/3"]],
  ["pk = 'o' OR pk = 'p' AND sk = '1'", ["o/1", "o/2", "o/3", "p/1"]],
  ["pk = 'o' OR sk = '1'", ["o/1", "o/2", "o/3", "p/1"]],
  ["pk = 'o' AND NOT sk = '1' OR pk = 'o' AND sk = '2'", ["o/2", "o/3"]],
  ["pk = 'o' AND sk <> '1' OR pk = 'o' AND sk = '2'", ["o/2", "o/3"]],
  ["pk = 'o' AND NOT begins_with(sk, 'x') OR pk = 'o' AND sk = '2'", ["o/1", "o/2", "o/3"]],
  ["pk = 'o' AND NOT sk IN ['1', '3'] OR pk = 'o' AND sk = '2'", ["o/2"]],
  ["pk = 'o' AND NOT sk > '5' OR pk = 'o' AND sk = '2'", ["o/1", "o/2", "o/3"]],
  ["pk = 'o' OR pk = 'o' AND NOT sk = '1'", ["o/1", "o/2", "o/3"]],
  ["pk > 'o'", ["p/1", "p/2", "p/3"]],
  ["pk > 1", []],
  ["flag = 'two'", ["o/2"]],
  ["attribute_exists(flag) AND NOT flag = 'two'", ["o/1", "o/3"]],
]) test(`finds ${where}`, async () => assert.deepEqual(await found(where), wanted));

const overlapping = "Overlapping conditions with range keys are not supported in where clause";
const mismatch = (name) => `Key attribute's data type should match its data type in table's schema: Key ${name}`;
const many = "Too many decomposed read operations for a given query.";
const list = (n) => [...Array(n).keys()].map((i) => `'v${i}'`).join(",");

for (const [where, text] of [
  ["pk IN ['o', 'o']", overlapping],
  ["pk = 'o' OR pk = 'o'", overlapping],
  ["pk = 'o' AND (sk > '0' OR sk < '5')", overlapping],
  ["pk = 'o' AND (sk = '1' OR flag = 'two')", overlapping],
  ["(pk = 'o' AND flag = 'one') OR (pk = 'o' AND flag = 'two')", overlapping],
  ["pk = 'o' AND x <> '1' OR pk = 'o' AND sk = '2'", overlapping],
  ["pk = 1 OR pk = 'o'", mismatch("pk")],
  ["pk = 'o' AND sk IN ['1', 2]", mismatch("sk")],
  ["pk = true", "Key value must be of type S, N, or B. Key name: pk, Key type: BOOL"],
  [`pk IN [${list(51)}]`, many],
  [`pk = 'o' AND sk IN [${list(51)}]`, many],
  [`pk IN [${list(26)}] AND sk IN ['1', '2']`, many],
  ["pk = ''", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an " +
    "empty string value. Key: pk"],
]) test(`refuses ${where.slice(0, 60)}`, () => refused(where, text));

for (const where of [`pk IN [${list(50)}] AND flag IN [${list(100)}]`, `pk IN [${list(51)}] OR flag = 'one'`]) {
  test(`takes ${where.slice(-20)}`, async () => assert.deepEqual(await found(where), []));
}

for (const [where, wanted] of [
  ["pk = 'o' ORDER BY sk", ["o/1", "o/2", "o/3"]],
  ["pk = 'o' ORDER BY sk ASC", ["o/1", "o/2", "o/3"]],
  ["pk = 'o' ORDER BY sk DESC", ["o/3", "o/2", "o/1"]],
  ["pk = 'o' ORDER BY pk ASC", ["o/3", "o/2", "o/1"]],
  ["pk IN ['o', 'p'] ORDER BY pk DESC, sk ASC", ["p/1", "p/2", "p/3", "o/1", "o/2", "o/3"]],
  ["pk IN ['p', 'o'] AND sk > '1' ORDER BY pk ASC, sk DESC", ["o/3", "o/2", "p/3", "p/2"]],
]) test(`orders ${where}`, async () => assert.deepEqual(await select(where), wanted));

for (const [where, text] of [
  ["pk = 'o' ORDER BY v DESC", "Attribute v in ORDER BY clause must be part of the primary key"],
  ["pk > 'a' ORDER BY sk", "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause."],
  ["pk IN ['o', 'p'] ORDER BY sk DESC",
    "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause."],
]) test(`cannot order ${where}`, () => refused(where, text));

test("ORDER BY needs WHERE", () =>
  fails(() => run(`SELECT sk FROM "${T}" ORDER BY sk`), "ValidationException",
    "Must have WHERE clause in the statement when using ORDER BY clause."));

test("all attributes", async () => {
  assert.deepEqual((await run(`SELECT * FROM "${H}" WHERE pk = 'one'`)).Items, [{ pk: { S: "one" }, v: { S: "here" } }]);
});

test("nothing found is an empty list", async () => {
  const reply = await run(`SELECT * FROM "${H}" WHERE pk = 'none'`);
  assert.deepEqual(reply.Items, []);
  assert.equal(reply.NextToken, undefined);
});

test("a whole table", async () => assert.equal((await run(`SELECT * FROM "${T}"`)).Items.length, 9));

test("a table's name without quotes is a name", async () => {
  const plain = H.replaceAll("-", "_");
  await fails(() => run(`SELECT * FROM ${plain}`), "ResourceNotFoundException");
});

test("negations with IN", async () => {
  const { Items } = await run(`SELECT pk FROM "${H}" WHERE pk IN ['kind-a', 'kind-b'] AND NOT begins_with("kind", 'al')`);
  assert.deepEqual(Items, [{ pk: { S: "kind-b" } }]);
});

const types = [
  ["SS", { SS: ["a", "b", "c"] }, { SS: ["a", "b", "d"] }, { SS: ["c", "a", "b"] }, true],
  ["NS", { NS: ["1", "2", "3"] }, { NS: ["1", "2", "4"] }, { NS: ["3", "1", "2"] }, true],
  ["L", { L: [{ S: "a" }, { S: "b" }] }, { L: [{ S: "a" }] }, { L: [{ S: "b" }, { S: "a" }] }, false],
  ["M", { M: { x: { N: "1" }, y: { N: "2" } } }, { M: { x: { N: "1" } } }, { M: { y: { N: "2" }, x: { N: "1" } } }, true],
  ["B", { B: Uint8Array.of(1, 2, 3) }, { B: Uint8Array.of(1, 2, 4) }],
  ["NULL", { NULL: true }, { S: "no" }],
];
await load(H, types.map(([name, val]) => ({ pk: { S: `type-${name}` }, val })));

for (const [name, same, other, permuted, matches] of types) {
  const matched = async (op, value) => (await run(`SELECT pk FROM "${H}" WHERE pk = ? AND val ${op} ?`,
    { Parameters: [{ S: `type-${name}` }, value] })).Items.length === 1;
  test(`${name} equals itself`, async () => assert.ok(await matched("=", same)));
  test(`${name} differs from another`, async () => assert.ok(await matched("<>", other)));
  test(`${name} is not another`, async () => assert.ok(!(await matched("=", other)) && !(await matched("<>", same))));
  if (permuted) {
    test(`${name} in another order is ${matches ? "the same" : "another"}`, async () =>
      assert.equal(await matched("=", permuted), matches));
  }
}

// Pages

async function pages(Statement, more) {
  const all = [];
  let NextToken;
  do {
    const reply = await run(Statement, { ...more, NextToken });
    all.push(reply.Items);
    ({ NextToken } = reply);
  } while (NextToken);
  return all;
}

for (const [what, statement] of [
  ["a table", `SELECT pk, sk FROM "${T}"`],
  ["a partition", `SELECT pk, sk FROM "${T}" WHERE pk = 'o'`],
  ["some partitions", `SELECT pk, sk FROM "${T}" WHERE pk IN ['p', 'o']`],
  ["an order", `SELECT pk, sk FROM "${T}" WHERE pk IN ['p', 'o'] ORDER BY pk DESC, sk`],
  ["a filter", `SELECT pk, sk FROM "${T}" WHERE attribute_exists(flag)`],
]) {
  for (const Limit of [1, 2, 100]) {
    test(`${what} by pages of ${Limit}`, async () => {
      const whole = (await run(statement)).Items;
      assert.deepEqual((await pages(statement, { Limit })).flat(), whole);
    });
  }
}

test("a limit counts what is looked at", async () => {
  const reply = await run(`SELECT pk FROM "${T}" WHERE pk = 'o' AND flag = 'two'`, { Limit: 1 });
  assert.deepEqual(reply.Items, []);
  assert.ok(reply.NextToken);
});

test("a page tells the last key it looked at", async () => {
  const reply = await run(`SELECT v FROM "${T}" WHERE pk = 'o'`, { Limit: 2 });
  assert.deepEqual(reply.LastEvaluatedKey, item("o", "2"));
});

test("a page ends before a megabyte", async () => {
  const sizes = (await pages(`SELECT sk FROM "${BIG}" WHERE pk = 'x'`)).map((page) => page.length);
  assert.deepEqual(sizes, [3, 3, 2]);
});

const token = async () => (await run(`SELECT pk, sk FROM "${T}" WHERE pk = 'o'`, { Limit: 1 })).NextToken;

for (const [what, statement, more] of [
  ["another statement", `SELECT pk, sk FROM "${T}" WHERE pk = 'p'`, {}],
  ["another table", `SELECT pk, sk FROM "${H}" WHERE pk = 'o'`, {}],
  ["other parameters", `SELECT pk, sk FROM "${T}" WHERE pk = 'o'`, { Parameters: [{ S: "x" }] }],
]) {
  test(`a token is not good for ${what}`, async () =>
    fails(async () => run(statement, { ...more, NextToken: await token() }), "ValidationException",
      "NextToken does not match request"));
}

test("a token is good for another limit", async () => {
  const reply = await run(`SELECT pk, sk FROM "${T}" WHERE pk = 'o'`, { Limit: 5, ConsistentRead: true, NextToken: await token() });
  assert.deepEqual(rows(reply), ["o/2", "o/3"]);
});

for (const text of ["nonsense", "AAAA"]) {
  test(`no token: ${text}`, () =>
    fails(() => run(`SELECT * FROM "${T}"`, { NextToken: text }), "ValidationException", "Invalid NextToken"));
}

// Capacity

for (const [what, statement, more, units] of [
  ["an item", `SELECT * FROM "${H}" WHERE pk = 'one'`, {}, 0.5],
  ["an item, consistently", `SELECT * FROM "${H}" WHERE pk = 'one'`, { ConsistentRead: true }, 1],
  ["nothing", `SELECT * FROM "${H}" WHERE pk = 'none'`, { ConsistentRead: true }, 1],
  ["a partition of a megabyte", `SELECT sk FROM "${BIG}" WHERE pk = 'x'`, {}, 110],
]) {
  test(`reading ${what} costs ${units}`, async () => {
    const { ConsumedCapacity } = await run(statement, { ...more, ReturnConsumedCapacity: "INDEXES" });
    assert.equal(ConsumedCapacity.CapacityUnits, units);
    assert.equal(ConsumedCapacity.Table.CapacityUnits, units);
  });
}

test("TOTAL tells no table", async () => {
  const { ConsumedCapacity } = await run(`SELECT * FROM "${H}" WHERE pk = 'one'`, { ReturnConsumedCapacity: "TOTAL" });
  assert.deepEqual(ConsumedCapacity, { TableName: H, CapacityUnits: 0.5 });
});

test("capacity is not told unasked", async () => {
  assert.equal((await run(`SELECT * FROM "${H}" WHERE pk = 'one'`)).ConsumedCapacity, undefined);
});

// The past

test("AS OF an instant", { skip: engineOnly }, async () => {
  await send(aws.UpdateContinuousBackupsCommand,
    { TableName: H, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  await load(H, [{ pk: { S: "past" }, v: { S: "then" } }]);
  const { json } = await raw("ExecuteStatement", { Statement: `SELECT * FROM "${H}" WHERE pk = 'past'` });
  assert.equal(json.Items.length, 1);
  await new Promise((resolve) => { setTimeout(resolve, 2); });
  const then = new Date().toISOString();
  await new Promise((resolve) => { setTimeout(resolve, 2); });
  await load(H, [{ pk: { S: "past" }, v: { S: "now" } }]);
  const { Items } = await run(`SELECT v FROM "${H}" AS OF '${then}' WHERE pk = 'past'`);
  assert.deepEqual(Items, [{ v: { S: "then" } }]);
  const given = await run(`SELECT v FROM "${H}" AS OF ? WHERE pk = 'past'`, { Parameters: [{ S: then }] });
  assert.deepEqual(given.Items, Items);
  assert.deepEqual((await run(`SELECT v FROM "${H}" WHERE pk = 'past'`)).Items, [{ v: { S: "now" } }]);
});

for (const [what, statement, text] of [
  ["no instant", `SELECT * FROM "${H}" AS OF 'noon'`, /^AS OF: /],
  ["a number", `SELECT * FROM "${H}" AS OF 5`, /^AS OF takes an instant/],
  ["an instant before the table", `SELECT * FROM "${H}" AS OF '2001-01-01T00:00:00Z'`, /outside the window of table/],
]) {
  test(`AS OF ${what}`, { skip: engineOnly }, () => fails(() => run(statement), "ValidationException", text));
}

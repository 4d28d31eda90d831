// SELECT … FROM "table"."index".
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, load, send, table } from "./endpoint.mjs";

const strings = (...names) => names.map((AttributeName) => ({ AttributeName, AttributeType: "S" }));
const by = (hash, range) => [...hash.map((AttributeName) => ({ AttributeName, KeyType: "HASH" })),
  ...range.map((AttributeName) => ({ AttributeName, KeyType: "RANGE" }))];
const index = (IndexName, hash, range, ProjectionType, NonKeyAttributes) => ({ IndexName, KeySchema: by(hash, range),
  Projection: { ProjectionType, ...(NonKeyAttributes && { NonKeyAttributes }) } });

const T = await table({
  AttributeDefinitions: strings("pk", "sk", "g", "g2", "l", "l2", "l3"), KeySchema: by(["pk"], ["sk"]),
  GlobalSecondaryIndexes: [index("gsi-all", ["g"], [], "ALL"), index("gsi-keys", ["g2"], [], "KEYS_ONLY"),
    index("gsi-inc", ["g2"], [], "INCLUDE", ["shown"]), index("gsi-sorted", ["g"], ["sk"], "ALL")],
  LocalSecondaryIndexes: [index("lsi-all", ["pk"], ["l"], "ALL"), index("lsi-keys", ["pk"], ["l2"], "KEYS_ONLY"),
    index("lsi-inc", ["pk"], ["l3"], "INCLUDE", ["shown"])],
});
const M = await table({ AttributeDefinitions: strings("id", "h1", "h2", "r1", "r2", "one"), KeySchema: by(["id"], []),
  GlobalSecondaryIndexes: [index("hashes", ["h1", "h2"], ["r1"], "ALL"), index("ranges", ["h1"], ["r1", "r2"], "ALL"),
    index("single", ["one"], [], "ALL")] });
const item = (attributes) => Object.fromEntries(Object.entries(attributes).map(([name, S]) => [name, { S }]));
await load(T, [
  { pk: "p", sk: "s1", g: "x", g2: "y", l: "l1", l2: "k1", l3: "m1", shown: "i1", hidden: "h1" },
  { pk: "p", sk: "s2", g: "z", g2: "y", l: "l2", l2: "k2", l3: "m2", shown: "i2", hidden: "h2" },
  { pk: "p", sk: "s3", hidden: "h3" },
  { pk: "p", sk: "s4", g: "x", g2: "y", l: "l4", l2: "k4", l3: "m4", shown: "i4", hidden: "h4" },
  { pk: "q", sk: "s5", g2: "y2", shown: "i5", hidden: "h5" },
].map(item));
await load(M, [item({ id: "i1", h1: "a", h2: "x", r1: "m", r2: "n", one: "o" })]);

const run = (Statement, more = {}) => send(aws.ExecuteStatementCommand, { Statement, ReturnConsumedCapacity: "INDEXES", ...more });
const rows = async (name, where, columns = "pk, sk") =>
  (await run(`SELECT ${columns} FROM "${T}"."${name}" WHERE ${where}`)).Items;
const found = async (name, where) => (await rows(name, where)).map(({ sk }) => sk.S).sort();
const refused = (statement, text, more) => fails(() => run(statement, more), "ValidationException", text);

for (const [name, where, wanted] of [
  ["gsi-all", "g = 'x'", ["s1", "s4"]],
  ["gsi-all", "g IN ['x', 'z']", ["s1", "s2", "s4"]],
  ["gsi-all", "g = 'x' AND hidden = 'h4'", ["s4"]],
  ["gsi-all", "pk = 'p'", ["s1", "s2", "s4"]],
  ["gsi-sorted", "g = 'x' AND sk > 's1'", ["s4"]],
  ["lsi-all", "pk = 'p'", ["s1", "s2", "s4"]],
  ["lsi-all", "pk = 'p' AND l BETWEEN 'l1' AND 'l2'", ["s1", "s2"]],
  ["lsi-all", "pk = 'p' AND begins_with(l, 'l4')", ["s4"]],
  ["gsi-inc", "g2 = 'y' AND shown = 'i1'", ["s1"]],
  ["gsi-inc", "g2 = 'y' AND shown IS NOT MISSING", ["s1", "s2", "s4"]],
  ["gsi-inc", "hidden = 'h1'", []],
  ["lsi-keys", "hidden = 'h1'", []],
  ["gsi-inc", "hidden = 'h1' AND hidden = 'h2'", []],
  ["gsi-keys", "NOT hidden = 'h1'", ["s1", "s2", "s4", "s5"]],
  ["gsi-inc", "(g2 = 'y' AND hidden = 'h1') OR (g2 = 'y2')", ["s5"]],
  ["gsi-inc", "g2 > 'a' AND hidden = 'h1'", []],
]) test(`${name}: ${where}`, async () => assert.deepEqual(await found(name, where), wanted));

for (const [name, where, names] of [
  ["gsi-keys", "g2 = 'y'", ["g2", "pk", "sk"]],
  ["gsi-inc", "g2 = 'y'", ["g2", "pk", "shown", "sk"]],
  ["lsi-keys", "pk = 'p'", ["l2", "pk", "sk"]],
]) {
  test(`* of ${name} is what it projects`, async () => {
    const items = await rows(name, where, "*");
    assert.equal(items.length, 3);
    for (const one of items) assert.deepEqual(Object.keys(one).sort(), names);
  });
}

for (const [order, wanted] of [["l DESC", ["s4", "s2", "s1"]], ["l ASC", ["s1", "s2", "s4"]]]) {
  test(`ORDER BY ${order}`, async () => {
    const items = await rows("lsi-all", `pk = 'p' ORDER BY ${order}`);
    assert.deepEqual(items.map(({ sk }) => sk.S), wanted);
  });
}

test("ORDER BY is by the index's keys", () =>
  refused(`SELECT * FROM "${T}"."lsi-all" WHERE pk = 'p' ORDER BY sk`,
    "Attribute sk in ORDER BY clause must be part of the primary key"));

test("a local index fetches what it has not", async () => {
  const { Items, ConsumedCapacity } = await run(`SELECT hidden FROM "${T}"."lsi-keys" WHERE pk = 'p'`);
  assert.deepEqual(Items, [item({ hidden: "h1" }), item({ hidden: "h2" }), item({ hidden: "h4" })]);
  assert.deepEqual(ConsumedCapacity, { TableName: T, CapacityUnits: 2, Table: { CapacityUnits: 1.5 },
    LocalSecondaryIndexes: { "lsi-keys": { CapacityUnits: 0.5 } } });
});

test("what is fetched is filtered by what the index has", async () => {
  assert.deepEqual(await rows("lsi-keys", "hidden = 'h1'", "hidden"), []);
});

for (const [what, statement, more, table_units, index_units] of [
  ["keys", `SELECT l2 FROM "${T}"."lsi-keys" WHERE pk = 'p'`, {}, 0, 0.5],
  ["a fetch that nothing is left of", `SELECT hidden FROM "${T}"."lsi-inc" WHERE pk = 'p' AND shown = 'no'`, {}, 1.5, 0.5],
  ["a page of one", `SELECT hidden FROM "${T}"."lsi-keys" WHERE pk = 'p'`, { Limit: 1 }, 0.5, 0.5],
  ["a consistent fetch", `SELECT hidden FROM "${T}"."lsi-keys" WHERE pk = 'p'`, { ConsistentRead: true }, 3, 1],
]) {
  test(`a local index costs: ${what}`, async () => {
    const { ConsumedCapacity: { Table, LocalSecondaryIndexes } } = await run(statement, more);
    assert.equal(Table.CapacityUnits, table_units);
    assert.equal(Object.values(LocalSecondaryIndexes)[0].CapacityUnits, index_units);
  });
}

test("a global index costs nothing of the table", async () => {
  const { ConsumedCapacity } = await run(`SELECT pk FROM "${T}"."gsi-all" WHERE g = 'x'`);
  assert.deepEqual(ConsumedCapacity, { TableName: T, CapacityUnits: 0.5, Table: { CapacityUnits: 0 },
    GlobalSecondaryIndexes: { "gsi-all": { CapacityUnits: 0.5 } } });
});

const unfiltered = (name, names) => "One or more parameter values were invalid: Secondary index " +
  `${name} does not project one or more filter attributes: [${names}]`;
for (const [name, where, names] of [
  ["gsi-inc", "g2 = 'y' AND hidden = 'h1'", "hidden"],
  ["lsi-keys", "pk = 'p' AND hidden = 'h1'", "hidden"],
  ["gsi-inc", "g2 = 'y' AND hidden IS MISSING", "hidden"],
  ["gsi-inc", "g2 = 'y' AND begins_with(hidden, 'h')", "hidden"],
  ["gsi-inc", "g2 = 'y' AND NOT hidden = 'h1'", "hidden"],
  ["gsi-inc", "g2 IN ['y', 'z'] AND hidden = 'h1'", "hidden"],
  ["lsi-keys", "pk = 'p' AND l2 BETWEEN 'k1' AND 'k4' AND hidden = 'h1'", "hidden"],
  ["gsi-inc", "g2 = 'y' AND b = '1' AND (a = '2' OR shown = '3')", "a, b"],
  ["gsi-inc", "(g2 = 'b' AND u1 = '1') OR (g2 = 'q' AND u2 = '1')", "u2"],
]) test(`${name} cannot filter: ${where}`, () => refused(`SELECT pk FROM "${T}"."${name}" WHERE ${where}`, unfiltered(name, names)));

const unprojected = (name, names) =>
  `One or more parameter values were invalid: Global secondary index ${name} does not project [${names}]`;
for (const [what, statement, text, more] of [
  ["a column it has not", `SELECT hidden FROM "${T}"."gsi-inc" WHERE g2 = 'y'`, unprojected("gsi-inc", "hidden")],
  ["columns it has not", `SELECT other, pk, hidden FROM "${T}"."gsi-keys" WHERE g2 = 'y'`, unprojected("gsi-keys", "other, hidden")],
  ["columns it has not, of all", `SELECT hidden FROM "${T}"."gsi-keys"`, unprojected("gsi-keys", "hidden")],
  ["no such index", `SELECT * FROM "${T}"."none" WHERE pk = 'p'`, "The table does not have the specified index"],
  ["the table's own name", `SELECT * FROM "${T}"."${T}" WHERE pk = 'p'`, "The table does not have the specified index"],
  ["a consistent read", `SELECT * FROM "${T}"."gsi-all" WHERE g = 'x'`,
    "Strongly consistent read is not supported on Global Secondary Indexes", { ConsistentRead: true }],
  ["a key of another type", `SELECT * FROM "${T}"."gsi-all" WHERE g = 1`,
    "Key attribute's data type should match its data type in table's schema: Key g"],
  ["overlapping keys", `SELECT pk FROM "${T}"."gsi-inc" WHERE (g2 = 'y' AND shown = '1') OR (g2 = 'y' AND shown = '2')`,
    "Overlapping conditions with range keys are not supported in where clause"],
]) test(`an index refuses ${what}`, () => refused(statement, text, more));

test("a local index is read consistently", async () => {
  const { Items } = await run(`SELECT * FROM "${T}"."lsi-all" WHERE pk = 'p'`, { ConsistentRead: true });
  assert.equal(Items.length, 3);
});

for (const [statement, more] of [[`SELECT pk, sk FROM "${T}"."gsi-all" WHERE g = 'x'`, { Limit: 1 }],
  [`SELECT pk, sk FROM "${T}"."gsi-all"`, { Limit: 2 }], [`SELECT hidden FROM "${T}"."lsi-keys" WHERE pk = 'p'`, { Limit: 2 }]]) {
  test(`page by page: ${statement.slice(-30)}`, async () => {
    const all = [];
    let NextToken;
    do {
      const reply = await run(statement, { ...more, NextToken });
      all.push(...reply.Items);
      ({ NextToken } = reply);
    } while (NextToken);
    assert.deepEqual(all, (await run(statement)).Items);
  });
}

test("a token is not good for another index", async () => {
  const { NextToken } = await run(`SELECT pk, sk FROM "${T}"."gsi-inc" WHERE g2 = 'y'`, { Limit: 1 });
  await refused(`SELECT pk, sk FROM "${T}"."gsi-keys" WHERE g2 = 'y'`, "NextToken does not match request", { NextToken });
});

test("a page of an index tells its keys and the table's", async () => {
  const { LastEvaluatedKey } = await run(`SELECT pk FROM "${T}"."gsi-all" WHERE g = 'x'`, { Limit: 1 });
  assert.deepEqual(LastEvaluatedKey, item({ g: "x", pk: "p", sk: "s1" }));
});

const many = "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.";
for (const [what, statement] of [
  ["two hash keys", `SELECT * FROM "${M}"."hashes" WHERE h1 = 'a'`],
  ["two range keys", `SELECT * FROM "${M}"."ranges" WHERE h1 = 'a'`],
  ["an order", `SELECT id FROM "${M}"."hashes" WHERE h1 = 'a' AND h2 = 'x' ORDER BY r1 DESC`],
  ["a key of another type", `SELECT * FROM "${M}"."hashes" WHERE h1 = 5`],
  ["another attribute", `SELECT * FROM "${M}"."hashes" WHERE id = 'i1'`],
  ["no WHERE", `SELECT * FROM "${M}"."hashes"`],
  ["COUNT", `SELECT COUNT(*) FROM "${M}"."hashes"`],
]) test(`an index of several attributes is refused: ${what}`, () => refused(statement, many));

test("what is not well formed is told before", () =>
  refused(`SELECT * FROM "${M}"."hashes" WHERE`, "Statement wasn't well formed, can't be processed: Unexpected term"));

test("its table and its other index are read", async () => {
  assert.equal((await run(`SELECT * FROM "${M}" WHERE id = 'i1'`)).Items.length, 1);
  assert.equal((await run(`SELECT * FROM "${M}"."single" WHERE one = 'o'`)).Items.length, 1);
});

test("its table is written", async () => {
  await run(`INSERT INTO "${M}" VALUE {'id': 'n1'}`);
  await run(`UPDATE "${M}" SET a = 1 WHERE id = 'n1'`);
  await run(`DELETE FROM "${M}" WHERE id = 'n1'`);
});

test("a batch reads no index", async () => {
  const { Responses } = await send(aws.BatchExecuteStatementCommand, { Statements: [
    { Statement: `SELECT * FROM "${T}"."gsi-all" WHERE g = 'x'` },
    { Statement: `SELECT * FROM "${T}"."gsi-all" WHERE pk = 'p' AND sk = 's1' AND g = 'x'` },
    { Statement: `SELECT * FROM "${M}"."hashes" WHERE h1 = 'a' AND h2 = 'x' AND r1 = 'm'` },
  ] });
  const key = "Select statements within BatchExecuteStatement must specify the primary key in the where clause.";
  assert.deepEqual(Responses.map(({ Error }) => Error.Message), [key, key, many]);
});

test("an index's keys are told as such", async () => {
  await fails(() => run(`INSERT INTO "${T}" VALUE {'pk': 'bad', 'sk': 'x', 'g': 5}`), "ValidationException",
    "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: gsi-all");
});

test("writes cost what their entries cost", async () => {
  const { ConsumedCapacity } = await run(`INSERT INTO "${T}" VALUE {'pk': 'cost', 'sk': '1', 'g2': 'c'}`);
  assert.deepEqual(ConsumedCapacity, { TableName: T, CapacityUnits: 3, Table: { CapacityUnits: 1 },
    GlobalSecondaryIndexes: { "gsi-inc": { CapacityUnits: 1 }, "gsi-keys": { CapacityUnits: 1 } } });
});

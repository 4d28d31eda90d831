// BatchExecuteStatement: each statement has its own answer.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, load, raw, send, table } from "./endpoint.mjs";

const T = await table(keys("pk:S"));
const C = await table(keys("pk:S", "sk:S"));
await load(T, [{ pk: { S: "a" }, v: { S: "one" } }, { pk: { S: "b" }, v: { S: "two" } }]);
await load(C, [{ pk: { S: "p" }, sk: { S: "1" }, v: { S: "here" } }]);

const batch = async (statements, more = {}) => (await send(aws.BatchExecuteStatementCommand, {
  Statements: statements.map((one) => (typeof one === "string" ? { Statement: one } : one)), ...more }));
const answers = async (...statements) => (await batch(statements)).Responses;
const stored = async (pk) => (await send(aws.GetItemCommand, { TableName: T, Key: { pk: { S: pk } } })).Item;
const only = "Select statements within BatchExecuteStatement must specify the primary key in the where clause.";
const wrong = (Message) => ({ Error: { Code: "ValidationError", Message } });

test("items in the order of the statements", async () => {
  assert.deepEqual(await answers(`SELECT * FROM "${T}" WHERE pk = 'b'`, `SELECT v FROM "${C}" WHERE sk = '1' AND pk = 'p'`,
    `SELECT * FROM "${T}" WHERE pk = 'none'`), [
    { TableName: T, Item: { pk: { S: "b" }, v: { S: "two" } } }, { TableName: C, Item: { v: { S: "here" } } },
    { TableName: T }]);
});

test("writes of every kind", async () => {
  await load(T, [{ pk: { S: "upd" }, v: { S: "before" } }, { pk: { S: "del" } }]);
  assert.deepEqual(await answers(`INSERT INTO "${T}" VALUE {'pk': 'ins', 'v': 1}`,
    `UPDATE "${T}" SET v = 'after' WHERE pk = 'upd'`, `DELETE FROM "${T}" WHERE pk = 'del'`),
  [{ TableName: T }, { TableName: T }, { TableName: T }]);
  assert.equal((await stored("ins")).v.N, "1");
  assert.equal((await stored("upd")).v.S, "after");
  assert.equal(await stored("del"), undefined);
});

test("parameters belong to their statements", async () => {
  const select = `SELECT v FROM "${T}" WHERE pk = ?`;
  const replies = await answers({ Statement: select, Parameters: [{ S: "a" }] }, { Statement: select, Parameters: [{ S: "b" }] });
  assert.deepEqual(replies.map(({ Item }) => Item.v.S), ["one", "two"]);
});

for (const [what, statement, response] of [
  ["no statement", `SLECT * FROM "${T}"`, wrong("Statement wasn't well formed, can't be processed: Expected data manipulation")],
  ["WHERE and no more", `SELECT * FROM "${T}" WHERE`, wrong("Statement wasn't well formed, can't be processed: Unexpected term")],
  ["no such table", `SELECT * FROM "${T}-none" WHERE pk = 'x'`,
    { Error: { Code: "ResourceNotFound", Message: "Requested resource not found" } }],
  ["another attribute than the key", `SELECT * FROM "${T}" WHERE v = 'one'`, wrong(only)],
  ["a filter beside the key", `SELECT * FROM "${T}" WHERE pk = 'a' AND attribute_exists(v)`, wrong(only)],
  ["half a key", `SELECT * FROM "${C}" WHERE pk = 'p'`, wrong(only)],
  ["two values of the key", `SELECT * FROM "${C}" WHERE pk = 'p' AND sk = '1' AND pk = 'q'`, wrong(only)],
  ["no WHERE", `SELECT * FROM "${T}"`, wrong(only)],
  ["too many keys", `SELECT * FROM "${C}" WHERE pk IN [${[...Array(51).keys()].map((i) => `'v${i}'`)}] AND sk = '1'`,
    wrong("Too many decomposed read operations for a given query.")],
  ["too few parameters", `SELECT * FROM "${T}" WHERE pk = ?`, wrong("Number of parameters in request and statement don't match.")],
  ["EXISTS", `EXISTS(SELECT * FROM "${T}" WHERE pk = 'a' AND x IS MISSING)`,
    wrong("EXISTS can only be used in ExecuteTransaction write requests.")],
]) {
  test(`a read fails by itself: ${what}`, async () => assert.deepEqual(await answers(statement), [response]));
}

for (const [what, statement, response] of [
  ["an item that is there", `INSERT INTO "${T}" VALUE {'pk': 'a'}`,
    { TableName: T, Error: { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" } }],
  ["a condition", `UPDATE "${T}" SET z = 1 WHERE pk = 'a' AND v = 'no'`,
    { TableName: T, Error: { Code: "ConditionalCheckFailed", Message: "The conditional request failed" } }],
  ["no item", `UPDATE "${T}" SET z = 1 WHERE pk = 'ghost'`,
    { TableName: T, Error: { Code: "ConditionalCheckFailed", Message: "The conditional request failed" } }],
  ["no such table", `DELETE FROM "${T}-none" WHERE pk = 'x'`,
    { Error: { Code: "ResourceNotFound", Message: "Requested resource not found" } }],
  ["no key", `DELETE FROM "${T}" WHERE v = 'x'`, wrong("Where clause does not contain a mandatory equality on all key attributes")],
  ["a wrong RETURNING", `DELETE FROM "${T}" WHERE pk = 'x' RETURNING MODIFIED OLD *`,
    wrong("Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.")],
  ["a path that is not there", `UPDATE "${T}" SET m.x = 1 WHERE pk = 'a'`,
    { TableName: T, ...wrong("The document path provided in the update expression is invalid for update") }],
]) {
  test(`a write fails by itself: ${what}`, async () => assert.deepEqual(await answers(statement), [response]));
}

test("the others run beside one that fails", async () => {
  const replies = await answers(`SELECT * FROM "${T}" WHERE v = 'x'`, `SELECT v FROM "${T}" WHERE pk = 'a'`);
  assert.equal(replies[0].Error.Code, "ValidationError");
  assert.deepEqual(replies[1].Item, { v: { S: "one" } });
});

test("a parameter that is none fails by itself", async () => {
  const [reply] = await answers({ Statement: `UPDATE "${T}" SET y = ? WHERE pk = 'a'`, Parameters: [{ N: "1e99999999999" }] });
  assert.deepEqual(reply, wrong("The parameter cannot be converted to a numeric value: 1e99999999999"));
});

test("IN with one value names a key", async () => {
  const [reply] = await answers(`SELECT v FROM "${C}" WHERE pk IN ['p'] AND sk = '1'`);
  assert.deepEqual(reply.Item, { v: { S: "here" } });
});

test("RETURNING", async () => {
  await load(T, [{ pk: { S: "r1" }, v: { S: "old" } }, { pk: { S: "r2" }, v: { S: "old" } }, { pk: { S: "r3" }, v: { S: "old" } },
    { pk: { S: "r4" }, v: { S: "old" } }]);
  const replies = await answers(`DELETE FROM "${T}" WHERE pk = 'r1' RETURNING ALL OLD *`,
    `UPDATE "${T}" SET v = 'new' WHERE pk = 'r2' RETURNING ALL NEW *`,
    `UPDATE "${T}" SET v = 'new' WHERE pk = 'r3' RETURNING MODIFIED NEW *`,
    `UPDATE "${T}" REMOVE v WHERE pk = 'r4' RETURNING MODIFIED NEW *`);
  assert.deepEqual(replies, [{ TableName: T, Item: { pk: { S: "r1" }, v: { S: "old" } } },
    { TableName: T, Item: { pk: { S: "r2" }, v: { S: "new" } } }, { TableName: T, Item: { v: { S: "new" } } }, { TableName: T }]);
});

for (const setting of ["ALL_OLD", "NONE", undefined]) {
  test(`a failed write gives no item of its own: ${setting}`, async () => {
    const [reply] = await answers({ Statement: `UPDATE "${T}" SET z = 1 WHERE pk = 'a' AND v = 'no'`,
      ...(setting && { ReturnValuesOnConditionCheckFailure: setting }) });
    assert.equal(reply.Item, undefined);
    assert.equal(reply.Error.Code, "ConditionalCheckFailed");
  });
}

test("reads and writes do not mix", () =>
  fails(() => answers(`SELECT * FROM "${T}" WHERE pk = 'a'`, `DELETE FROM "${T}" WHERE pk = 'a'`), "ValidationException",
    /read and write/));

test("no statements", () =>
  fails(raw("BatchExecuteStatement", { Statements: [] }), "ValidationException",
    "1 validation error detected: Value '[]' at 'statements' failed to satisfy constraint: " +
    "Member must have length greater than or equal to 1"));

test("26 statements", () =>
  fails(() => answers(...Array(26).fill(`SELECT * FROM "${T}" WHERE pk = 'a'`)), "ValidationException",
    /at 'statements' failed to satisfy constraint: Member must have length less than or equal to 25$/));

test("25 statements", async () => {
  const replies = await answers(...Array(25).fill(`SELECT v FROM "${T}" WHERE pk = 'a'`));
  assert.ok(replies.every(({ Item }) => Item.v.S === "one"));
});

for (const [what, consistent, units] of [
  ["eventual", [undefined], 0.5], ["consistent", [true], 1], ["not consistent", [false], 0.5], ["mixed", [true, false], 1.5],
]) {
  test(`capacity of ${what} reads`, async () => {
    const { ConsumedCapacity } = await batch(consistent.map((ConsistentRead) =>
      ({ Statement: `SELECT * FROM "${T}" WHERE pk = 'a'`, ...(ConsistentRead !== undefined && { ConsistentRead }) })),
    { ReturnConsumedCapacity: "TOTAL" });
    assert.deepEqual(ConsumedCapacity, [{ TableName: T, CapacityUnits: units }]);
  });
}

test("capacity counts what succeeded, by table", async () => {
  const { ConsumedCapacity } = await batch([`SELECT * FROM "${T}" WHERE pk = 'none'`, `SELECT * FROM "${T}" WHERE v = 'x'`,
    `SELECT * FROM "${C}" WHERE pk = 'p' AND sk = '1'`], { ReturnConsumedCapacity: "INDEXES" });
  const sorted = [...ConsumedCapacity].sort((a, b) => (a.TableName < b.TableName ? -1 : 1));
  assert.deepEqual(sorted, [T, C].sort().map((TableName) =>
    ({ TableName, CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } })));
});

test("capacity of nothing is not told", async () => {
  const reply = await batch([`INSERT INTO "${T}" VALUE {'pk': 'a'}`], { ReturnConsumedCapacity: "TOTAL" });
  assert.equal(reply.ConsumedCapacity, undefined);
});

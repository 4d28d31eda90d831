// ExecuteTransaction: all statements or none, and why none.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, engineOnly, fails, keys, load, raw, send, table } from "./endpoint.mjs";

const T = await table(keys("pk:S"));
const C = await table(keys("pk:S", "sk:S"));
await load(T, [{ pk: { S: "a" }, v: { S: "one" } }, { pk: { S: "b" }, v: { S: "two" } }, { pk: { S: "free" } },
  { pk: { S: "won" }, Awards: { N: "1" } }]);
await load(C, [{ pk: { S: "p" }, sk: { S: "1" }, flag: { S: "right" } }, { pk: { S: "p" }, sk: { S: "2" } }]);

const transact = (statements, more = {}) => send(aws.ExecuteTransactionCommand, {
  TransactStatements: statements.map((one) => (typeof one === "string" ? { Statement: one } : one)), ...more });
const stored = async (pk) => (await send(aws.GetItemCommand, { TableName: T, Key: { pk: { S: pk } } })).Item;
const refused = (text, ...statements) => fails(() => transact(statements), "ValidationException", text);
const invalid = (i, text) => `Validation failed in TransactStatements[${i}]: ${text}`;
const only = "Select statements within ExecuteTransaction must specify the primary key in the where clause.";
const mismatch = "The provided key element does not match the schema";

async function cancelled(reasons, ...statements) {
  const codes = reasons.map(([code]) => code).join(", ");
  const error = await fails(() => transact(statements), "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`);
  assert.deepEqual(error.CancellationReasons.map(({ Code, Message, Item }) =>
    [Code, ...(Message ? [Message] : []), ...(Item ? [Item] : [])]), reasons);
}

const set = (pk, more = "") => `UPDATE "${T}" SET touched = 1 WHERE pk = '${pk}'${more}`;
const select = (where) => `SELECT * FROM "${C}" WHERE ${where}`;
const failedCheck = ["ConditionalCheckFailed", "The conditional request failed"];

test("writes of every kind, all at once", async () => {
  await load(T, [{ pk: { S: "t-upd" }, n: { N: "1" }, ss: { SS: ["a"] } }, { pk: { S: "t-del" } }]);
  const { Responses } = await transact([`INSERT INTO "${T}" VALUE {'pk': 't-ins', 'v': 1}`,
    `UPDATE "${T}" SET n = n + 1, ss = set_add(ss, <<'t'>>) WHERE pk = 't-upd' AND attribute_exists(n)`,
    `DELETE FROM "${T}" WHERE pk = 't-del'`]);
  assert.deepEqual(Responses, []);
  assert.equal((await stored("t-ins")).v.N, "1");
  assert.deepEqual(await stored("t-upd"), { pk: { S: "t-upd" }, n: { N: "2" }, ss: { SS: ["a", "t"] } });
  assert.equal(await stored("t-del"), undefined);
});

test("FROM first", async () => {
  await transact([`FROM "${T}" WHERE pk = 'b' SET c = 1`]);
  assert.equal((await stored("b")).c.N, "1");
});

test("parameters belong to their statements", async () => {
  const Statement = `INSERT INTO "${T}" VALUE {'pk': ?, 'v': ?}`;
  await transact([{ Statement, Parameters: [{ S: "p1" }, { N: "1" }] }, { Statement, Parameters: [{ S: "p2" }, { N: "2" }] }]);
  assert.equal((await stored("p2")).v.N, "2");
});

test("an item that is there lets nothing happen", async () => {
  await cancelled([["DuplicateItem", "Duplicate primary key exists in table"], ["None"]],
    `INSERT INTO "${T}" VALUE {'pk': 'a'}`, `INSERT INTO "${T}" VALUE {'pk': 'dup-other'}`);
  assert.equal(await stored("dup-other"), undefined);
});

test("a condition that fails lets nothing happen", async () => {
  await cancelled([["None"], failedCheck], set("a"), set("b", " AND v = 'no'"));
  assert.equal((await stored("a")).touched, undefined);
});

test("no item to update lets nothing happen", () => cancelled([failedCheck, ["None"]], set("ghost"), set("a")));

test("the item of a failed condition, if it is asked for", () =>
  cancelled([[...failedCheck, { pk: { S: "a" }, v: { S: "one" } }]],
    { Statement: set("a", " AND v = 'no'"), ReturnValuesOnConditionCheckFailure: "ALL_OLD" }));

test("EXISTS holds", async () => {
  await transact([`EXISTS(SELECT * FROM "${T}" WHERE pk = 'free' AND Awards IS MISSING)`,
    `UPDATE "${T}" SET AwardsWon = 1 WHERE pk = 'won'`]);
  assert.equal((await stored("won")).AwardsWon.N, "1");
});

test("EXISTS does not hold", () => cancelled([failedCheck, ["None"]],
  `EXISTS(SELECT * FROM "${T}" WHERE pk = 'won' AND Awards IS MISSING)`, set("free")));

test("EXISTS of two values of a key does not hold", () => cancelled([failedCheck, ["None"]],
  `EXISTS(${select("pk = 'p' AND sk = '1' AND pk = 'q' AND flag = 'right'")})`, set("free")));

const lone = "EXISTS() must contain a single item read with additional condition";
for (const [what, where] of [["nothing beside the key", "pk = 'p' AND sk = '1'"], ["half a key", "pk = 'p' AND flag = 'x'"],
  ["IN", "pk IN ['p'] AND sk = '1' AND flag = 'right'"]]) {
  test(`EXISTS of ${what}`, () => refused(invalid(0, lone), `EXISTS(${select(where)})`, set("free")));
}

test("items in the order of the statements", async () => {
  const { Responses } = await transact([`SELECT v FROM "${T}" WHERE pk = 'b'`, select("sk = '1' AND pk = 'p'"),
    `SELECT * FROM "${T}" WHERE pk = 'none'`]);
  assert.deepEqual(Responses, [{ Item: { v: { S: "two" } } },
    { Item: { pk: { S: "p" }, sk: { S: "1" }, flag: { S: "right" } } }, {}]);
});

for (const [where, sk] of [["pk IN ['p'] AND sk IN ['1']", "1"], ["(pk IN ['p']) AND pk = 'p' AND sk = '2'", "2"],
  ["(sk = '1') AND pk = 'p' AND pk = 'p'", "1"]]) {
  test(`an item by ${where}`, async () => {
    const { Responses } = await transact([select(where)]);
    assert.equal(Responses[0].Item.sk.S, sk);
  });
}

for (const [what, where, text] of [
  ["a filter beside the key", "pk = 'p' AND sk = '1' AND flag = 'right'", only],
  ["two values of the key", "pk = 'p' AND sk = '1' AND pk = 'q'", only],
  ["half a key", "pk = 'p'", only],
  ["attribute_exists", "pk = 'p' AND attribute_exists(flag)", only],
  ["IN of another value", "pk IN ['q'] AND pk = 'p' AND sk = '1'", only],
  ["overlapping keys", "pk IN ['p', 'p'] AND sk = '1'", "Overlapping conditions with range keys are not supported in where clause"],
  ["101 values", `pk IN [${[...Array(101).keys()].map((i) => `'v${i}'`)}] AND sk = '1'`,
    "The IN operator is provided with too many operands; number of operands: 101"],
  ["no condition", "", "Statement wasn't well formed, can't be processed: Unexpected term"],
]) test(`a read is refused: ${what}`, () => refused(invalid(0, text), select(where)));

for (const [what, statement, text] of [
  ["RETURNING", set("a", " RETURNING ALL NEW *"), "RETURNING clause is not supported in ExecuteTransaction."],
  ["an index", `UPDATE "${T}"."i" SET v = 1 WHERE pk = 'a'`, "This operation is not supported on an index"],
  ["a wrong operand", `UPDATE "${T}" SET n = n + [1] WHERE pk = 'a'`,
    "Incorrect operand type for operator or function; operator or function: +, operand type: L"],
  ["a set with a member twice", `INSERT INTO "${T}" VALUE {'pk': 'x', 'x': [<<'a', 'a'>>]}`,
    "One or more parameter values were invalid: Input collection [a, a] contains duplicates."],
]) test(`a write is refused: ${what}`, () => refused(invalid(1, text), set("b"), statement));

test("an index is not read", () =>
  refused(invalid(0, "Reads on indices are not supported within transactions."), `SELECT * FROM "${T}"."i" WHERE pk = 'a'`));

test("parameters are told without their statement", () =>
  refused("The parameter cannot be converted to a numeric value: 1e99999999999", set("a"),
    { Statement: "no statement", Parameters: [{ N: "1e99999999999" }] }));

test("reads and writes do not mix", () =>
  refused("ExecuteTransaction API does not support both read and write operations in the same request.",
    `SELECT * FROM "${T}" WHERE pk = 'a'`, set("b")));

test("an item twice", () =>
  refused("Transaction request cannot include multiple operations on one item", set("a"), `DELETE FROM "${T}" WHERE pk = 'a'`));

test("an item read twice", () =>
  refused("Transaction request cannot include multiple operations on one item", select("pk = 'p' AND sk = '1'"),
    `SELECT flag FROM "${C}" WHERE sk = '1' AND pk = 'p'`));

const missing = ["ResourceNotFound", "Requested resource not found"];
const none = `UPDATE "${T}-none" SET a = 1 WHERE pk = 'x'`;

test("no such table", () => cancelled([missing, missing], `${none} RETURNING ALL NEW *`, `DELETE FROM "${T}-none" WHERE pk = 'x'`));

test("no such table to read", () => cancelled([["None"], missing], select("pk = 'p' AND sk = '1'"),
  `SELECT * FROM "${T}-none"."i" WHERE pk = 'x'`));

test("what is invalid is told before that there is no such table", () =>
  refused(invalid(1, "RETURNING clause is not supported in ExecuteTransaction."), none, set("a", " RETURNING ALL NEW *")));

test("writes that name no item", () => {
  const update = (where) => `UPDATE "${C}" SET a = 1 WHERE ${where}`;
  const bad = ["ValidationError", mismatch];
  return cancelled([bad, bad, bad, bad, ["None"]], update("pk = 'k'"), update("pk IN ['k'] AND sk = '1'"),
    update("pk = 'k' AND sk = '1' AND pk = 'o'"), update("pk = 'k' AND sk = 1"), update("pk = 'k' AND sk = '1'"));
});

test("an item without its key, a delete without a key", () => cancelled([
  ["ValidationError", "One or more parameter values were invalid: Missing the key sk in the item"], ["ValidationError", mismatch]],
`INSERT INTO "${C}" VALUE {'pk': 'x'}`, `DELETE FROM "${C}" WHERE sk = '1'`));

test("a read by a key of another type", () => cancelled([["None"], ["ValidationError", mismatch]],
  select("pk = 'p' AND sk = '1'"), select("pk = 'p' AND sk = 1")));

test("an update that the item does not allow", () => cancelled([
  ["ValidationError", "The document path provided in the update expression is invalid for update"], ["None"]],
`UPDATE "${T}" SET m.x = 1 WHERE pk = 'a'`, set("free")));

test("a token's transaction is done once", async () => {
  await load(T, [{ pk: { S: "token" }, n: { N: "0" } }]);
  const statements = [`UPDATE "${T}" SET n = n + 1 WHERE pk = 'token'`];
  const more = { ClientRequestToken: "partiql-token-1", ReturnConsumedCapacity: "INDEXES" };
  const first = await transact(statements, more);
  const second = await transact(statements, more);
  assert.equal((await stored("token")).n.N, "1");
  assert.equal(first.ConsumedCapacity[0].WriteCapacityUnits, 2);
  assert.equal(first.ConsumedCapacity[0].ReadCapacityUnits, undefined);
  assert.equal(second.ConsumedCapacity[0].ReadCapacityUnits, 2);
  await fails(() => transact([set("token")], more), "IdempotentParameterMismatchException");
});

test("capacity of reads", async () => {
  const { ConsumedCapacity } = await transact([select("pk = 'p' AND sk = '1'"), select("pk = 'p' AND sk = 'none'")],
    { ReturnConsumedCapacity: "TOTAL" });
  assert.equal(ConsumedCapacity.length, 1);
  assert.equal(ConsumedCapacity[0].CapacityUnits, 4);
});

for (const [what, TransactStatements, text] of [
  ["no statements", [], /Member must have length greater than or equal to 1$/],
  ["101 statements", Array(101).fill({ Statement: "x" }), /Member must have length less than or equal to 100$/],
]) test(what, () => fails(raw("ExecuteTransaction", { TransactStatements }), "ValidationException", text));

test("100 statements", async () => {
  await transact([...Array(100).keys()].map((i) => `INSERT INTO "${T}" VALUE {'pk': 'hundred-${i}'}`));
  assert.ok(await stored("hundred-99"));
});

test("AS OF one instant", { skip: engineOnly }, async () => {
  await send(aws.UpdateContinuousBackupsCommand,
    { TableName: T, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  await load(T, [{ pk: { S: "past" }, v: { S: "then" } }]);
  await new Promise((resolve) => { setTimeout(resolve, 2); });
  const then = new Date().toISOString();
  await new Promise((resolve) => { setTimeout(resolve, 2); });
  await load(T, [{ pk: { S: "past" }, v: { S: "now" } }]);
  const { Responses } = await transact([`SELECT v FROM "${T}" AS OF '${then}' WHERE pk = 'past'`]);
  assert.deepEqual(Responses, [{ Item: { v: { S: "then" } } }]);
  await refused("AS OF must be the same instant in all statements of a transaction",
    `SELECT * FROM "${T}" WHERE pk = 'a'`, `SELECT * FROM "${T}" AS OF '${then}' WHERE pk = 'b'`);
});

// TransactWriteItems and TransactGetItems.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { aws, fails, keys, load, raw, send, table, tableName } from "./endpoint.mjs";

const hash = await table(keys("pk:S"));
const both = await table(keys("pk:S", "sk:N"));
const binary = await table(keys("pk:B"));

let count = 0;
const fresh = () => `t${count++}`;
const key = (pk) => ({ pk: { S: pk } });
const put = (pk, more = {}, rest = {}) => ({ Put: { TableName: hash, Item: { ...key(pk), ...more }, ...rest } });
const write = (...TransactItems) => send(aws.TransactWriteItemsCommand, { TransactItems });
const read = async (pk) => (await send(aws.GetItemCommand, { TableName: hash, Key: key(pk), ConsistentRead: true })).Item;
const seeded = async (more = { v: { N: "1" } }) => {
  const pk = fresh();
  await send(aws.PutItemCommand, { TableName: hash, Item: { ...key(pk), ...more } });
  return pk;
};
const check = (pk, ConditionExpression, rest = {}) =>
  ({ ConditionCheck: { TableName: hash, Key: key(pk), ConditionExpression, ...rest } });
const remove = (pk, rest = {}) => ({ Delete: { TableName: hash, Key: key(pk), ...rest } });
const update = (pk, UpdateExpression, values, rest = {}) => ({ Update: { TableName: hash, Key: key(pk), UpdateExpression,
  ...(values && { ExpressionAttributeValues: values }), ...rest } });

// The reasons of a transaction that is cancelled.
async function cancels(items, codes) {
  const error = await fails(write(...items), "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`);
  assert.deepEqual(error.CancellationReasons.map((reason) => reason.Code), codes);
  return error.CancellationReasons;
}

test("the four kinds of actions are done together", async () => {
  const [made, changed, gone, seen] = [fresh(), await seeded(), await seeded(), await seeded()];
  await write(put(made, { a: { S: "x" } }), update(changed, "SET v = v + :one", { ":one": { N: "1" } }), remove(gone),
    check(seen, "attribute_exists(pk)"));
  assert.deepEqual(await read(made), { ...key(made), a: { S: "x" } });
  assert.deepEqual(await read(changed), { ...key(changed), v: { N: "2" } });
  assert.equal(await read(gone), undefined);
});

test("tables may differ", async () => {
  const pk = fresh();
  await write(put(pk), { Put: { TableName: both, Item: { ...key(pk), sk: { N: "1" } } } });
  assert.ok((await send(aws.GetItemCommand, { TableName: both, Key: { ...key(pk), sk: { N: "1" } } })).Item);
});

test("an update without an item makes one", async () => {
  const pk = fresh();
  await write(update(pk, "ADD n :one", { ":one": { N: "1" } }));
  assert.deepEqual(await read(pk), { ...key(pk), n: { N: "1" } });
});

test("a delete of nothing is no mistake", () => write(remove(fresh())));

for (const [what, item] of [
  ["Put", (pk) => put(pk, { v: { N: "9" } }, { ConditionExpression: "attribute_not_exists(pk)" })],
  ["Update", (pk) => update(pk, "SET v = :n", { ":n": { N: "9" } }, { ConditionExpression: "attribute_not_exists(pk)" })],
  ["Delete", (pk) => remove(pk, { ConditionExpression: "attribute_not_exists(pk)" })],
  ["ConditionCheck", (pk) => check(pk, "attribute_not_exists(pk)")],
]) {
  test(`${what}: a condition that fails cancels all`, async () => {
    const [there, other] = [await seeded(), fresh()];
    const reasons = await cancels([put(other), item(there)], ["None", "ConditionalCheckFailed"]);
    assert.equal(reasons[0].Message, undefined);
    assert.equal(reasons[1].Message, "The conditional request failed");
    assert.equal(reasons[1].Item, undefined);
    assert.equal(await read(other), undefined);
    assert.deepEqual(await read(there), { ...key(there), v: { N: "1" } });
  });
  test(`${what}: ReturnValuesOnConditionCheckFailure tells the item`, async () => {
    const there = await seeded();
    const one = item(there);
    Object.values(one)[0].ReturnValuesOnConditionCheckFailure = "ALL_OLD";
    const [reason] = await cancels([one], ["ConditionalCheckFailed"]);
    assert.deepEqual(reason.Item, { ...key(there), v: { N: "1" } });
  });
}

test("every action that fails has its reason, in order", async () => {
  const [a, b] = [await seeded(), await seeded()];
  const no = { ConditionExpression: "attribute_not_exists(pk)" };
  await cancels([put(a, {}, no), put(fresh(), {}, no), put(b, {}, no)],
    ["ConditionalCheckFailed", "None", "ConditionalCheckFailed"]);
});

test("conditions see the items from before the transaction", async () => {
  const [a, b] = [await seeded({ v: { N: "1" } }), await seeded({ v: { N: "1" } })];
  await write(update(a, "SET v = :n", { ":n": { N: "2" } }), check(b, "v = :o", { ExpressionAttributeValues: { ":o": { N: "1" } } }));
  assert.equal((await read(a)).v.N, "2");
});

const MISMATCH = "The provided key element does not match the schema";
for (const [what, item, message] of [
  ["Put with a key of another type", { Put: { TableName: hash, Item: { pk: { N: "5" } } } },
    "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"],
  ["Put with a list as its key", { Put: { TableName: hash, Item: { pk: { L: [{ S: "x" }] } } } },
    "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: L"],
  ["Put without its key", { Put: { TableName: hash, Item: { other: { S: "x" } } } },
    "One or more parameter values were invalid: Missing the key pk in the item"],
  ["Update with a key of another type", { Update: { TableName: hash, Key: { pk: { N: "5" } }, UpdateExpression: "REMOVE x" } }, MISMATCH],
  ["Delete with a key of another type", { Delete: { TableName: hash, Key: { pk: { N: "5" } } } }, MISMATCH],
  ["Delete with a list as its key", { Delete: { TableName: hash, Key: { pk: { L: [] } } } }, MISMATCH],
  ["Delete with too many key attributes", { Delete: { TableName: hash, Key: { ...key("a"), sk: { N: "1" } } } }, MISMATCH],
  ["ConditionCheck with a key of another type", { ConditionCheck: { TableName: hash, Key: { pk: { N: "5" } }, ConditionExpression: "attribute_exists(pk)" } }, MISMATCH],
]) {
  test(`${what} cancels with a ValidationError`, async () => {
    const [reason] = await cancels([item, put(fresh())], ["ValidationError", "None"]);
    assert.equal(reason.Message, message);
  });
}

test("an update that cannot be done cancels with a ValidationError", async () => {
  const pk = await seeded({ v: { S: "text" } });
  const [, reason] = await cancels([put(fresh()), update(pk, "SET v = v + :one", { ":one": { N: "1" } })], ["None", "ValidationError"]);
  assert.equal(reason.Message, "An operand in the update expression has an incorrect data type");
});

test("an update of a key attribute cancels with a ValidationError", async () => {
  const [reason] = await cancels([update(fresh(), "SET pk = :v", { ":v": { S: "x" } })], ["ValidationError"]);
  assert.equal(reason.Message, "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key");
});

test("an update that makes the item too large cancels with a ValidationError", async () => {
  const pk = await seeded({ big: { S: "x".repeat(399 * 1024) } });
  const [reason] = await cancels([update(pk, "SET more = :v", { ":v": { S: "y".repeat(2048) } })], ["ValidationError"]);
  assert.equal(reason.Message, "Item size to update has exceeded the maximum allowed size");
});

const EMPTY = (type) =>
  `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type} value. Key: pk`;
const none = { B: new Uint8Array() };
for (const [what, item, message] of [
  ["Put with an empty key", put(""), EMPTY("string")],
  ["Update with an empty key", update("", "REMOVE x"), EMPTY("string")],
  ["Delete with an empty key", remove(""), EMPTY("string")],
  ["ConditionCheck with an empty key", check("", "attribute_exists(pk)"), EMPTY("string")],
  ["Put with an empty binary key", { Put: { TableName: binary, Item: { pk: none } } }, EMPTY("binary")],
  ["Delete with an empty binary key", { Delete: { TableName: binary, Key: { pk: none } } }, EMPTY("binary")],
  ["two kinds in one element", { ...put("a"), ...remove("b") }, "TransactItems can only contain one of Check, Put, Update or Delete"],
  ["no kind in an element", {}, "TransactItems can only contain one of Check, Put, Update or Delete"],
  ["an item over 400 KB", put("a", { big: { S: "x".repeat(401 * 1024) } }), "Item size has exceeded the maximum allowed size"],
  ["a condition that does not parse", put("a", {}, { ConditionExpression: "attribute_not_exists(" }),
    'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("'],
  ["an update that does not parse", update("a", "SET"), 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"'],
  ["a value that is not used", check("a", "attribute_exists(pk)", { ExpressionAttributeValues: { ":v": { S: "x" } } }),
    "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}"],
  ["a name that is not used", check("a", "attribute_exists(pk)", { ExpressionAttributeNames: { "#n": "x" } }),
    "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}"],
  ["a value that is not defined", check("a", "v = :x"),
    "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :x"],
  ["values without an expression", put("a", {}, { ExpressionAttributeValues: { ":v": { S: "x" } } }),
    "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null"],
  ["an empty set", put("a", { s: { SS: [] } }), "One or more parameter values were invalid: An string set  may not be empty"],
]) {
  test(`refused as a whole: ${what}`, async () => {
    const other = fresh();
    await fails(write(put(other), item), "ValidationException", message);
    assert.equal(await read(other), undefined);
  });
}

test("two actions on one item are refused", async () => {
  const pk = fresh();
  const message = "Transaction request cannot include multiple operations on one item";
  await fails(write(put(pk), put(pk)), "ValidationException", message);
  await fails(write(check(pk, "attribute_exists(pk)"), remove(pk)), "ValidationException", message);
});

test("a missing table is told as such", () =>
  fails(write({ Put: { TableName: tableName(), Item: key("a") } }), "ResourceNotFoundException", "Requested resource not found"));

test("what does not parse is told before a missing table", () =>
  fails(write({ Put: { TableName: tableName(), Item: key("a") } }, check("a", "attribute_not_exists(")), "ValidationException",
    'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("'));

test("100 actions are done, 101 refused", async () => {
  const items = Array.from({ length: 101 }, () => put(fresh()));
  await write(...items.slice(1));
  await fails(write(...items), "ValidationException",
    /^1 validation error detected: Value '\[.+\]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/);
});

test("no action is refused", () => fails(write(), "ValidationException",
  "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1"));

test("the items together are at most 4 MB", async () => {
  const items = (number) => Array.from({ length: number }, () => put(fresh(), { big: { S: "x".repeat(350_000) } }));
  await write(...items(11));
  await fails(write(...items(12)), "ValidationException", /size cannot exceed/);
});

const ENUM = (member, value, set) => `Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${set}]`;
const CAPACITY = ENUM("returnConsumedCapacity", "SOME", "INDEXES, TOTAL, NONE");
const METRICS = ENUM("returnItemCollectionMetrics", "ALL", "SIZE, NONE");
for (const [what, more, message] of [
  ["an unknown ReturnConsumedCapacity", { ReturnConsumedCapacity: "SOME" }, `1 validation error detected: ${CAPACITY}`],
  ["an unknown ReturnItemCollectionMetrics", { ReturnItemCollectionMetrics: "ALL" }, `1 validation error detected: ${METRICS}`],
  ["both", { ReturnConsumedCapacity: "SOME", ReturnItemCollectionMetrics: "ALL" }, `2 validation errors detected: ${CAPACITY}; ${METRICS}`],
  ["a token of 37 characters", { ClientRequestToken: "x".repeat(37) },
    `1 validation error detected: Value '${"x".repeat(37)}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36`],
]) {
  test(`refused before anything else: ${what}`, () =>
    fails(raw("TransactWriteItems", { TransactItems: [{ Put: { TableName: tableName(), Item: key("a") } }], ...more }), "ValidationException", message));
}

test("a member of a wrong type does not parse", async () => {
  const reply = await raw("TransactWriteItems", { TransactItems: "x" });
  assert.equal(reply.status, 400);
  assert.match(reply.json.__type, /SerializationException$/);
});

test("a token's second request is not done again", async () => {
  const pk = fresh();
  const request = { ClientRequestToken: randomUUID(), TransactItems: [update(pk, "ADD n :one", { ":one": { N: "1" } })] };
  await send(aws.TransactWriteItemsCommand, request);
  await send(aws.TransactWriteItemsCommand, request);
  assert.equal((await read(pk)).n.N, "1");
});

test("a token's second request has read what the first wrote", async () => {
  const request = { ClientRequestToken: randomUUID(), ReturnConsumedCapacity: "TOTAL", TransactItems: [put(fresh()), put(fresh())] };
  const first = await send(aws.TransactWriteItemsCommand, request);
  const second = await send(aws.TransactWriteItemsCommand, request);
  assert.deepEqual(first.ConsumedCapacity, [{ TableName: hash, CapacityUnits: 4, WriteCapacityUnits: 4 }]);
  assert.deepEqual(second.ConsumedCapacity, [{ TableName: hash, CapacityUnits: 4, ReadCapacityUnits: 4 }]);
});

test("a token with other items is a mismatch", async () => {
  const ClientRequestToken = randomUUID();
  await send(aws.TransactWriteItemsCommand, { ClientRequestToken, TransactItems: [put(fresh())] });
  await fails(send(aws.TransactWriteItemsCommand, { ClientRequestToken, TransactItems: [put(fresh())] }), "IdempotentParameterMismatchException");
});

test("a cancelled transaction leaves its token free", async () => {
  const pk = await seeded();
  const request = { ClientRequestToken: randomUUID(), TransactItems: [put(pk, { v: { N: "2" } }, { ConditionExpression: "v = :o", ExpressionAttributeValues: { ":o": { N: "7" } } })] };
  await fails(send(aws.TransactWriteItemsCommand, request), "TransactionCanceledException");
  await send(aws.PutItemCommand, { TableName: hash, Item: { ...key(pk), v: { N: "7" } } });
  await send(aws.TransactWriteItemsCommand, request);
  assert.equal((await read(pk)).v.N, "2");
});

test("writes cost twice", async () => {
  const pk = await seeded({ big: { S: "x".repeat(1500) } });
  const items = [put(fresh()), remove(pk), check(fresh(), "attribute_not_exists(pk)")];
  const total = await send(aws.TransactWriteItemsCommand, { TransactItems: items, ReturnConsumedCapacity: "TOTAL" });
  assert.deepEqual(total.ConsumedCapacity, [{ TableName: hash, CapacityUnits: 8, WriteCapacityUnits: 8 }]);
  const split = await send(aws.TransactWriteItemsCommand, { TransactItems: [put(fresh())], ReturnConsumedCapacity: "INDEXES" });
  assert.deepEqual(split.ConsumedCapacity, [{ TableName: hash, CapacityUnits: 2, WriteCapacityUnits: 2,
    Table: { CapacityUnits: 2, WriteCapacityUnits: 2 } }]);
});

const get = (pk, rest = {}) => ({ Get: { TableName: hash, Key: key(pk), ...rest } });
const gets = (...TransactItems) => send(aws.TransactGetItemsCommand, { TransactItems });

test("items come in the order of the Gets, missing ones empty", async () => {
  const [a, b] = [await seeded({ v: { N: "1" } }), await seeded({ v: { N: "2" } })];
  const { Responses } = await gets(get(b), get(fresh()), get(a));
  assert.deepEqual(Responses, [{ Item: { ...key(b), v: { N: "2" } } }, {}, { Item: { ...key(a), v: { N: "1" } } }]);
});

test("a Get may show parts of its item", async () => {
  const pk = await seeded({ v: { N: "1" }, w: { M: { x: { S: "y" }, z: { S: "q" } } } });
  const { Responses } = await gets(get(pk, { ProjectionExpression: "w.#x", ExpressionAttributeNames: { "#x": "x" } }));
  assert.deepEqual(Responses, [{ Item: { w: { M: { x: { S: "y" } } } } }]);
});

test("a Get costs twice, also of a missing item", async () => {
  const pk = await seeded({ big: { S: "x".repeat(5000) } });
  const { ConsumedCapacity } = await send(aws.TransactGetItemsCommand, { TransactItems: [get(pk), get(fresh())], ReturnConsumedCapacity: "INDEXES" });
  assert.deepEqual(ConsumedCapacity, [{ TableName: hash, CapacityUnits: 6, ReadCapacityUnits: 6, Table: { CapacityUnits: 6, ReadCapacityUnits: 6 } }]);
});

test("a Get with a key of another type cancels", async () => {
  const error = await fails(gets(get("a"), { Get: { TableName: hash, Key: {} } }), "TransactionCanceledException",
    "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]");
  assert.deepEqual(error.CancellationReasons.map((reason) => reason.Code), ["None", "ValidationError"]);
});

for (const [what, items, name, message] of [
  ["none", [], "ValidationException",
    "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1"],
  ["one item twice", [get("a"), get("a")], "ValidationException", "Transaction request cannot include multiple operations on one item"],
  ["a missing table", [{ Get: { TableName: "no-such-table", Key: key("a") } }], "ResourceNotFoundException", "Requested resource not found"],
  ["a projection that does not parse", [get("a", { ProjectionExpression: "!!!" })], "ValidationException",
    'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"'],
  ["an empty key", [get("")], "ValidationException", EMPTY("string")],
  ["names without a projection", [get("a", { ExpressionAttributeNames: { "#a": "b" } })], "ValidationException",
    "ExpressionAttributeNames can only be specified when using expressions"],
]) {
  test(`TransactGetItems refuses ${what}`, () => fails(gets(...items), name, message));
}

test("100 Gets are answered, 101 refused", async () => {
  const all = Array.from({ length: 101 }, () => get(fresh()));
  assert.equal((await gets(...all.slice(1))).Responses.length, 100);
  await fails(gets(...all), "ValidationException",
    /^1 validation error detected: Value '\[.+\]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/);
});

test("items read together are at most 4 MB", async () => {
  const names = Array.from({ length: 12 }, fresh);
  await load(hash, names.map((pk) => ({ ...key(pk), big: { S: "x".repeat(360_000) } })));
  assert.equal((await gets(...names.slice(1).map((pk) => get(pk)))).Responses.length, 11);
  await fails(gets(...names.map((pk) => get(pk))), "ValidationException", /size cannot exceed/);
});

test("transfers between two items are never seen half done", async () => {
  const [a, b] = [await seeded({ n: { N: "100" } }), await seeded({ n: { N: "0" } })];
  const move = () => write(update(a, "ADD n :m", { ":m": { N: "-1" } }), update(b, "ADD n :p", { ":p": { N: "1" } }));
  let moving = true;
  const looks = (async () => {
    while (moving) {
      const { Responses } = await gets(get(a), get(b));
      assert.equal(Number(Responses[0].Item.n.N) + Number(Responses[1].Item.n.N), 100);
    }
  })();
  await Promise.all(Array.from({ length: 50 }, move));
  moving = false;
  await looks;
  assert.equal((await read(b)).n.N, "50");
});

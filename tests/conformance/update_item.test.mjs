// UpdateItem: the operation around the expression; what expressions do is in update_expressions.test.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const ranged = await table(keys("pk:S", "sk:S"));

const one = (text) => `1 validation error detected: ${text}`;
const INVALID = "One or more parameter values were invalid: ";
const update = (input) => raw("UpdateItem", { TableName, Key: { pk: { S: "refused" } }, ...input });
const got = async (pk) => (await send(aws.GetItemCommand, { TableName, Key: { pk: { S: pk } }, ConsistentRead: true })).Item;
const there = async (pk, more) => {
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: pk }, ...more } });
  return { TableName, Key: { pk: { S: pk } } };
};
const set = (text, values) => ({ UpdateExpression: text, ExpressionAttributeValues: values });

test("an update makes an item that is not there", async () => {
  await update({ Key: { pk: { S: "made" } }, ...set("SET a = :a", { ":a": { S: "x" } }) });
  assert.deepEqual(await got("made"), { pk: { S: "made" }, a: { S: "x" } });
});
test("a key alone makes an item of it", async () => {
  assert.deepEqual((await update({ Key: { pk: { S: "bare" } } })).json, {});
  assert.deepEqual(await got("bare"), { pk: { S: "bare" } });
});
test("a key alone leaves an item as it is", async () => {
  await send(aws.UpdateItemCommand, await there("kept", { a: { S: "x" } }));
  assert.deepEqual(await got("kept"), { pk: { S: "kept" }, a: { S: "x" } });
});
test("other attributes stay", async () => {
  await send(aws.UpdateItemCommand, { ...(await there("others", { a: { S: "x" }, b: { S: "y" } })), ...set("SET a = :a", { ":a": { S: "z" } }) });
  assert.deepEqual(await got("others"), { pk: { S: "others" }, a: { S: "z" }, b: { S: "y" } });
});

// ReturnValues
const before = { a: { N: "1" }, b: { S: "keep" }, m: { M: { x: { S: "1" }, y: { S: "2" } } }, gone: { S: "g" } };
const change = set("SET a = a + :one, m.x = :x, neu = :x REMOVE gone", { ":one": { N: "1" }, ":x": { S: "new" } });
const forms = {
  NONE: undefined,
  ALL_OLD: (pk) => ({ pk: { S: pk }, ...before }),
  ALL_NEW: (pk) => ({ pk: { S: pk }, a: { N: "2" }, b: { S: "keep" }, m: { M: { x: { S: "new" }, y: { S: "2" } } }, neu: { S: "new" } }),
  UPDATED_OLD: () => ({ a: { N: "1" }, m: { M: { x: { S: "1" } } }, gone: { S: "g" } }),
  UPDATED_NEW: () => ({ a: { N: "2" }, m: { M: { x: { S: "new" } } }, neu: { S: "new" } }),
};
for (const [ReturnValues, expected] of Object.entries(forms)) {
  test(`ReturnValues ${ReturnValues}`, async () => {
    const pk = `form-${ReturnValues}`;
    const answer = await send(aws.UpdateItemCommand, { ...(await there(pk, before)), ...change, ReturnValues });
    assert.deepEqual(answer.Attributes, expected?.(pk));
  });
}
for (const [ReturnValues, expected] of [["ALL_OLD", undefined], ["UPDATED_OLD", undefined], ["ALL_NEW", { pk: { S: "new" }, a: { S: "x" } }], ["UPDATED_NEW", { a: { S: "x" } }]]) {
  test(`ReturnValues ${ReturnValues} of an item that is made`, async () => {
    const Key = { pk: { S: "new" } };
    await send(aws.DeleteItemCommand, { TableName, Key });
    const answer = await send(aws.UpdateItemCommand, { TableName, Key, ...set("SET a = :a", { ":a": { S: "x" } }), ReturnValues });
    assert.deepEqual(answer.Attributes, expected);
  });
}
test("UPDATED_NEW after a removal has nothing", async () => {
  const answer = await send(aws.UpdateItemCommand, { ...(await there("removal", { a: { S: "x" } })), UpdateExpression: "REMOVE a", ReturnValues: "UPDATED_NEW" });
  assert.equal(answer.Attributes, undefined);
});
test("UPDATED_NEW gives every path under one map", async () => {
  const answer = await send(aws.UpdateItemCommand, { ...(await there("paths", { m: { M: { z: { S: "z" } } } })),
    ...set("SET m.a = :v, m.b = :v", { ":v": { S: "v" } }), ReturnValues: "UPDATED_NEW" });
  assert.deepEqual(answer.Attributes, { m: { M: { a: { S: "v" }, b: { S: "v" } } } });
});

// Conditions
test("a condition is asked of the item as it was", async () => {
  const it = await there("asked", { a: { N: "1" } });
  const next = { ...it, UpdateExpression: "SET a = :two", ConditionExpression: "a = :one", ExpressionAttributeValues: { ":one": { N: "1" }, ":two": { N: "2" } } };
  await send(aws.UpdateItemCommand, next);
  await fails(send(aws.UpdateItemCommand, next), "ConditionalCheckFailedException", "The conditional request failed");
  assert.deepEqual((await got("asked")).a, { N: "2" });
});
test("a failed condition makes no item", async () => {
  await fails(update({ Key: { pk: { S: "unmade" } }, ConditionExpression: "attribute_exists(pk)" }), "ConditionalCheckFailedException", "The conditional request failed");
  assert.equal(await got("unmade"), undefined);
});
test("a failed condition shows the item if asked", async () => {
  const answer = await raw("UpdateItem", { ...(await there("shown", { a: { L: [] } })), UpdateExpression: "REMOVE a",
    ConditionExpression: "attribute_not_exists(a)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
  assert.deepEqual([answer.status, answer.json.Item], [400, { pk: { S: "shown" }, a: { L: [] } }]);
});
test("a failed condition on nothing has no item to show", async () => {
  const answer = await update({ Key: { pk: { S: "unmade" } }, ConditionExpression: "attribute_exists(pk)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
  assert.equal(answer.json.Item, undefined);
});

// Capacity
for (const [what, old, neu, units] of [["grows", 10, 2100, 3], ["shrinks", 3100, 10, 4]]) {
  test(`an item that ${what} takes ${units} write units`, async () => {
    const it = await there(`capacity ${what}`, { v: { S: "x".repeat(old) } });
    const { ConsumedCapacity } = await send(aws.UpdateItemCommand, { ...it, ...set("SET v = :v", { ":v": { S: "x".repeat(neu) } }), ReturnConsumedCapacity: "TOTAL" });
    assert.deepEqual(ConsumedCapacity, { TableName, CapacityUnits: units });
  });
}

// Constraints
const NO_NAME = "Value null at 'tableName' failed to satisfy constraint: Member must not be null";
const NO_KEY = "Value null at 'key' failed to satisfy constraint: Member must not be null";
const BAD_NAME = "Value 'abc;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
const EMPTY_NAME = "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1";
const CAPACITY = "Value 'x' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
const VALUES = "Value 'x' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]";
const METRICS = "Value 'x' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]";
const OPERATOR = "Value 'x' at 'conditionalOperator' failed to satisfy constraint: Member must satisfy enum value set: [OR, AND]";
for (const [what, body, texts] of [
  ["nothing at all", {}, [NO_NAME, NO_KEY]],
  ["an empty name and no key", { TableName: "" }, [EMPTY_NAME, NO_KEY]],
  ["everything, without a key", { TableName: "abc;", ReturnConsumedCapacity: "x", ReturnItemCollectionMetrics: "x", ReturnValues: "x" },
    [CAPACITY, BAD_NAME, METRICS, VALUES, NO_KEY]],
  ["ConditionalOperator and no key", { TableName, Expected: { a: { Exists: false }, b: { Exists: false } }, ConditionalOperator: "x" }, [OPERATOR, NO_KEY]],
  ["with a key the name alone", { TableName: "abc;", Key: {}, ReturnValues: "x" }, [BAD_NAME]],
  ["with a key one enumeration", { TableName, Key: {}, ReturnConsumedCapacity: "x", ReturnValues: "x" }, [VALUES]],
]) {
  test(`constraints: ${what}`, () => fails(raw("UpdateItem", body), "ValidationException",
    `${texts.length} validation error${texts.length > 1 ? "s" : ""} detected: ${texts.join("; ")}`));
}

// Keys and order
const MISMATCH = "The provided key element does not match the schema";
for (const [what, Key] of [["no attribute", {}], ["another", { b: { S: "a" } }], ["one too many", { pk: { S: "a" }, b: { S: "a" } }],
  ["bytes", { pk: { B: "abcd" } }], ["a number", { pk: { N: "1" } }], ["a Boolean", { pk: { BOOL: true } }], ["NULL", { pk: { NULL: true } }],
  ["a set", { pk: { SS: ["a"] } }], ["a map", { pk: { M: {} } }], ["a list", { pk: { L: [] } }]]) {
  test(`a key that does not match: ${what}`, () => fails(update({ Key }), "ValidationException", MISMATCH));
}
test("a key that does not match: no range key", () => fails(update({ TableName: ranged }), "ValidationException", MISMATCH));
test("an empty key is refused", () => fails(update({ Key: { pk: { S: "" } } }), "ValidationException",
  "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"));
for (const [what, input, name] of [
  ["the hash key", set("SET pk = :v", { ":v": { S: "x" } }), "pk"],
  ["within the hash key", set("ADD pk.b :v", { ":v": { N: "1" } }), "pk"],
  ["the hash key by REMOVE", { UpdateExpression: "REMOVE b, pk" }, "pk"],
  ["the hash key by DELETE", set("DELETE pk :v", { ":v": { SS: ["1"] } }), "pk"],
  ["the hash key to itself", { UpdateExpression: "SET pk = pk" }, "pk"],
  ["the range key", { TableName: ranged, Key: { pk: { S: "a" }, sk: { S: "b" } }, ...set("SET sk = :v", { ":v": { S: "x" } }) }, "sk"],
]) {
  test(`no update of ${what}`, () => fails(update(input), "ValidationException",
    INVALID + `Cannot update attribute ${name}. This attribute is part of the key`));
}
const bad = { pk: { S: "a", N: "b" } };
for (const [what, input, text] of [
  ["mixed parameters first", { Key: bad, AttributeUpdates: {}, Expected: { a: {} }, UpdateExpression: "", ConditionExpression: "" },
    "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates, Expected} Expression parameters: {UpdateExpression, ConditionExpression}"],
  ["then names without an expression", { Key: bad, ExpressionAttributeNames: {}, ExpressionAttributeValues: {} }, "ExpressionAttributeNames can only be specified when using expressions"],
  ["then values without one", { Key: bad, ExpressionAttributeValues: {} }, "ExpressionAttributeValues can only be specified when using expressions"],
  ["then the key's values", { Key: bad, UpdateExpression: "", ConditionExpression: "" }, "The parameter cannot be converted to a numeric value: b"],
  ["then names", { UpdateExpression: "", ConditionExpression: "", ExpressionAttributeNames: {}, ExpressionAttributeValues: {} }, "ExpressionAttributeNames must not be empty"],
  ["then values", { UpdateExpression: "", ConditionExpression: "", ExpressionAttributeValues: {} }, "ExpressionAttributeValues must not be empty"],
  ["then the update", { UpdateExpression: "", ConditionExpression: "" }, "Invalid UpdateExpression: The expression can not be empty;"],
  ["then the condition", { UpdateExpression: "REMOVE a", ConditionExpression: "" }, "Invalid ConditionExpression: The expression can not be empty;"],
  ["then what is unused", { UpdateExpression: "REMOVE a", ConditionExpression: "attribute_exists(b)", ExpressionAttributeNames: { "#a": "a" } },
    "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"],
]) {
  test(`order: ${what}`, () => fails(update(input), "ValidationException", one(text)));
}
test("a value of the condition's that is not defined", () =>
  fails(update({ UpdateExpression: "SET b = :w", ConditionExpression: "a = :v", ExpressionAttributeValues: { ":w": { S: "x" } } }), "ValidationException",
    one("Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :v")));
test("order: the table before the key", () => fails(update({ TableName: "no-such-table", Key: {} }), "ResourceNotFoundException", "Requested resource not found"));
test("order: the key before the condition", () => fails(update({ Key: {}, ConditionExpression: "attribute_exists(pk)" }), "ValidationException", MISMATCH));
test("order: the condition before the update's own failure", () =>
  fails(update({ UpdateExpression: "SET a = b", ConditionExpression: "attribute_exists(pk)" }), "ConditionalCheckFailedException", "The conditional request failed"));

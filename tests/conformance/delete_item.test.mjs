// DeleteItem: what goes, what comes back, and what is refused.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const ranged = await table(keys("pk:S", "sk:S"));
const binary = await table(keys("pk:B"));

const one = (text) => `1 validation error detected: ${text}`;
const INVALID = "One or more parameter values were invalid: ";
const remove = (input) => raw("DeleteItem", { TableName, Key: { pk: { S: "refused" } }, ...input });
const there = async (pk, more) => {
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: pk }, ...more } });
  return { TableName, Key: { pk: { S: pk } } };
};

test("an item is gone after its deletion", async () => {
  const it = await there("gone");
  await send(aws.DeleteItemCommand, it);
  assert.equal((await send(aws.GetItemCommand, { ...it, ConsistentRead: true })).Item, undefined);
});
test("deleting what is not there is no error", async () => {
  assert.deepEqual((await remove({ Key: { pk: { S: "never" } } })).json, {});
});
test("only the item of that range key goes", async () => {
  const key = (sk) => ({ pk: { S: "r" }, sk: { S: sk } });
  for (const sk of ["a", "b"]) await send(aws.PutItemCommand, { TableName: ranged, Item: key(sk) });
  await send(aws.DeleteItemCommand, { TableName: ranged, Key: key("a") });
  assert.deepEqual((await send(aws.GetItemCommand, { TableName: ranged, Key: key("b") })).Item, key("b"));
});
test("ALL_OLD gives the item", async () => {
  const it = await there("old", { a: { N: "1" } });
  assert.deepEqual((await send(aws.DeleteItemCommand, { ...it, ReturnValues: "ALL_OLD" })).Attributes, { pk: { S: "old" }, a: { N: "1" } });
});
test("ALL_OLD of nothing is nothing", async () => {
  const answer = await send(aws.DeleteItemCommand, { TableName, Key: { pk: { S: "never" } }, ReturnValues: "ALL_OLD" });
  assert.equal(answer.Attributes, undefined);
});
for (const ReturnValues of ["ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]) {
  test(`ReturnValues ${ReturnValues} is refused`, () =>
    fails(remove({ ReturnValues }), "ValidationException", one("ReturnValues can only be ALL_OLD or NONE")));
}
for (const [what, more, units] of [["a small item", {}, 1], ["2 KB", { v: { S: "x".repeat(1500) } }, 2]]) {
  test(`deleting ${what} takes ${units} write units`, async () => {
    const it = await there(`capacity ${what}`, more);
    const { ConsumedCapacity } = await send(aws.DeleteItemCommand, { ...it, ReturnConsumedCapacity: "INDEXES" });
    assert.deepEqual(ConsumedCapacity, { TableName, CapacityUnits: units, Table: { CapacityUnits: units } });
  });
}
test("deleting nothing takes a write unit", async () => {
  const answer = await send(aws.DeleteItemCommand, { TableName, Key: { pk: { S: "never" } }, ReturnConsumedCapacity: "TOTAL" });
  assert.deepEqual(answer.ConsumedCapacity, { TableName, CapacityUnits: 1 });
});
test("a condition that holds lets it go", async () => {
  const it = await there("holds", { a: { N: "1" } });
  await send(aws.DeleteItemCommand, { ...it, ConditionExpression: "a = :one", ExpressionAttributeValues: { ":one": { N: "1.0" } } });
  assert.equal((await send(aws.GetItemCommand, it)).Item, undefined);
});
test("a condition that does not hold keeps it", async () => {
  const it = await there("held");
  await fails(send(aws.DeleteItemCommand, { ...it, ConditionExpression: "attribute_exists(a)" }), "ConditionalCheckFailedException", "The conditional request failed");
  assert.deepEqual((await send(aws.GetItemCommand, it)).Item, it.Key);
});
test("a condition on nothing fails", () =>
  fails(remove({ ConditionExpression: "attribute_exists(pk)" }), "ConditionalCheckFailedException", "The conditional request failed"));
test("attribute_not_exists of nothing holds", async () => {
  assert.equal((await remove({ ConditionExpression: "attribute_not_exists(pk)" })).status, 200);
});
test("a failed condition shows the item if asked", async () => {
  const it = await there("shown", { a: { S: "b" } });
  const answer = await raw("DeleteItem", { ...it, ConditionExpression: "attribute_not_exists(a)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
  assert.deepEqual(answer.json.Item, { pk: { S: "shown" }, a: { S: "b" } });
});
test("a failed condition shows nothing unasked", async () => {
  const it = await there("not shown");
  assert.equal((await raw("DeleteItem", { ...it, ConditionExpression: "attribute_exists(a)" })).json.Item, undefined);
});

const NO_NAME = "Value null at 'tableName' failed to satisfy constraint: Member must not be null";
const NO_KEY = "Value null at 'key' failed to satisfy constraint: Member must not be null";
const BAD_NAME = "Value 'abc;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
const CAPACITY = "Value 'x' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
const VALUES = "Value 'x' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]";
const METRICS = "Value 'x' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]";
for (const [what, body, texts] of [
  ["nothing at all", {}, [NO_NAME, NO_KEY]],
  ["no key", { TableName }, [NO_KEY]],
  ["a bad name alone", { TableName: "abc;", Key: {}, ReturnValues: "x" }, [BAD_NAME]],
  ["everything, without a key", { TableName: "abc;", ReturnConsumedCapacity: "x", ReturnItemCollectionMetrics: "x", ReturnValues: "x" },
    [CAPACITY, BAD_NAME, VALUES, METRICS, NO_KEY]],
  ["two enumerations", { TableName, Key: {}, ReturnConsumedCapacity: "x", ReturnValues: "x" }, [CAPACITY, VALUES]],
]) {
  test(`constraints: ${what}`, () => fails(raw("DeleteItem", body), "ValidationException",
    `${texts.length} validation error${texts.length > 1 ? "s" : ""} detected: ${texts.join("; ")}`));
}
const MISMATCH = "The provided key element does not match the schema";
for (const [what, input, text] of [
  ["no attribute", { Key: {} }, MISMATCH],
  ["another attribute", { Key: { a: { S: "x" } } }, MISMATCH],
  ["one too many", { Key: { pk: { S: "x" }, a: { S: "x" } } }, MISMATCH],
  ["a number for text", { Key: { pk: { N: "1" } } }, MISMATCH],
  ["a list", { Key: { pk: { L: [] } } }, MISMATCH],
  ["no range key", { TableName: ranged, Key: { pk: { S: "x" } } }, MISMATCH],
  ["an empty string", { Key: { pk: { S: "" } } },
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"],
  ["empty bytes", { TableName: binary, Key: { pk: { B: "" } } },
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk"],
  ["a hash key of 2049 bytes", { Key: { pk: { S: "x".repeat(2049) } } }, INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes"],
  ["a range key of 1025 bytes", { TableName: ranged, Key: { pk: { S: "x" }, sk: { S: "x".repeat(1025) } } },
    INVALID + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"],
  ["a value of no type", { Key: { pk: {} } }, one("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")],
  ["no number", { Key: { pk: { N: "abc" } } }, one("The parameter cannot be converted to a numeric value: abc")],
]) {
  test(`a key that is not allowed: ${what}`, () => fails(remove(input), "ValidationException", text));
}
for (const [what, input, text] of [
  ["mixed parameters", { Expected: { a: { Exists: false } }, ConditionExpression: "attribute_exists(a)" },
    one("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}")],
  ["names without an expression", { ExpressionAttributeNames: { "#a": "a" } }, one("ExpressionAttributeNames can only be specified when using expressions")],
  ["values without an expression", { ExpressionAttributeValues: { ":a": { S: "a" } } }, one("ExpressionAttributeValues can only be specified when using expressions")],
  ["an empty condition", { ConditionExpression: "" }, one("Invalid ConditionExpression: The expression can not be empty;")],
  ["ReturnValues before the condition", { ReturnValues: "ALL_NEW", ConditionExpression: "" }, one("ReturnValues can only be ALL_OLD or NONE")],
]) {
  test(`order: ${what}`, () => fails(remove(input), "ValidationException", text));
}
test("an unknown table is not found", () => fails(remove({ TableName: "no-such-table" }), "ResourceNotFoundException", "Requested resource not found"));

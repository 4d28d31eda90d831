// PutItem: what it stores and returns, and the order in which it refuses.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const ranged = await table(keys("pk:S", "sk:N"));
const binary = await table(keys("pk:B"));

const one = (text) => `1 validation error detected: ${text}`;
const INVALID = "One or more parameter values were invalid: ";
const put = (input) => raw("PutItem", { TableName, Item: { pk: { S: "refused" } }, ...input });
const got = async (pk, name = TableName) =>
  (await send(aws.GetItemCommand, { TableName: name, Key: { pk: { S: pk } }, ConsistentRead: true })).Item;

const everyType = {
  s: { S: "text" }, empty: { S: "" }, n: { N: "-56.789" }, b: { B: new Uint8Array([1, 2]) }, eb: { B: new Uint8Array() },
  t: { BOOL: true }, f: { BOOL: false }, nil: { NULL: true }, ss: { SS: ["a", "b"] }, ns: { NS: ["-1", "2.5"] },
  bs: { BS: [new Uint8Array([1])] }, l: { L: [{ S: "x" }, { L: [] }, { M: {} }] }, m: { M: { a: { M: { b: { N: "1" } } } } },
};

for (const [name, value] of Object.entries(everyType)) {
  test(`a value comes back as it was put: ${name}`, async () => {
    await send(aws.PutItemCommand, { TableName, Item: { pk: { S: `type-${name}` }, value } });
    assert.deepEqual((await got(`type-${name}`)).value, value);
  });
}

test("a put replaces the whole item", async () => {
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "whole" }, a: { S: "1" }, b: { S: "2" } } });
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "whole" }, c: { S: "3" } } });
  assert.deepEqual(await got("whole"), { pk: { S: "whole" }, c: { S: "3" } });
});
test("the answer to a put is empty", async () => {
  assert.deepEqual((await put({ Item: { pk: { S: "answer" } } })).json, {});
});
test("sets come back in order, whatever the order they were sent in", async () => {
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "sets" }, ss: { SS: ["b", "", "a"] }, ns: { NS: ["10", "9", "-1"] } } });
  const item = await got("sets");
  assert.deepEqual([item.ss.SS, item.ns.NS], [["", "a", "b"], ["-1", "9", "10"]]);
});
test("an empty string and empty bytes may be members of sets", async () => {
  const value = { ss: { SS: [""] }, bs: { BS: [new Uint8Array()] } };
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "empty members" }, ...value } });
  assert.deepEqual((await got("empty members")).ss, value.ss);
});
test("names of attributes may hold anything", async () => {
  const item = { pk: { S: "names" }, "a.b[0] #:é💧": { S: "x" }, " ": { S: "y" } };
  await send(aws.PutItemCommand, { TableName, Item: item });
  assert.deepEqual(await got("names"), item);
});

// ReturnValues
test("ALL_OLD of a new item has no Attributes", async () => {
  assert.equal((await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "old-none" } }, ReturnValues: "ALL_OLD" })).Attributes, undefined);
});
test("ALL_OLD gives the item that was replaced", async () => {
  const Item = { pk: { S: "old" }, n: { N: "-15789000" } };
  await send(aws.PutItemCommand, { TableName, Item });
  const answer = await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "old" } }, ReturnValues: "ALL_OLD" });
  assert.deepEqual(answer.Attributes, Item);
});
test("NONE gives nothing", async () => {
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "none" } } });
  assert.equal((await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "none" } }, ReturnValues: "NONE" })).Attributes, undefined);
});
for (const ReturnValues of ["ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]) {
  test(`ReturnValues ${ReturnValues} is refused`, () =>
    fails(put({ ReturnValues }), "ValidationException", one("ReturnValues can only be ALL_OLD or NONE")));
}

// Capacity
for (const [bytes, units] of [[10, 1], [1023, 1], [1025, 2], [3072, 3], [3073, 4]]) {
  test(`an item of ${bytes} bytes takes ${units} write units`, async () => {
    const Item = { pk: { S: "capacity-" + bytes } };
    Item.v = { S: "x".repeat(Math.max(0, bytes - 3 - Item.pk.S.length)) };
    const { ConsumedCapacity } = await send(aws.PutItemCommand, { TableName, Item, ReturnConsumedCapacity: "TOTAL" });
    assert.deepEqual(ConsumedCapacity, { TableName, CapacityUnits: bytes < 20 ? 1 : units });
  });
}
test("the larger of the old and the new item counts", async () => {
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "larger" }, v: { S: "x".repeat(4000) } } });
  const answer = await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "larger" } }, ReturnConsumedCapacity: "TOTAL" });
  assert.equal(answer.ConsumedCapacity.CapacityUnits, 4);
});
test("INDEXES tells the table's share", async () => {
  const answer = await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "share" } }, ReturnConsumedCapacity: "INDEXES" });
  assert.deepEqual(answer.ConsumedCapacity, { TableName, CapacityUnits: 1, Table: { CapacityUnits: 1 } });
});
test("NONE tells no capacity", async () => {
  const answer = await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "share" } }, ReturnConsumedCapacity: "NONE" });
  assert.equal(answer.ConsumedCapacity, undefined);
});
test("a table without local indexes has no item collections", async () => {
  const answer = await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "share" } }, ReturnItemCollectionMetrics: "SIZE" });
  assert.equal(answer.ItemCollectionMetrics, undefined);
});

// Constraints. Without an item all of them are told, in this order.
const ENUMS = {
  ReturnConsumedCapacity: "Value 'x' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
  ReturnValues: "Value 'x' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
  ReturnItemCollectionMetrics: "Value 'x' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]",
  ConditionalOperator: "Value 'x' at 'conditionalOperator' failed to satisfy constraint: Member must satisfy enum value set: [OR, AND]",
};
const NO_NAME = "Value null at 'tableName' failed to satisfy constraint: Member must not be null";
const NO_ITEM = "Value null at 'item' failed to satisfy constraint: Member must not be null";
const BAD_NAME = "Value 'abc;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
for (const [what, body, texts] of [
  ["nothing at all", {}, [NO_NAME, NO_ITEM]],
  ["no item", { TableName }, [NO_ITEM]],
  ["no table", { Item: {} }, [NO_NAME]],
  ["a bad name", { TableName: "abc;", Item: {} }, [BAD_NAME]],
  ["an empty name", { TableName: "", Item: {} }, ["Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1"]],
  ["a name of 256 letters", { TableName: "a".repeat(256), Item: {} },
    [`Value '${"a".repeat(256)}' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255`]],
  ["a bad name among others", { TableName: "abc;", Item: {}, ReturnValues: "x" }, [BAD_NAME]],
  ["everything, without an item", { TableName: "abc;", ReturnConsumedCapacity: "x", ReturnItemCollectionMetrics: "x", ReturnValues: "x" },
    [ENUMS.ReturnConsumedCapacity, BAD_NAME, NO_ITEM, ENUMS.ReturnValues, ENUMS.ReturnItemCollectionMetrics]],
  ["three enumerations", { TableName, Item: {}, ReturnConsumedCapacity: "x", ReturnItemCollectionMetrics: "x", ReturnValues: "x" },
    [ENUMS.ReturnConsumedCapacity, ENUMS.ReturnValues, ENUMS.ReturnItemCollectionMetrics]],
  ["ConditionalOperator", { TableName, Item: {}, Expected: {}, ConditionalOperator: "x" }, [ENUMS.ConditionalOperator]],
  ["ReturnValuesOnConditionCheckFailure", { TableName, Item: {}, ReturnValuesOnConditionCheckFailure: "x" },
    ["Value 'x' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]"]],
]) {
  test(`constraints: ${what}`, () => fails(raw("PutItem", body), "ValidationException",
    `${texts.length} validation error${texts.length > 1 ? "s" : ""} detected: ${texts.join("; ")}`));
}

// Wrong types
for (const [what, body, text] of [
  ["an item that is a list", { TableName, Item: [] }, /^Unrecognized collection type java.util.Map/],
  ["an item that is text", { TableName, Item: "x" }, "Unexpected field type"],
  ["a name that is a number", { TableName: 5, Item: {} }, "NUMBER_VALUE cannot be converted to String"],
  ["a name that is true", { TableName: true, Item: {} }, "TRUE_VALUE cannot be converted to String"],
  ["an S that is a number", { TableName, Item: { pk: { S: 1 } } }, "NUMBER_VALUE cannot be converted to String"],
  ["a B that is no base64", { TableName, Item: { pk: { B: "a" } } }, "Base64 encoded length is expected a multiple of 4 bytes but found: 1"],
  ["a condition that is a list", { TableName, Item: {}, ConditionExpression: [] }, "Unrecognized collection type class java.lang.String"],
  ["a wrong type before a constraint", { TableName: "", Item: { a: { S: 1 } } }, "NUMBER_VALUE cannot be converted to String"],
]) {
  test(`wrong type: ${what}`, () => fails(raw("PutItem", body), "SerializationException", text));
}

// Values
const EMPTY = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
for (const [what, value, text] of [
  ["of no type", {}, EMPTY],
  ["of an unknown type", { x: "" }, EMPTY],
  ["of two types", { S: "a", N: "1" }, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"],
  ["NULL false", { NULL: false }, INVALID + "Null attribute value types must have the value of true"],
  ["SS without members", { SS: [] }, INVALID + "An string set  may not be empty"],
  ["NS without members", { NS: [] }, INVALID + "An number set  may not be empty"],
  ["BS without members", { BS: [] }, INVALID + "Binary sets should not be empty"],
  ["SS with one twice", { SS: ["b", "a", "b"] }, INVALID + 'Input collection ["a", "b", "b"] contains duplicates.'],
  ["NS with one twice, written differently", { NS: ["1", "1.0"] }, INVALID + "Input collection contains duplicates."],
  ["BS with one twice", { BS: ["/w==", "AA==", "AA=="] }, INVALID + 'Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.'],
  ["nested in a list", { L: [{}] }, EMPTY],
  ["nested in a map", { M: { a: { M: { b: {} } } } }, EMPTY],
]) {
  test(`a value that is not allowed: ${what}`, () =>
    fails(put({ Item: { pk: { S: "v" }, a: value } }), "ValidationException", one(text)));
}

// Keys
for (const [what, TableName_, Item, text] of [
  ["missing", TableName, {}, INVALID + "Missing the key pk in the item"],
  ["another attribute", TableName, { a: { S: "x" } }, INVALID + "Missing the key pk in the item"],
  ["a missing range key", ranged, { pk: { S: "x" } }, INVALID + "Missing the key sk in the item"],
  ["a number for text", TableName, { pk: { N: "1" } }, INVALID + "Type mismatch for key pk expected: S actual: N"],
  ["a set", TableName, { pk: { SS: ["x"] } }, INVALID + "Type mismatch for key pk expected: S actual: SS"],
  ["a map", TableName, { pk: { M: {} } }, INVALID + "Type mismatch for key pk expected: S actual: M"],
  ["text for a number", ranged, { pk: { S: "x" }, sk: { S: "1" } }, INVALID + "Type mismatch for key sk expected: N actual: S"],
  ["an empty string", TableName, { pk: { S: "" } },
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"],
  ["empty bytes", binary, { pk: { B: "" } },
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk"],
]) {
  test(`a key that is not allowed: ${what}`, () =>
    fails(raw("PutItem", { TableName: TableName_, Item }), "ValidationException", text));
}

// Order
const bad = { a: { S: "a", N: "b" } };
for (const [what, body, text] of [
  ["mixed parameters before values", { Item: bad, Expected: { a: {} }, ConditionExpression: "x" },
    one("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}")],
  ["names without an expression before values", { Item: bad, ExpressionAttributeNames: {} },
    one("ExpressionAttributeNames can only be specified when using expressions")],
  ["values without an expression before values", { Item: bad, ExpressionAttributeValues: {} },
    one("ExpressionAttributeValues can only be specified when using expressions")],
  ["values before ReturnValues", { Item: bad, ReturnValues: "ALL_NEW" }, one("The parameter cannot be converted to a numeric value: b")],
  ["ReturnValues before the size", { Item: { pk: { S: "x".repeat(409600) } }, ReturnValues: "ALL_NEW" }, one("ReturnValues can only be ALL_OLD or NONE")],
  ["the size before Expected", { Item: { pk: { S: "x".repeat(409600) } }, Expected: { a: {} } }, "Item size has exceeded the maximum allowed size"],
  ["the size before the condition", { Item: { pk: { S: "x".repeat(409600) } }, ConditionExpression: "" }, "Item size has exceeded the maximum allowed size"],
  ["empty names", { ConditionExpression: "", ExpressionAttributeNames: {} }, one("ExpressionAttributeNames must not be empty")],
  ["a name's syntax", { ConditionExpression: "", ExpressionAttributeNames: { a: "a" } }, one('ExpressionAttributeNames contains invalid key: Syntax error; key: "a"')],
  ["empty values", { ConditionExpression: "", ExpressionAttributeValues: {} }, one("ExpressionAttributeValues must not be empty")],
  ["a value's syntax", { ConditionExpression: "", ExpressionAttributeValues: { b: { S: "a" } } }, one('ExpressionAttributeValues contains invalid key: Syntax error; key: "b"')],
  ["a value's type", { ConditionExpression: "", ExpressionAttributeValues: { ":b": {} } },
    one(`ExpressionAttributeValues contains invalid value: ${EMPTY} for key :b`)],
  ["a value's number, said bare", { ConditionExpression: "", ExpressionAttributeValues: { ":b": { N: "x" } } }, one("The parameter cannot be converted to a numeric value: x")],
  ["an empty condition", { ConditionExpression: "" }, one("Invalid ConditionExpression: The expression can not be empty;")],
  ["an undefined name", { ConditionExpression: "attribute_exists(#a)" },
    one("Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #a")],
  ["an unused name", { ConditionExpression: "attribute_exists(a)", ExpressionAttributeNames: { "#a": "a" } },
    one("Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}")],
  ["an unused value", { ConditionExpression: "attribute_exists(a)", ExpressionAttributeValues: { ":a": { S: "a" } } },
    one("Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}")],
]) {
  test(`order: ${what}`, () => fails(put(body), "ValidationException", text));
}
test("order: the condition's syntax before the table", () =>
  fails(put({ TableName: "no-such-table", ConditionExpression: "a =" }), "ValidationException", /^1 validation error detected: Invalid ConditionExpression: Syntax error/));
test("order: the table before the key", () =>
  fails(put({ TableName: "no-such-table", Item: {} }), "ResourceNotFoundException", "Requested resource not found"));
test("order: the key before the condition", async () => {
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "there" } } });
  await fails(put({ Item: { sk: { S: "there" } }, ConditionExpression: "attribute_not_exists(pk)" }), "ValidationException", INVALID + "Missing the key pk in the item");
});

// BatchWriteItem: puts and deletes of many tables, all or none, and its limits.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const ranged = await table(keys("pk:S", "sk:S"));
const binary = await table(keys("pk:B"));

const one = (text) => `1 validation error detected: ${text}`;
const INVALID = "One or more parameter values were invalid: ";
const write = (requests, more) => raw("BatchWriteItem", { RequestItems: { [TableName]: requests }, ...more });
const put = (pk, more) => ({ PutRequest: { Item: { pk: { S: pk }, ...more } } });
const remove = (pk) => ({ DeleteRequest: { Key: { pk: { S: pk } } } });
const got = async (pk) => (await send(aws.GetItemCommand, { TableName, Key: { pk: { S: pk } }, ConsistentRead: true })).Item;

test("items are put into several tables", async () => {
  const { UnprocessedItems } = await send(aws.BatchWriteItemCommand, { RequestItems: {
    [TableName]: [put("several", { a: { S: "1" } })],
    [ranged]: [{ PutRequest: { Item: { pk: { S: "several" }, sk: { S: "x" } } } }],
  } });
  assert.deepEqual(UnprocessedItems, {});
  assert.deepEqual(await got("several"), { pk: { S: "several" }, a: { S: "1" } });
});
test("puts and deletes go together", async () => {
  await write([put("old")]);
  await write([remove("old"), put("new")]);
  assert.deepEqual([await got("old"), await got("new")], [undefined, { pk: { S: "new" } }]);
});
test("a put replaces", async () => {
  await write([put("twice", { a: { S: "1" } })]);
  await write([put("twice", { b: { S: "2" } })]);
  assert.deepEqual(await got("twice"), { pk: { S: "twice" }, b: { S: "2" } });
});
test("deleting what is not there is no error", async () => {
  assert.deepEqual((await write([remove("never")])).json, { UnprocessedItems: {} });
});
test("25 requests are allowed", async () => {
  assert.equal((await write(Array.from({ length: 25 }, (_, i) => put(`many-${i}`)))).status, 200);
  assert.deepEqual(await got("many-24"), { pk: { S: "many-24" } });
});
test("the same key in two tables is no duplicate", async () => {
  const answer = await raw("BatchWriteItem", { RequestItems: { [TableName]: [put("same")], [ranged]: [{ PutRequest: { Item: { pk: { S: "same" }, sk: { S: "s" } } } }] } });
  assert.equal(answer.status, 200);
});
test("refusal of one writes none", async () => {
  await fails(write([put("unwritten"), put("", {})]), "ValidationException");
  assert.equal(await got("unwritten"), undefined);
});
test("an item of 400 KB is allowed", async () => {
  assert.equal((await write([put("large", { v: { S: "x".repeat(409600 - 2 - 5 - 1) } })])).status, 200);
});

// Capacity
test("capacity is told by table", async () => {
  const { ConsumedCapacity } = await send(aws.BatchWriteItemCommand, { ReturnConsumedCapacity: "TOTAL", RequestItems: {
    [TableName]: [put("c1"), put("c2", { v: { S: "x".repeat(2000) } })], [ranged]: [{ PutRequest: { Item: { pk: { S: "c" }, sk: { S: "x" } } } }] } });
  const byName = (a, b) => (a.TableName < b.TableName ? -1 : 1);
  assert.deepEqual(ConsumedCapacity.sort(byName), [{ TableName, CapacityUnits: 3 }, { TableName: ranged, CapacityUnits: 1 }].sort(byName));
});
test("INDEXES tells the table's share", async () => {
  const { ConsumedCapacity } = await send(aws.BatchWriteItemCommand, { ReturnConsumedCapacity: "INDEXES", RequestItems: { [TableName]: [put("c3")] } });
  assert.deepEqual(ConsumedCapacity, [{ TableName, CapacityUnits: 1, Table: { CapacityUnits: 1 } }]);
});
test("no capacity unasked, no metrics without local indexes", async () => {
  assert.deepEqual((await write([put("c4")], { ReturnItemCollectionMetrics: "SIZE" })).json, { UnprocessedItems: {} });
});

// Constraints
const CAPACITY = "Value 'x' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
const METRICS = "Value 'x' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]";
const NULL = "Value null at 'requestItems' failed to satisfy constraint: Member must not be null";
const KEYS = /^1 validation error detected: Value '\{.+\}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: \[Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: \[a-zA-Z0-9_.-\]\+\]$/;
for (const [what, body, text] of [
  ["nothing", {}, one(NULL)],
  ["nothing and both enumerations", { ReturnConsumedCapacity: "x", ReturnItemCollectionMetrics: "x" }, `3 validation errors detected: ${CAPACITY}; ${METRICS}; ${NULL}`],
  ["both enumerations", { RequestItems: { [TableName]: [put("a")] }, ReturnConsumedCapacity: "x", ReturnItemCollectionMetrics: "x" }, `2 validation errors detected: ${CAPACITY}; ${METRICS}`],
  ["an enumeration before a name", { RequestItems: { "bad!name": [put("a")] }, ReturnConsumedCapacity: "x" }, one(CAPACITY)],
  ["an enumeration before a missing table", { RequestItems: { "no-such-table": [put("a")] }, ReturnConsumedCapacity: "x" }, one(CAPACITY)],
  ["no tables", { RequestItems: {} }, one("Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1")],
  ["no requests", { RequestItems: { [TableName]: [] } }, one(`Value '{${TableName}=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]`)],
  ["26 requests", { RequestItems: { [TableName]: Array.from({ length: 26 }, (_, i) => put(`x-${i}`)) } },
    /^1 validation error detected: Value '\{.+=\[.+\]\}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/],
  ["a name of bad letters", { RequestItems: { "bad!name": [put("a")] } }, KEYS],
  ["a name of bad letters shows the request", { RequestItems: { "bad!name": [put("a")] } }, /Value '\{bad!name=\[WriteRequest\(putRequest=PutRequest\(item=\{pk=.+\}.*\)\]\}'/],
  ["a name of one letter", { RequestItems: { a: [put("a")] } }, KEYS],
  ["no item", { RequestItems: { [TableName]: [{ PutRequest: {} }] } },
    one(`Value null at 'requestItems.${TableName}.member.1.member.putRequest.item' failed to satisfy constraint: Member must not be null`)],
  ["no key", { RequestItems: { [TableName]: [put("a"), { DeleteRequest: {} }] } },
    one(`Value null at 'requestItems.${TableName}.member.2.member.deleteRequest.key' failed to satisfy constraint: Member must not be null`)],
]) {
  test(`constraints: ${what}`, () => fails(raw("BatchWriteItem", body), "ValidationException", text));
}
for (const [what, RequestItems] of [
  ["a list", []], ["text", "x"], ["a table that is no list", { [TableName]: {} }], ["a request that is a list", { [TableName]: [[]] }],
  ["a put that is text", { [TableName]: [{ PutRequest: "x" }] }], ["an item that is a list", { [TableName]: [{ PutRequest: { Item: [] } }] }],
  ["a value that is a number", { [TableName]: [{ PutRequest: { Item: { pk: 1 } } }] }], ["a key that is text", { [TableName]: [{ DeleteRequest: { Key: "x" } }] }],
]) {
  test(`wrong type: ${what}`, () => fails(raw("BatchWriteItem", { RequestItems }), "SerializationException"));
}

// Values: in the words that are used where no expressions are.
const EMPTY = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
const MANY = "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes";
for (const [what, value, text] of [
  ["of no type", {}, EMPTY], ["of two types", { S: "a", N: "1" }, MANY],
  ["no number", { N: "b" }, "The parameter cannot be converted to a numeric value: b"],
  ["an empty number", { N: "" }, "The parameter cannot be converted to a numeric value"],
  ["a number twice", { NS: ["1", "1"] }, "Input collection contains duplicates"],
  ["text twice", { SS: ["b", "a", "b"] }, INVALID + "Input collection [b, a, b] contains duplicates."],
  ["bytes twice", { BS: ["/w==", "AA==", "AA=="] }, INVALID + "Input collection [/w==, AA==, AA==]of type BS contains duplicates."],
  ["an empty set", { SS: [] }, INVALID + "An string set  may not be empty"],
  ["NULL false", { NULL: false }, INVALID + "Null attribute value types must have the value of true"],
]) {
  test(`a value that is not allowed: ${what}`, () => fails(write([put("v", { a: value })]), "ValidationException", text));
}
test("a request without either is refused", () => fails(write([{}]), "ValidationException", MANY));
test("a request with both is refused", () => fails(write([{ ...put("a"), ...remove("b") }]), "ValidationException", MANY));
test("an item of more than 400 KB is refused", () =>
  fails(write([put("large", { v: { S: "x".repeat(409600 - 2 - 5) } })]), "ValidationException", "Item size has exceeded the maximum allowed size"));

// Keys
const MISMATCH = "The provided key element does not match the schema";
const DUPLICATES = "Provided list of item keys contains duplicates";
for (const [what, requests, text, name = TableName] of [
  ["a put without key", [{ PutRequest: { Item: {} } }], MISMATCH],
  ["a put with another attribute", [{ PutRequest: { Item: { b: { S: "x" } } } }], MISMATCH],
  ["a put of a number", [{ PutRequest: { Item: { pk: { N: "1" } } } }], MISMATCH],
  ["a put of a list", [{ PutRequest: { Item: { pk: { L: [{ S: "x" }] } } } }], MISMATCH],
  ["a put without range key", [{ PutRequest: { Item: { pk: { S: "x" } } } }], MISMATCH, ranged],
  ["a delete without key", [{ DeleteRequest: { Key: {} } }], MISMATCH],
  ["a delete with too much", [{ DeleteRequest: { Key: { pk: { S: "x" }, b: { S: "x" } } } }], MISMATCH],
  ["an empty string", [put("")], "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"],
  ["empty bytes", [{ DeleteRequest: { Key: { pk: { B: "" } } } }], "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk", binary],
  ["a hash key of 2049 bytes", [put("x".repeat(2049))], INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes"],
  ["a range key of 1025 bytes", [{ PutRequest: { Item: { pk: { S: "x" }, sk: { S: "x".repeat(1025) } } } }], INVALID + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes", ranged],
  ["two puts of one key", [put("d"), put("d", { a: { S: "x" } })], DUPLICATES],
  ["a put and a delete of one key", [put("d"), remove("d")], DUPLICATES],
  ["a delete and a put of one key", [remove("d"), put("d")], DUPLICATES],
  ["two deletes of one key", [remove("d"), remove("d")], DUPLICATES],
]) {
  test(`keys: ${what}`, () => fails(raw("BatchWriteItem", { RequestItems: { [name]: requests } }), "ValidationException", text));
}
test("an unknown table fails the whole call", async () => {
  await fails(raw("BatchWriteItem", { RequestItems: { [TableName]: [put("not written")], "no-such-table": [put("a")] } }), "ResourceNotFoundException", "Requested resource not found");
  assert.equal(await got("not written"), undefined);
});
test("values are refused before the table is looked for", () =>
  fails(raw("BatchWriteItem", { RequestItems: { "no-such-table": [put("a", { a: {} })] } }), "ValidationException", EMPTY));

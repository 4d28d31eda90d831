import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, load, raw, send, table } from "./endpoint.mjs";

const hashed = await table(keys("pk:S"));
const ranged = await table(keys("pk:S", "sk:N"));
const binary = await table(keys("pk:B"));

const KEY = { pk: { S: "a" } };
const ITEM = { ...KEY, text: { S: "one" }, n: { N: "7" }, doc: { M: { in: { M: { deep: { S: "x" } } }, other: { BOOL: true } } },
  list: { L: [{ S: "l0" }, { S: "l1" }, { M: { k: { S: "v" } } }] }, "dot.ted": { S: "d" } };
await load(hashed, [ITEM, { pk: { S: "large" }, fill: { S: "x".repeat(5000) } }]);
await load(ranged, [{ pk: { S: "a" }, sk: { N: "1" } }, { pk: { S: "a" }, sk: { N: "1.5" }, v: { S: "half" } }]);

const get = (input) => raw("GetItem", { TableName: hashed, Key: KEY, ...input });
const item = async (input) => (await get(input)).json.Item;
const MISMATCH = "The provided key element does not match the schema";
const one = (text) => `1 validation error detected: ${text}`;
const parameter = (text) => `One or more parameter values were invalid: ${text}`;
const projection = (text) => `Invalid ProjectionExpression: ${text}`;

test("an item is found by its key", async () => assert.deepEqual(await item({}), ITEM));
test("a missing item is no member", async () =>
  assert.deepEqual((await get({ Key: { pk: { S: "none" } } })).json, {}));
test("a consistent read finds it too", async () => assert.deepEqual(await item({ ConsistentRead: true }), ITEM));
test("a number key is found however it is written", async () => {
  const { Item } = await send(aws.GetItemCommand, { TableName: ranged, Key: { pk: { S: "a" }, sk: { N: "15e-1" } } });
  assert.deepEqual(Item.v, { S: "half" });
});

for (const [what, input, wanted] of [
  ["one attribute", { ProjectionExpression: "n" }, { n: { N: "7" } }],
  ["a nested path", { ProjectionExpression: "doc.#in.deep", ExpressionAttributeNames: { "#in": "in" } },
    { doc: { M: { in: { M: { deep: { S: "x" } } } } } }],
  ["a list element", { ProjectionExpression: "#l[1]", ExpressionAttributeNames: { "#l": "list" } }, { list: { L: [{ S: "l1" }] } }],
  ["list elements, closed up and in order", { ProjectionExpression: "#l[2].k, #l[0]", ExpressionAttributeNames: { "#l": "list" } },
    { list: { L: [{ S: "l0" }, { M: { k: { S: "v" } } }] } }],
  ["what is not there", { ProjectionExpression: "nothing" }, {}],
  ["some that are there", { ProjectionExpression: "n, nothing" }, { n: { N: "7" } }],
  ["an index into a map", { ProjectionExpression: "doc[0]" }, {}],
  ["a name with a dot", { ProjectionExpression: "#d", ExpressionAttributeNames: { "#d": "dot.ted" } }, { "dot.ted": { S: "d" } }],
  ["AttributesToGet", { AttributesToGet: ["n", "pk"] }, { n: { N: "7" }, pk: { S: "a" } }],
  ["AttributesToGet with a dot in a name", { AttributesToGet: ["dot.ted", "doc.in"] }, { "dot.ted": { S: "d" } }],
]) {
  test(`a projection: ${what}`, async () => assert.deepEqual(await item(input), wanted));
}

for (const [what, Key] of [
  ["no attribute", {}],
  ["another attribute", { b: { S: "a" } }],
  ["one too many", { pk: { S: "a" }, b: { S: "a" } }],
  ["another type", { pk: { N: "1" } }],
  ["a boolean", { pk: { BOOL: true } }],
  ["a null", { pk: { NULL: true } }],
  ["a set", { pk: { SS: ["a"] } }],
  ["a list", { pk: { L: [] } }],
]) {
  test(`a key that is not the table's is refused: ${what}`, () => fails(get({ Key }), "ValidationException", MISMATCH));
}

test("a key without its sort key is refused", () =>
  fails(raw("GetItem", { TableName: ranged, Key: { pk: { S: "a" } } }), "ValidationException", MISMATCH));
test("an empty string key is refused", () => fails(get({ Key: { pk: { S: "" } } }), "ValidationException",
  "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"));
test("an empty binary key is refused", () =>
  fails(raw("GetItem", { TableName: binary, Key: { pk: { B: "" } } }), "ValidationException",
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk"));
test("a partition key of 2049 bytes is refused", () => fails(get({ Key: { pk: { S: "x".repeat(2049) } } }), "ValidationException",
  parameter("Size of hashkey has exceeded the maximum size limit of2048 bytes")));
test("a partition key of 2048 bytes is looked for", async () =>
  assert.deepEqual((await get({ Key: { pk: { S: "x".repeat(2048) } } })).json, {}));

for (const [what, value, text] of [
  ["nothing", {}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
  ["two types", { S: "a", N: "1" }, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"],
  ["a null that is false", { NULL: false }, parameter("Null attribute value types must have the value of true")],
  ["an empty string set", { SS: [] }, parameter("An string set  may not be empty")],
  ["an empty number set", { NS: [] }, parameter("An number set  may not be empty")],
  ["an empty binary set", { BS: [] }, parameter("Binary sets should not be empty")],
  ["a string twice", { SS: ["b", "a", "b"] }, parameter('Input collection ["a", "b", "b"] contains duplicates.')],
  ["a binary twice", { BS: ["/w==", "AA==", "AA=="] }, parameter('Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.')],
  ["a number twice", { NS: ["2", "1", "2.0"] }, parameter("Input collection contains duplicates.")],
  ["an empty number", { N: "" }, "The parameter cannot be converted to a numeric value: "],
  ["a word for a number", { N: "b" }, "The parameter cannot be converted to a numeric value: b"],
  ["39 digits", { N: "1".repeat(39) }, "Attempting to store more than 38 significant digits in a Number"],
  ["a number too large", { N: "1e126" }, "Number overflow. Attempting to store a number with magnitude larger than supported range"],
  ["a number too small", { N: "-1e-131" }, "Number underflow. Attempting to store a number with magnitude smaller than supported range"],
  ["an exponent beyond 32 bits", { N: "1e2147483648" }, "Number overflow. Attempting to store a number with magnitude larger than supported range"],
  ["an exponent beyond 64 bits", { N: "1e9223372036854775808" }, "The parameter cannot be converted to a numeric value: 1e9223372036854775808"],
  ["zero with too large an exponent", { N: "0e126" }, "Number overflow. Attempting to store a number with magnitude larger than supported range"],
]) {
  test(`a key's value is refused: ${what}`, () => fails(get({ Key: { pk: value } }), "ValidationException", text));
}

for (const [what, input, text] of [
  ["no names", { ProjectionExpression: "n", ExpressionAttributeNames: {} }, "ExpressionAttributeNames must not be empty"],
  ["a name without #", { ProjectionExpression: "n", ExpressionAttributeNames: { a: "a" } },
    'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"'],
  ["an unused name", { ProjectionExpression: "n", ExpressionAttributeNames: { "#a": "a", "#b": "b" } },
    "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}"],
  ["names without an expression", { ExpressionAttributeNames: { "#a": "a" } },
    "ExpressionAttributeNames can only be specified when using expressions"],
  ["an empty expression", { ProjectionExpression: "" }, projection("The expression can not be empty;")],
  ["a function", { ProjectionExpression: "size(n)" }, projection('Syntax error; token: "(", near: "size(n"')],
  ["exclamation marks", { ProjectionExpression: "!!! no" }, projection('Syntax error; token: "!", near: "!!"')],
  ["parentheses", { ProjectionExpression: "(n)" }, projection('Syntax error; token: "(", near: "(n"')],
  ["a comma at the end", { ProjectionExpression: "n," }, projection('Syntax error; token: "<EOF>", near: ","')],
  ["two dots", { ProjectionExpression: "a..b" }, projection('Syntax error; token: ".", near: "..b"')],
  ["a word as an index", { ProjectionExpression: "a[b]" }, projection('Syntax error; token: "b", near: "[b]"')],
  ["a value", { ProjectionExpression: ":v" }, projection('Syntax error; token: ":v", near: ":v"')],
  ["a reserved word", { ProjectionExpression: "n, a.aBorT" },
    projection("Attribute name is a reserved keyword; reserved keyword: aBorT")],
  ["an undefined name", { ProjectionExpression: "a, b, a, #a" },
    projection("An expression attribute name used in the document path is not defined; attribute name: #a")],
  ["the same path twice", { ProjectionExpression: "a, a" },
    projection("Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")],
  ["the same path by two names", { ProjectionExpression: "#a, #b", ExpressionAttributeNames: { "#a": "a", "#b": "a" } },
    projection("Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")],
  ["a path within another", { ProjectionExpression: "a, a[1]" },
    projection("Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, [1]]")],
  ["a map that is a list too", { ProjectionExpression: "a.b, a[1]" },
    projection("Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]")],
  ["4097 bytes", { ProjectionExpression: "a".repeat(4097) },
    projection("Expression size has exceeded the maximum allowed size; expression size: 4097")],
  ["a path into the key", { ProjectionExpression: "pk.a" },
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"],
  ["names and an expression", { ProjectionExpression: "n", AttributesToGet: ["n"] },
    "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"],
  ["a name twice", { AttributesToGet: ["n", "n"] }, parameter("Duplicate value in attribute name: n")],
  ["no names to get", { AttributesToGet: [] },
    one("Value at 'AttributesToGet' failed to satisfy constraint: Member must have length greater than or equal to 1")],
]) {
  test(`a projection is refused: ${what}`, () => fails(get(input), "ValidationException", text));
}

test("4096 bytes of projection are read", async () =>
  assert.deepEqual(await item({ ProjectionExpression: `n, ${"a".repeat(4093)}` }), { n: { N: "7" } }));

const RCC = "Value 'SOME' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
for (const [what, input, text] of [
  ["no table", { TableName: undefined }, one("Value null at 'tableName' failed to satisfy constraint: Member must not be null")],
  ["no key", { Key: undefined }, one("Value null at 'key' failed to satisfy constraint: Member must not be null")],
  ["letters no name has", { TableName: "abc;" },
    one("Value 'abc;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")],
  ["256 letters", { TableName: "a".repeat(256) },
    one(`Value '${"a".repeat(256)}' at 'tableName' failed to satisfy constraint: Member must have length less than or equal to 255`)],
  ["an unknown capacity", { ReturnConsumedCapacity: "SOME" }, one(RCC)],
]) {
  test(`a constraint: ${what}`, () => fails(get(input), "ValidationException", text));
}

test("constraints are told together", async () => {
  const error = await fails(get({ TableName: "a;", Key: undefined, AttributesToGet: [], ReturnConsumedCapacity: "SOME" }), "ValidationException", /^5 validation errors detected: /);
  for (const part of [RCC, "Value '[]' at 'attributesToGet' failed to satisfy constraint: Member must have length greater than or equal to 1",
    "Value null at 'key' failed to satisfy constraint: Member must not be null",
    "Value 'a;' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    "Value 'a;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"]) {
    assert.ok(error.message.includes(part), part);
  }
});

// Each request is wrong in two ways; the first is told.
for (const [what, input, name, text] of [
  ["a type before a constraint", { TableName: "a;", ConsistentRead: 1 }, "SerializationException", "NUMBER_VALUE cannot be converted to Boolean"],
  ["a constraint before a mixture", { ReturnConsumedCapacity: "SOME", AttributesToGet: ["a"], ProjectionExpression: "a" }, "ValidationException", one(RCC)],
  ["a mixture before a value", { Key: { pk: {} }, AttributesToGet: ["a"], ProjectionExpression: "a" }, "ValidationException", /^Can not use both/],
  ["a value before names", { Key: { pk: {} }, AttributesToGet: ["a", "a"] }, "ValidationException", /^Supplied AttributeValue is empty/],
  ["an expression before the table", { TableName: "nowhere", ProjectionExpression: "" }, "ValidationException", projection("The expression can not be empty;")],
  ["the table before the key", { TableName: "nowhere", Key: {} }, "ResourceNotFoundException", "Requested resource not found"],
  ["the key before a path into it", { Key: {}, ProjectionExpression: "pk.a" }, "ValidationException", MISMATCH],
]) {
  test(`the order of checks: ${what}`, () => fails(get(input), name, text));
}

for (const [what, input, units] of [
  ["one item, eventually", {}, 0.5],
  ["one item, consistently", { ConsistentRead: true }, 1],
  ["no item", { Key: { pk: { S: "none" } } }, 0.5],
  ["5 kB, eventually", { Key: { pk: { S: "large" } } }, 1],
  ["5 kB, consistently", { Key: { pk: { S: "large" } }, ConsistentRead: true }, 2],
  ["a part of 5 kB", { Key: { pk: { S: "large" } }, ConsistentRead: true, ProjectionExpression: "pk" }, 2],
]) {
  test(`capacity: ${what}`, async () => assert.deepEqual(
    (await get({ ...input, ReturnConsumedCapacity: "TOTAL" })).json.ConsumedCapacity, { TableName: hashed, CapacityUnits: units }));
}

test("capacity by index names the table", async () => assert.deepEqual(
  (await get({ ReturnConsumedCapacity: "INDEXES" })).json.ConsumedCapacity,
  { TableName: hashed, CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } }));
test("capacity NONE is no member", async () =>
  assert.equal((await get({ ReturnConsumedCapacity: "NONE" })).json.ConsumedCapacity, undefined));
test("a table goes by its ARN too", async () => {
  const { Table } = await send(aws.DescribeTableCommand, { TableName: hashed });
  assert.deepEqual(await item({ TableName: Table.TableArn }), ITEM);
});

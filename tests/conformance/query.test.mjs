import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, load, raw, send, table, tableName } from "./endpoint.mjs";

const hashed = await table(keys("pk:S"));
const words = await table(keys("pk:S", "sk:S"));
const numbers = await table(keys("pk:S", "sk:N"));
const bytes = await table(keys("pk:S", "sk:B"));
const nowhere = tableName();

const S = (text) => ({ S: text });
const N = (number) => ({ N: String(number) });
const EQ = (value) => ({ ComparisonOperator: "EQ", AttributeValueList: [value] });

await load(hashed, [{ pk: S("a"), n: N(1) }, { pk: S("b") }]);
await load(words, ["alpha", "beta", "delta", "epsilon", "gamma"].map((sk, index) => ({ pk: S("p"), sk: S(sk), n: N(index), odd: { BOOL: index % 2 === 1 } })));
await load(words, [{ pk: S("q"), sk: S("alpha") }]);
await load(numbers, [-100, -1.5, 0, 0.5, 2, 10, 33, 100].map((sk) => ({ pk: S("p"), sk: N(sk) })));
await load(bytes, ["AA==", "AAE=", "gA==", "//8="].map((sk) => ({ pk: S("p"), sk: { B: sk } }))
  .map((item) => ({ ...item, sk: { B: Buffer.from(item.sk.B, "base64") } })));
await load(numbers, Array.from({ length: 20 }, (_, index) => ({ pk: S("large"), sk: N(index), fill: S("x".repeat(60_000)) })));

const query = (input) => raw("Query", { TableName: words, ...input });
// Of partition "p", with a condition on the sort key.
const where = (condition, values = {}, rest = {}) => ({ KeyConditionExpression: `pk = :p${condition && ` AND ${condition}`}`,
  ExpressionAttributeValues: { ":p": S("p"), ...values }, ...rest });
const found = async (input) => (await query(input)).json.Items?.map((item) => Object.values(item.sk)[0]);
const ALL = ["alpha", "beta", "delta", "epsilon", "gamma"];
const one = (text) => `1 validation error detected: ${text}`;
const parameter = (text) => `One or more parameter values were invalid: ${text}`;
const inKey = (text) => `Invalid KeyConditionExpression: ${text}`;

for (const [what, input, wanted] of [
  ["a partition, in order", where(""), ALL],
  ["backwards", where("", {}, { ScanIndexForward: false }), [...ALL].reverse()],
  ["=", where("sk = :s", { ":s": S("beta") }), ["beta"]],
  ["<", where("sk < :s", { ":s": S("delta") }), ["alpha", "beta"]],
  ["<=", where("sk <= :s", { ":s": S("delta") }), ["alpha", "beta", "delta"]],
  [">", where("sk > :s", { ":s": S("delta") }), ["epsilon", "gamma"]],
  [">=", where("sk >= :s", { ":s": S("delta") }), ["delta", "epsilon", "gamma"]],
  ["BETWEEN", where("sk BETWEEN :s AND :t", { ":s": S("b"), ":t": S("e") }), ["beta", "delta"]],
  ["begins_with", where("begins_with(sk, :s)", { ":s": S("b") }), ["beta"]],
  ["the value first", where(":s <= sk", { ":s": S("epsilon") }), ["epsilon", "gamma"]],
  ["the sort key first", { KeyConditionExpression: "sk > :s AND pk = :p", ExpressionAttributeValues: { ":p": S("p"), ":s": S("e") } }, ["epsilon", "gamma"]],
  ["parentheses", { KeyConditionExpression: "(pk = :p) AND (sk = :s)", ExpressionAttributeValues: { ":p": S("p"), ":s": S("beta") } }, ["beta"]],
  ["parentheses around all", { KeyConditionExpression: "(pk = :p and (sk = :s))", ExpressionAttributeValues: { ":p": S("p"), ":s": S("beta") } }, ["beta"]],
  ["no such partition", { KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("none") } }, []],
  ["numbers in order", where("", {}, { TableName: numbers }), ["-100", "-1.5", "0", "0.5", "2", "10", "33", "100"]],
  ["numbers below", where("sk < :s", { ":s": N("1e0") }, { TableName: numbers }), ["-100", "-1.5", "0", "0.5"]],
  ["numbers between, backwards", where("sk BETWEEN :s AND :t", { ":s": N(0), ":t": N(33) }, { TableName: numbers, ScanIndexForward: false }),
    ["33", "10", "2", "0.5", "0"]],
  ["binaries in order", where("", {}, { TableName: bytes }), ["AA==", "AAE=", "gA==", "//8="]],
  ["binaries that begin so", where("begins_with(sk, :s)", { ":s": { B: "AA==" } }, { TableName: bytes }), ["AA==", "AAE="]],
  ["binaries above", where("sk > :s", { ":s": { B: "fw==" } }, { TableName: bytes }), ["gA==", "//8="]],
  ["KeyConditions", { KeyConditions: { pk: EQ(S("p")) } }, ALL],
  ["KeyConditions, LT", { KeyConditions: { pk: EQ(S("p")), sk: { ComparisonOperator: "LT", AttributeValueList: [S("delta")] } } }, ["alpha", "beta"]],
  ["KeyConditions, LE", { KeyConditions: { pk: EQ(S("p")), sk: { ComparisonOperator: "LE", AttributeValueList: [S("beta")] } } }, ["alpha", "beta"]],
  ["KeyConditions, GT", { KeyConditions: { pk: EQ(S("p")), sk: { ComparisonOperator: "GT", AttributeValueList: [S("epsilon")] } } }, ["gamma"]],
  ["KeyConditions, GE", { KeyConditions: { pk: EQ(S("p")), sk: { ComparisonOperator: "GE", AttributeValueList: [S("epsilon")] } } }, ["epsilon", "gamma"]],
  ["KeyConditions, BETWEEN", { KeyConditions: { pk: EQ(S("p")), sk: { ComparisonOperator: "BETWEEN", AttributeValueList: [S("beta"), S("delta")] } } }, ["beta", "delta"]],
  ["KeyConditions, BEGINS_WITH", { KeyConditions: { pk: EQ(S("p")), sk: { ComparisonOperator: "BEGINS_WITH", AttributeValueList: [S("al")] } } }, ["alpha"]],
  ["KeyConditions backwards", { KeyConditions: { pk: EQ(S("p")) }, ScanIndexForward: false }, [...ALL].reverse()],
  ["KeyConditions beside a filter expression", { KeyConditions: { pk: EQ(S("p")) }, FilterExpression: "n > :n", ExpressionAttributeValues: { ":n": N(3) } }, ["gamma"]],
  ["QueryFilter", { KeyConditions: { pk: EQ(S("p")) }, QueryFilter: { n: { ComparisonOperator: "IN", AttributeValueList: [N(1), N(2)] } } }, ["beta", "delta"]],
  ["QueryFilter of a boolean", { KeyConditions: { pk: EQ(S("p")) }, QueryFilter: { odd: EQ({ BOOL: true }) } }, ["beta", "epsilon"]],
  ["QueryFilter of two", { KeyConditions: { pk: EQ(S("p")) },
    QueryFilter: { odd: EQ({ BOOL: true }), n: { ComparisonOperator: "GT", AttributeValueList: [N(1)] } } }, ["epsilon"]],
  ["QueryFilter of either", { KeyConditions: { pk: EQ(S("p")) }, ConditionalOperator: "OR",
    QueryFilter: { odd: EQ({ BOOL: true }), n: EQ(N(0)) } }, ["alpha", "beta", "epsilon"]],
]) {
  test(`finds: ${what}`, async () => assert.deepEqual(await found(input), wanted));
}

test("a query of a table without sort keys", async () => assert.deepEqual(
  (await query({ TableName: hashed, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("a") } })).json,
  { Count: 1, ScannedCount: 1, Items: [{ pk: S("a"), n: N(1) }] }));
test("nothing found is an empty list", async () => assert.deepEqual(
  (await query({ TableName: hashed, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("none") } })).json,
  { Count: 0, ScannedCount: 0, Items: [] }));
test("a filter counts what it leaves out", async () => {
  const { json } = await query(where("", { ":n": N(3) }, { FilterExpression: "n >= :n" }));
  assert.deepEqual([json.Count, json.ScannedCount, json.LastEvaluatedKey], [2, 5, undefined]);
});
test("COUNT has no items", async () => assert.deepEqual(
  (await query(where("", {}, { Select: "COUNT" }))).json, { Count: 5, ScannedCount: 5 }));
test("COUNT with a filter", async () => assert.deepEqual(
  (await query(where("", { ":t": { BOOL: true } }, { Select: "COUNT", FilterExpression: "odd = :t" }))).json, { Count: 2, ScannedCount: 5 }));
test("SPECIFIC_ATTRIBUTES with a projection", async () => assert.deepEqual(
  (await query(where("sk = :s", { ":s": S("beta") }, { Select: "SPECIFIC_ATTRIBUTES", ProjectionExpression: "n" }))).json.Items, [{ n: N(1) }]));
test("AttributesToGet", async () => assert.deepEqual(
  (await query({ KeyConditions: { pk: EQ(S("p")), sk: EQ(S("beta")) }, AttributesToGet: ["n", "sk"] })).json.Items, [{ n: N(1), sk: S("beta") }]));
test("ALL_ATTRIBUTES is what comes anyway", async () => assert.deepEqual(
  (await query(where("", {}, { Select: "ALL_ATTRIBUTES" }))).json, (await query(where(""))).json));

test("Limit bounds what is looked at, before the filter", async () => {
  const { json } = await query(where("", { ":t": { BOOL: true } }, { Limit: 3, FilterExpression: "odd = :t" }));
  assert.deepEqual([json.Count, json.ScannedCount, json.LastEvaluatedKey], [1, 3, { pk: S("p"), sk: S("delta") }]);
});
test("a Limit that is just enough says that there may be more", async () => {
  const { json } = await query(where("", {}, { Limit: 5 }));
  assert.deepEqual(json.LastEvaluatedKey, { pk: S("p"), sk: S("gamma") });
  const rest = await query(where("", {}, { Limit: 5, ExclusiveStartKey: json.LastEvaluatedKey }));
  assert.deepEqual(rest.json, { Count: 0, ScannedCount: 0, Items: [] });
});
for (const ScanIndexForward of [true, false]) {
  test(`pages go through all, ${ScanIndexForward ? "forwards" : "backwards"}`, async () => {
    const seen = [];
    let ExclusiveStartKey;
    do {
      const { json } = await query(where("", {}, { Limit: 2, ScanIndexForward, ExclusiveStartKey }));
      seen.push(...json.Items.map((item) => item.sk.S));
      ExclusiveStartKey = json.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    assert.deepEqual(seen, ScanIndexForward ? ALL : [...ALL].reverse());
  });
}
test("a page goes on behind a key that is not there", async () => assert.deepEqual(
  await found(where("", {}, { ExclusiveStartKey: { pk: S("p"), sk: S("carrot") } })), ["delta", "epsilon", "gamma"]));
test("a page has at most 1 MB", async () => {
  const large = { TableName: numbers, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("large") } };
  const first = await query(large);
  assert.deepEqual([first.json.Count, first.json.LastEvaluatedKey], [17, { pk: S("large"), sk: N(16) }]);
  const second = await query({ ...large, ExclusiveStartKey: first.json.LastEvaluatedKey });
  assert.deepEqual([second.json.Count, second.json.LastEvaluatedKey], [3, undefined]);
});

for (const [what, rest, units] of [
  ["eventually", {}, 0.5],
  ["consistently", { ConsistentRead: true }, 1],
  ["1 MB", { TableName: numbers, ExpressionAttributeValues: { ":p": S("large") }, Select: "COUNT" }, 125],
  ["of nothing", { ExpressionAttributeValues: { ":p": S("none") } }, 0.5],
  ["whatever the filter takes", { FilterExpression: "n = :n", ExpressionAttributeValues: { ":p": S("p"), ":n": N(77) } }, 0.5],
]) {
  test(`capacity: ${what}`, async () => {
    const input = { ...where(""), ...rest, ReturnConsumedCapacity: "TOTAL" };
    assert.deepEqual((await query(input)).json.ConsumedCapacity, { TableName: rest.TableName ?? words, CapacityUnits: units });
  });
}
test("capacity by index names the table", async () => assert.deepEqual(
  (await query(where("", {}, { ReturnConsumedCapacity: "INDEXES" }))).json.ConsumedCapacity,
  { TableName: words, CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } }));

const ANY = { ":a": S("a"), ":b": S("b"), ":n": N(1), ":t": { BOOL: true }, ":S": S("S") };
const valuesIn = (text) => {
  const used = Object.fromEntries(Object.entries(ANY).filter(([name]) => new RegExp(`${name}\\b`).test(text)));
  return Object.keys(used).length ? { ExpressionAttributeValues: used } : {};
};
const operand = (op, type) => inKey(`Incorrect operand type for operator or function; operator or function: ${op}, operand type: ${type}`);
for (const [text, message] of [
  ["", inKey("The expression can not be empty;")],
  ["a = b = c", inKey('Syntax error; token: "=", near: "b = c"')],
  ["things are not gonna be ok", inKey('Syntax error; token: "are", near: "things are not"')],
  ["((pk = :a))", inKey("The expression has redundant parentheses;")],
  ["a = :a OR b = :b", "Invalid operator used in KeyConditionExpression: OR"],
  ["NOT a = :a", "Invalid operator used in KeyConditionExpression: NOT"],
  ["a <> :b", "Invalid operator used in KeyConditionExpression: <>"],
  ["a IN (:a, :b)", "Invalid operator used in KeyConditionExpression: IN"],
  ["attribute_exists(a)", "Invalid operator used in KeyConditionExpression: attribute_exists"],
  ["contains(a, :b)", "Invalid operator used in KeyConditionExpression: contains"],
  ["attribute_type(a, :S)", "Invalid operator used in KeyConditionExpression: attribute_type"],
  ["size(a) > :n", "KeyConditionExpressions cannot contain nested operations"],
  ["a BETWEEN size(b) AND size(c)", "KeyConditionExpressions cannot contain nested operations"],
  ["a.b = :a", "KeyConditionExpressions cannot have conditions on nested attributes"],
  ["a[0] = :a", "KeyConditionExpressions cannot have conditions on nested attributes"],
  ["a = b", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"],
  [":a = :b", "Invalid condition in KeyConditionExpression: No key attribute specified"],
  [":a BETWEEN b AND c", "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand"],
  ["begins_with(:a, b)", "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand"],
  ["a = :a AND a = :b", inKey("KeyConditionExpressions must only contain one condition per key")],
  ["begins_with(a, :n)", operand("begins_with", "N")],
  ["begins_with(a, :t)", operand("begins_with", "BOOL")],
  ["a < :t", operand("<", "BOOL")],
  [":t >= a", operand(">=", "BOOL")],
  ["a BETWEEN :t AND :t", operand("BETWEEN", "BOOL")],
  ["attribute_type(a, :n)", operand("attribute_type", "N")],
  ["a BETWEEN :n AND :a", inKey("The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}")],
  ["a BETWEEN :b AND :a", inKey("The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}")],
  ["a = a", inKey("The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]")],
  ["begins_with(a)", inKey("Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1")],
  ["begins(a, :a)", inKey("Invalid function name; function: begins")],
  ["size(a)", inKey("The function is not allowed to be used this way in an expression; function: size")],
  ["#no = :a", inKey("An expression attribute name used in the document path is not defined; attribute name: #no")],
  ["a = :none", inKey("An expression attribute value used in expression is not defined; attribute value: :none")],
  ["status = :a", inKey("Attribute name is a reserved keyword; reserved keyword: status")],
  // What is written first is told first, and all of it before the table is looked for.
  ["a = :none AND begins_with(b, :n)", inKey("An expression attribute value used in expression is not defined; attribute value: :none")],
  ["begins_with(b, :n) AND a = :none", operand("begins_with", "N")],
]) {
  test(`a key condition is refused: ${text || "empty"}`, () =>
    fails(query({ TableName: nowhere, KeyConditionExpression: text, ...valuesIn(text) }), "ValidationException", message));
}

const TYPE = parameter("Condition parameter type does not match schema type");
for (const [what, input, text] of [
  ["only the sort key", { KeyConditionExpression: "sk = :s", ExpressionAttributeValues: { ":s": S("a") } }, "Query condition missed key schema element: pk"],
  ["another attribute", { KeyConditionExpression: "n = :s", ExpressionAttributeValues: { ":s": S("a") } }, "Query condition missed key schema element: pk"],
  ["another attribute beside the partition key", where("n = :s", { ":s": S("a") }), "Query condition missed key schema element: sk"],
  ["three attributes", where("sk > :s AND n = :s", { ":s": S("a") }),
    "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)"],
  ["a second attribute without sort keys", where("sk = :s", { ":s": S("a") }, { TableName: hashed }), "Query key condition not supported"],
  ["a partition key above", { KeyConditionExpression: "pk > :s", ExpressionAttributeValues: { ":s": S("a") } }, "Query key condition not supported"],
  ["a partition key that begins so", { KeyConditionExpression: "begins_with(pk, :s)", ExpressionAttributeValues: { ":s": S("a") } }, "Query key condition not supported"],
  ["a partition key between", { KeyConditionExpression: "pk BETWEEN :s AND :s", ExpressionAttributeValues: { ":s": S("a") } }, "Query key condition not supported"],
  ["a number for a text", { KeyConditionExpression: "pk = :s", ExpressionAttributeValues: { ":s": N(1) } }, TYPE],
  ["a number for a text, above", { TableName: hashed, KeyConditionExpression: ":s > pk", ExpressionAttributeValues: { ":s": N(1) } }, TYPE],
  ["a text for a number", where("sk = :s", { ":s": S("a") }, { TableName: numbers }), TYPE],
  ["a boolean for a number", where("sk = :s", { ":s": { BOOL: true } }, { TableName: numbers }), TYPE],
  ["a text that a number begins with", where("begins_with(sk, :s)", { ":s": S("a") }, { TableName: numbers }), TYPE],
  ["an empty key", { KeyConditionExpression: "pk = :s", ExpressionAttributeValues: { ":s": S("") } },
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"],
  ["2049 bytes", { KeyConditionExpression: "pk = :s", ExpressionAttributeValues: { ":s": S("x".repeat(2049)) } },
    parameter("Size of hashkey has exceeded the maximum size limit of2048 bytes")],
  ["an operator that finds nothing", { KeyConditions: { pk: { ComparisonOperator: "NULL" } } }, "Attempted conditional constraint is not an indexable operation"],
  ["unequal", { KeyConditions: { pk: { ComparisonOperator: "NE", AttributeValueList: [S("a")] } } }, "Attempted conditional constraint is not an indexable operation"],
  ["a sort key that contains", { KeyConditions: { pk: EQ(S("p")), sk: { ComparisonOperator: "CONTAINS", AttributeValueList: [S("a")] } } },
    "Attempted conditional constraint is not an indexable operation"],
  ["an unknown attribute with such an operator", { KeyConditions: { z: { ComparisonOperator: "NULL" } } }, "Query condition missed key schema element: pk"],
  ["LE of the partition key", { KeyConditions: { pk: { ComparisonOperator: "LE", AttributeValueList: [S("a")] } } }, "Query key condition not supported"],
  ["a key in the filter", where("", { ":s": S("a") }, { FilterExpression: "sk = :s" }),
    "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk"],
  ["a path into a key in the filter", where("", { ":s": S("a") }, { FilterExpression: "attribute_exists(pk.a) AND n = :s" }),
    "Filter Expression can only contain non-primary key attributes: Primary key attribute: pk"],
  ["a key in QueryFilter", { KeyConditions: { pk: EQ(S("p")) }, QueryFilter: { sk: EQ(S("a")) } },
    "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk"],
  ["a path into a key that is wanted", where("", {}, { ProjectionExpression: "sk.a" }),
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: sk"],
  ["an index there is not", where("", {}, { IndexName: "none" }), "The table does not have the specified index: none"],
]) {
  test(`refused by the table: ${what}`, () => fails(query(input), "ValidationException", text));
}

const START = "The provided starting key is invalid";
const MISMATCH = "The provided key element does not match the schema";
for (const [what, input, text] of [
  ["no attributes", where("", {}, { ExclusiveStartKey: {} }), START],
  ["one too few", where("", {}, { ExclusiveStartKey: { pk: S("p") } }), START],
  ["another one", where("", {}, { ExclusiveStartKey: { pk: S("p"), z: S("a") } }), START],
  ["one too many", where("", {}, { ExclusiveStartKey: { pk: S("p"), sk: S("a"), z: S("a") } }), START],
  ["another type", where("", {}, { ExclusiveStartKey: { pk: S("p"), sk: N(1) } }), MISMATCH],
  ["another type in a table without sort keys", { TableName: hashed, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("a") },
    ExclusiveStartKey: { pk: N(1) } }, MISMATCH],
  ["another partition", where("", {}, { ExclusiveStartKey: { pk: S("q"), sk: S("a") } }),
    "The provided starting key is outside query boundaries based on provided conditions"],
  ["another sort key", where("sk > :s", { ":s": S("b") }, { ExclusiveStartKey: { pk: S("p"), sk: S("a") } }),
    "The provided starting key does not match the range key predicate"],
  ["another partition and sort key", where("sk > :s", { ":s": S("b") }, { ExclusiveStartKey: { pk: S("q"), sk: S("a") } }),
    "The provided starting key does not match the range key predicate"],
  ["another partition, the sort key fits", where("sk < :s", { ":s": S("b") }, { ExclusiveStartKey: { pk: S("q"), sk: S("a") } }),
    "The query can return at most one row and cannot be restarted"],
  ["an empty value", where("", {}, { ExclusiveStartKey: { pk: {} } }),
    `${START}: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes`],
  ["an empty set", where("", {}, { ExclusiveStartKey: { pk: { SS: [] } } }), `${START}: ${parameter("An string set  may not be empty")}`],
  ["an empty number set", where("", {}, { ExclusiveStartKey: { pk: { NS: [] } } }), parameter("An number set  may not be empty")],
  ["a set with duplicates", where("", {}, { ExclusiveStartKey: { pk: { SS: ["b", "a", "b"] } } }),
    parameter('Input collection ["a", "b", "b"] contains duplicates.')],
  ["a bad number", where("", {}, { ExclusiveStartKey: { pk: { N: "b" } } }), "The parameter cannot be converted to a numeric value: b"],
  ["before a missing condition", { KeyConditions: { z: EQ(S("a")) }, ExclusiveStartKey: { pk: S("p") } }, START],
]) {
  test(`a start key is refused: ${what}`, () => fails(query(input), "ValidationException", text));
}

const count = (op) => parameter(`Invalid number of argument(s) for the ${op} ComparisonOperator`);
const noType = (op, type) => parameter(`ComparisonOperator ${op} is not valid for ${type} AttributeValue type`);
for (const member of ["KeyConditions", "QueryFilter"]) {
  const filter = (condition) => ({ TableName: nowhere, KeyConditions: { pk: EQ(S("p")) }, [member]: { a: condition } });
  for (const [what, condition, text] of [
    ["EQ of nothing", { ComparisonOperator: "EQ" }, count("EQ")],
    ["EQ of two", { ComparisonOperator: "EQ", AttributeValueList: [S("a"), S("b")] }, count("EQ")],
    ["IN of nothing", { ComparisonOperator: "IN", AttributeValueList: [] }, count("IN")],
    ["BETWEEN of three", { ComparisonOperator: "BETWEEN", AttributeValueList: [N(1), N(2), N(3)] }, count("BETWEEN")],
    ["NULL of one", { ComparisonOperator: "NULL", AttributeValueList: [N(1)] }, count("NULL")],
    ["BEGINS_WITH a number", { ComparisonOperator: "BEGINS_WITH", AttributeValueList: [N(1)] }, noType("BEGINS_WITH", "N")],
    ["LT a boolean", { ComparisonOperator: "LT", AttributeValueList: [{ BOOL: true }] }, noType("LT", "BOOL")],
    ["IN sets", { ComparisonOperator: "IN", AttributeValueList: [{ SS: ["a"] }] }, noType("IN", "SS")],
    ["CONTAINS a list", { ComparisonOperator: "CONTAINS", AttributeValueList: [{ L: [] }] }, noType("CONTAINS", "L")],
    ["values of two types", { ComparisonOperator: "IN", AttributeValueList: [S("a"), N(1)] },
      parameter("AttributeValues inside AttributeValueList must be of same type")],
    ["bounds the wrong way round", { ComparisonOperator: "BETWEEN", AttributeValueList: [S("b"), S("a")] },
      "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"],
    ["an empty value", { ComparisonOperator: "EQ", AttributeValueList: [{}] },
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
    ["a bad number", { ComparisonOperator: "EQ", AttributeValueList: [{ N: "" }] }, "The parameter cannot be converted to a numeric value: "],
    ["a set with duplicates", { ComparisonOperator: "EQ", AttributeValueList: [{ NS: ["1", "1"] }] }, parameter("Input collection contains duplicates.")],
  ]) {
    test(`${member} refuse ${what}`, () => fails(query(filter(condition)), "ValidationException", text));
  }
}

const RCC = "Value 'SOME' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
for (const [what, input, name, text] of [
  ["Limit 0", where("", {}, { Limit: 0 }), "ValidationException",
    one("Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1")],
  ["an unknown Select", where("", {}, { Select: "SOME" }), "ValidationException",
    one("Value 'SOME' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]")],
  ["an unknown capacity", where("", {}, { ReturnConsumedCapacity: "SOME" }), "ValidationException", one(RCC)],
  ["a short index name", where("", {}, { IndexName: "a" }), "ValidationException",
    one("Value 'a' at 'indexName' failed to satisfy constraint: Member must have length greater than or equal to 3")],
  ["no table", { TableName: undefined }, "ValidationException",
    one("Value null at 'tableName' failed to satisfy constraint: Member must not be null")],
  ["an unknown operator", { KeyConditions: { a: { ComparisonOperator: "LIKE" } } }, "ValidationException",
    one("Value 'LIKE' at 'keyConditions.a.member.comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]")],
  ["no operator", { KeyConditions: { a: {} } }, "ValidationException",
    one("Value null at 'keyConditions.a.member.comparisonOperator' failed to satisfy constraint: Member must not be null")],
  ["an unknown ConditionalOperator, alone and first", { TableName: nowhere, KeyConditions: { pk: EQ(S("a")) }, Select: "SOME", ConditionalOperator: "XOR",
    QueryFilter: { b: { ComparisonOperator: "NULL" }, c: { ComparisonOperator: "NULL" } } }, "ValidationException",
    "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]"],
  ["ten at most", { TableName: "abc;", ReturnConsumedCapacity: "SOME", AttributesToGet: [], IndexName: "abc;", Select: "hi", Limit: -1,
    KeyConditions: { a: {}, b: { ComparisonOperator: "" } }, ConditionalOperator: "AN", QueryFilter: { a: {}, b: { ComparisonOperator: "" } } },
    "ValidationException", /^10 validation errors detected: /],
  ["no conditions", {}, "ValidationException", "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."],
  ["empty KeyConditions", { KeyConditions: {} }, "ValidationException", "Conditions can be of length 1 or 2 only"],
  ["three conditions on a missing table", { TableName: nowhere, KeyConditionExpression: "a = :a AND b = :a AND c = :a", ExpressionAttributeValues: { ":a": S("a") } },
    "ValidationException", "Conditions can be of length 1 or 2 only"],
  ["everything at once", { KeyConditions: { a: {  ComparisonOperator: "EQ", AttributeValueList: [{}] } }, AttributesToGet: ["a", "a"], QueryFilter: { a: EQ({}) },
    ConditionalOperator: "OR", ProjectionExpression: "", FilterExpression: "", KeyConditionExpression: "" }, "ValidationException",
    "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions} Expression parameters: {ProjectionExpression, FilterExpression, KeyConditionExpression}"],
  ["expressions and older parameters, but for KeyConditions", { KeyConditions: { a: EQ({}) }, AttributesToGet: ["a", "a"], FilterExpression: "" },
    "ValidationException",
    "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {FilterExpression}"],
  ["names without expressions", { KeyConditions: { pk: EQ(S("a")) }, ExpressionAttributeNames: {} }, "ValidationException",
    "ExpressionAttributeNames can only be specified when using expressions"],
  ["values without expressions", { KeyConditions: { pk: EQ(S("a")) }, ExpressionAttributeValues: {} }, "ValidationException",
    "ExpressionAttributeValues can only be specified when using expressions: FilterExpression and KeyConditionExpression are null"],
  ["values with a projection only", { KeyConditions: { pk: EQ(S("a")) }, ProjectionExpression: "a", ExpressionAttributeValues: {} }, "ValidationException",
    "ExpressionAttributeValues can only be specified when using expressions: FilterExpression and KeyConditionExpression are null"],
  ["no values", where("", {}, { ExpressionAttributeValues: {} }), "ValidationException", "ExpressionAttributeValues must not be empty"],
  ["a value without a colon", where("", { a: S("b") }), "ValidationException", 'ExpressionAttributeValues contains invalid key: Syntax error; key: "a"'],
  ["an unused value", where("", { ":u": S("b") }), "ValidationException", "Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}"],
  ["an unused name", where("", {}, { ExpressionAttributeNames: { "#u": "b" } }), "ValidationException",
    "Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}"],
  ["an empty value", where("n = :n", { ":n": {} }), "ValidationException",
    "ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :n"],
  ["a bad number, bare", where("", { ":n": { N: "b" } }, { FilterExpression: "n = :n" }), "ValidationException",
    "The parameter cannot be converted to a numeric value: b"],
  ["a set with duplicates, bare", where("", { ":n": { SS: ["b", "a", "b"] } }, { FilterExpression: "n = :n" }), "ValidationException",
    parameter('Input collection ["a", "b", "b"] contains duplicates.')],
  ["an empty filter", where("", {}, { FilterExpression: "" }), "ValidationException", "Invalid FilterExpression: The expression can not be empty;"],
  ["an undefined name in the filter", where("", { ":n": N(1) }, { FilterExpression: "#none = :n" }), "ValidationException",
    "Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute name: #none"],
  ["the key condition before the filter", { KeyConditionExpression: "", FilterExpression: "" }, "ValidationException",
    inKey("The expression can not be empty;")],
  ["the filter before what no key can be searched by", { KeyConditionExpression: "attribute_exists(a)", FilterExpression: "" }, "ValidationException",
    "Invalid FilterExpression: The expression can not be empty;"],
  ["ConditionalOperator without a filter", { KeyConditions: { pk: EQ(S("a")) }, ConditionalOperator: "AND" }, "ValidationException",
    "ConditionalOperator cannot be used without Filter or Expected"],
  ["ConditionalOperator with one", { KeyConditions: { pk: EQ(S("a")) }, QueryFilter: { n: EQ(N(1)) }, ConditionalOperator: "AND" }, "ValidationException",
    "ConditionalOperator can only be used when Filter or Expected has two or more elements"],
  ["SPECIFIC_ATTRIBUTES of nothing", where("", {}, { Select: "SPECIFIC_ATTRIBUTES" }), "ValidationException",
    "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"],
  ["ALL_ATTRIBUTES with a projection", where("", {}, { Select: "ALL_ATTRIBUTES", ProjectionExpression: "sk" }), "ValidationException",
    "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES"],
  ["COUNT with names", { KeyConditions: { pk: EQ(S("a")) }, Select: "COUNT", AttributesToGet: ["a"] }, "ValidationException",
    "Cannot specify the AttributesToGet when choosing to get only the Count"],
  ["ALL_PROJECTED_ATTRIBUTES without an index", where("", {}, { Select: "ALL_PROJECTED_ATTRIBUTES" }), "ValidationException",
    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"],
  ["a table there is not", where("", {}, { TableName: nowhere }), "ResourceNotFoundException", "Requested resource not found"],
  ["KeyConditions that are no map", { KeyConditions: "x" }, "SerializationException", "Unexpected field type"],
  ["a condition that is no structure", { KeyConditions: { a: 1 } }, "SerializationException", "Unexpected value type in payload"],
  ["a list for a condition", { QueryFilter: { a: [] } }, "SerializationException",
    "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.Condition"],
  ["values that are no list", { KeyConditions: { a: { AttributeValueList: "x" } } }, "SerializationException", "Unexpected field type"],
]) {
  test(`a request is refused: ${what}`, () => fails(query(input), name, text));
}

test("a query sees a write that came before it", async () => {
  await send(aws.PutItemCommand, { TableName: words, Item: { pk: S("new"), sk: S("a") } });
  assert.deepEqual(await found({ KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("new") } }), ["a"]);
});
test("pages go on although what they ended at is gone", async () => {
  await load(words, ["a", "b", "c", "d"].map((sk) => ({ pk: S("gone"), sk: S(sk) })));
  const input = { KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("gone") }, Limit: 2 };
  const { json } = await query(input);
  await send(aws.DeleteItemCommand, { TableName: words, Key: json.LastEvaluatedKey });
  assert.deepEqual(await found({ ...input, ExclusiveStartKey: json.LastEvaluatedKey }), ["c", "d"]);
});

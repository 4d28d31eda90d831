import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, load, raw, send, table, tableName } from "./endpoint.mjs";

const hashed = await table(keys("pk:S"));
const ranged = await table(keys("pk:S", "sk:N"));
const large = await table(keys("pk:S"));
const empty = await table(keys("pk:S"));
const nowhere = tableName();

const S = (text) => ({ S: text });
const N = (number) => ({ N: String(number) });
const pk = (number) => ({ pk: S(`k${String(number).padStart(2, "0")}`) });

await load(hashed, Array.from({ length: 30 }, (_, index) => ({ ...pk(index), n: N(index), kind: S(index % 2 ? "odd" : "even"),
  ...(index % 3 === 0 && { third: { BOOL: true } }), tags: { SS: ["all", `t${index % 4}`] }, name: S(`name ${index}`) })));
await load(ranged, Array.from({ length: 20 }, (_, index) => ({ ...pk(index % 4), sk: N(index) })));
await load(large, Array.from({ length: 20 }, (_, index) => ({ ...pk(index), fill: S("y".repeat(60_000)) })));

const scan = (input) => raw("Scan", { TableName: hashed, ...input });
const names = ({ json }) => json.Items.map((item) => item.pk.S).sort();
const numbered = (...numbers) => numbers.map((number) => pk(number).pk.S);
const one = (text) => `1 validation error detected: ${text}`;
const parameter = (text) => `One or more parameter values were invalid: ${text}`;

async function pages(input) {
  const all = [];
  let ExclusiveStartKey;
  do {
    const page = await scan({ ...input, ExclusiveStartKey });
    all.push(page.json);
    ExclusiveStartKey = page.json.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return all;
}

test("every item is found once", async () => {
  const reply = await scan({});
  assert.deepEqual([reply.json.Count, reply.json.ScannedCount, reply.json.LastEvaluatedKey], [30, 30, undefined]);
  assert.equal(new Set(names(reply)).size, 30);
});
test("an empty table has an empty list", async () =>
  assert.deepEqual((await scan({ TableName: empty })).json, { Count: 0, ScannedCount: 0, Items: [] }));
test("pages of seven have all between them", async () => {
  const all = await pages({ Limit: 7 });
  assert.deepEqual(all.map((page) => page.Count), [7, 7, 7, 7, 2]);
  assert.equal(new Set(all.flatMap((page) => page.Items.map((item) => item.pk.S))).size, 30);
});
test("a Limit that is just enough says that there may be more", async () => {
  const { json } = await scan({ Limit: 30 });
  assert.ok(json.LastEvaluatedKey);
  assert.deepEqual((await scan({ ExclusiveStartKey: json.LastEvaluatedKey })).json, { Count: 0, ScannedCount: 0, Items: [] });
});
test("the last key has the table's key attributes", async () =>
  assert.deepEqual(Object.keys((await scan({ TableName: ranged, Limit: 1 })).json.LastEvaluatedKey).sort(), ["pk", "sk"]));
test("a page has at most 1 MB", async () => {
  const all = await pages({ TableName: large });
  assert.deepEqual(all.map((page) => page.Count), [17, 3]);
});
test("a page of 1 MB without a hit has a last key", async () => {
  const { json } = await scan({ TableName: large, FilterExpression: "attribute_exists(nope)" });
  assert.deepEqual([json.Count, json.ScannedCount, json.Items], [0, 17, []]);
  assert.ok(json.LastEvaluatedKey);
});
test("the filter comes after the Limit", async () => {
  const all = await pages({ Limit: 10, FilterExpression: "kind = :k", ExpressionAttributeValues: { ":k": S("odd") } });
  assert.deepEqual(all.map((page) => page.ScannedCount).reduce((a, b) => a + b), 30);
  assert.deepEqual(all.map((page) => page.Count).reduce((a, b) => a + b), 15);
});
test("items of a partition come in order", async () => {
  const { json } = await scan({ TableName: ranged });
  for (const name of numbered(0, 1, 2, 3)) {
    const sorts = json.Items.filter((item) => item.pk.S === name).map((item) => Number(item.sk.N));
    assert.deepEqual(sorts, [...sorts].sort((a, b) => a - b));
  }
});
for (const TotalSegments of [1, 2, 7]) {
  test(`${TotalSegments} segments have every item once`, async () => {
    const all = await Promise.all(Array.from({ length: TotalSegments }, (_, Segment) => pages({ Segment, TotalSegments, Limit: 4 })));
    const found = all.flat().flatMap((page) => page.Items.map((item) => item.pk.S));
    assert.deepEqual(found.sort(), names(await scan({})));
  });
}
test("more segments than items", async () => {
  const all = await Promise.all(Array.from({ length: 50 }, (_, Segment) => scan({ Segment, TotalSegments: 50 })));
  assert.equal(all.map((page) => page.json.Count).reduce((a, b) => a + b), 30);
});
test("a partition lies in one segment", async () => {
  const all = await Promise.all([0, 1, 2].map((Segment) => scan({ TableName: ranged, Segment, TotalSegments: 3 })));
  const owners = all.map((page) => new Set(names(page)));
  for (const name of numbered(0, 1, 2, 3)) assert.equal(owners.filter((owner) => owner.has(name)).length, 1);
});
test("a start key of another segment is refused", async () => {
  const { json } = await scan({ Segment: 0, TotalSegments: 2, Limit: 1 });
  await fails(scan({ Segment: 1, TotalSegments: 2, ExclusiveStartKey: json.LastEvaluatedKey }), "ValidationException",
    "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 1");
});
test("COUNT has no items", async () => assert.deepEqual((await scan({ Select: "COUNT" })).json, { Count: 30, ScannedCount: 30 }));
test("a projection", async () => {
  const { json } = await scan({ ProjectionExpression: "n", FilterExpression: "pk = :p", ExpressionAttributeValues: { ":p": pk(3).pk } });
  assert.deepEqual(json.Items, [{ n: N(3) }]);
});
test("AttributesToGet", async () => {
  const { json } = await scan({ AttributesToGet: ["n", "none"], ScanFilter: { pk: { ComparisonOperator: "EQ", AttributeValueList: [pk(3).pk] } } });
  assert.deepEqual(json.Items, [{ n: N(3) }]);
});

const LESS = { ComparisonOperator: "LT", AttributeValueList: [N(3)] };
for (const [op, condition, wanted] of [
  ["EQ", { n: { ComparisonOperator: "EQ", AttributeValueList: [{ N: "2.0" }] } }, [2]],
  ["EQ of a set, in any order", { tags: { ComparisonOperator: "EQ", AttributeValueList: [{ SS: ["t1", "all"] }] }, n: LESS }, [1]],
  ["NE", { n: LESS, kind: { ComparisonOperator: "NE", AttributeValueList: [S("even")] } }, [1]],
  ["NE of what is not there", { n: LESS, third: { ComparisonOperator: "NE", AttributeValueList: [{ BOOL: false }] } }, [0, 1, 2]],
  ["LT", { n: LESS }, [0, 1, 2]],
  ["LE", { n: { ComparisonOperator: "LE", AttributeValueList: [N(1)] } }, [0, 1]],
  ["GT", { n: { ComparisonOperator: "GT", AttributeValueList: [N(27)] } }, [28, 29]],
  ["GE", { n: { ComparisonOperator: "GE", AttributeValueList: [N(28)] } }, [28, 29]],
  ["a number against a text", { n: { ComparisonOperator: "GE", AttributeValueList: [S("0")] } }, []],
  ["NULL", { third: { ComparisonOperator: "NULL" }, n: LESS }, [1, 2]],
  ["NOT_NULL", { third: { ComparisonOperator: "NOT_NULL" }, n: LESS }, [0]],
  ["CONTAINS of a text", { name: { ComparisonOperator: "CONTAINS", AttributeValueList: [S("e 2")] }, n: LESS }, [2]],
  ["CONTAINS of a set", { tags: { ComparisonOperator: "CONTAINS", AttributeValueList: [S("t2")] }, n: LESS }, [2]],
  ["NOT_CONTAINS", { tags: { ComparisonOperator: "NOT_CONTAINS", AttributeValueList: [S("t2")] }, n: LESS }, [0, 1]],
  ["BEGINS_WITH", { name: { ComparisonOperator: "BEGINS_WITH", AttributeValueList: [S("name 2")] }, n: LESS }, [2]],
  ["IN", { n: { ComparisonOperator: "IN", AttributeValueList: [N(5), N(7), N(99)] } }, [5, 7]],
  ["BETWEEN", { n: { ComparisonOperator: "BETWEEN", AttributeValueList: [N(4), N(6)] } }, [4, 5, 6]],
]) {
  test(`ScanFilter: ${op}`, async () => assert.deepEqual(names(await scan({ ScanFilter: condition })), numbered(...wanted)));
}
test("ScanFilter of either", async () => assert.deepEqual(names(await scan({ ConditionalOperator: "OR",
  ScanFilter: { n: LESS, pk: { ComparisonOperator: "EQ", AttributeValueList: [pk(9).pk] } } })), numbered(0, 1, 2, 9)));

const filtered = (FilterExpression, values, rest = {}) => ({ FilterExpression, ExpressionAttributeValues: values, ...rest });
for (const [what, input, text] of [
  ["a segment without a total", { Segment: 0 },
    "The TotalSegments parameter is required but was not present in the request when Segment parameter is present"],
  ["a total without a segment", { TotalSegments: 4 },
    "The Segment parameter is required but was not present in the request when parameter TotalSegments is present"],
  ["a segment beyond the total", { Segment: 5, TotalSegments: 5 },
    "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5"],
  ["a negative segment", { Segment: -1, TotalSegments: 4 },
    one("Value '-1' at 'segment' failed to satisfy constraint: Member must have value greater than or equal to 0")],
  ["no segments", { Segment: 0, TotalSegments: 0 },
    one("Value '0' at 'totalSegments' failed to satisfy constraint: Member must have value greater than or equal to 1")],
  ["too many segments", { Segment: 0, TotalSegments: 1_000_001 },
    one("Value '1000001' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000")],
  ["Limit 0", { Limit: 0 }, one("Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1")],
  ["an unknown Select", { Select: "SOME" },
    one("Value 'SOME' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]")],
  ["an unknown ConditionalOperator", { ConditionalOperator: "XOR", ScanFilter: { n: LESS, kind: { ComparisonOperator: "NULL" } } },
    one("Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: Member must satisfy enum value set: [OR, AND]")],
  ["ten problems at most", { TableName: "abc;", ReturnConsumedCapacity: "hi", AttributesToGet: [], IndexName: "abc;", Segment: -1, TotalSegments: -1,
    Select: "hi", Limit: -1, ScanFilter: { a: {}, b: { ComparisonOperator: "" } }, ConditionalOperator: "AN" }, /^10 validation errors detected: (?!.*attributesToGet)/],
  ["no table", { TableName: undefined }, one("Value null at 'tableName' failed to satisfy constraint: Member must not be null")],
  ["an expression and older parameters", { FilterExpression: "", ProjectionExpression: "", AttributesToGet: ["a"], ScanFilter: { n: LESS }, ConditionalOperator: "OR" },
    "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet, ScanFilter, ConditionalOperator} Expression parameters: {ProjectionExpression, FilterExpression}"],
  ["names without expressions", { ExpressionAttributeNames: {} }, "ExpressionAttributeNames can only be specified when using expressions"],
  ["values without expressions", { ExpressionAttributeValues: {} },
    "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null"],
  ["values with a projection only", { ProjectionExpression: "a", ExpressionAttributeValues: {} },
    "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null"],
  ["names before the values of a filter", { AttributesToGet: ["a", "a"], ScanFilter: { a: { ComparisonOperator: "EQ", AttributeValueList: [{}] } } },
    parameter("Duplicate value in attribute name: a")],
  ["the values of a filter before the start key", { ScanFilter: { a: { ComparisonOperator: "EQ", AttributeValueList: [{}] } }, ExclusiveStartKey: { a: { NULL: false } } },
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
  ["the start key before the segment", { ExclusiveStartKey: { a: {} }, Segment: 1 },
    "The provided starting key is invalid: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
  ["the segment before expressions", { Segment: 1, FilterExpression: "" },
    "The TotalSegments parameter is required but was not present in the request when Segment parameter is present"],
  ["the wrong number of values", { ScanFilter: { a: { ComparisonOperator: "NE" } } }, parameter("Invalid number of argument(s) for the NE ComparisonOperator")],
  ["ConditionalOperator with one", { ScanFilter: { n: LESS }, ConditionalOperator: "AND" },
    "ConditionalOperator can only be used when Filter or Expected has two or more elements"],
  ["ALL_PROJECTED_ATTRIBUTES without an index", { Select: "ALL_PROJECTED_ATTRIBUTES" },
    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"],
  ["ALL_ATTRIBUTES with a projection", { Select: "ALL_ATTRIBUTES", ProjectionExpression: "pk" },
    "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES"],
  ["a start key that is not the table's", { ExclusiveStartKey: { pk: S("a"), sk: N(1) } },
    "The provided starting key is invalid: The provided key element does not match the schema"],
  ["a start key of another type", { ExclusiveStartKey: { pk: N(1) } },
    "The provided starting key is invalid: The provided key element does not match the schema"],
  ["an index there is not", { IndexName: "none" }, "The table does not have the specified index: none"],
  ["a path into the key", filtered("pk.a = :a", { ":a": N(1) }),
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"],
  // Scan tells values in the older words, with where they stand.
  ["a number twice", filtered("n = :n", { ":n": { NS: ["1", "1"] } }),
    "ExpressionAttributeValues contains invalid value: Input collection contains duplicates for key :n"],
  ["a text twice", filtered("n = :n", { ":n": { SS: ["b", "a", "b"] } }),
    `ExpressionAttributeValues contains invalid value: ${parameter("Input collection [b, a, b] contains duplicates.")} for key :n`],
  ["an empty number", filtered("n = :n", { ":n": { N: "" } }),
    "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value for key :n"],
  ["a number twice in a filter", { ScanFilter: { a: { ComparisonOperator: "EQ", AttributeValueList: [{ NS: ["1", "1"] }] } } },
    "Input collection contains duplicates"],
  ["a number twice in the start key", { ExclusiveStartKey: { pk: { NS: ["1", "1"] } } }, "Input collection contains duplicates"],
  ["33 levels", filtered("n = :n", { ":n": Array.from({ length: 32 }).reduce((inner) => ({ L: [inner] }), S("x")) }), /^ExpressionAttributeValues contains invalid value: Nesting Levels have exceeded supported limits: /],
]) {
  test(`refused: ${what}`, () => fails(scan(input), "ValidationException", text));
}
test("a table there is not", () => fails(scan({ TableName: nowhere }), "ResourceNotFoundException", "Requested resource not found"));
test("an unknown index of a missing table", () =>
  fails(scan({ TableName: nowhere, IndexName: "none" }), "ResourceNotFoundException", "Requested resource not found"));

for (const [what, rest, units] of [
  ["eventually", {}, 0.5],
  ["consistently", { ConsistentRead: true }, 1],
  ["of 1 MB", { TableName: large }, 125],
  ["of nothing", { TableName: empty }, 0.5],
  ["whatever the filter takes and the projection shows", { TableName: large, FilterExpression: "attribute_exists(nope)", ProjectionExpression: "pk" }, 125],
  ["with a Limit", { TableName: large, Limit: 1, ConsistentRead: true }, 15],
]) {
  test(`capacity: ${what}`, async () => assert.deepEqual((await scan({ ...rest, ReturnConsumedCapacity: "TOTAL" })).json.ConsumedCapacity,
    { TableName: rest.TableName ?? hashed, CapacityUnits: units }));
}
test("capacity by index names the table", async () => assert.deepEqual((await scan({ ReturnConsumedCapacity: "INDEXES" })).json.ConsumedCapacity,
  { TableName: hashed, CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } }));
test("a scan sees a write that came before it", async () => {
  await send(aws.PutItemCommand, { TableName: empty, Item: pk(1) });
  assert.deepEqual(names(await scan({ TableName: empty })), numbered(1));
  await send(aws.DeleteItemCommand, { TableName: empty, Key: pk(1) });
});

// Secondary indexes of a new table: what CreateTable takes, how it refuses the rest, how they are described.
import assert from "node:assert/strict";
import { test } from "node:test";
import { active, aws, fails, load, raw, send, table, tableName } from "./endpoint.mjs";

const define = (...names) => names.map((text) => {
  const [AttributeName, AttributeType = "S"] = text.split(":");
  return { AttributeName, AttributeType };
});
const schema = (...names) => names.map((text) => {
  const [AttributeName, KeyType = "HASH"] = text.split(" ");
  return { AttributeName, KeyType };
});
const ALL = { ProjectionType: "ALL" };
const KEYS_ONLY = { ProjectionType: "KEYS_ONLY" };
const include = (...NonKeyAttributes) => ({ ProjectionType: "INCLUDE", NonKeyAttributes });
const index = (IndexName, KeySchema, Projection = ALL, more = {}) => ({ IndexName, KeySchema, Projection, ...more });

// A table with key (pk, sk) and whatever else.
const asked = (definitions, more) => ({ TableName: tableName(), BillingMode: "PAY_PER_REQUEST",
  KeySchema: schema("pk", "sk RANGE"), AttributeDefinitions: define("pk", "sk", ...definitions), ...more });
const gsis = (definitions, ...GlobalSecondaryIndexes) => asked(definitions, { GlobalSecondaryIndexes });
const lsis = (definitions, ...LocalSecondaryIndexes) => asked(definitions, { LocalSecondaryIndexes });
const constraint = (value, path, ending) =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${ending}`;
const bad = (text) => `One or more parameter values were invalid: ${text}`;

const units = { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } };
const provisioned = (request) => ({ ...request, BillingMode: "PROVISIONED", ...units });
const GSI = "globalSecondaryIndexes.1.member";
const LSI = "localSecondaryIndexes.1.member";
const many = (count, make) => Array.from({ length: count }, (_, i) => make(i));

const refused = [
  // Lists.
  ["an empty list of global indexes", asked([], { GlobalSecondaryIndexes: [] }),
    bad("List of GlobalSecondaryIndexes is empty")],
  ["an empty list of local indexes", asked([], { LocalSecondaryIndexes: [] }),
    bad("List of LocalSecondaryIndexes is empty")],
  ["21 global indexes", gsis(["a"], ...many(21, (i) => index(`index-${i}`, schema("a")))),
    bad("GlobalSecondaryIndex count exceeds the per-table limit of 20")],
  ["6 local indexes", lsis(["a"], ...many(6, (i) => index(`index-${i}`, schema("pk", "a RANGE")))),
    bad("Number of LocalSecondaryIndexes exceeds per-table limit of 5")],
  // Names.
  ["two global indexes of one name", gsis(["a"], index("twice", schema("a")), index("twice", schema("a"))),
    bad("Duplicate index name: twice")],
  ["two local indexes of one name",
    lsis(["a"], index("twice", schema("pk", "a RANGE")), index("twice", schema("pk", "a RANGE"))),
    bad("Duplicate index name: twice")],
  ["a local and a global index of one name", asked(["a"], {
    LocalSecondaryIndexes: [index("twice", schema("pk", "a RANGE"))],
    GlobalSecondaryIndexes: [index("twice", schema("a"))] }), bad("Duplicate index name: twice")],
  ["a name of two letters", gsis(["a"], index("ab", schema("a"))),
    constraint("'ab'", `${GSI}.indexName`, "Member must have length greater than or equal to 3")],
  ["a name of 256 letters", gsis(["a"], index("n".repeat(256), schema("a"))),
    constraint(`'${"n".repeat(256)}'`, `${GSI}.indexName`, "Member must have length less than or equal to 255")],
  ["a name with a semicolon", lsis(["a"], index("abc;", schema("pk", "a RANGE"))),
    constraint("'abc;'", `${LSI}.indexName`, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")],
  // Key schemas of global indexes.
  ["an empty key schema", gsis(["a"], index("abc", [])),
    constraint("'[]'", `${GSI}.keySchema`, "Member must have length greater than or equal to 1")],
  ["a sort key alone", gsis(["a"], index("abc", schema("a RANGE"))),
    "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"],
  ["a sort key first", gsis(["a", "b"], index("abc", schema("b RANGE", "a"))),
    "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"],
  ["a partition key after a sort key", gsis(["a", "b", "c"], index("abc", schema("a", "b RANGE", "c"))),
    bad("All HASH key attributes must precede RANGE key attributes in the KeySchema")],
  ["five partition keys", gsis(["a", "b", "c", "d", "e"], index("abc", schema("a", "b", "c", "d", "e"))),
    bad("The KeySchema exceeds the maximum allowed number of HASH key attributes")],
  ["five sort keys", gsis(["a", "b", "c", "d", "e", "f"],
    index("abc", schema("a", ...["b", "c", "d", "e", "f"].map((name) => `${name} RANGE`)))),
    bad("The KeySchema exceeds the maximum allowed number of RANGE key attributes")],
  ["an attribute twice among three", gsis(["a", "b"], index("abc", schema("a", "b RANGE", "b RANGE"))),
    "The KeySchema contains multiple key attributes with the same name"],
  ["one attribute as both keys", gsis(["a"], index("abc", schema("a", "a RANGE"))),
    "Both the Hash Key and the Range Key element in the KeySchema have the same name"],
  ["a key type there is not", gsis(["a"], index("abc", schema("a SORT"))),
    constraint("'SORT'", `${GSI}.keySchema.1.member.keyType`, "Member must satisfy enum value set: [HASH, RANGE]")],
  // Key schemas of local indexes.
  ["a local index of a table without a sort key", { TableName: tableName(), BillingMode: "PAY_PER_REQUEST",
    KeySchema: schema("pk"), AttributeDefinitions: define("pk", "a"),
    LocalSecondaryIndexes: [index("abc", schema("pk", "a RANGE"))] },
    bad("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex")],
  ["a local index without a sort key", lsis([], index("abc", schema("pk"))),
    bad("Index KeySchema does not have a range key for index: abc")],
  ["a local index with another partition key", lsis(["a", "b"], index("abc", schema("a", "b RANGE"))),
    bad("Index KeySchema does not have the same leading hash key as table KeySchema for index: abc. " +
      "index hash key: a, table hash key: pk")],
  ["a local index on the partition key twice", lsis([], index("abc", schema("pk", "pk RANGE"))),
    "Both the Hash Key and the Range Key element in the KeySchema have the same name"],
  ["a local index with two partition keys", lsis(["a"], index("abc", schema("pk", "a"))),
    "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"],
  ["a local index with a sort key first", lsis(["a"], index("abc", schema("a RANGE", "pk"))),
    "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"],
  ["a local index with three keys", lsis(["a", "b"], index("abc", schema("pk", "a RANGE", "b RANGE"))),
    /^1 validation error detected: Value '\[.*\]' at 'localSecondaryIndexes\.1\.member\.keySchema' failed to satisfy constraint: Member must have length less than or equal to 2$/],
  // Attribute definitions.
  ["a key attribute that is not defined", gsis([], index("abc", schema("q"))),
    bad("Some index key attributes are not defined in AttributeDefinitions. Keys: [q], AttributeDefinitions: [sk, pk]")],
  ["definitions that no key uses", gsis(["a", "b", "c"], index("abc", schema("a"))),
    bad("Some AttributeDefinitions are not used. AttributeDefinitions: [sk, a, b, pk, c], keys used: [a, sk, pk]")],
  ["an unused definition before anything else about an index", gsis(["a", "b"], index("abc", schema("a"), {})),
    /Some AttributeDefinitions are not used/],
  ["a definition too many without an index", asked(["a"]),
    bad("Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions")],
  ["an attribute defined twice", gsis(["a", "a"], index("abc", schema("a"))), "Attribute Name is duplicated: a"],
  ["an attribute defined twice as two types", gsis(["a", "a:N"], index("abc", schema("a"))),
    "Attribute Name is duplicated: a"],
  // Projections.
  ["no projection type", gsis(["a"], index("abc", schema("a"), {})), bad("Unknown ProjectionType: null")],
  ["no projection type but attributes", gsis(["a"], index("abc", schema("a"), { NonKeyAttributes: ["x"] })),
    bad("Unknown ProjectionType: null")],
  ["a projection type there is not", gsis(["a"], index("abc", schema("a"), { ProjectionType: "all" })),
    constraint("'all'", `${GSI}.projection.projectionType`, "Member must satisfy enum value set: [ALL, INCLUDE, KEYS_ONLY]")],
  ["INCLUDE without attributes", gsis(["a"], index("abc", schema("a"), { ProjectionType: "INCLUDE" })),
    bad("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")],
  ["INCLUDE of nothing", gsis(["a"], index("abc", schema("a"), include())),
    constraint("'[]'", `${GSI}.projection.nonKeyAttributes`, "Member must have length greater than or equal to 1")],
  ["INCLUDE of 21 attributes", gsis(["a"], index("abc", schema("a"), include(...many(21, (i) => `x${i}`)))),
    /at 'globalSecondaryIndexes\.1\.member\.projection\.nonKeyAttributes' failed to satisfy constraint: Member must have length less than or equal to 20$/],
  ["INCLUDE of one attribute twice", gsis(["a"], index("abc", schema("a"), include("x", "x"))),
    bad("Duplicate element in NonKeyAttributes: x")],
  ["KEYS_ONLY with attributes", gsis(["a"], index("abc", schema("a"), { ...KEYS_ONLY, NonKeyAttributes: ["x"] })),
    bad("ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified")],
  ["ALL with attributes", lsis(["a"], index("abc", schema("pk", "a RANGE"), { ...ALL, NonKeyAttributes: ["x"] })),
    bad("ProjectionType is ALL, but NonKeyAttributes is specified")],
  ["more than a hundred attributes in all", gsis(["a"], ...many(6, (i) =>
    index(`index-${i}`, schema("a"), include(...many(17, (j) => `x${i}-${j}`))))), /NonKeyAttributes/],
  // Throughput.
  ["throughput of an index when paid per request", gsis(["a"], index("abc", schema("a"), ALL, units)),
    bad("ProvisionedThroughput should not be specified for index: abc when BillingMode is PAY_PER_REQUEST")],
  ["no throughput of an index when provisioned", provisioned(gsis(["a"], index("abc", schema("a")))),
    bad("ProvisionedThroughput is not specified for index: abc")],
  ["no units at all", provisioned(gsis(["a"], index("abc", schema("a"), ALL,
    { ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 1 } }))),
    constraint("'0'", `${GSI}.provisionedThroughput.readCapacityUnits`, "Member must have value greater than or equal to 1")],
  ["maxima of an index when provisioned", provisioned(gsis(["a"], index("abc", schema("a"), ALL,
    { ...units, OnDemandThroughput: { MaxReadRequestUnits: 5 } }))),
    bad("MaxReadRequestUnits for OnDemandThroughput for index: abc cannot be specified when table BillingMode is PROVISIONED.")],
  ["a maximum of nothing", gsis(["a"], index("abc", schema("a"), ALL, { OnDemandThroughput: { MaxReadRequestUnits: 0 } })),
    bad("Requested MaxReadRequestUnits for OnDemandThroughput for index : abc is outside of valid range")],
  ["a maximum taken away before there is one",
    gsis(["a"], index("abc", schema("a"), ALL, { OnDemandThroughput: { MaxWriteRequestUnits: -1 } })),
    bad("Requested MaxWriteRequestUnits for OnDemandThroughput for index : abc is outside of valid range")],
  ["warm throughput below the initial one",
    gsis(["a"], index("abc", schema("a"), ALL, { WarmThroughput: { ReadUnitsPerSecond: 100 } })),
    /^One or more parameter values were invalid: Requested ReadUnitsPerSecond for WarmThroughput for index abc is lower than initial throughput for OnDemand/],
];

for (const [what, request, text] of refused) {
  test(`CreateTable refuses ${what}`, () => fails(raw("CreateTable", request), "ValidationException", text));
}

test("CreateTable says what an empty index lacks", () =>
  fails(raw("CreateTable", gsis([], {})), "ValidationException",
    /^3 validation errors detected: (?=.*'globalSecondaryIndexes\.1\.member\.projection')(?=.*\.indexName')(?=.*\.keySchema')/));
test("CreateTable tells of global indexes before local ones", () =>
  fails(raw("CreateTable", asked(["a"], { LocalSecondaryIndexes: [index("l1", schema("pk", "a RANGE"))],
    GlobalSecondaryIndexes: [index("g1", schema("a"))] })), "ValidationException",
  `2 validation errors detected: Value 'g1' at '${GSI}.indexName' failed to satisfy constraint: Member must have length greater ` +
  `than or equal to 3; Value 'l1' at '${LSI}.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3`));
for (const [member, value, text] of [
  ["GlobalSecondaryIndexes", "text", "Unexpected field type"],
  ["LocalSecondaryIndexes", {}, "Start of structure or map found where not expected"],
  ["GlobalSecondaryIndexes", [5], "Unexpected value type in payload"],
]) {
  test(`CreateTable refuses ${JSON.stringify(value)} as ${member}`, () =>
    fails(raw("CreateTable", asked([], { [member]: value })), "SerializationException", text));
}

const describe = async (TableName) => (await send(aws.DescribeTableCommand, { TableName })).Table;
const made = await table(asked(["z", "a", "m:N", "b:B"], {
  LocalSecondaryIndexes: [index("by-m", schema("pk", "m RANGE"), include("zz", "aa", "mm")), index("by-sk", schema("pk", "sk RANGE"))],
  GlobalSecondaryIndexes: [index("last", schema("z", "a RANGE"), KEYS_ONLY), index("first", schema("b"))],
}));

test("definitions are shown by name", async () => {
  const { AttributeDefinitions } = await describe(made);
  assert.deepEqual(AttributeDefinitions.map((one) => one.AttributeName), ["a", "b", "m", "pk", "sk", "z"]);
  assert.equal(AttributeDefinitions.find((one) => one.AttributeName === "m").AttributeType, "N");
  assert.equal(AttributeDefinitions.find((one) => one.AttributeName === "b").AttributeType, "B");
});
test("indexes are shown as they were sent", async () => {
  const shown = await describe(made);
  assert.deepEqual(shown.GlobalSecondaryIndexes.map((one) => one.IndexName), ["last", "first"]);
  assert.deepEqual(shown.LocalSecondaryIndexes.map((one) => one.IndexName).sort(), ["by-m", "by-sk"]);
});
test("projected attributes are shown by name", async () => {
  const { LocalSecondaryIndexes } = await describe(made);
  assert.deepEqual(LocalSecondaryIndexes.find((one) => one.IndexName === "by-m").Projection, include("aa", "mm", "zz"));
});
test("a global index has these members", async () => {
  const shown = await describe(made);
  const { IndexArn, ...rest } = shown.GlobalSecondaryIndexes[0];
  assert.equal(IndexArn, `${shown.TableArn}/index/last`);
  assert.deepEqual(rest, { IndexName: "last", KeySchema: schema("z", "a RANGE"), Projection: KEYS_ONLY,
    IndexStatus: "ACTIVE", IndexSizeBytes: 0, ItemCount: 0,
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    WarmThroughput: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000, Status: "ACTIVE" } });
});
test("a local index has fewer", async () => {
  const shown = await describe(made);
  const { IndexArn, ...rest } = shown.LocalSecondaryIndexes.find((one) => one.IndexName === "by-sk");
  assert.equal(IndexArn, `${shown.TableArn}/index/by-sk`);
  assert.deepEqual(rest, { IndexName: "by-sk", KeySchema: schema("pk", "sk RANGE"), Projection: ALL,
    IndexSizeBytes: 0, ItemCount: 0 });
});

const accepted = [
  ["a local index on the table's own sort key", lsis([], index("same", schema("pk", "sk RANGE")))],
  ["a global index with the table's own key", gsis([], index("same", schema("pk", "sk RANGE")))],
  ["a global index with the table's key turned round", gsis([], index("turned", schema("sk", "pk RANGE")))],
  ["four partition keys and four sort keys", gsis(["a", "b", "c", "d", "e:N", "f", "g:B", "h"],
    index("eight", schema("a", "b", "c", "d", "e RANGE", "f RANGE", "g RANGE", "h RANGE")))],
  ["two partition keys", gsis(["a", "b"], index("two", schema("a", "b")))],
  ["INCLUDE of key attributes", gsis(["a"], index("keys", schema("a"), include("pk", "a")))],
  ["INCLUDE of twenty attributes", gsis(["a"], index("twenty", schema("a"), include(...many(20, (i) => `x${i}`))))],
  ["twenty global indexes", gsis(["a"], ...many(20, (i) => index(`index-${i}`, schema("a"))))],
  ["five local indexes", lsis(["a"], ...many(5, (i) => index(`index-${i}`, schema("pk", "a RANGE"))))],
  ["an empty warm throughput", gsis(["a"], index("warm", schema("a"), ALL, { WarmThroughput: {} }))],
  ["empty maxima", gsis(["a"], index("maxima", schema("a"), ALL, { OnDemandThroughput: {} }))],
];
for (const [what, request] of accepted) {
  test(`CreateTable takes ${what}`, async () => {
    await send(aws.CreateTableCommand, request);
    const shown = await active(request.TableName);
    for (const list of ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"]) {
      assert.deepEqual(shown[list]?.map(({ IndexName, KeySchema }) => ({ IndexName, KeySchema })),
        request[list]?.map(({ IndexName, KeySchema }) => ({ IndexName, KeySchema })));
    }
  });
}

test("a global index may be named like its table", async () => {
  const request = gsis(["a"], index("abc", schema("a")));
  request.GlobalSecondaryIndexes[0].IndexName = request.TableName;
  await send(aws.CreateTableCommand, request);
  assert.equal((await active(request.TableName)).GlobalSecondaryIndexes[0].IndexName, request.TableName);
});
test("CreateTable answers with indexes that are being created", async () => {
  const { TableDescription } = await send(aws.CreateTableCommand, gsis(["a"], index("abc", schema("a"))));
  assert.equal(TableDescription.TableStatus, "CREATING");
  assert.equal(TableDescription.GlobalSecondaryIndexes[0].IndexStatus, "CREATING");
  assert.equal(TableDescription.GlobalSecondaryIndexes[0].Backfilling, undefined);
  assert.equal(TableDescription.GlobalSecondaryIndexes[0].WarmThroughput, undefined);
});
test("an index has throughput of its own", async () => {
  const name = await table(provisioned(gsis(["a"], index("abc", schema("a"), ALL,
    { ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 3 } }))));
  const [shown] = (await describe(name)).GlobalSecondaryIndexes;
  assert.equal(shown.ProvisionedThroughput.ReadCapacityUnits, 7);
  assert.equal(shown.ProvisionedThroughput.WriteCapacityUnits, 3);
  assert.deepEqual(shown.WarmThroughput, { ReadUnitsPerSecond: 7, WriteUnitsPerSecond: 3, Status: "ACTIVE" });
});
test("an index has maxima and warm throughput of its own", async () => {
  const name = await table(gsis(["a"], index("abc", schema("a"), ALL, {
    OnDemandThroughput: { MaxReadRequestUnits: 50 }, WarmThroughput: { ReadUnitsPerSecond: 13000, WriteUnitsPerSecond: 5000 } })));
  const shown = await describe(name);
  assert.deepEqual(shown.GlobalSecondaryIndexes[0].OnDemandThroughput, { MaxReadRequestUnits: 50 });
  assert.deepEqual(shown.GlobalSecondaryIndexes[0].WarmThroughput,
    { ReadUnitsPerSecond: 13000, WriteUnitsPerSecond: 5000, Status: "ACTIVE" });
  assert.equal(shown.OnDemandThroughput, undefined);
});

// AWS counts every six hours; an engine that knows at once may say so at once.
test("an index counts only what belongs there", async () => {
  const name = await table(gsis(["a"], index("sparse", schema("a"), KEYS_ONLY), index("whole", schema("sk"))));
  await load(name, [
    { pk: { S: "1" }, sk: { S: "s" }, a: { S: "x" }, more: { S: "0123456789" } },
    { pk: { S: "2" }, sk: { S: "s" } },
  ]);
  const [sparse, whole] = (await describe(name)).GlobalSecondaryIndexes;
  assert.ok([0, 1].includes(sparse.ItemCount));
  assert.ok([0, 2].includes(whole.ItemCount));
  if (sparse.ItemCount === 0) return;
  assert.equal(sparse.IndexSizeBytes, 3 + 3 + 2);
  assert.equal(whole.IndexSizeBytes, 3 + 3 + 2 + 14 + 3 + 3);
});

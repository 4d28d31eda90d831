// Global secondary indexes of a table that is there: added, changed and deleted by UpdateTable.
import assert from "node:assert/strict";
import { test } from "node:test";
import { active, aws, engineOnly, fails, load, raw, send, table, tableName } from "./endpoint.mjs";

const define = (...names) => names.map((text) => {
  const [AttributeName, AttributeType = "S"] = text.split(":");
  return { AttributeName, AttributeType };
});
const schema = (...names) => names.map((text) => {
  const [AttributeName, KeyType = "HASH"] = text.split(" ");
  return { AttributeName, KeyType };
});
const ALL = { ProjectionType: "ALL" };
const bad = (text) => `One or more parameter values were invalid: ${text}`;
const units = (ReadCapacityUnits, WriteCapacityUnits = ReadCapacityUnits) =>
  ({ ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } });
const index = (IndexName, KeySchema, more = {}) => ({ IndexName, KeySchema, Projection: ALL, ...more });
const NOTHING = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, " +
  "SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, " +
  "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required";

const base = { KeySchema: schema("pk", "sk RANGE"), AttributeDefinitions: define("pk", "sk", "a", "l") };
const has = {
  GlobalSecondaryIndexes: [index("by-a", schema("a")), index("by-a-again", schema("a"))],
  LocalSecondaryIndexes: [index("local", schema("pk", "l RANGE"))],
};
const onDemand = await table({ ...base, ...has });
const provisioned = await table({ ...base, ...units(2), LocalSecondaryIndexes: has.LocalSecondaryIndexes,
  GlobalSecondaryIndexes: has.GlobalSecondaryIndexes.map((one) => ({ ...one, ...units(2) })) });

const create = (one, ...definitions) => ({
  GlobalSecondaryIndexUpdates: [{ Create: one }],
  ...(definitions.length && { AttributeDefinitions: define(...definitions) }) });
const update = (IndexName, more) => ({ GlobalSecondaryIndexUpdates: [{ Update: { IndexName, ...more } }] });
const remove = (...names) => ({ GlobalSecondaryIndexUpdates: names.map((IndexName) => ({ Delete: { IndexName } })) });
const both = (...updates) => ({
  GlobalSecondaryIndexUpdates: updates.flatMap((one) => one.GlobalSecondaryIndexUpdates),
  AttributeDefinitions: updates.flatMap((one) => one.AttributeDefinitions ?? []) });
const PATH = "globalSecondaryIndexUpdates.1.member";
const constraint = (value, path, ending) =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${ending}`;

const refused = [
  // What is asked, before any table is looked at.
  ["an empty list alone", { GlobalSecondaryIndexUpdates: [] }, NOTHING],
  ["definitions alone", { AttributeDefinitions: define("pk") }, NOTHING],
  ["an empty list beside something else", { GlobalSecondaryIndexUpdates: [], DeletionProtectionEnabled: false },
    bad("List of GlobalSecondaryIndexUpdates is empty")],
  ["an update of nothing", { GlobalSecondaryIndexUpdates: [{}] },
    bad("One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null")],
  ["two actions in one element",
    { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-a" }, Update: { IndexName: "by-a", ...units(5) } }] },
    bad("Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object")],
  ["an index twice", remove("by-a", "by-a"),
    bad("Only one global secondary index update per index is allowed simultaneously. Index: by-a")],
  ["an index deleted and made", both(remove("by-a"), create(index("by-a", schema("a")), "a")),
    bad("Only one global secondary index update per index is allowed simultaneously. Index: by-a")],
  ["a short name", remove("ab"),
    constraint("'ab'", `${PATH}.delete.indexName`, "Member must have length greater than or equal to 3")],
  ["a name with a semicolon", remove("abc;"),
    constraint("'abc;'", `${PATH}.delete.indexName`, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")],
  ["a change of no index", update(undefined, units(3)),
    constraint("null", `${PATH}.update.indexName`, "Member must not be null")],
  ["no units at all", update("by-a", units(0, 5)),
    constraint("'0'", `${PATH}.update.provisionedThroughput.readCapacityUnits`, "Member must have value greater than or equal to 1")],
  ["half a throughput", update("by-a", { ProvisionedThroughput: { ReadCapacityUnits: 5 } }),
    constraint("null", `${PATH}.update.provisionedThroughput.writeCapacityUnits`, "Member must not be null")],
  ["warm throughput of nothing", update("by-a", { WarmThroughput: {} }),
    bad("WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: by-a")],
  ["an index without definitions", create(index("abc", schema("b"))),
    bad("AttributeDefinitions is not specified for index: abc")],
  ["an index on what is not defined", create(index("abc", schema("c")), "b"),
    /^One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions\. Keys: \[c\]/],
  ["an index that begins with a sort key", create(index("abc", schema("b RANGE")), "b"),
    "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"],
  ["an index with five partition keys", create(index("abc", schema("b", "c", "d", "e", "f")), "b", "c", "d", "e", "f"),
    bad("The KeySchema exceeds the maximum allowed number of HASH key attributes")],
  ["an index with five sort keys",
    create(index("abc", schema("a", ...["b", "c", "d", "e", "f"].map((name) => `${name} RANGE`))), "a", "b", "c", "d", "e", "f"),
    bad("The KeySchema exceeds the maximum allowed number of RANGE key attributes")],
  ["an index without a projection type", create(index("abc", schema("b"), { Projection: {} }), "b"),
    bad("Unknown ProjectionType: null")],
  ["an index that includes nothing", create(index("abc", schema("b"), { Projection: { ProjectionType: "INCLUDE" } }), "b"),
    bad("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")],
  // What stands beside it.
  ["an index beside throughput of the table", { ...create(index("abc", schema("b"), units(1)), "b"), ...units(5) },
    bad("You cannot create or delete index while updating table IOPS"), provisioned],
  ["an index beside deletion protection", { ...create(index("abc", schema("b")), "b"), DeletionProtectionEnabled: true },
    bad("DeletionProtection modification must be the only operation in the request")],
  ["an index beside a table class", { ...create(index("abc", schema("b")), "b"), TableClass: "STANDARD" },
    bad("TableClass modification must be the only operation in the request")],
  // The table as it is.
  ["an index that is there", create(index("by-a", schema("a")), "a"), "Attempting to create an index which already exists"],
  ["an index that is there, whatever its key is", create(index("by-a", schema("b RANGE")), "b"), "Attempting to create an index which already exists"],
  ["an attribute as another type than in an index", create(index("abc", schema("a")), "a:N"),
    bad("Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. " +
      "Existing schema: Schema:[SchemaElement: key{a:S:HASH}] New schema: Schema:[SchemaElement: key{a:N:HASH}]")],
  ["an attribute as another type than in the table", create(index("abc", schema("sk")), "sk:B"),
    /^One or more parameter values were invalid: Attributes cannot be redefined\./],
  ["more throughput than there is", update("other", units(1000000000001)),
    "This operation cannot be performed with given input values. Please contact DynamoDB service team for more info: Action Blocked: IndexUpdate"],
  ["an index named like a local one", create(index("local", schema("a")), "a"), "Attempting to create an index which already exists"],
  ["the end of a local index", remove("local"), "Cannot delete an index that is not a GlobalSecondaryIndex: local"],
  ["a change of a local index", update("local", units(5)),
    "Cannot update an index that is not a GlobalSecondaryIndex: local", provisioned],
  ["the same throughput", update("by-a", units(2)),
    /^The provisioned throughput for the index by-a will not change\. The requested value equals the current value\. Current ReadCapacityUnits provisioned for index by-a: 2\. Requested ReadCapacityUnits: 2\./, provisioned],
  ["throughput of an index when paid per request", update("by-a", units(5)),
    bad("The only Updates for index: by-a when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput")],
  ["a change of nothing", update("by-a", {}),
    bad("The only Updates for index: by-a when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput")],
  ["a change to empty maxima", update("by-a", { OnDemandThroughput: {} }),
    bad("The only Updates for index: by-a when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput")],
  ["maxima of an index when provisioned", update("by-a", { OnDemandThroughput: { MaxReadRequestUnits: 5 } }),
    bad("MaxReadRequestUnits for OnDemandThroughput for index : by-a cannot be specified when the table BillingMode is PROVISIONED"), provisioned],
  ["a new index without throughput when provisioned", create(index("abc", schema("b")), "b"),
    bad("Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: abc"), provisioned],
  ["a new index with throughput when paid per request", create(index("abc", schema("b"), units(5)), "b"),
    bad("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: abc when BillingMode is PAY_PER_REQUEST")],
  ["less warm throughput", update("by-a", { WarmThroughput: { ReadUnitsPerSecond: 100 } }),
    bad("Requested ReadUnitsPerSecond for WarmThroughput for index by-a is lower than current WarmThroughput, decreasing WarmThroughput is not supported")],
  ["less warm throughput to write", update("by-a", { WarmThroughput: { WriteUnitsPerSecond: 100 } }),
    bad("Requested WriteUnitsPerSecond for WarmThroughput for index by-a is lower than current WarmThroughput, decreasing WarmThroughput is not supported")],
  ["a provisioned table without throughput of its indexes", { BillingMode: "PROVISIONED", ...units(5) },
    bad("ProvisionedThroughput must be specified for index: by-a")],
  ["a provisioned table with throughput of one of two", { BillingMode: "PROVISIONED", ...units(5), ...update("by-a", units(5)) },
    bad("ProvisionedThroughput must be specified for index: by-a-again")],
];
for (const [what, request, text, TableName = onDemand] of refused) {
  test(`UpdateTable refuses ${what}`, () =>
    fails(raw("UpdateTable", { TableName, ...request }), "ValidationException", text));
}

const limits = "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";
for (const [what, request] of [
  ["two indexes at once", both(create(index("one", schema("b")), "b"), create(index("two", schema("c")), "c"))],
  ["one made, one deleted", both(create(index("one", schema("b")), "b"), remove("by-a"))],
  ["two deleted", remove("by-a", "by-a-again")],
]) {
  test(`UpdateTable refuses ${what}`, () =>
    fails(raw("UpdateTable", { TableName: onDemand, ...request }), "LimitExceededException", limits));
}

test("UpdateTable does not know the index to be deleted", () =>
  fails(raw("UpdateTable", { TableName: onDemand, ...remove("other") }), "ResourceNotFoundException",
    `Requested resource not found: Index other for table ${onDemand}`));
test("UpdateTable does not know the index to be changed", () =>
  fails(raw("UpdateTable", { TableName: provisioned, ...update("other", units(5)) }), "ResourceNotFoundException",
    `Requested resource not found: Index other for table ${provisioned}`));
test("UpdateTable does not know the table", () => {
  const TableName = tableName();
  return fails(raw("UpdateTable", { TableName, ...remove("other") }), "ResourceNotFoundException",
    `Requested resource not found: Table: ${TableName} not found`);
});
test("an unknown index leaves the others as they are", async () => {
  await fails(raw("UpdateTable", { TableName: provisioned, ...both(update("by-a", units(9)), update("other", units(9))) }),
    "ResourceNotFoundException");
  const { Table } = await send(aws.DescribeTableCommand, { TableName: provisioned });
  assert.equal(Table.GlobalSecondaryIndexes[0].ProvisionedThroughput.ReadCapacityUnits, 2);
});
for (const [value, text] of [["text", "Unexpected field type"], [[5], "Unexpected value type in payload"]]) {
  test(`UpdateTable refuses ${JSON.stringify(value)} as GlobalSecondaryIndexUpdates`, () =>
    fails(raw("UpdateTable", { TableName: onDemand, GlobalSecondaryIndexUpdates: value }), "SerializationException", text));
}

// What becomes of an index.
const change = async (TableName, request) =>
  (await send(aws.UpdateTableCommand, { TableName, ...request })).TableDescription;
const named = (description, name) => description.GlobalSecondaryIndexes?.find((one) => one.IndexName === name);
const gone = async (TableName, name) => {
  for (;;) {
    const shown = (await send(aws.DescribeTableCommand, { TableName })).Table;
    if (!named(shown, name) && shown.TableStatus === "ACTIVE") return shown;
    await new Promise((resolve) => setTimeout(resolve, engineOnly ? 500 : 5));
  }
};
const plain = () => table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk") });

test("an index that is added is first being created", async () => {
  const TableName = await plain();
  const answer = await change(TableName, create(index("by-b", schema("b", "n RANGE")), "b", "n:N"));
  assert.equal(answer.TableStatus, "UPDATING");
  const { IndexArn, WarmThroughput, ...rest } = named(answer, "by-b");
  assert.equal(IndexArn, `${answer.TableArn}/index/by-b`);
  assert.deepEqual(rest, { ...index("by-b", schema("b", "n RANGE")), IndexStatus: "CREATING", Backfilling: false,
    IndexSizeBytes: 0, ItemCount: 0,
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 } });
  assert.deepEqual(answer.AttributeDefinitions, define("b", "n:N", "pk"));
});
test("an index that is added becomes active", async () => {
  const TableName = await plain();
  await change(TableName, create(index("by-b", schema("b")), "b"));
  const shown = await active(TableName);
  assert.equal(named(shown, "by-b").IndexStatus, "ACTIVE");
  assert.equal(named(shown, "by-b").Backfilling, undefined);
  assert.deepEqual(shown.AttributeDefinitions, define("b", "pk"));
});
test("an index that is added has the items from before", async () => {
  const TableName = await plain();
  await load(TableName, [{ pk: { S: "1" }, b: { S: "x" } }, { pk: { S: "2" } }, { pk: { S: "3" }, b: { S: "x" } }]);
  await change(TableName, create(index("by-b", schema("b")), "b"));
  const shown = await active(TableName);
  if (!engineOnly) assert.equal(named(shown, "by-b").ItemCount, 2);
});
const found = async (TableName, IndexName, attribute, value) =>
  (await send(aws.QueryCommand, { TableName, IndexName, KeyConditionExpression: "#a = :v",
    ExpressionAttributeNames: { "#a": attribute }, ExpressionAttributeValues: { ":v": value } }))
    .Items.map((item) => item.pk.S).sort();

test("an index that is added is read like any other", async () => {
  const TableName = await plain();
  await load(TableName, [{ pk: { S: "1" }, b: { S: "x" } }, { pk: { S: "2" } }, { pk: { S: "3" }, b: { S: "x" } }]);
  await change(TableName, create(index("by-b", schema("b")), "b"));
  await active(TableName);
  assert.deepEqual(await found(TableName, "by-b", "b", { S: "x" }), ["1", "3"]);
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "1" }, b: { S: "y" } } });
  await send(aws.DeleteItemCommand, { TableName, Key: { pk: { S: "3" } } });
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "2" }, b: { S: "x" } } });
  for (let left = 100; left > 0 && (await found(TableName, "by-b", "b", { S: "x" })).join() !== "2"; --left);
  assert.deepEqual(await found(TableName, "by-b", "b", { S: "x" }), ["2"]);
  assert.deepEqual(await found(TableName, "by-b", "b", { S: "y" }), ["1"]);
});
test("with an index an attribute has its type, and has it no longer without", async () => {
  const TableName = await plain();
  await change(TableName, create(index("by-b", schema("b")), "b"));
  await active(TableName);
  const Item = { pk: { S: "1" }, b: { N: "7" } };
  await fails(send(aws.PutItemCommand, { TableName, Item }), "ValidationException", /Type mismatch/);
  await change(TableName, remove("by-b"));
  await gone(TableName, "by-b");
  await send(aws.PutItemCommand, { TableName, Item });
});
test("an index that was deleted is not there", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"),
    GlobalSecondaryIndexes: [index("by-b", schema("b"))] });
  await change(TableName, remove("by-b"));
  await gone(TableName, "by-b");
  await fails(found(TableName, "by-b", "b", { S: "x" }), "ValidationException",
    "The table does not have the specified index: by-b");
});
test("items that cannot be in an index are left out when it is added", async () => {
  const TableName = await plain();
  await load(TableName, [
    { pk: { S: "1" }, b: { N: "1" } }, { pk: { S: "2" }, b: { S: "" } }, { pk: { S: "3" }, b: { S: "x".repeat(2049) } },
    { pk: { S: "4" }, b: { S: "x" } },
  ]);
  await change(TableName, create(index("by-b", schema("b")), "b"));
  const shown = await active(TableName);
  if (!engineOnly) assert.equal(named(shown, "by-b").ItemCount, 1);
});
test("definitions that no key uses are not kept", async () => {
  const TableName = await plain();
  await change(TableName, create(index("by-b", schema("b")), "b", "unused", "pk"));
  assert.deepEqual((await active(TableName)).AttributeDefinitions, define("b", "pk"));
});
test("an index that is added has the maxima it was given", async () => {
  const TableName = await plain();
  await change(TableName, create(index("by-b", schema("b"), { OnDemandThroughput: { MaxWriteRequestUnits: 20 } }), "b"));
  assert.deepEqual(named(await active(TableName), "by-b").OnDemandThroughput, { MaxWriteRequestUnits: 20 });
});
test("an index with eight key attributes can be added", async () => {
  const TableName = await plain();
  const KeySchema = schema("a", "b", "c", "d", "e RANGE", "f RANGE", "g RANGE", "h RANGE");
  await change(TableName, create(index("eight", KeySchema), ..."abcdefgh"));
  assert.deepEqual(named(await active(TableName), "eight").KeySchema, KeySchema);
});
test("an index that is deleted is first being deleted, then gone with its definitions", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b", "c"),
    GlobalSecondaryIndexes: [index("by-b", schema("b")), index("by-c", schema("c"))] });
  const answer = await change(TableName, remove("by-b"));
  assert.equal(answer.TableStatus, "UPDATING");
  assert.equal(named(answer, "by-b").IndexStatus, "DELETING");
  assert.equal(named(answer, "by-c").IndexStatus, "ACTIVE");
  const shown = await gone(TableName, "by-b");
  assert.deepEqual(shown.AttributeDefinitions, define("c", "pk"));
  assert.deepEqual(shown.GlobalSecondaryIndexes.map((one) => one.IndexName), ["by-c"]);
});
test("without its last index a table shows none", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"),
    GlobalSecondaryIndexes: [index("by-b", schema("b"))] });
  await change(TableName, remove("by-b"));
  assert.equal((await gone(TableName, "by-b")).GlobalSecondaryIndexes, undefined);
});
test("an index can be made again under its name, with another key", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"),
    GlobalSecondaryIndexes: [index("again", schema("b"))] });
  await load(TableName, [{ pk: { S: "1" }, b: { S: "x" }, c: { N: "5" } }]);
  await change(TableName, remove("again"));
  await gone(TableName, "again");
  await change(TableName, create(index("again", schema("c")), "c:N"));
  const shown = await active(TableName);
  assert.deepEqual(named(shown, "again").KeySchema, schema("c"));
  if (!engineOnly) assert.equal(named(shown, "again").ItemCount, 1);
});
test("an index of a protected table can be deleted", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"),
    DeletionProtectionEnabled: true, GlobalSecondaryIndexes: [index("by-b", schema("b"))] });
  await change(TableName, remove("by-b"));
  await gone(TableName, "by-b");
  await change(TableName, { DeletionProtectionEnabled: false });
});
test("throughput of an index is told as it was, then is what was asked", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"), ...units(2),
    GlobalSecondaryIndexes: [index("one", schema("b"), units(2)), index("two", schema("b"), units(2))] });
  const answer = await change(TableName, both(update("one", units(5, 3)), update("two", units(2, 4))));
  assert.equal(named(answer, "one").IndexStatus, "UPDATING");
  assert.equal(named(answer, "one").ProvisionedThroughput.ReadCapacityUnits, 2);
  const shown = await active(TableName);
  assert.equal(named(shown, "one").ProvisionedThroughput.ReadCapacityUnits, 5);
  assert.equal(named(shown, "one").ProvisionedThroughput.WriteCapacityUnits, 3);
  assert.equal(named(shown, "two").ProvisionedThroughput.WriteCapacityUnits, 4);
  assert.deepEqual(named(shown, "one").WarmThroughput, { ReadUnitsPerSecond: 5, WriteUnitsPerSecond: 3, Status: "ACTIVE" });
});
test("warm throughput of an index does not fall with its throughput", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"), ...units(2),
    GlobalSecondaryIndexes: [index("one", schema("b"), units(9))] });
  await change(TableName, update("one", units(1)));
  const shown = await active(TableName);
  assert.equal(named(shown, "one").WarmThroughput.ReadUnitsPerSecond, 9);
});
test("throughput of an index may fall four times a day, apart from its table's", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"), ...units(50),
    GlobalSecondaryIndexes: [index("one", schema("b"), units(50))] });
  for (const count of [40, 30, 20, 10]) {
    await change(TableName, update("one", units(count)));
    await active(TableName);
  }
  const shown = await active(TableName);
  assert.equal(named(shown, "one").ProvisionedThroughput.NumberOfDecreasesToday, 4);
  assert.ok(named(shown, "one").ProvisionedThroughput.LastDecreaseDateTime instanceof Date);
  assert.equal(named(shown, "one").ProvisionedThroughput.LastIncreaseDateTime, undefined);
  assert.equal(shown.ProvisionedThroughput.NumberOfDecreasesToday, 0);
  await fails(raw("UpdateTable", { TableName, ...update("one", units(5)) }), "LimitExceededException",
    /^Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day\. After the first 4 decreases, .* Number of decreases today: 4\./);
  await change(TableName, update("one", units(60)));
  assert.ok(named(await active(TableName), "one").ProvisionedThroughput.LastIncreaseDateTime instanceof Date);
});
test("maxima of an index are set, set again and taken away", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"),
    GlobalSecondaryIndexes: [index("one", schema("b"))] });
  const maxima = { OnDemandThroughput: { MaxReadRequestUnits: 5000, MaxWriteRequestUnits: 5000 } };
  await change(TableName, update("one", maxima));
  assert.deepEqual(named(await active(TableName), "one").OnDemandThroughput, maxima.OnDemandThroughput);
  await change(TableName, update("one", maxima));
  await active(TableName);
  await change(TableName, update("one", { OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 } }));
  assert.equal(named(await active(TableName), "one").OnDemandThroughput, undefined);
});
test("a table becomes provisioned with throughput for each index", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"),
    GlobalSecondaryIndexes: [index("one", schema("b"), { OnDemandThroughput: { MaxReadRequestUnits: 50 } })] });
  await change(TableName, { BillingMode: "PROVISIONED", ...units(5), ...update("one", units(6)) });
  const shown = await active(TableName);
  assert.equal(shown.ProvisionedThroughput.ReadCapacityUnits, 5);
  assert.equal(named(shown, "one").ProvisionedThroughput.ReadCapacityUnits, 6);
  assert.equal(named(shown, "one").OnDemandThroughput, undefined);
});
test("a table becomes paid per request with its indexes", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"), ...units(2),
    GlobalSecondaryIndexes: [index("one", schema("b"), units(2))] });
  await change(TableName, { BillingMode: "PAY_PER_REQUEST" });
  const shown = await active(TableName);
  assert.equal(named(shown, "one").ProvisionedThroughput.ReadCapacityUnits, 0);
  assert.equal(named(shown, "one").WarmThroughput.ReadUnitsPerSecond, 12000);
});
test("an index can be added together with a change of another", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"), ...units(2),
    GlobalSecondaryIndexes: [index("one", schema("b"), units(2))] });
  await change(TableName, both(create(index("two", schema("c"), units(3)), "c"), update("one", units(4))));
  const shown = await active(TableName);
  assert.equal(named(shown, "one").ProvisionedThroughput.ReadCapacityUnits, 4);
  assert.equal(named(shown, "two").ProvisionedThroughput.ReadCapacityUnits, 3);
});
test("the 21st index is one too many", async () => {
  const TableName = await table({ KeySchema: schema("pk"), AttributeDefinitions: define("pk", "b"),
    GlobalSecondaryIndexes: Array.from({ length: 20 }, (_, i) => index(`index-${i}`, schema("b"))) });
  await fails(raw("UpdateTable", { TableName, ...create(index("one-more", schema("b")), "b") }), "LimitExceededException",
    "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20");
});

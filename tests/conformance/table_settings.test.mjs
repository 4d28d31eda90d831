// What a table can be set to beside its keys: billing and throughput, maxima, warm throughput, table class, encryption,
// deletion protection. What may change into what, and in which company.
import assert from "node:assert/strict";
import { test } from "node:test";

import { active, aws, engineOnly, fails, keys, raw, region, send, table, tableName } from "./endpoint.mjs";

const INVALID = "One or more parameter values were invalid: ";
const units = (read, write) => ({ ReadCapacityUnits: read, WriteCapacityUnits: write });
const provisioned = (read = 5, write = 5) => ({ ProvisionedThroughput: units(read, write) });
const PER_REQUEST = { BillingMode: "PAY_PER_REQUEST" };
const definition = (more) => ({ TableName: tableName(), ...keys("pk:S"), ...more });
const create = async (more) =>
  (await send(aws.CreateTableCommand, definition({ ...PER_REQUEST, ...more }))).TableDescription;
const update = async (TableName, more) =>
  (await send(aws.UpdateTableCommand, { TableName, ...more })).TableDescription;
const made = (more = {}) => table({ ...keys("pk:S"), ...more });
const after = async (TableName, more) => {
  await update(TableName, more);
  return active(TableName);
};
const invalid = (call, text) => fails(call, "ValidationException", INVALID + text);

// Tables that refusals leave as they are.
const onDemand = await made();
const fixed = await made(provisioned());
const IOPS = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST";

// --- CreateTable ---

test("a table paid per request, as created and as described", async () => {
  const reply = await create({});
  assert.equal(reply.TableStatus, "CREATING");
  assert.deepEqual(reply.BillingModeSummary, { BillingMode: "PAY_PER_REQUEST" });
  assert.deepEqual(reply.ProvisionedThroughput, { NumberOfDecreasesToday: 0, ...units(0, 0) });
  assert.equal(reply.WarmThroughput, undefined);
  const described = await active(reply.TableName);
  assert.equal(described.BillingModeSummary.BillingMode, "PAY_PER_REQUEST");
  assert.deepEqual(described.BillingModeSummary.LastUpdateToPayPerRequestDateTime, described.CreationDateTime);
  assert.deepEqual(described.WarmThroughput,
    { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000, Status: "ACTIVE" });
  assert.deepEqual([described.ItemCount, described.TableSizeBytes], [0, 0]);
  assert.match(described.TableArn, new RegExp(`^arn:aws:dynamodb:${region}:[0-9]{12}:table/${reply.TableName}$`));
  assert.match(described.TableId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.equal(described.DeletionProtectionEnabled, false);
  for (const absent of ["SSEDescription", "TableClassSummary", "OnDemandThroughput", "LatestStreamArn"]) {
    assert.equal(described[absent], undefined, absent);
  }
});

test("a table of provisioned throughput, as described", async () => {
  const described = await active(fixed);
  assert.equal(described.BillingModeSummary, undefined);
  assert.deepEqual(described.ProvisionedThroughput, { NumberOfDecreasesToday: 0, ...units(5, 5) });
  assert.deepEqual(described.WarmThroughput,
    { ReadUnitsPerSecond: 5, WriteUnitsPerSecond: 5, Status: "ACTIVE" });
});

test("throughput is needed without a billing mode", () => invalid(send(aws.CreateTableCommand, definition({})),
  "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"));

test("throughput of a table paid per request", () => invalid(create(provisioned()), IOPS));

for (const [what, throughput, text] of [
  ["no write units", { ReadCapacityUnits: 1 },
    "1 validation error detected: Value null at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must not be null"],
  ["read units of 0", units(0, 1),
    "1 validation error detected: Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1"],
  ["both of 0", units(0, 0),
    "2 validation errors detected: Value '0' at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1"],
  ["a trillion and one", units(1000000000001, 1), "Given value 1000000000001 for ReadCapacityUnits is out of bounds"],
]) {
  test(`throughput: ${what}`, () =>
    fails(raw("CreateTable", definition({ ProvisionedThroughput: throughput })), "ValidationException", text));
}

test("a billing mode of another name", () => fails(raw("CreateTable", definition({ BillingMode: "FREE" })), "ValidationException",
  "1 validation error detected: Value 'FREE' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]"));

test("maxima are kept", async () => {
  const reply = await create({ OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 20 } });
  assert.deepEqual(reply.OnDemandThroughput, { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 20 });
  assert.deepEqual((await active(reply.TableName)).OnDemandThroughput, reply.OnDemandThroughput);
});

test("one maximum alone", async () => {
  const reply = await create({ OnDemandThroughput: { MaxWriteRequestUnits: 7 } });
  assert.deepEqual((await active(reply.TableName)).OnDemandThroughput, { MaxWriteRequestUnits: 7 });
});

for (const bad of [0, -1, -5]) {
  test(`a maximum of ${bad}`, () => invalid(create({ OnDemandThroughput: { MaxReadRequestUnits: bad } }),
    "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range"));
}

test("maxima of a table of provisioned throughput", () => invalid(
  create({ BillingMode: "PROVISIONED", ...provisioned(), OnDemandThroughput: { MaxReadRequestUnits: 1 } }),
  "MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED."));

test("warm throughput is kept", async () => {
  const reply = await create({ WarmThroughput: { ReadUnitsPerSecond: 13000, WriteUnitsPerSecond: 5000 } });
  assert.equal(reply.WarmThroughput.Status, "UPDATING");
  assert.deepEqual((await active(reply.TableName)).WarmThroughput,
    { ReadUnitsPerSecond: 13000, WriteUnitsPerSecond: 5000, Status: "ACTIVE" });
});

test("warm throughput of one side", async () => {
  const reply = await create({ WarmThroughput: { ReadUnitsPerSecond: 13000 } });
  assert.equal((await active(reply.TableName)).WarmThroughput.WriteUnitsPerSecond, 4000);
});

test("warm throughput below what every table has", () => fails(
  create({ WarmThroughput: { ReadUnitsPerSecond: 100, WriteUnitsPerSecond: 5000 } }), "ValidationException",
  /^One or more parameter values were invalid: Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand\./));

test("warm throughput below the provisioned", () => invalid(
  create({ BillingMode: "PROVISIONED", ...provisioned(), WarmThroughput: { WriteUnitsPerSecond: 4 } }),
  "Requested WriteUnitsPerSecond for WarmThroughput for table is lower than WriteCapacityUnits of ProvisionedThroughput"));

for (const TableClass of ["STANDARD", "STANDARD_INFREQUENT_ACCESS"]) {
  test(`class ${TableClass}`, async () => {
    const reply = await create({ TableClass });
    assert.deepEqual(reply.TableClassSummary, { TableClass });
    assert.deepEqual((await active(reply.TableName)).TableClassSummary, { TableClass });
  });
}

const CLASSES = "Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].";
test("a class of another name", () => fails(create({ TableClass: "COLD" }), "ValidationException", CLASSES));

test("encryption with DynamoDB's key in KMS", async () => {
  const reply = await create({ SSESpecification: { Enabled: true } });
  assert.equal(reply.SSEDescription.SSEType, "KMS");
  assert.match(reply.SSEDescription.KMSMasterKeyArn, new RegExp(`^arn:aws:kms:${region}:[0-9]{12}:key/[0-9a-f-]{36}$`));
  assert.equal((await active(reply.TableName)).SSEDescription.Status, "ENABLED");
});

test("encryption that is off is AWS's own", async () => {
  assert.equal((await create({ SSESpecification: { Enabled: false } })).SSEDescription, undefined);
});

for (const [what, sse, text] of [
  ["a type, but off", { Enabled: false, SSEType: "KMS" }, "SSEType can not be specified if Enabled is false"],
  ["AES256", { Enabled: true, SSEType: "AES256" }, "SSEType AES256 is not supported"],
  ["a key without a type", { Enabled: true, KMSMasterKeyId: "alias/mine" }, "SSEType KMS is required if KMSMasterKeyId is specified"],
  ["a key, but off", { Enabled: false, KMSMasterKeyId: "alias/mine" }, "KMSMasterKeyId can not be specified if Enabled is false"],
]) {
  test(`encryption: ${what}`, () => invalid(create({ SSESpecification: sse }), text));
}

test("keys of one's own are refused by name", { skip: engineOnly }, () => fails(
  create({ SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "alias/mine" } }), "ValidationException",
  /^KMSMasterKeyId alias\/mine in SSESpecification is not supported by this version of Tidemark/));

for (const member of ["GlobalTableSourceArn", "GlobalTableSettingsReplicationMode"]) {
  test(`CreateTable refuses ${member} by name`, { skip: engineOnly }, () =>
    fails(raw("CreateTable", definition({ ...PER_REQUEST, [member]: "x" })), "ValidationException",
      `${member} in CreateTable is not supported by this version of Tidemark`));
}

test("a table of that name", async () => {
  const definition2 = { TableName: onDemand, ...keys("pk:S"), ...PER_REQUEST };
  await fails(send(aws.CreateTableCommand, definition2), "ResourceInUseException", `Table already exists: ${onDemand}`);
});

// --- UpdateTable: what is asked for at all ---

const NOTHING = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required";
for (const [what, more] of [["nothing", {}], ["maxima without members", { OnDemandThroughput: {} }],
  ["warm throughput without members", { WarmThroughput: {} }]]) {
  test(`an update of ${what}`, () => fails(update(onDemand, more), "ValidationException", NOTHING));
}

for (const [operation, more] of [["UpdateTable", PER_REQUEST], ["DescribeTable", {}], ["DeleteTable", {}]]) {
  const missing = "no-such-table-of-ours";
  test(`${operation} of a table that is not there`, () => fails(raw(operation, { TableName: missing, ...more }),
    "ResourceNotFoundException", `Requested resource not found: Table: ${missing} not found`));
  test(`${operation} without a name`, () => fails(raw(operation, more), "ValidationException",
    "The parameter 'TableName' is required but was not present in the request"));
  for (const [name, rule] of [["ab", "have length greater than or equal to 3"], ["a".repeat(256), "have length less than or equal to 255"],
    ["abc;", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"]]) {
    test(`${operation} of ${name.slice(0, 5)}`, () => fails(raw(operation, { TableName: name, ...more }), "ValidationException",
      `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: Member must ${rule}`));
  }
}

const ALONE = [
  ["DeletionProtection modification", { DeletionProtectionEnabled: true }],
  ["TableClass modification", { TableClass: "STANDARD_INFREQUENT_ACCESS" }],
  ["Server-Side Encryption modification", { SSESpecification: { Enabled: true } }],
  ["WarmThroughput", { WarmThroughput: { ReadUnitsPerSecond: 20000 } }],
];
for (const [what, more] of ALONE) {
  test(`${what} goes alone`, () => invalid(update(onDemand, { ...PER_REQUEST, ...more }),
    `${what} must be the only operation in the request`));
}

for (const [first, second] of [[2, 1], [2, 0], [1, 0], [0, 3]]) {
  test(`${ALONE[first][0]} is named before ${ALONE[second][0]}`, () =>
    invalid(update(onDemand, { ...ALONE[second][1], ...ALONE[first][1] }),
      `${ALONE[first][0]} must be the only operation in the request`));
}

// --- UpdateTable: throughput ---

test("throughput changes", async () => {
  const name = await made(provisioned(5, 5));
  const reply = await update(name, provisioned(6, 4));
  assert.equal(reply.TableStatus, "UPDATING");
  assert.equal(reply.ProvisionedThroughput.ReadCapacityUnits, 5);
  const described = await active(name);
  const { LastIncreaseDateTime, LastDecreaseDateTime, ...rest } = described.ProvisionedThroughput;
  assert.deepEqual(rest, { NumberOfDecreasesToday: 1, ...units(6, 4) });
  assert.ok(LastIncreaseDateTime instanceof Date && LastDecreaseDateTime instanceof Date);
  assert.deepEqual(described.WarmThroughput, { ReadUnitsPerSecond: 6, WriteUnitsPerSecond: 5, Status: "ACTIVE" });
});

test("throughput that is the same", () => fails(update(fixed, provisioned(5, 5)), "ValidationException",
  "The provisioned throughput for the table will not change. The requested value equals the current value. " +
  "Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. " +
  "Current WriteCapacityUnits provisioned for the table: 5. Requested WriteCapacityUnits: 5. " +
  "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."));

test("throughput falls four times a day, then once an hour", { skip: engineOnly }, async () => {
  const name = await made(provisioned(10, 10));
  for (const read of [9, 8, 7, 6]) await after(name, provisioned(read, 10));
  assert.equal((await active(name)).ProvisionedThroughput.NumberOfDecreasesToday, 4);
  await fails(update(name, provisioned(5, 10)), "LimitExceededException",
    /^Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day\. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds\. Number of decreases today: 4\. Last decrease at /);
  await after(name, provisioned(20, 10));
});

test("throughput of a table paid per request does not change", () => invalid(update(onDemand, provisioned()), IOPS));

test("throughput above the account's", () => fails(update(fixed, provisioned(40001, 5)), "LimitExceededException",
  `The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in ${region}. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`));

test("maxima of a table of provisioned throughput do not change", () => invalid(
  update(fixed, { OnDemandThroughput: { MaxReadRequestUnits: 1 } }),
  "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED"));

test("maxima change, and go with -1", async () => {
  const name = await made();
  const reply = await update(name, { OnDemandThroughput: { MaxReadRequestUnits: 9, MaxWriteRequestUnits: 8 } });
  assert.equal(reply.TableStatus, "ACTIVE");
  assert.deepEqual((await active(name)).OnDemandThroughput, { MaxReadRequestUnits: 9, MaxWriteRequestUnits: 8 });
  await after(name, { OnDemandThroughput: { MaxReadRequestUnits: -1 } });
  assert.deepEqual((await active(name)).OnDemandThroughput, { MaxWriteRequestUnits: 8 });
  await after(name, { OnDemandThroughput: { MaxWriteRequestUnits: -1 } });
  assert.equal((await active(name)).OnDemandThroughput, undefined);
});

// --- UpdateTable: billing modes ---

test("to pay per request and back", async () => {
  const name = await made(provisioned(5, 6));
  const reply = await update(name, PER_REQUEST);
  assert.equal(reply.TableStatus, "UPDATING");
  const paid = await active(name);
  assert.deepEqual(paid.ProvisionedThroughput, { NumberOfDecreasesToday: 0, ...units(0, 0) });
  assert.ok(paid.BillingModeSummary.LastUpdateToPayPerRequestDateTime >= paid.CreationDateTime);
  await update(name, { BillingMode: "PROVISIONED", ...provisioned(3, 4) });
  const back = await active(name);
  assert.deepEqual(units(back.ProvisionedThroughput.ReadCapacityUnits, back.ProvisionedThroughput.WriteCapacityUnits), units(3, 4));
  assert.equal(back.BillingModeSummary.BillingMode, "PROVISIONED");
  assert.deepEqual(back.BillingModeSummary.LastUpdateToPayPerRequestDateTime,
    paid.BillingModeSummary.LastUpdateToPayPerRequestDateTime);
});

test("to provisioned without throughput", () => invalid(update(onDemand, { BillingMode: "PROVISIONED" }),
  "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"));

test("to pay per request with throughput", () => invalid(update(fixed, { ...PER_REQUEST, ...provisioned() }),
  "ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST"));

test("to pay per request with maxima", async () => {
  const name = await made(provisioned());
  await update(name, { ...PER_REQUEST, OnDemandThroughput: { MaxReadRequestUnits: 5 } });
  assert.deepEqual((await active(name)).OnDemandThroughput, { MaxReadRequestUnits: 5 });
});

test("maxima go with pay per request", async () => {
  const name = await made({ OnDemandThroughput: { MaxReadRequestUnits: 5 } });
  await update(name, { BillingMode: "PROVISIONED", ...provisioned() });
  assert.equal((await active(name)).OnDemandThroughput, undefined);
});

// --- UpdateTable: warm throughput, class, encryption, protection ---

test("warm throughput rises", async () => {
  const name = await made();
  const reply = await update(name, { WarmThroughput: { ReadUnitsPerSecond: 15000 } });
  assert.equal(reply.WarmThroughput.Status, "UPDATING");
  assert.deepEqual((await active(name)).WarmThroughput,
    { ReadUnitsPerSecond: 15000, WriteUnitsPerSecond: 4000, Status: "ACTIVE" });
});

for (const [side, low] of [["ReadUnitsPerSecond", 11999], ["WriteUnitsPerSecond", 3999], ["ReadUnitsPerSecond", 0]]) {
  test(`warm throughput does not fall: ${side} ${low}`, () => invalid(update(onDemand, { WarmThroughput: { [side]: low } }),
    `Requested ${side} for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported`));
}

test("the class changes", async () => {
  const name = await made();
  await update(name, { TableClass: "STANDARD_INFREQUENT_ACCESS" });
  const { TableClassSummary } = await active(name);
  assert.equal(TableClassSummary.TableClass, "STANDARD_INFREQUENT_ACCESS");
  assert.ok(TableClassSummary.LastUpdateDateTime instanceof Date);
});

test("a class of another name does not come", () => fails(update(onDemand, { TableClass: "COLD" }), "ValidationException", CLASSES));

test("encryption with DynamoDB's key comes and goes", async () => {
  const name = await made();
  assert.equal((await update(name, { SSESpecification: { Enabled: true } })).SSEDescription.Status, "UPDATING");
  assert.equal((await active(name)).SSEDescription.Status, "ENABLED");
  await after(name, { SSESpecification: { Enabled: false } });
  assert.equal((await active(name)).SSEDescription, undefined);
});

test("encryption that is off already", () => invalid(update(onDemand, { SSESpecification: { Enabled: false } }),
  "Table is already encrypted by default"));

test("a protected table is not deleted", async () => {
  const name = await made();
  const reply = await update(name, { DeletionProtectionEnabled: true });
  assert.equal(reply.DeletionProtectionEnabled, true);
  await active(name);
  await fails(send(aws.DeleteTableCommand, { TableName: name }), "ValidationException",
    "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.");
  await after(name, { DeletionProtectionEnabled: false });
  assert.equal((await send(aws.DeleteTableCommand, { TableName: name })).TableDescription.TableStatus, "DELETING");
});

test("a table is created protected", async () => {
  const { TableName } = await create({ DeletionProtectionEnabled: true });
  assert.equal((await active(TableName)).DeletionProtectionEnabled, true);
  await after(TableName, { DeletionProtectionEnabled: false });
});

for (const [member, value] of [["ReplicaUpdates", [{ Create: { RegionName: "eu-north-1" } }]], ["MultiRegionConsistency", "STRONG"],
  ["GlobalTableWitnessUpdates", [{ Create: { RegionName: "eu-north-1" } }]], ["GlobalTableSettingsReplicationMode", "ENABLED"]]) {
  test(`UpdateTable refuses ${member} by name`, { skip: engineOnly }, () =>
    fails(raw("UpdateTable", { TableName: onDemand, [member]: value }), "ValidationException",
      `${member} in UpdateTable is not supported by this version of Tidemark`));
}

// --- Tables by their ARN ---

for (const operation of ["DescribeTable", "UpdateTable", "DeleteTable"]) {
  test(`${operation} takes an ARN`, async () => {
    const name = await made();
    const { TableArn } = await active(name);
    const reply = await raw(operation, { TableName: TableArn, ...(operation === "UpdateTable" && { DeletionProtectionEnabled: false }) });
    assert.equal(reply.status, 200, reply.body);
    assert.equal((reply.json.Table ?? reply.json.TableDescription).TableName, name);
  });
}

test("DeleteTable answers with what the table was", async () => {
  const name = await made();
  const { TableDescription } = await send(aws.DeleteTableCommand, { TableName: name });
  assert.equal(TableDescription.TableStatus, "DELETING");
  assert.equal(TableDescription.KeySchema, undefined);
  assert.equal(TableDescription.AttributeDefinitions, undefined);
  assert.equal(TableDescription.CreationDateTime, undefined);
  assert.equal(TableDescription.TableName, name);
});

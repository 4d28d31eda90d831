// Indexes of backups and of what is restored from them.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { after, test } from "node:test";
import { active, aws, engineOnly, fails, load, raw, send, table, tableName } from "./endpoint.mjs";

const schema = (...names) => names.map((text) => {
  const [AttributeName, KeyType = "HASH"] = text.split(" ");
  return { AttributeName, KeyType };
});
const ALL = { ProjectionType: "ALL" };
const KEYS_ONLY = { ProjectionType: "KEYS_ONLY" };
const units = (count) => ({ ProvisionedThroughput: { ReadCapacityUnits: count, WriteCapacityUnits: count } });
const gsi = { IndexName: "by-a", KeySchema: schema("a", "sk RANGE"), Projection: ALL };
const keysOnly = { IndexName: "keys", KeySchema: schema("b"), Projection: KEYS_ONLY };
const lsi = { IndexName: "by-l", KeySchema: schema("pk", "l RANGE"),
  Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["x", "y"] } };
const keys = { KeySchema: schema("pk", "sk RANGE"),
  AttributeDefinitions: ["pk", "sk", "a", "b", "l"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })) };
const text = (S) => ({ S });

const backups = [];
after(() => Promise.all(backups.map((BackupArn) => send(aws.DeleteBackupCommand, { BackupArn }).catch(() => {}))));

async function backUp(TableName) {
  for (;;) {
    try {
      const { BackupArn } = (await send(aws.CreateBackupCommand, { TableName, BackupName: "indexes" })).BackupDetails;
      backups.push(BackupArn);
      while ((await describe(BackupArn)).BackupDetails.BackupStatus !== "AVAILABLE") await sleep(5);
      return BackupArn;
    } catch (error) {
      if (error.name !== "ContinuousBackupsUnavailableException") throw error;
      await sleep(1000);
    }
  }
}
const describe = async (BackupArn) => (await send(aws.DescribeBackupCommand, { BackupArn })).BackupDescription;
// One restore of a backup at a time: where it goes on behind an ACTIVE table, the next one waits.
let before = Promise.resolve();
const restore = (BackupArn, more = {}) => {
  before = before.catch(() => {}).then(async () => {
    const TargetTableName = tableName();
    for (;;) {
      try {
        await send(aws.RestoreTableFromBackupCommand, { TargetTableName, BackupArn, ...more });
        return active(TargetTableName);
      } catch (error) {
        if (error.name !== "BackupInUseException") throw error;
        await sleep(20);
      }
    }
  });
  return before;
};
const refuse = (BackupArn, more) => raw("RestoreTableFromBackup", { TargetTableName: tableName(), BackupArn, ...more });
const names = (list) => (list ?? []).map((one) => one.IndexName);

const onDemand = await table({ ...keys, GlobalSecondaryIndexes: [gsi, keysOnly], LocalSecondaryIndexes: [lsi] });
await load(onDemand, [
  { pk: text("1"), sk: text("s"), a: text("x"), b: text("y"), l: text("z"), x: text("more") },
  { pk: text("2"), sk: text("s"), a: text("x") },
]);
const provisioned = await table({ ...keys, ...units(5),
  GlobalSecondaryIndexes: [{ ...gsi, ...units(6) }, { ...keysOnly, ...units(7) }], LocalSecondaryIndexes: [lsi] });
const paid = await backUp(onDemand);
const given = await backUp(provisioned);

test("DescribeBackup tells the indexes of the table", async () => {
  const { SourceTableFeatureDetails } = await describe(given);
  assert.deepEqual(SourceTableFeatureDetails.LocalSecondaryIndexes, [lsi]);
  assert.deepEqual(SourceTableFeatureDetails.GlobalSecondaryIndexes, [{ ...gsi, ...units(6) }, { ...keysOnly, ...units(7) }]);
});
test("DescribeBackup tells no units of what is paid per request", async () => {
  const { SourceTableFeatureDetails } = await describe(paid);
  assert.deepEqual(SourceTableFeatureDetails.GlobalSecondaryIndexes[0].ProvisionedThroughput,
    { ReadCapacityUnits: 0, WriteCapacityUnits: 0 });
});

const unknown = (name) => `Invalid Request: Index ${name} does not match a secondary index that existed in the source table ` +
  "and cannot be created during the restore operation";
const one = { ...gsi, ...units(8) };
for (const [what, backup, more, message] of [
  ["a key that no index has", paid, { GlobalSecondaryIndexOverride: [{ ...gsi, KeySchema: schema("a") }] }, unknown("by-a")],
  ["a projection that no index has", paid, { GlobalSecondaryIndexOverride: [{ ...gsi, Projection: KEYS_ONLY }] }, unknown("by-a")],
  ["a local index as a global one", paid, { GlobalSecondaryIndexOverride: [lsi] }, unknown("by-l")],
  ["a local index with other attributes", paid,
    { LocalSecondaryIndexOverride: [{ ...lsi, Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["x"] } }] }, unknown("by-l")],
  ["one index twice", paid, { GlobalSecondaryIndexOverride: [gsi, { ...gsi, IndexName: "again" }] }, unknown("again")],
  ["an index without throughput", given, { GlobalSecondaryIndexOverride: [gsi] },
    "Invalid Request: Must specify provisioned throughput for index by-a"],
  ["maxima of an index, provisioned", given,
    { GlobalSecondaryIndexOverride: [{ ...one, OnDemandThroughput: { MaxReadRequestUnits: 5 } }] }, /^Invalid Request: Cannot override/],
  ["throughput of an index, paid per request", given,
    { BillingModeOverride: "PAY_PER_REQUEST", GlobalSecondaryIndexOverride: [one] },
    "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST for index by-a"],
  ["provisioned without throughput of the table", paid, { BillingModeOverride: "PROVISIONED" },
    "Invalid Request: Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED"],
  ["provisioned without throughput of the indexes", paid,
    { BillingModeOverride: "PROVISIONED", ProvisionedThroughputOverride: units(5).ProvisionedThroughput },
    /^Invalid Request: Must specify provisioned throughput for index (by-a|keys)$/],
]) {
  test(`RestoreTableFromBackup refuses ${what}`, () => fails(refuse(backup, more), "ValidationException", message));
}

test("all indexes are restored when none is named", async () => {
  const shown = await restore(paid);
  assert.deepEqual(names(shown.GlobalSecondaryIndexes).sort(), ["by-a", "keys"]);
  assert.deepEqual(names(shown.LocalSecondaryIndexes), ["by-l"]);
  assert.ok(shown.GlobalSecondaryIndexes.every((index) => index.IndexStatus === "ACTIVE"));
  if (engineOnly) return;
  const count = (list, name) => list.find((index) => index.IndexName === name).ItemCount;
  assert.equal(count(shown.GlobalSecondaryIndexes, "by-a"), 2);
  assert.equal(count(shown.GlobalSecondaryIndexes, "keys"), 1);
  assert.equal(count(shown.LocalSecondaryIndexes, "by-l"), 1);
});
test("indexes have the throughput that was recorded", async () => {
  const shown = await restore(given, { BillingModeOverride: "PROVISIONED", ProvisionedThroughputOverride: units(9).ProvisionedThroughput });
  assert.equal(shown.ProvisionedThroughput.ReadCapacityUnits, 9);
  assert.equal(shown.GlobalSecondaryIndexes.find((index) => index.IndexName === "by-a").ProvisionedThroughput.ReadCapacityUnits, 6);
});
test("empty lists are no indexes", async () => {
  const shown = await restore(paid, { GlobalSecondaryIndexOverride: [], LocalSecondaryIndexOverride: [] });
  assert.equal(shown.GlobalSecondaryIndexes, undefined);
  assert.equal(shown.LocalSecondaryIndexes, undefined);
  assert.deepEqual(shown.AttributeDefinitions.map((attribute) => attribute.AttributeName), ["pk", "sk"]);
});
test("an empty list of one kind leaves the other", async () => {
  const shown = await restore(paid, { GlobalSecondaryIndexOverride: [] });
  assert.deepEqual(names(shown.GlobalSecondaryIndexes), []);
  assert.deepEqual(names(shown.LocalSecondaryIndexes), ["by-l"]);
});
test("those that are listed are restored", async () => {
  const shown = await restore(paid, { GlobalSecondaryIndexOverride: [keysOnly] });
  assert.deepEqual(names(shown.GlobalSecondaryIndexes), ["keys"]);
});
test("an index is restored under another name", async () => {
  const shown = await restore(paid, { GlobalSecondaryIndexOverride: [{ ...gsi, IndexName: "renamed" }],
    LocalSecondaryIndexOverride: [{ ...lsi, IndexName: "renamed-too" }] });
  assert.deepEqual(names(shown.GlobalSecondaryIndexes), ["renamed"]);
  assert.deepEqual(names(shown.LocalSecondaryIndexes), ["renamed-too"]);
  if (!engineOnly) assert.equal(shown.GlobalSecondaryIndexes[0].ItemCount, 2);
});
test("an index is restored with other throughput", async () => {
  const shown = await restore(given, { GlobalSecondaryIndexOverride: [one, { ...keysOnly, ...units(4) }] });
  assert.equal(shown.GlobalSecondaryIndexes.find((index) => index.IndexName === "by-a").ProvisionedThroughput.ReadCapacityUnits, 8);
  assert.equal(shown.ProvisionedThroughput.ReadCapacityUnits, 5);
});
test("an index is restored warmer", async () => {
  const WarmThroughput = { ReadUnitsPerSecond: 13000, WriteUnitsPerSecond: 5000 };
  const shown = await restore(paid, { GlobalSecondaryIndexOverride: [{ ...gsi, WarmThroughput }] });
  assert.equal(shown.GlobalSecondaryIndexes[0].WarmThroughput.ReadUnitsPerSecond, 13000);
});
test("paid per request, indexes have no throughput", async () => {
  const shown = await restore(given, { BillingModeOverride: "PAY_PER_REQUEST" });
  for (const index of shown.GlobalSecondaryIndexes) assert.equal(index.ProvisionedThroughput.ReadCapacityUnits, 0);
});

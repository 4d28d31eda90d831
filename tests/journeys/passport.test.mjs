// A table with every setting that the engine keeps is restored by plain AWS calls, which lose most
// of them; its passport puts them back.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import * as aws from "@aws-sdk/client-dynamodb";

import { REGION, Server } from "./server.mjs";

const BINARY = process.env.TIDEMARK ?? "build/checked/tidemark";
const server = new Server();
let client;
const send = (Command, input) => client.send(new aws[`${Command}Command`](input));

function tidemark(...words) {
  const { accessKeyId, secretAccessKey } = server.credentials;
  const run = spawnSync(BINARY, words,
    { encoding: "utf8", env: { PATH: process.env.PATH, HOME: server.directory, AWS_CONFIG_FILE: "/dev/null",
      AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: REGION,
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_EC2_METADATA_DISABLED: "true",
      XDG_STATE_HOME: join(server.directory, "state"), XDG_CONFIG_HOME: join(server.directory, "config"),
      AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } });
  assert.equal(run.error, undefined);
  return { code: run.status, out: run.stdout, err: run.stderr };
}

function json(...words) {
  const run = tidemark(...words, "--output", "json");
  try {
    return { ...run, ...JSON.parse(run.out) };
  } catch {
    assert.fail(`${words.join(" ")} exits ${run.code} and says\n${run.out}${run.err}`);
  }
}

async function active(TableName) {
  for (;;) {
    const { Table } = await send("DescribeTable", { TableName });
    const states = [Table.TableStatus, ...(Table.GlobalSecondaryIndexes ?? []).map((one) => one.IndexStatus)];
    if (states.every((state) => state === "ACTIVE")) return Table;
    await new Promise((done) => setTimeout(done, 20));
  }
}

const units = (ReadCapacityUnits, WriteCapacityUnits) => ({ ReadCapacityUnits, WriteCapacityUnits });

// Everything that docs/compatibility.md says a table can have.
async function furnished(TableName) {
  await send("CreateTable", {
    TableName, BillingMode: "PROVISIONED", ProvisionedThroughput: units(7, 8),
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }, { AttributeName: "day", AttributeType: "N" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    GlobalSecondaryIndexes: [{ IndexName: "by-day", KeySchema: [{ AttributeName: "day", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" }, ProvisionedThroughput: units(3, 4) }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    SSESpecification: { Enabled: true, SSEType: "KMS" }, TableClass: "STANDARD_INFREQUENT_ACCESS",
    DeletionProtectionEnabled: true,
    Tags: [{ Key: "team", Value: "parks" }, { Key: "backup", Value: "daily + weekly: a=b/c@d" }],
  });
  const { TableArn } = await active(TableName);
  await send("UpdateTimeToLive", { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: "expires" } });
  await send("UpdateContinuousBackups", { TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 14 } });
  await send("UpdateContributorInsights", { TableName, ContributorInsightsAction: "ENABLE",
    ContributorInsightsMode: "THROTTLED_KEYS" });
  await send("UpdateContributorInsights", { TableName, IndexName: "by-day", ContributorInsightsAction: "ENABLE" });
  const account = TableArn.split(":")[4];
  await send("EnableKinesisStreamingDestination", { TableName, StreamArn: `arn:aws:kinesis:${REGION}:${account}:stream/s`,
    EnableKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: "MICROSECOND" } });
  await send("PutResourcePolicy", { ResourceArn: TableArn, Policy: JSON.stringify({ Version: "2012-10-17", Statement: [
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "dynamodb:GetItem", Resource: TableArn }] }) });
  for (let n = 0; n < 50; n++) {
    await send("PutItem", { TableName, Item: { id: { S: `item-${n}` }, day: { N: `${n % 7}` }, text: { S: "x".repeat(n) } } });
  }
}

const file = () => join(server.directory, "orders.json");

before(async () => {
  await server.start();
  client = server.client({ maxAttempts: 3 });
  await furnished("Orders");
});
after(() => server.stop());

test("a passport tells every setting, and why two services could not be asked", () => {
  const passport = json("passport", "show", "Orders");
  assert.equal(passport.code, 0, passport.err);
  writeFileSync(file(), passport.out);
  assert.deepEqual(passport.tags, { team: "parks", backup: "daily + weekly: a=b/c@d" });
  assert.deepEqual(passport.pointInTimeRecovery, { days: 14 });
  assert.equal(passport.deletionProtection, true);
  assert.deepEqual(passport.throughput, { read: 7, write: 8 });
  assert.deepEqual(passport.indexes.map((one) => [one.name, one.throughput]), [["by-day", { read: 3, write: 4 }]]);
  assert.equal(passport.tableClass, "STANDARD_INFREQUENT_ACCESS");
  assert.equal(passport.encryption.kind, "KMS");
  assert.equal(passport.stream, "NEW_AND_OLD_IMAGES");
  assert.equal(passport.timeToLive, "expires");
  assert.equal(passport.resourcePolicy.Statement[0].Action, "dynamodb:GetItem");
  assert.deepEqual(passport.contributorInsights.map((one) => [one.index, one.mode]),
    [[null, "THROTTLED_KEYS"], ["by-day", "ACCESSED_AND_THROTTLED_KEYS"]]);
  assert.equal(passport.kinesis[0].precision, "MICROSECOND");
  assert.deepEqual(passport.gaps.map((gap) => [gap.setting, gap.why]),
    [["scaling", "unsupported"], ["alarms", "unsupported"]], JSON.stringify(passport.gaps));
});

test("a restore under another name loses most of it, and the passport puts it back", async () => {
  const { BackupDetails } = await send("CreateBackup", { TableName: "Orders", BackupName: "before" });
  await send("RestoreTableFromBackup", { BackupArn: BackupDetails.BackupArn, TargetTableName: "Orders-restored" });
  await active("Orders-restored");

  const lost = json("passport", "diff", file(), "Orders-restored");
  assert.equal(lost.code, 1);
  const settings = new Set(lost.settings.map((one) => one.setting));
  for (const one of ["pointInTimeRecovery", "deletionProtection", "tags", "stream", "timeToLive", "resourcePolicy",
    "contributorInsights", "kinesis"]) {
    assert.ok(settings.has(one), `${one} is lost: ${[...settings]}`);
  }

  const applied = json("passport", "apply", file(), "Orders-restored");
  assert.equal(applied.code, 1, "what could not be read is told");
  assert.deepEqual(applied.gaps.map((gap) => gap.setting), ["scaling", "alarms"], JSON.stringify(applied.gaps));

  const now = json("passport", "diff", file(), "Orders-restored");
  assert.deepEqual(now.settings, []);
  assert.equal(now.code, 0);
  assert.deepEqual(now.notCompared.map((gap) => gap.setting).sort(), ["alarms", "scaling"]);
});

test("putting it back again changes nothing", () => {
  const again = json("passport", "apply", file(), "Orders-restored");
  assert.deepEqual(new Set(again.steps.map((step) => step.end)), new Set(["there already"]));
});

test("in place, after the table was deleted", async () => {
  const { BackupSummaries } = await send("ListBackups", { TableName: "Orders" });
  await send("UpdateTable", { TableName: "Orders", DeletionProtectionEnabled: false });
  await send("DeleteTable", { TableName: "Orders" });
  // One table at a time is restored from a backup, and the one before may still be under way.
  for (;;) {
    try {
      await send("RestoreTableFromBackup", { BackupArn: BackupSummaries[0].BackupArn, TargetTableName: "Orders" });
      break;
    } catch (error) {
      if (error.name !== "BackupInUseException") throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  await active("Orders");

  const applied = json("passport", "apply", file(), "Orders");
  assert.deepEqual(applied.gaps.map((gap) => gap.setting), ["scaling", "alarms"], JSON.stringify(applied.gaps));
  assert.deepEqual(json("passport", "diff", file(), "Orders").settings, []);
});

test("a table that was on demand, too", async () => {
  await send("CreateTable", { TableName: "Events", BillingMode: "PAY_PER_REQUEST",
    OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 200 },
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }], KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    WarmThroughput: { ReadUnitsPerSecond: 15000, WriteUnitsPerSecond: 5000 } });
  await active("Events");
  const before_ = json("passport", "show", "Events");
  assert.deepEqual(before_.onDemandLimits, { read: 100, write: 200 });
  assert.deepEqual(before_.warmThroughput, { read: 15000, write: 5000 });
  const path = join(server.directory, "events.json");
  writeFileSync(path, before_.out);
  await send("CreateTable", { TableName: "Events2", BillingMode: "PROVISIONED", ProvisionedThroughput: units(1, 1),
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }], KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] });
  await active("Events2");

  const applied = json("passport", "apply", path, "Events2");
  assert.deepEqual(applied.gaps.map((gap) => gap.setting), ["scaling", "alarms"], JSON.stringify(applied.gaps));
  assert.deepEqual(json("passport", "diff", path, "Events2").settings, []);
});

test("a restore under the table's own name keeps every setting, and certifies what it compared", async () => {
  const latest = async () => (await send("DescribeContinuousBackups", { TableName: "Orders" }))
    .ContinuousBackupsDescription.PointInTimeRecoveryDescription.LatestRestorableDateTime.getTime();
  const good = Date.now();
  while (await latest() <= good) await new Promise((done) => setTimeout(done, 50));
  const at = new Date(Math.floor(await latest() / 1000) * 1000).toISOString();
  while (Date.now() < Date.parse(at) + 1000) await new Promise((done) => setTimeout(done, 50));
  await send("DeleteItem", { TableName: "Orders", Key: { id: { S: "item-7" } } });

  const restored = json("restore", "pitr", "Orders", "--at", at, "--strategy", "recreate", "--yes");
  assert.equal(restored.code, 0, restored.err);
  assert.deepEqual(json("passport", "diff", file(), "Orders").settings, []);
  const { Item } = await send("GetItem", { TableName: "Orders", Key: { id: { S: "item-7" } } });
  assert.equal(Item.day.N, "0");

  const run = json("runs", "show", restored.id);
  const certificate = JSON.parse(readFileSync(run.certificate.replace(/txt$/, "json"), "utf8"));
  assert.equal(certificate.schema, 1);
  assert.equal(certificate.verified, true, JSON.stringify(certificate.verification));
  assert.equal(certificate.stateAsOf, at.replace(".000Z", "Z"));
  assert.equal(certificate.verification.wantedContent.items, 50);
  assert.equal(certificate.verification.foundContent.digest, certificate.verification.wantedContent.digest);
  assert.deepEqual(certificate.verification.settings.settings, []);
  assert.deepEqual(certificate.verification.settings.notCompared.map((gap) => gap.setting).sort(), ["alarms", "scaling"]);
  assert.match(certificate.journalHash, /^[0-9a-f]{64}$/);
  assert.match(readFileSync(run.certificate, "utf8"), /^Certificate of a restore: VERIFIED\n/);
});

test("two tables are compared, and the items by which they differ are named", async () => {
  for (const TableName of ["Left", "Right"]) {
    await send("CreateTable", { TableName, BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }], KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] });
    await active(TableName);
    for (let n = 0; n < 30; n++) await send("PutItem", { TableName, Item: { id: { S: `${n}` }, n: { N: `${n}.50` } } });
  }
  assert.equal(json("verify", "Left", "Right").same, true);

  await send("PutItem", { TableName: "Right", Item: { id: { S: "3" }, n: { N: "4" } } });
  await send("DeleteItem", { TableName: "Right", Key: { id: { S: "5" } } });
  await send("PutItem", { TableName: "Right", Item: { id: { S: "new" } } });

  const differs = json("verify", "Left", "Right");
  assert.notEqual(differs.code, 0);
  assert.equal(differs.same, false);
  assert.deepEqual({ ...differs.verification.itemDifferences, examples: differs.verification.itemDifferences.examples.sort() },
    { different: 1, missing: 1, extra: 1, all: true,
      examples: ['different {"id":{"S":"3"}}', 'extra {"id":{"S":"new"}}', 'missing {"id":{"S":"5"}}'] });
});

test("a file that is no passport is refused by name", () => {
  const path = join(server.directory, "no.json");
  writeFileSync(path, JSON.stringify({ schema: 7 }));
  const run = tidemark("passport", "diff", path, "Orders");
  assert.notEqual(run.code, 0);
  assert.match(run.err, /no passport: schema 7 where this version reads 1/);
  assert.ok(readFileSync(path));
});

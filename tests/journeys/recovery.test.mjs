// The drill's whole story with the AWS SDK for JavaScript v3 against the real server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import * as aws from "@aws-sdk/client-dynamodb";

import { Server } from "./server.mjs";

const COUNT = 400;
const server = new Server();
let dynamodb;
const loaded = new Map();   // what must come back
let backupArn;
let lastGoodSecond;

const item = (number) => ({
  pk: { S: `p${number % 20}` },
  sk: { N: String(number) },
  price: { N: `${number}.25` },
  nested: { M: { list: { L: [{ S: "é" }, { BOOL: number % 2 === 0 }, { NULL: true }] } } },
  sets: { SS: ["a", `b${number}`] },
  bytes: { B: Uint8Array.from([0, 255, number % 256]) },
});
const keyOf = (one) => `${one.pk.S}/${one.sk.N}`;
const plain = (one) => JSON.stringify(one, (_, value) =>
  value instanceof Uint8Array ? [...value] :
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort()) : value);

async function everything(table, client = dynamodb) {
  const found = new Map();
  let ExclusiveStartKey;
  do {
    const page = await client.send(new aws.ScanCommand({ TableName: table, ExclusiveStartKey, Limit: 150 }));
    for (const one of page.Items) found.set(keyOf(one), plain(one));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}

async function load(items) {
  for (let from = 0; from < items.length; from += 25) {
    const reply = await dynamodb.send(new aws.BatchWriteItemCommand({ RequestItems: {
      Packages: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) } }));
    assert.deepEqual(reply.UnprocessedItems, {});
  }
}

const restore = (TargetTableName, RestoreDateTime, client = dynamodb) =>
  client.send(new aws.RestoreTableToPointInTimeCommand({
    SourceTableName: "Packages", TargetTableName, RestoreDateTime }));

before(async () => {
  await server.start();
  dynamodb = server.client();
});
after(() => server.end());

test("a protected table with continuous backups is made and loaded", async () => {
  const made = await dynamodb.send(new aws.CreateTableCommand({
    TableName: "Packages", BillingMode: "PAY_PER_REQUEST", DeletionProtectionEnabled: true,
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }, { AttributeName: "sk", AttributeType: "N" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }] }));
  assert.equal(made.TableDescription.TableStatus, "CREATING");
  await aws.waitUntilTableExists({ client: dynamodb, maxWaitTime: 30 }, { TableName: "Packages" });
  const on = await dynamodb.send(new aws.UpdateContinuousBackupsCommand({ TableName: "Packages",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 } }));
  const described = on.ContinuousBackupsDescription.PointInTimeRecoveryDescription;
  assert.equal(described.PointInTimeRecoveryStatus, "ENABLED");
  assert.equal(described.RecoveryPeriodInDays, 7);
  await load(Array.from({ length: COUNT }, (_, number) => item(number)));
});

test("an on-demand backup holds it", async () => {
  const made = await dynamodb.send(new aws.CreateBackupCommand({ TableName: "Packages", BackupName: "first" }));
  backupArn = made.BackupDetails.BackupArn;
  const described = await dynamodb.send(new aws.DescribeBackupCommand({ BackupArn: backupArn }));
  assert.equal(described.BackupDescription.BackupDetails.BackupStatus, "AVAILABLE");
  assert.equal(described.BackupDescription.SourceTableDetails.ItemCount, COUNT);
});

test("a bad deployment damages it", async () => {
  await load(Array.from({ length: 30 }, (_, number) => item(COUNT + number)));
  for (const [key, one] of await everything("Packages")) loaded.set(key, one);
  assert.equal(loaded.size, COUNT + 30);
  await sleep(1100 - (Date.now() % 1000));
  lastGoodSecond = new Date(Math.floor(Date.now() / 1000) * 1000);
  await sleep(20);
  await load(Array.from({ length: 100 }, (_, number) => ({ ...item(number), price: { S: "broken" } })));
  const doomed = await dynamodb.send(new aws.QueryCommand({ TableName: "Packages",
    KeyConditionExpression: "pk = :p AND sk BETWEEN :low AND :high",
    ExpressionAttributeValues: { ":p": { S: "p7" }, ":low": { N: "100" }, ":high": { N: "300" } } }));
  assert.equal(doomed.Count, 10);
  for (const one of doomed.Items) {
    await dynamodb.send(new aws.DeleteItemCommand({ TableName: "Packages", Key: { pk: one.pk, sk: one.sk } }));
  }
  await load([item(9000)]);
  assert.notDeepEqual(await everything("Packages"), loaded);
});

test("a restore to the second before gives back exactly what was there", async () => {
  await sleep(1100 - (Date.now() % 1000));
  const begun = await restore("Restored", lastGoodSecond);
  assert.equal(begun.TableDescription.RestoreSummary.RestoreInProgress, true);
  const seen = await dynamodb.send(new aws.DescribeTableCommand({ TableName: "Restored" }));
  assert.equal(seen.Table.TableStatus, "ACTIVE");
  assert.equal(seen.Table.DeletionProtectionEnabled, false);
  assert.deepEqual(await everything("Restored"), loaded);
  const then = await server.extra("GET", "/_tidemark/tables/Packages/tally",
    { at: lastGoodSecond.toISOString() });
  const now = await server.extra("GET", "/_tidemark/tables/Restored/tally");
  assert.equal(then.body.items, loaded.size);
  assert.equal(now.body.digest, then.body.digest);
  for (let i = 0; i < 200; ++i) {
    const progress = await server.extra("GET", "/_tidemark/tables/Restored/restore");
    if (progress.body.state === "standing alone") break;
    await sleep(20);
  }
  assert.equal((await server.extra("GET", "/_tidemark/tables/Restored/restore")).body.state, "standing alone");
  assert.deepEqual(await everything("Restored"), loaded);
});

test("the past can be read in place, by header and by path", async () => {
  const key = { pk: { S: "p3" }, sk: { N: "3" } };
  const read = async (client) => (await client.send(
    new aws.GetItemCommand({ TableName: "Packages", Key: key }))).Item.price;
  assert.deepEqual(await read(dynamodb), { S: "broken" });
  const instant = lastGoodSecond.toISOString();
  assert.deepEqual(await read(server.clientWithHeader("x-tidemark-as-of", instant)), { N: "3.25" });
  const basic = instant.replace(/[-:]|\.\d+/g, "");
  const byPath = server.client({ endpoint: `${server.endpoint}/@${basic}` });
  assert.deepEqual(await read(byPath), { N: "3.25" });
  assert.deepEqual(await everything("Packages", byPath), loaded);
  await assert.rejects(read(server.clientWithHeader("x-tidemark-as-of", "2001-01-01T00:00:00Z")),
    { name: "ValidationException" });
});

test("the backup is restored too", async () => {
  await dynamodb.send(new aws.RestoreTableFromBackupCommand({ TargetTableName: "FromBackup", BackupArn: backupArn }));
  const found = await everything("FromBackup");
  assert.equal(found.size, COUNT);
  for (const [key, one] of found) assert.equal(one, loaded.get(key));
});

test("errors have AWS's names", async () => {
  const later = new Date(Date.now() + 3600e3);
  await assert.rejects(restore("X-1", later), aws.InvalidRestoreTimeException);
  await assert.rejects(restore("Restored", lastGoodSecond), aws.TableAlreadyExistsException);
  await assert.rejects(dynamodb.send(new aws.RestoreTableToPointInTimeCommand({ SourceTableName: "Restored",
    TargetTableName: "X-1", UseLatestRestorableTime: true })), aws.PointInTimeRecoveryUnavailableException);
  await assert.rejects(dynamodb.send(new aws.CreateBackupCommand({ TableName: "none", BackupName: "none" })),
    aws.TableNotFoundException);
  await assert.rejects(dynamodb.send(new aws.DescribeBackupCommand({
    BackupArn: backupArn.replace(/[0-9a-f]{8}$/, "ffffffff") })), aws.BackupNotFoundException);
  await assert.rejects(dynamodb.send(new aws.DescribeTableCommand({ TableName: "none" })),
    aws.ResourceNotFoundException);
  await assert.rejects(dynamodb.send(new aws.DeleteTableCommand({ TableName: "Packages" })),
    { name: "ValidationException", message: /currently protected against deletion/ });
  await assert.rejects(dynamodb.send(new aws.PutItemCommand({ TableName: "Restored",
    Item: item(1), ConditionExpression: "attribute_not_exists(pk)" })), aws.ConditionalCheckFailedException);
});

test("a deleted table leaves a system backup and its whole window", async () => {
  await dynamodb.send(new aws.UpdateTableCommand({ TableName: "Packages", DeletionProtectionEnabled: false }));
  const gone = await dynamodb.send(new aws.DeleteTableCommand({ TableName: "Packages" }));
  assert.equal(gone.TableDescription.TableStatus, "DELETING");
  const listed = await dynamodb.send(new aws.ListBackupsCommand({ BackupType: "SYSTEM" }));
  assert.equal(listed.BackupSummaries[0].BackupName, "Packages$DeletedTableBackup");
  await assert.rejects(restore("Again", lastGoodSecond), aws.TableNotFoundException);
  await restore("Again", lastGoodSecond, server.clientWithHeader("x-tidemark-deleted-tables", "allow"));
  assert.deepEqual(await everything("Again"), loaded);
  const deleted = await server.extra("GET", "/_tidemark/deleted-tables");
  assert.equal(deleted.body.deletedTables[0].tableName, "Packages");
});

test("everything is there after kill -9", async () => {
  await server.stop("SIGKILL");
  await server.start();
  dynamodb = server.client();
  assert.deepEqual(await everything("Restored"), loaded);
  assert.deepEqual(await everything("Again"), loaded);
  assert.equal((await everything("FromBackup")).size, COUNT);
});

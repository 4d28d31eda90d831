// Backups of both kinds, by the AWS CLI and the SDK: with ResourceTypeManagementPreference.DynamoDB false AWS Backup
// makes one of DynamoDB's own, which both APIs restore and which is neither copied nor cold; with true the bytes are in the vault.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import * as backup from "@aws-sdk/client-backup";
import * as aws from "@aws-sdk/client-dynamodb";

import { REGION, Server } from "./server.mjs";

const ACCOUNT = "123456789012";
const IamRoleArn = `arn:aws:iam::${ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole`;
const TableName = "orders";
const ResourceArn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}`;
const server = new Server();
let dynamodb;
let client;

const send = (Command, input) => dynamodb.send(new Command(input));
const ask = (Command, input = {}) => client.send(new Command(input));

function cli(...words) {
  const { accessKeyId, secretAccessKey } = server.credentials;
  const text = execFileSync("aws", ["backup", ...words, "--endpoint-url", server.endpoint, "--region", REGION, "--output", "json"],
    { env: { ...process.env, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_EC2_METADATA_DISABLED: "true" } });
  return text.length ? JSON.parse(text) : undefined;
}

async function ended(describe) {
  for (;;) {
    const job = await describe();
    const state = job.State ?? job.Status;
    if (!["CREATED", "PENDING", "RUNNING"].includes(state)) return job;
    await sleep(20);
  }
}

async function backUp(rest = []) {
  const { BackupJobId } = cli("start-backup-job", "--backup-vault-name", "main", "--resource-arn", ResourceArn,
    "--iam-role-arn", IamRoleArn, ...rest);
  const job = await ended(() => ask(backup.DescribeBackupJobCommand, { BackupJobId }));
  assert.equal(job.State, "COMPLETED", job.StatusMessage);
  return job.RecoveryPointArn;
}

async function content(name) {
  for (;;) {
    const { Table } = await send(aws.DescribeTableCommand, { TableName: name });
    if (Table.TableStatus === "ACTIVE") break;
    await sleep(20);
  }
  const { Items } = await send(aws.ScanCommand, { TableName: name, ConsistentRead: true });
  return Items.map((item) => `${item.id.S}=${item.v.S}`).sort();
}

async function restored(RecoveryPointArn, name) {
  const { RestoreJobId } = cli("start-restore-job", "--recovery-point-arn", RecoveryPointArn, "--iam-role-arn", IamRoleArn,
    "--metadata", `targetTableName=${name}`);
  const job = await ended(() => ask(backup.DescribeRestoreJobCommand, { RestoreJobId }));
  assert.equal(job.Status, "COMPLETED", job.StatusMessage);
  assert.equal(job.CreatedResourceArn, `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`);
  return content(name);
}

const manage = (DynamoDB) => ask(backup.UpdateRegionSettingsCommand, { ResourceTypeManagementPreference: { DynamoDB } });

before(async () => {
  await server.start();
  dynamodb = server.client();
  client = new backup.BackupClient({ endpoint: server.endpoint, region: REGION, maxAttempts: 1, credentials: server.credentials });
  await send(aws.CreateTableCommand, { TableName, BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }], KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] });
  for (const id of ["a", "b", "c"]) await send(aws.PutItemCommand, { TableName, Item: { id: { S: id }, v: { S: "first" } } });
  cli("create-backup-vault", "--backup-vault-name", "main");
  cli("create-backup-vault", "--backup-vault-name", "other");
});

after(async () => {
  dynamodb.destroy();
  client.destroy();
  await server.end();
});

test("a classic backup is DynamoDB's, and both APIs restore it", async () => {
  await manage(false);
  const arn = await backUp();
  assert.match(arn, new RegExp(`^${ResourceArn}/backup/\\d{14}-[0-9a-f]{8}$`));
  await send(aws.PutItemCommand, { TableName, Item: { id: { S: "a" }, v: { S: "second" } } });

  const { BackupSummaries } = await send(aws.ListBackupsCommand, { BackupType: "AWS_BACKUP" });
  assert.deepEqual(BackupSummaries.map((one) => [one.BackupArn, one.BackupType]), [[arn, "AWS_BACKUP"]]);
  const first = ["a=first", "b=first", "c=first"];
  assert.deepEqual(await restored(arn, "by-backup"), first);
  await send(aws.RestoreTableFromBackupCommand, { BackupArn: arn, TargetTableName: "by-dynamodb" });
  assert.deepEqual(await content("by-dynamodb"), first);

  await assert.rejects(send(aws.DeleteBackupCommand, { BackupArn: arn }), /managed by AWS Backup/);
  await assert.rejects(ask(backup.StartCopyJobCommand, { RecoveryPointArn: arn, SourceBackupVaultName: "main", IamRoleArn,
    DestinationBackupVaultArn: `arn:aws:backup:${REGION}:${ACCOUNT}:backup-vault:other` }), { name: "InvalidRequestException" });
  await assert.rejects(ask(backup.StartBackupJobCommand, { BackupVaultName: "main", ResourceArn, IamRoleArn,
    Lifecycle: { MoveToColdStorageAfterDays: 1, DeleteAfterDays: 91 } }), { name: "InvalidParameterValueException" });

  await ask(backup.DeleteRecoveryPointCommand, { BackupVaultName: "main", RecoveryPointArn: arn });
  await assert.rejects(send(aws.DescribeBackupCommand, { BackupArn: arn }), { name: "BackupNotFoundException" });
  cli("delete-backup-vault", "--backup-vault-name", "other");
});

test("a managed one lies in the vault, is AWS Backup's alone, and outlives its table", async () => {
  await manage(true);
  const arn = await backUp(["--lifecycle", "MoveToColdStorageAfterDays=1,DeleteAfterDays=91"]);
  assert.match(arn, new RegExp(`^arn:aws:backup:${REGION}:${ACCOUNT}:recovery-point:[0-9a-f-]{36}$`));
  assert.deepEqual((await send(aws.ListBackupsCommand, { BackupType: "ALL" })).BackupSummaries, []);
  const point = cli("describe-recovery-point", "--backup-vault-name", "main", "--recovery-point-arn", arn);
  assert.equal(point.StorageClass, "WARM");
  assert.equal(point.Status, "COMPLETED");
  await send(aws.DeleteTableCommand, { TableName });
  assert.deepEqual(await restored(arn, TableName), ["a=second", "b=first", "c=first"]);
});

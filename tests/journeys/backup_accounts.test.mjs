// A copy into another account's vault: both accounts must want it, and then the other one restores it.
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import * as backup from "@aws-sdk/client-backup";
import * as aws from "@aws-sdk/client-dynamodb";

import { REGION, Server } from "./server.mjs";

const OURS = "123456789012";
const THEIRS = "210987654321";
const role = (account) => `arn:aws:iam::${account}:role/service-role/AWSBackupDefaultServiceRole`;
const DestinationBackupVaultArn = `arn:aws:backup:${REGION}:${THEIRS}:backup-vault:safe`;
const credentials = { accessKeyId: "AKIDTHEIRS0000000000", secretAccessKey: "their/secret/of/forty/letters/0123456789" };
const server = new Server();
let dynamodb;
let theirDynamodb;
let ours;
let theirs;
let RecoveryPointArn;

const ask = (client, Command, input = {}) => client.send(new Command(input));

async function ended(describe) {
  for (;;) {
    const job = await describe();
    if (!["CREATED", "PENDING", "RUNNING"].includes(job.State ?? job.Status)) return job;
    await sleep(20);
  }
}

async function copied() {
  const { CopyJobId } = await ask(ours, backup.StartCopyJobCommand, { RecoveryPointArn, SourceBackupVaultName: "main",
    DestinationBackupVaultArn, IamRoleArn: role(OURS) });
  return ended(async () => (await ask(ours, backup.DescribeCopyJobCommand, { CopyJobId })).CopyJob);
}

before(async () => {
  await server.start();
  await server.stop();
  appendFileSync(join(server.data, "keys"), `${THEIRS} ${credentials.accessKeyId} ${credentials.secretAccessKey}\n`);
  await server.start();
  dynamodb = server.client();
  theirDynamodb = server.client({ credentials });
  const client = (keys) => new backup.BackupClient({ endpoint: server.endpoint, region: REGION, maxAttempts: 1, credentials: keys });
  ours = client(server.credentials);
  theirs = client(credentials);
  await ask(dynamodb, aws.CreateTableCommand, { TableName: "orders", BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }], KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] });
  await ask(dynamodb, aws.PutItemCommand, { TableName: "orders", Item: { id: { S: "a" } } });
  await ask(ours, backup.CreateBackupVaultCommand, { BackupVaultName: "main" });
  await ask(theirs, backup.CreateBackupVaultCommand, { BackupVaultName: "safe" });
  const { BackupJobId } = await ask(ours, backup.StartBackupJobCommand, { BackupVaultName: "main", IamRoleArn: role(OURS),
    ResourceArn: `arn:aws:dynamodb:${REGION}:${OURS}:table/orders` });
  ({ RecoveryPointArn } = await ended(() => ask(ours, backup.DescribeBackupJobCommand, { BackupJobId })));
});

after(async () => {
  for (const client of [dynamodb, theirDynamodb, ours, theirs]) client?.destroy();
  await server.end();
});

test("the account must allow copies to others", async () => {
  const job = await copied();
  assert.equal(job.State, "FAILED");
  assert.match(job.StatusMessage, /isCrossAccountBackupEnabled/);
});

test("the other account's vault must let us in", async () => {
  await ask(ours, backup.UpdateGlobalSettingsCommand, { GlobalSettings: { isCrossAccountBackupEnabled: "true" } });
  const job = await copied();
  assert.equal(job.State, "FAILED");
  assert.match(job.StatusMessage, /CopyIntoBackupVault/);
});

test("then the copy is theirs to restore, and ours no more", async () => {
  await ask(theirs, backup.PutBackupVaultAccessPolicyCommand, { BackupVaultName: "safe", Policy: JSON.stringify({
    Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${OURS}:root` },
      Action: "backup:CopyIntoBackupVault", Resource: "*" }] }) });
  const job = await copied();
  assert.equal(job.State, "COMPLETED", job.StatusMessage);
  const { RestoreJobId } = await ask(theirs, backup.StartRestoreJobCommand, { RecoveryPointArn: job.DestinationRecoveryPointArn,
    IamRoleArn: role(THEIRS), Metadata: { targetTableName: "orders" } });
  const restore = await ended(() => ask(theirs, backup.DescribeRestoreJobCommand, { RestoreJobId }));
  assert.equal(restore.Status, "COMPLETED", restore.StatusMessage);
  const { Items } = await ask(theirDynamodb, aws.ScanCommand, { TableName: "orders" });
  assert.deepEqual(Items, [{ id: { S: "a" } }]);
  await assert.rejects(ask(ours, backup.DescribeRecoveryPointCommand,
    { BackupVaultName: "safe", RecoveryPointArn: job.DestinationRecoveryPointArn }), { name: "ResourceNotFoundException" });
});

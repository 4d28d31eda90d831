// Recovery points that are kept by holds and locks, and tried by restore tests, on a simulated clock.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import * as sdk from "@aws-sdk/client-backup";
import * as db from "@aws-sdk/client-dynamodb";
import * as iam from "@aws-sdk/client-iam";

import { REGION, Server } from "./server.mjs";

const server = new Server(["--clock", "simulated", "--now", "2026-11-21T00:00:00Z"]);
const ITEMS = 40;
let backup;
let dynamodb;
let role;
let account;

const ask = async (Command, input = {}) => {
  const { $metadata, ...rest } = await backup.send(new Command(input));
  return rest;
};

const advance = async (by) => {
  const reply = await server.extra("POST", "/_tidemark/clock", {}, JSON.stringify({ advance: by }));
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
};

const fails = (call, name, message) => assert.rejects(call, (error) => {
  assert.equal(error.name, name, error.message);
  if (message) assert.match(error.message, message);
  return true;
});

const arnOf = (table) => `arn:aws:dynamodb:${REGION}:${account}:table/${table}`;

async function makeRole() {
  const client = new iam.IAMClient({ endpoint: server.endpoint, region: "us-east-1", credentials: server.credentials, maxAttempts: 1 });
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow",
    Principal: { Service: "backup.amazonaws.com" }, Action: "sts:AssumeRole" }] });
  const { Role } = await client.send(new iam.CreateRoleCommand({ RoleName: "backups", AssumeRolePolicyDocument }));
  for (const name of ["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"]) {
    await client.send(new iam.AttachRolePolicyCommand({ RoleName: "backups", PolicyArn: `arn:aws:iam::aws:policy/service-role/${name}` }));
  }
  client.destroy();
  return Role.Arn;
}

async function makeTable(TableName) {
  await dynamodb.send(new db.CreateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }], KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] }));
  for (let i = 0; i < ITEMS; ++i) {
    await dynamodb.send(new db.PutItemCommand({ TableName, Item: { id: { S: `item-${i}` }, n: { N: String(i) } } }));
  }
}

// A recovery point of the table in the vault, completed.
async function backUp(BackupVaultName, table, Lifecycle) {
  const { BackupJobId } = await ask(sdk.StartBackupJobCommand,
    { BackupVaultName, ResourceArn: arnOf(table), IamRoleArn: role, ...(Lifecycle && { Lifecycle }) });
  await advance("5m");
  const job = await ask(sdk.DescribeBackupJobCommand, { BackupJobId });
  assert.equal(job.State, "COMPLETED", job.StatusMessage);
  return job.RecoveryPointArn;
}

const points = async (BackupVaultName) =>
  (await ask(sdk.ListRecoveryPointsByBackupVaultCommand, { BackupVaultName })).RecoveryPoints.map((one) => one.RecoveryPointArn);

async function contents(TableName) {
  const { Items } = await dynamodb.send(new db.ScanCommand({ TableName }));
  return Items.map((item) => `${item.id.S}=${item.n.N}`).sort();
}

before(async () => {
  await server.start();
  backup = new sdk.BackupClient({ endpoint: server.endpoint, region: REGION, credentials: server.credentials, maxAttempts: 1 });
  dynamodb = server.client();
  role = await makeRole();
  [, , , , account] = role.split(":");
  await makeTable("orders");
});

after(async () => {
  backup.destroy();
  dynamodb.destroy();
  await server.end();
});

test("a legal hold keeps a recovery point from requests and from its own lifecycle", async () => {
  const BackupVaultName = "held";
  await ask(sdk.CreateBackupVaultCommand, { BackupVaultName });
  const RecoveryPointArn = await backUp(BackupVaultName, "orders", { DeleteAfterDays: 2 });
  const { LegalHoldId } = await ask(sdk.CreateLegalHoldCommand, { Title: "case 12", Description: "as the court wants it",
    RecoveryPointSelection: { VaultNames: [BackupVaultName] } });
  const { RecoveryPoints } = await ask(sdk.ListRecoveryPointsByLegalHoldCommand, { LegalHoldId });
  assert.deepEqual(RecoveryPoints, [{ RecoveryPointArn, ResourceArn: arnOf("orders"), ResourceType: "DynamoDB", BackupVaultName }]);
  await fails(ask(sdk.DeleteRecoveryPointCommand, { BackupVaultName, RecoveryPointArn }), "InvalidRequestException", /legal hold .*case 12/);
  await advance("10d");
  assert.deepEqual(await points(BackupVaultName), [RecoveryPointArn]);
  await ask(sdk.CancelLegalHoldCommand, { LegalHoldId, CancelDescription: "over" });
  await advance("2d");
  assert.deepEqual(await points(BackupVaultName), []);
});

test("a lock keeps recovery points from requests, and jobs to its range", async () => {
  const BackupVaultName = "locked";
  await ask(sdk.CreateBackupVaultCommand, { BackupVaultName });
  const RecoveryPointArn = await backUp(BackupVaultName, "orders", { DeleteAfterDays: 30 });
  await ask(sdk.PutBackupVaultLockConfigurationCommand, { BackupVaultName, MinRetentionDays: 7, MaxRetentionDays: 60, ChangeableForDays: 3 });
  await fails(ask(sdk.DeleteRecoveryPointCommand, { BackupVaultName, RecoveryPointArn }), "InvalidRequestException");
  const { BackupJobId } = await ask(sdk.StartBackupJobCommand,
    { BackupVaultName, ResourceArn: arnOf("orders"), IamRoleArn: role, Lifecycle: { DeleteAfterDays: 6 } });
  await advance("5m");
  const job = await ask(sdk.DescribeBackupJobCommand, { BackupJobId });
  assert.equal(job.State, "FAILED");
  assert.match(job.StatusMessage, /not within the range specified for the target Backup Vault/);
  await ask(sdk.PutBackupVaultLockConfigurationCommand, { BackupVaultName, MinRetentionDays: 7, ChangeableForDays: 3 });
  await advance("3d");
  await fails(ask(sdk.DeleteBackupVaultLockConfigurationCommand, { BackupVaultName }), "InvalidRequestException");
  await fails(ask(sdk.PutBackupVaultLockConfigurationCommand, { BackupVaultName, MinRetentionDays: 1 }), "InvalidRequestException");
  await fails(ask(sdk.DeleteRecoveryPointCommand, { BackupVaultName, RecoveryPointArn }), "InvalidRequestException");
  assert.deepEqual(await points(BackupVaultName), [RecoveryPointArn]);
  await advance("30d");
  assert.deepEqual(await points(BackupVaultName), [], "its own lifecycle is not held back");
});

test("protected resources are those that have recovery points", async () => {
  const BackupVaultName = "protecting";
  await ask(sdk.CreateBackupVaultCommand, { BackupVaultName });
  const LastRecoveryPointArn = await backUp(BackupVaultName, "orders");
  const { LastBackupTime, ...one } = (await ask(sdk.ListProtectedResourcesCommand)).Results.at(0);
  assert.deepEqual(one, { ResourceArn: arnOf("orders"), ResourceType: "DynamoDB", ResourceName: "orders", LastRecoveryPointArn,
    LastBackupVaultArn: `arn:aws:backup:${REGION}:${account}:backup-vault:${BackupVaultName}` });
  const described = await ask(sdk.DescribeProtectedResourceCommand, { ResourceArn: arnOf("orders") });
  assert.deepEqual(described, { ...one, LastBackupTime });
  const { Results } = await ask(sdk.ListProtectedResourcesByBackupVaultCommand, { BackupVaultName });
  assert.deepEqual(Results.map((each) => each.ResourceArn), [arnOf("orders")]);
  const { BackupJobSummaries } = await ask(sdk.ListBackupJobSummariesCommand, { AggregationPeriod: "ONE_DAY", State: "COMPLETED" });
  assert.equal(BackupJobSummaries.at(-1).Count, 1);
});

test("a restore test restores, compares, waits for a verdict and cleans up", async () => {
  const RestoreTestingPlanName = "daily";
  await ask(sdk.CreateRestoreTestingPlanCommand, { RestoreTestingPlan: { RestoreTestingPlanName, StartWindowHours: 2,
    ScheduleExpression: "cron(0 5 ? * * *)", RecoveryPointSelection: { Algorithm: "LATEST_WITHIN_WINDOW", IncludeVaults: ["*"],
      RecoveryPointTypes: ["SNAPSHOT"] } } });
  await ask(sdk.CreateRestoreTestingSelectionCommand, { RestoreTestingPlanName, RestoreTestingSelection: {
    RestoreTestingSelectionName: "tables", ProtectedResourceType: "DynamoDB", ProtectedResourceArns: ["*"], IamRoleArn: role,
    ValidationWindowHours: 24 } });
  await advance("20h");
  const { RestoreTestingPlan: plan } = await ask(sdk.GetRestoreTestingPlanCommand, { RestoreTestingPlanName });
  assert.ok(plan.LastExecutionTime);
  const jobs = async () => (await ask(sdk.ListRestoreJobsCommand, { ByRestoreTestingPlanArn: plan.RestoreTestingPlanArn })).RestoreJobs;
  const [job] = (await jobs()).sort((a, b) => a.CreationDate - b.CreationDate);
  assert.equal(job.Status, "COMPLETED", job.StatusMessage);
  assert.equal(job.CreatedBy.RestoreTestingPlanArn, plan.RestoreTestingPlanArn);
  assert.equal(job.ValidationStatus, "VALIDATING");
  assert.match(job.ValidationStatusMessage, new RegExp(`^Tidemark: all ${ITEMS} items are those of the recovery point`));
  const table = job.CreatedResourceArn.split("/").at(-1);
  assert.match(table, /^awsbackup-restore-test-/);
  assert.deepEqual(await contents(table), await contents("orders"));
  const { Tags } = await dynamodb.send(new db.ListTagsOfResourceCommand({ ResourceArn: job.CreatedResourceArn }));
  assert.deepEqual(Tags.map((tag) => tag.Key), ["awsbackup-restore-test"]);
  await fails(ask(sdk.PutRestoreValidationResultCommand, { RestoreJobId: job.RestoreJobId, ValidationStatus: "MAYBE" }),
    "InvalidParameterValueException");
  await ask(sdk.PutRestoreValidationResultCommand, { RestoreJobId: job.RestoreJobId, ValidationStatus: "SUCCESSFUL",
    ValidationStatusMessage: "orders add up" });
  await advance("1m");
  const ended = await ask(sdk.DescribeRestoreJobCommand, { RestoreJobId: job.RestoreJobId });
  assert.deepEqual([ended.ValidationStatus, ended.DeletionStatus], ["SUCCESSFUL", "SUCCESSFUL"]);
  assert.match(ended.ValidationStatusMessage, /^orders add up Tidemark: all/);
  await fails(dynamodb.send(new db.DescribeTableCommand({ TableName: table })), "ResourceNotFoundException");
  await advance("3d");
  const all = await jobs();
  assert.ok(all.length >= 4, `${all.length} tests in four days`);
  assert.equal(all.filter((one) => one.ValidationStatus === "TIMED_OUT" && one.DeletionStatus === "SUCCESSFUL").length >= 2, true);
});

test("only a restore test can be validated, and what it would use can be asked", async () => {
  const [RecoveryPointArn] = await points("protecting");
  const { InferredMetadata } = await ask(sdk.GetRestoreTestingInferredMetadataCommand, { BackupVaultName: "protecting", RecoveryPointArn });
  assert.match(InferredMetadata.targetTableName, /^awsbackup-restore-test-[0-9a-f]{16}$/);
  assert.equal(InferredMetadata.encryptionType, "Default");
  const { RestoreJobId } = await ask(sdk.StartRestoreJobCommand, { RecoveryPointArn, IamRoleArn: role,
    Metadata: { targetTableName: "restored", encryptionType: "Default" } });
  await advance("5m");
  await fails(ask(sdk.PutRestoreValidationResultCommand, { RestoreJobId, ValidationStatus: "SUCCESSFUL" }), "InvalidRequestException");
  await fails(ask(sdk.PutRestoreValidationResultCommand, { RestoreJobId: "nobody", ValidationStatus: "SUCCESSFUL" }),
    "ResourceNotFoundException");
  assert.deepEqual(await contents("restored"), await contents("orders"));
  const ResourceArn = arnOf("orders");
  const restores = async (more) => (await ask(sdk.ListRestoreJobsByProtectedResourceCommand, { ResourceArn, ...more })).RestoreJobs;
  const all = await restores();
  assert.equal(all.filter((one) => one.RestoreJobId === RestoreJobId).length, 1);
  assert.ok(all.every((one) => one.SourceResourceArn === ResourceArn));
  assert.equal((await restores({ ByStatus: "COMPLETED" })).length, all.length);
  assert.deepEqual(await restores({ ByStatus: "FAILED" }), []);
  assert.deepEqual(await restores({ ByRecoveryPointCreationDateAfter: all[0].CreationDate }), []);
  const described = await ask(sdk.DescribeProtectedResourceCommand, { ResourceArn });
  assert.equal(described.LatestRestoreJobCreationDate.getTime(), Math.max(...all.map((one) => one.CreationDate.getTime())));
});

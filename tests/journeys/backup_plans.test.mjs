// Backup plans on a simulated clock: what is due begins once, whatever happens to the server meanwhile.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import * as sdk from "@aws-sdk/client-backup";
import * as aws from "@aws-sdk/client-dynamodb";

import { REGION, Server } from "./server.mjs";

const server = new Server(["--clock", "simulated", "--now", "2026-11-21T00:00:00Z"]);
let backup;
let dynamodb;
let account;
let plan;

function connect() {
  dynamodb = server.client();
  backup = new sdk.BackupClient({ endpoint: server.endpoint, region: REGION, maxAttempts: 1,
    credentials: server.credentials });
}

const ask = (Command, input = {}) => backup.send(new Command(input));
const pass = async (advance) => {
  const { status, body } = await server.extra("POST", "/_tidemark/clock", {}, JSON.stringify({ advance }));
  assert.equal(status, 200, JSON.stringify(body));
};
const pause = async (paused) => {
  const { status, body } = await server.extra("POST", "/_tidemark/jobs", {}, JSON.stringify({ paused }));
  assert.deepEqual([status, body], [200, { paused }]);
};

// "hour resource state" of every job, by time.
async function jobs() {
  const all = [];
  let NextToken;
  do {
    const page = await ask(sdk.ListBackupJobsCommand, { NextToken, MaxResults: 100 });
    all.push(...page.BackupJobs);
    NextToken = page.NextToken;
  } while (NextToken);
  return all.map((job) => `${job.CreationDate.toISOString().slice(8, 13)} ${job.ResourceName} ${job.State}`).sort();
}

before(async () => {
  await server.start();
  connect();
  for (const TableName of ["orders", "scratch"]) {
    const { TableDescription } = await dynamodb.send(new aws.CreateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }], KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      Tags: [{ Key: "backup", Value: TableName === "orders" ? "daily" : "no" }] }));
    account = TableDescription.TableArn.split(":")[4];
    await dynamodb.send(new aws.PutItemCommand({ TableName, Item: { pk: { S: "a" } } }));
  }
  await ask(sdk.CreateBackupVaultCommand, { BackupVaultName: "nightly" });
  plan = await ask(sdk.CreateBackupPlanCommand, { BackupPlan: { BackupPlanName: "hourly", Rules: [{ RuleName: "hourly",
    TargetBackupVaultName: "nightly", ScheduleExpression: "cron(0 1-23 * * ? *)", StartWindowMinutes: 60,
    Lifecycle: { DeleteAfterDays: 35 } }] } });
  await ask(sdk.CreateBackupSelectionCommand, { BackupPlanId: plan.BackupPlanId, BackupSelection: { SelectionName: "tagged",
    IamRoleArn: `arn:aws:iam::${account}:role/service-role/AWSBackupDefaultServiceRole`, Resources: ["arn:aws:s3:::photos"],
    ListOfTags: [{ ConditionType: "STRINGEQUALS", ConditionKey: "backup", ConditionValue: "daily" }] } });
});
after(() => server.end());

test("a due rule begins a job for every resource that its plan takes", async () => {
  await pass("90m");
  assert.deepEqual(await jobs(), ["21T01 orders COMPLETED", "21T01 photos FAILED"]);
  const { BackupJobs } = await ask(sdk.ListBackupJobsCommand, { ByState: "COMPLETED" });
  const [job] = BackupJobs;
  assert.equal(job.CreatedBy.BackupPlanId, plan.BackupPlanId);
  assert.equal(job.CreatedBy.BackupRuleName, "hourly");
  assert.equal(job.CreatedBy.BackupRuleCron, "cron(0 1-23 * * ? *)");
  assert.equal(job.StartBy.toISOString(), "2026-11-21T02:00:00.000Z");
  const { BackupJobs: failed } = await ask(sdk.ListBackupJobsCommand, { ByState: "FAILED" });
  assert.match(failed[0].StatusMessage, /s3|S3/);
  const { LastExecutionDate } = await ask(sdk.GetBackupPlanCommand, { BackupPlanId: plan.BackupPlanId });
  assert.equal(LastExecutionDate.toISOString(), "2026-11-21T01:00:00.000Z");
});

test("runs that were missed while jobs were paused start in their window, or are expired", async () => {
  await pause(true);
  await pass("180m");  // 04:30: 02:00 and 03:00 are too late, 04:00 is not
  assert.equal((await jobs()).length, 2);
  await pause(false);
  await pass("1m");
  const tables = (await jobs()).filter((line) => line.includes("orders"));
  assert.deepEqual(tables, ["21T01 orders COMPLETED", "21T02 orders EXPIRED", "21T03 orders EXPIRED", "21T04 orders COMPLETED"]);
});

test("a run goes on once after kill -9, wherever it was", async () => {
  for (let hour = 5; hour < 9; ++hour) {
    await pause(true);
    await pass("60m");
    await pause(false);
    if (hour % 2 === 0) await server.extra("GET", "/_tidemark/jobs");
    await server.stop("SIGKILL");
    server.options = ["--clock", "simulated"];  // which stands where it stood
    await server.start();
    connect();
    await pass("1s");
  }
  const tables = (await jobs()).filter((line) => line.includes("orders")).slice(4);
  assert.deepEqual(tables, [5, 6, 7, 8].map((hour) => `21T0${hour} orders COMPLETED`));
});

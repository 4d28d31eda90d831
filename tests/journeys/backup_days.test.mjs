// A table under a daily, a weekly and a monthly rule, copied to a second region every day, through simulated days and kills: what is
// there, what is cold and what is gone on each of them, told beforehand by arithmetic on dates, and what comes back, by
// what the table was. 60 days and 10 kills, or with TIDEMARK_FULL=1 400 and 200.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import * as backup from "@aws-sdk/client-backup";
import * as aws from "@aws-sdk/client-dynamodb";

import { REGION, Server } from "./server.mjs";

const DAYS = process.env.TIDEMARK_FULL ? 400 : 60;
const KILL_EVERY = process.env.TIDEMARK_FULL ? 2 : 6;
const ELSEWHERE = "eu-central-1";
const ACCOUNT = "123456789012";
const DAY = 86_400_000;
const START = Date.parse("2026-01-01T12:00:00Z");
const IamRoleArn = `arn:aws:iam::${ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole`;
const TableName = "orders";
const ResourceArn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}`;
const server = new Server(["--clock", "simulated", "--now", "2026-01-01T12:00:00Z"]);
const vaultArn = (region, name) => `arn:aws:backup:${region}:${ACCOUNT}:backup-vault:${name}`;

let dynamodb;
let here;
let there;
let random = 20260101;

function pick(below) {
  random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
  return random % below;
}

const connect = () => {
  dynamodb = server.client();
  const client = (region) => new backup.BackupClient({ endpoint: server.endpoint, region, maxAttempts: 1,
    credentials: server.credentials });
  here = client(REGION);
  there = client(ELSEWHERE);
};
const send = (Command, input) => dynamodb.send(new Command(input));
const ask = (Command, input = {}, client = here) => client.send(new Command(input));

// What the table holds, and what it held at the start of each run: by instant of the run.
const items = new Map();
const then = new Map();

async function change(count) {
  for (let i = 0; i < count; ++i) {
    const id = `k${pick(40)}`;
    if (pick(4) === 0) {
      await send(aws.DeleteItemCommand, { TableName, Key: { id: { S: id } } });
      items.delete(id);
    } else {
      const Item = { id: { S: id }, v: { N: String(pick(1e6)) }, g: { S: `g${pick(3)}` } };
      await send(aws.PutItemCommand, { TableName, Item });
      items.set(id, Item);
    }
  }
}

async function content(name) {
  const { Items } = await send(aws.ScanCommand, { TableName: name, ConsistentRead: true });
  return new Map(Items.map((item) => [item.id.S, item]));
}

const RULES = [
  { RuleName: "daily", ScheduleExpression: "cron(0 1 * * ? *)", hour: 1, on: () => true, keep: 30 },
  { RuleName: "weekly", ScheduleExpression: "cron(0 0 ? * SUN *)", hour: 0, on: (day) => day.getUTCDay() === 0, cold: 30,
    keep: 120 },
  { RuleName: "monthly", ScheduleExpression: "cron(0 0 1 * ? *)", hour: 0, on: (day) => day.getUTCDate() === 1, cold: 90,
    keep: 365 },
];

// Every run up to `now`, with what must be of its recovery point.
function expected(now) {
  const points = [];
  for (let at = Math.floor(START / DAY) * DAY; at <= now; at += DAY) {
    for (const rule of RULES) {
      const run = at + rule.hour * 3_600_000;
      if (run <= START || run > now || !rule.on(new Date(run))) continue;
      // Of rules that are due together the one that keeps longest makes the backup.
      if (RULES.some((other) => other.hour === rule.hour && other.keep > rule.keep && other.on(new Date(run)))) continue;
      if (run + rule.keep * DAY <= now) continue;
      points.push(`${rule.RuleName} ${new Date(run).toISOString()} ${
        rule.cold && run + rule.cold * DAY <= now ? "COLD" : "WARM"}`);
    }
  }
  return points.sort();
}

async function listed(client, BackupVaultName) {
  const points = [];
  let NextToken;
  do {
    const page = await ask(backup.ListRecoveryPointsByBackupVaultCommand, { BackupVaultName, NextToken, MaxResults: 17 }, client);
    points.push(...page.RecoveryPoints);
    ({ NextToken } = page);
  } while (NextToken);
  return points;
}

// A list says nothing of storage classes, a description does: asked of what may be cold, and of the copies once a week.
async function shown(client, vault, all) {
  const lines = [];
  for (const point of await listed(client, vault)) {
    const rule = point.CreatedBy.BackupRuleName;
    const { StorageClass } = rule === "daily" && !all ? { StorageClass: "WARM" }
      : await ask(backup.DescribeRecoveryPointCommand,
        { BackupVaultName: vault, RecoveryPointArn: point.RecoveryPointArn }, client);
    lines.push(`${rule} ${point.CreationDate.toISOString()} ${StorageClass}`);
  }
  return lines.sort();
}

async function restored(point, client, dynamo, name) {
  const { RestoreJobId } = await ask(backup.StartRestoreJobCommand, { RecoveryPointArn: point.RecoveryPointArn, IamRoleArn,
    Metadata: { targetTableName: name } }, client);
  for (;;) {
    const job = await ask(backup.DescribeRestoreJobCommand, { RestoreJobId }, client);
    if (job.Status === "COMPLETED") break;
    assert.ok(["PENDING", "RUNNING"].includes(job.Status), `${job.Status}: ${job.StatusMessage}`);
    await sleep(20);
  }
  const { Items } = await dynamo.send(new aws.ScanCommand({ TableName: name, ConsistentRead: true }));
  await dynamo.send(new aws.DeleteTableCommand({ TableName: name }));
  return new Map(Items.map((item) => [item.id.S, item]));
}

async function to(now) {
  const moved = await server.extra("POST", "/_tidemark/clock", {}, JSON.stringify({ set: new Date(now).toISOString() }));
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
}

before(async () => {
  await server.start();
  server.options = [];  // the directory remembers its clock
  connect();
  await send(aws.CreateTableCommand, { TableName, BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }, { AttributeName: "g", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    GlobalSecondaryIndexes: [{ IndexName: "by-g", Projection: { ProjectionType: "ALL" },
      KeySchema: [{ AttributeName: "g", KeyType: "HASH" }] }] });
  await change(60);
  await ask(backup.CreateBackupVaultCommand, { BackupVaultName: "main" });
  await ask(backup.CreateBackupVaultCommand, { BackupVaultName: "far" }, there);
});

after(async () => {
  for (const client of [dynamodb, here, there]) client?.destroy();
  await server.end();
});

test("a rule that deletes before ninety cold days is refused, with AWS's text", async () => {
  const BackupPlan = { BackupPlanName: "lab", Rules: [{ RuleName: "weekly", TargetBackupVaultName: "main",
    ScheduleExpression: "cron(0 0 ? * SUN *)", Lifecycle: { MoveToColdStorageAfterDays: 30, DeleteAfterDays: 90 } }] };
  await assert.rejects(ask(backup.CreateBackupPlanCommand, { BackupPlan }), (error) => {
    assert.equal(error.name, "InvalidParameterValueException");
    assert.match(error.message, /DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays/);
    return true;
  });
});

test("each day has the recovery points that the rules promise, and they are what the table was", async () => {
  const Rules = RULES.map(({ RuleName, ScheduleExpression, cold, keep }) => ({ RuleName, ScheduleExpression,
    TargetBackupVaultName: "main", StartWindowMinutes: 60, CompletionWindowMinutes: 120,
    Lifecycle: { MoveToColdStorageAfterDays: cold, DeleteAfterDays: keep },
    CopyActions: RuleName === "daily"
      ? [{ DestinationBackupVaultArn: vaultArn(ELSEWHERE, "far"), Lifecycle: { DeleteAfterDays: 30 } }] : undefined }));
  const { BackupPlanId } = await ask(backup.CreateBackupPlanCommand, { BackupPlan: { BackupPlanName: "policy", Rules } });
  await ask(backup.CreateBackupSelectionCommand, { BackupPlanId,
    BackupSelection: { SelectionName: "tables", IamRoleArn, Resources: [ResourceArn] } });
  for (let day = 1; day <= DAYS; ++day) {
    // All runs of a day see the same content: it changes at noon.
    const now = START + day * DAY;
    then.set(Math.floor(now / DAY), new Map(items));
    if (day % KILL_EVERY === 1) {
      // Somewhere among the day's jobs, copies and ends.
      const cut = to(now).catch(() => {});
      await sleep(pick(200));
      await server.stop("SIGKILL");
      await cut;
      await server.start();
      connect();
    }
    await to(now);
    const points = expected(now);
    assert.deepEqual(await shown(here, "main", day % 7 === 0), points, `day ${day}`);
    const copies = points.filter((point) => point.startsWith("daily"));
    assert.deepEqual(await shown(there, "far", day % 7 === 0), copies, `copies on day ${day}`);
    if (day % 10 === 0) {
      const [from, client, dynamo] = day % 20 === 0
        ? ["main", here, dynamodb] : ["far", there, server.client({ region: ELSEWHERE })];
      const all = await listed(client, from);
      const point = all[pick(all.length)];
      const was = then.get(Math.floor(point.CreationDate.getTime() / DAY));
      assert.deepEqual(await restored(point, client, dynamo, `back-${day}`), was, `${point.RecoveryPointArn} of day ${day}`);
    }
    await change(4);
  }
  const { BackupJobs } = await ask(backup.ListBackupJobsCommand, { ByState: "COMPLETED", MaxResults: 1000 });
  // Records of jobs are kept for thirty days after their end.
  assert.ok(BackupJobs.length >= 30 && BackupJobs.length <= 45, `${BackupJobs.length} jobs`);
  const oldest = Math.min(...BackupJobs.map((job) => job.CompletionDate.getTime()));
  assert.ok(START + DAYS * DAY - oldest < 32 * DAY);
  const failed = await ask(backup.ListBackupJobsCommand, { ByState: "FAILED" });
  assert.deepEqual(failed.BackupJobs, []);
  assert.deepEqual(await content(TableName), items);
});

// Every blob of the vaults belongs to a recovery point that is listed, or to one that it builds upon.
test("no blob is left of what has gone", async () => {
  const points = await listed(here, "main");
  const directory = join(server.data, "vaults", ACCOUNT, REGION, "main");
  const cold = join(server.data, "vaults", "cold");
  const files = (folder) => (existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()) : []);
  assert.ok(files(cold).length > 0, "what only cold recovery points name lies in the cold area");
  const manifests = readdirSync(join(directory, "points")).filter((name) => name.endsWith(".manifest"));
  assert.equal(manifests.length, points.length);
  for (const { RecoveryPointArn } of points) {
    await ask(backup.DeleteRecoveryPointCommand, { BackupVaultName: "main", RecoveryPointArn });
  }
  await to(START + DAYS * DAY + 3_600_000);
  // The vault itself stays, with its settings.
  assert.deepEqual(files(directory).map((entry) => entry.name), ["vault.row"]);
  assert.deepEqual(files(cold), []);
});

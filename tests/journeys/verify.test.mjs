// A vault's blobs read again and checked: nothing is wrong with a vault as it was written; a byte that is flipped in a file
// is found and the blob named, and what is restored from it is refused, not half a table.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import * as backup from "@aws-sdk/client-backup";
import * as aws from "@aws-sdk/client-dynamodb";

import { REGION, Server } from "./server.mjs";

const ACCOUNT = "123456789012";
const IamRoleArn = `arn:aws:iam::${ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole`;
const BackupVaultName = "nightly";
const TableName = "orders";
const server = new Server();
let dynamodb;
let vaults;
let RecoveryPointArn;

const ask = (Command, input) => vaults.send(new Command(input));

async function until(what, over) {
  for (;;) {
    const found = await what();
    if (over(found)) return found;
    await sleep(20);
  }
}

async function verify(query = {}) {
  const started = await server.extra("POST", `/_tidemark/vaults/${BackupVaultName}/verify`, query);
  assert.equal(started.status, 202, JSON.stringify(started.body));
  const shown = await until(() => server.extra("GET", `/_tidemark/vaults/${BackupVaultName}/verify/${started.body.id}`),
    ({ status, body }) => status !== 200 || body.state !== "RUNNING");
  assert.equal(shown.status, 200, JSON.stringify(shown.body));
  return shown.body;
}

before(async () => {
  await server.start();
  dynamodb = server.client();
  vaults = new backup.BackupClient({ endpoint: server.endpoint, region: REGION, maxAttempts: 1, credentials: server.credentials });
  await dynamodb.send(new aws.CreateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }], KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] }));
  for (let i = 0; i < 50; ++i) {
    await dynamodb.send(new aws.PutItemCommand({ TableName, Item: { id: { S: `item-${i}` }, text: { S: `${i}`.repeat(50) } } }));
  }
  await ask(backup.CreateBackupVaultCommand, { BackupVaultName });
  const { BackupJobId } = await ask(backup.StartBackupJobCommand,
    { BackupVaultName, IamRoleArn, ResourceArn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${TableName}` });
  const job = await until(() => ask(backup.DescribeBackupJobCommand, { BackupJobId }),
    ({ State }) => ["COMPLETED", "FAILED", "ABORTED", "EXPIRED"].includes(State));
  assert.equal(job.State, "COMPLETED", job.StatusMessage);
  ({ RecoveryPointArn } = job);
});

after(async () => {
  for (const client of [dynamodb, vaults]) client?.destroy();
  await server.end();
});

test("a vault as it was written is sound", async () => {
  for (const query of [{}, { sample: "5%" }]) {
    const report = await verify(query);
    assert.equal(report.state, "COMPLETED");
    assert.deepEqual(report.findings, []);
    assert.deepEqual([report.points, report.segments, report.found, report.gaps], [1, 1, 0, 0]);
    assert.equal(report.sample, query.sample ?? "100%");
    assert.ok(report.bytes > 0);
  }
});

test("what cannot be checked is refused, and says why", async () => {
  const refused = async (status, pattern, method, path, query) => {
    const reply = await server.extra(method, `/_tidemark/vaults/${path}`, query);
    assert.equal(reply.status, status, JSON.stringify(reply.body));
    assert.match(reply.body.message, pattern);
  };
  await refused(404, /no backup vault none/, "POST", "none/verify");
  await refused(404, /no check nobody of the vault nightly/, "GET", "nightly/verify/nobody");
  for (const sample of ["0%", "101%", "many", "-5%", "0.05%", "", "99999999999999999999"]) {
    await refused(400, /sample/, "POST", "nightly/verify", { sample });
  }
  await refused(400, /expect-head/, "POST", "nightly/verify", { "expect-head": "abc" });
  await refused(400, /smaple/, "POST", "nightly/verify", { smaple: "5%" });
});

test("a head that is not the newest manifest's is found", async () => {
  const { state, findings } = await verify({ "expect-head": "ab".repeat(32) });
  assert.equal(state, "COMPLETED");
  assert.equal(findings.length, 1);
  assert.match(findings[0], /\.manifest: it is not the expected head/);
});

test("a flipped byte is found, its blob named, and nothing is restored from it", async () => {
  const folder = join(server.data, "vaults");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const [file, ...others] = files.filter((name) => name.includes("/segments/"));
  assert.deepEqual(others, []);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] ^= 0x01;
  writeFileSync(file, bytes);

  const report = await verify();
  assert.equal(report.state, "COMPLETED");
  assert.ok(report.found > 0);
  const blob = file.slice(folder.length + 1);
  for (const finding of report.findings) assert.ok(finding.startsWith(blob), finding);

  const { RestoreJobId } = await ask(backup.StartRestoreJobCommand,
    { RecoveryPointArn, IamRoleArn, Metadata: { targetTableName: "restored" } });
  const job = await until(() => ask(backup.DescribeRestoreJobCommand, { RestoreJobId }),
    ({ Status }) => !["PENDING", "RUNNING"].includes(Status));
  assert.equal(job.Status, "FAILED");
  assert.ok(job.StatusMessage.includes(blob), job.StatusMessage);
  await until(() => dynamodb.send(new aws.ListTablesCommand({})), ({ TableNames }) => !TableNames.includes("restored"));
});

// What a vault tells: its topic's subscribers by HTTP, and the event log. Through the SDKs alone, as an operator would.
import assert from "node:assert/strict";
import { createVerify, X509Certificate } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import * as backup from "@aws-sdk/client-backup";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as iam from "@aws-sdk/client-iam";
import * as sns from "@aws-sdk/client-sns";

import { REGION, Server } from "./server.mjs";

const VAULT = "nightly";
const server = new Server(["--clock", "simulated", "--now", "2026-11-20T05:00:00Z"]);
const received = [];
const waiting = [];
let answers = 200;
let hook;
let clients;
let role;
let table;
let topic;

const listener = http.createServer(async (request, reply) => {
  let body = "";
  for await (const part of request) body += part;
  reply.writeHead(answers).end();
  if (answers !== 200) return;
  const message = { headers: request.headers, json: JSON.parse(body) };
  const waiter = waiting.shift();
  if (waiter) waiter(message);
  else received.push(message);
});
const next = () => received.length ? Promise.resolve(received.shift()) : new Promise((resolve) => waiting.push(resolve));

function connect() {
  const options = { endpoint: server.endpoint, region: REGION, credentials: server.credentials, maxAttempts: 1 };
  clients = { backup: new backup.BackupClient(options), dynamodb: new dynamodb.DynamoDBClient(options),
    iam: new iam.IAMClient(options), sns: new sns.SNSClient(options) };
}

const ask = (service, Command, input = {}) => clients[service].send(new Command(input));

async function job(BackupJobId) {
  for (;;) {
    const shown = await ask("backup", backup.DescribeBackupJobCommand, { BackupJobId });
    if (["COMPLETED", "FAILED", "ABORTED", "EXPIRED"].includes(shown.State)) return shown;
    await sleep(20);
  }
}

async function events() {
  const all = [];
  for (let after = ""; ;) {
    const page = await server.extra("GET", "/_tidemark/events", { limit: "2", ...(after && { after }) });
    all.push(...page.body.events.map((one) => one.event));
    if (page.body.after === undefined) return all;
    after = page.body.after;
  }
}

const start = (ResourceArn) => ask("backup", backup.StartBackupJobCommand,
  { BackupVaultName: VAULT, ResourceArn, IamRoleArn: role });

before(async () => {
  await server.start();
  connect();
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  hook = `http://127.0.0.1:${listener.address().port}/backups`;
  const made = await ask("iam", iam.CreateRoleCommand, { RoleName: "backup", AssumeRolePolicyDocument: JSON.stringify({
    Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "backup.amazonaws.com" },
      Action: "sts:AssumeRole" }] }) });
  role = made.Role.Arn;
  await ask("iam", iam.AttachRolePolicyCommand, { RoleName: "backup",
    PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup" });
  const { TableDescription } = await ask("dynamodb", dynamodb.CreateTableCommand, { TableName: "orders",
    BillingMode: "PAY_PER_REQUEST", AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] });
  table = TableDescription.TableArn;
  await ask("dynamodb", dynamodb.DescribeTableCommand, { TableName: "orders" });
  await ask("dynamodb", dynamodb.PutItemCommand, { TableName: "orders", Item: { id: { S: "a" } } });
  await ask("backup", backup.CreateBackupVaultCommand, { BackupVaultName: VAULT });
  topic = (await ask("sns", sns.CreateTopicCommand, { Name: "backups" })).TopicArn;
});

after(async () => {
  for (const one of Object.values(clients)) one.destroy();
  listener.close();
  listener.closeAllConnections();
  await server.end();
});

test("a subscriber confirms", async () => {
  await ask("sns", sns.SetTopicAttributesCommand, { TopicArn: topic, AttributeName: "Policy",
    AttributeValue: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow",
      Principal: { Service: "backup.amazonaws.com" }, Action: "SNS:Publish", Resource: topic }] }) });
  await ask("sns", sns.SubscribeCommand, { TopicArn: topic, Protocol: "http", Endpoint: hook });
  const { headers, json } = await next();
  assert.equal(headers["x-amz-sns-message-type"], "SubscriptionConfirmation");
  await ask("sns", sns.ConfirmSubscriptionCommand, { TopicArn: topic, Token: json.Token });
});

test("a job that completes is told, in the words that consumers parse", async () => {
  await ask("backup", backup.PutBackupVaultNotificationsCommand, { BackupVaultName: VAULT, SNSTopicArn: topic,
    BackupVaultEvents: ["BACKUP_JOB_COMPLETED"] });
  const { BackupJobId } = await start(table);
  const done = await job(BackupJobId);
  assert.equal(done.State, "COMPLETED", done.StatusMessage);
  const { json } = await next();
  assert.equal(json.Subject, "Notification from AWS Backup");
  const [, point, resource, id] = json.Message.match(
    /^An AWS Backup job was completed successfully\. Recovery point ARN: (\S+)\. Backed up Resource ARN : (\S+)\. Backup Job Id : (\S+)$/);
  assert.deepEqual([point, resource, id], [done.RecoveryPointArn, table, BackupJobId]);
  const values = Object.fromEntries(Object.entries(json.MessageAttributes).map(([name, { Value }]) => [name, Value]));
  assert.deepEqual(values, { EventType: "BACKUP_JOB", State: "COMPLETED", AccountId: table.split(":")[4],
    Id: BackupJobId, StartTime: done.CreationDate.toISOString() });
  const pem = await (await fetch(json.SigningCertURL)).text();
  const text = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    .map((name) => `${name}\n${json[name]}\n`).join("");
  assert.ok(createVerify("RSA-SHA1").update(text).verify(new X509Certificate(pem).publicKey, json.Signature, "base64"));
});

test("a job that fails is told with its reason", async () => {
  const { BackupJobId } = await start(`${table}-not-there`);
  const failed = await job(BackupJobId);
  assert.equal(failed.State, "FAILED");
  const { json } = await next();
  assert.match(json.Message, /^An AWS Backup job failed\. Resource ARN : /);
  assert.ok(json.Message.includes(failed.StatusMessage));
  assert.equal(json.MessageAttributes.State.Value, "FAILED");
});

test("a filter keeps successes from a subscriber", async () => {
  const { Subscriptions } = await ask("sns", sns.ListSubscriptionsByTopicCommand, { TopicArn: topic });
  const { SubscriptionArn } = Subscriptions[0];
  await ask("sns", sns.SetSubscriptionAttributesCommand, { SubscriptionArn, AttributeName: "FilterPolicy",
    AttributeValue: JSON.stringify({ State: [{ "anything-but": "COMPLETED" }] }) });
  await job((await start(table)).BackupJobId);
  const { BackupJobId } = await start(`${table}-not-there`);
  const { json } = await next();
  assert.equal(json.MessageAttributes.Id.Value, BackupJobId);
  await ask("sns", sns.SetSubscriptionAttributesCommand, { SubscriptionArn, AttributeName: "FilterPolicy",
    AttributeValue: "{}" });
});

test("a message that nobody took survives a kill and comes later", async () => {
  answers = 503;
  const { BackupJobId } = await start(table);
  await job(BackupJobId);
  await server.stop("SIGKILL");
  await server.start();
  connect();
  answers = 200;
  await server.extra("POST", "/_tidemark/clock", {}, JSON.stringify({ advance: "10m" }));
  const { json } = await next();
  assert.equal(json.MessageAttributes.Id.Value, BackupJobId);
});

test("every transition stands in the event log, in order", async () => {
  const all = await events();
  const vault = all.filter((one) => one["detail-type"] === "Backup Vault State Change");
  assert.deepEqual(vault.map((one) => one.detail.state), ["CREATED", "MODIFIED"]);
  const jobs = all.filter((one) => one["detail-type"] === "Backup Job State Change");
  const first = jobs.filter((one) => one.detail.backupJobId === jobs[0].detail.backupJobId);
  assert.deepEqual([first.at(0).detail.state, first.at(-1).detail.state], ["CREATED", "COMPLETED"]);
  assert.deepEqual(Object.keys(first[0].detail).sort(), ["backupJobId", "creationDate", "state"]);
  assert.deepEqual(first[0].resources, []);
  assert.match(first.at(-1).resources[0], /^arn:aws:backup:/);
  for (const one of all) {
    assert.equal(one.source, "aws.backup");
    assert.equal(one.version, "0");
    assert.equal(one.region, REGION);
  }
  assert.equal(new Set(all.map((one) => one.id)).size, all.length);
});

test("without its policy a topic hears nothing, but the log does", async () => {
  const count = (await events()).length;
  await ask("sns", sns.SetTopicAttributesCommand, { TopicArn: topic, AttributeName: "Policy", AttributeValue: "" });
  await job((await start(table)).BackupJobId);
  await server.extra("POST", "/_tidemark/clock", {}, JSON.stringify({ advance: "1m" }));
  assert.deepEqual(received, []);
  assert.ok((await events()).length > count);
});

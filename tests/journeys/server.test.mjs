// The server as a process: keys, refusals, restarts, the simulated clock.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import * as aws from "@aws-sdk/client-dynamodb";

import { Server } from "./server.mjs";

const BINARY = process.env.TIDEMARK ?? "build/checked/tidemark";
const TABLE = { TableName: "orders", BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "k", KeyType: "HASH" }] };

async function withServer(options, story) {
  const server = await new Server(options).start();
  try {
    await story(server);
  } finally {
    await server.end();
  }
}

test("the key pair is printed once and kept for its owner alone", () => withServer([], async (server) => {
  const { accessKeyId, secretAccessKey } = server.credentials;
  assert.match(server.output, new RegExp(accessKeyId));
  assert.ok(server.output.includes(secretAccessKey));
  assert.equal(statSync(join(server.data, "keys")).mode & 0o777, 0o600);
  await server.stop();
  await server.start();
  assert.ok(!server.output.includes(secretAccessKey));
}));

test("wrong secrets and unknown keys are refused as AWS refuses them", () => withServer([], async (server) => {
  const list = (credentials) =>
    server.client({ credentials }).send(new aws.ListTablesCommand({}));
  const { accessKeyId } = server.credentials;
  await assert.rejects(list({ accessKeyId, secretAccessKey: "wrong" }), { name: "InvalidSignatureException" });
  await assert.rejects(list({ accessKeyId: "AKIANOBODY", secretAccessKey: "wrong" }),
    { name: "UnrecognizedClientException" });
  assert.deepEqual((await list(server.credentials)).TableNames, []);
}));

test("without keys every caller is the account, on loopback only", () => withServer(["--no-auth"], async (server) => {
  await server.client({ credentials: { accessKeyId: "any", secretAccessKey: "any" } })
    .send(new aws.CreateTableCommand(TABLE));
  const refused = spawnSync(BINARY, ["serve", "--data", join(server.directory, "other"), "--port", "0",
    "--no-auth", "--listen", "0.0.0.0"], { timeout: 10_000, encoding: "utf8" });
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /loopback/);
}));

test("a second server on the directory is refused and names the first", () => withServer([], async (server) => {
  const second = spawnSync(BINARY, ["serve", "--data", server.data, "--port", "0"],
    { timeout: 10_000, encoding: "utf8" });
  assert.notEqual(second.status, 0);
  assert.match(second.stderr, new RegExp(`pid ${server.process.pid}\\b`));
}));

test("SIGTERM ends it with 0 and nothing is lost", () => withServer([], async (server) => {
  let client = server.client();
  await client.send(new aws.CreateTableCommand(TABLE));
  await client.send(new aws.PutItemCommand({ TableName: "orders", Item: { k: { S: "a" } } }));
  assert.equal(await server.stop(), 0);
  await server.start();
  client = server.client();
  const found = await client.send(new aws.GetItemCommand({ TableName: "orders", Key: { k: { S: "a" } } }));
  assert.deepEqual(found.Item, { k: { S: "a" } });
}));

test("an unknown x-tidemark header and an unsigned extra are refused", () => withServer([], async (server) => {
  await assert.rejects(server.clientWithHeader("x-tidemark-nonsense", "1").send(new aws.ListTablesCommand({})),
    { name: "ValidationException" });
  const unsigned = await fetch(`${server.endpoint}/_tidemark/deleted-tables`);
  assert.equal(unsigned.status, 403);
  assert.equal((await fetch(`${server.endpoint}/_tidemark/health`)).status, 200);
  assert.match(await (await fetch(`${server.endpoint}/_tidemark/metrics`)).text(), /^tidemark_/m);
  const fidelity = await (await fetch(`${server.endpoint}/_tidemark/fidelity`)).json();
  assert.equal(fidelity.services.dynamodb.CreateBackup.fidelity, "same");
  assert.equal(fidelity.services.dynamodb.ExportTableToPointInTime.fidelity, "refused");
}));

test("a simulated clock is remembered, moves forward only, and lets things expire", () =>
  withServer(["--clock", "simulated", "--now", "2026-01-01T00:00:00Z"], async (server) => {
    const client = server.client();
    await client.send(new aws.CreateTableCommand(TABLE));
    await client.send(new aws.UpdateContinuousBackupsCommand({ TableName: "orders",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }));
    await client.send(new aws.PutItemCommand({ TableName: "orders", Item: { k: { S: "a" } } }));
    await client.send(new aws.DeleteTableCommand({ TableName: "orders" }));
    const systemBackups = async () => (await client.send(
      new aws.ListBackupsCommand({ BackupType: "SYSTEM" }))).BackupSummaries.length;
    assert.equal(await systemBackups(), 1);
    const moved = await server.extra("POST", "/_tidemark/clock", {}, '{"advance":"34d"}');
    assert.deepEqual([moved.status, moved.body.now], [200, "2026-02-04T00:00:00.000000Z"]);
    assert.equal(await systemBackups(), 1);
    assert.equal((await server.extra("POST", "/_tidemark/clock", {}, '{"advance":"1d"}')).status, 200);
    assert.equal(await systemBackups(), 0);
    const back = await server.extra("POST", "/_tidemark/clock", {}, '{"set":"2026-01-01T00:00:00Z"}');
    assert.equal(back.status, 400);
    await server.stop("SIGKILL");
    server.options = [];
    await server.start();
    assert.equal((await server.extra("GET", "/_tidemark/clock")).body.now, "2026-02-05T00:00:00.000000Z");
    assert.equal(readFileSync(join(server.data, "CLOCK"), "utf8").trim(), "simulated");
  }));

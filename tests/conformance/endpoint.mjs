// What every conformance file talks to: the engine started here or by run.mjs, another endpoint, or AWS.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

import { Sha256 } from "@aws-crypto/sha256-js";
import * as aws from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { SignatureV4 } from "@smithy/signature-v4";

import { REGION, Server } from "../journeys/server.mjs";

export { aws };

const ENV = process.env;
const given = ENV.TIDEMARK_CONFORMANCE_AWS === "1" || ENV.TIDEMARK_CONFORMANCE_ENDPOINT !== undefined;

// True when the engine under test is not ours: `test(name, { skip: engineOnly }, ...)`.
export const engineOnly = given && ENV.TIDEMARK_CONFORMANCE_OURS !== "1"
  ? "an extension of Tidemark's" : false;

let server;

async function place() {
  if (!given) {
    server = await new Server().start();
    server.unref();
    return { endpoint: server.endpoint, region: REGION, credentials: server.credentials };
  }
  const region = ENV.AWS_REGION ?? ENV.AWS_DEFAULT_REGION ?? REGION;
  const credentials = { accessKeyId: ENV.AWS_ACCESS_KEY_ID, secretAccessKey: ENV.AWS_SECRET_ACCESS_KEY,
    ...(ENV.AWS_SESSION_TOKEN && { sessionToken: ENV.AWS_SESSION_TOKEN }) };
  return { endpoint: ENV.TIDEMARK_CONFORMANCE_ENDPOINT, region, credentials };
}

const at = await place();
export const { region, credentials } = at;

const sent = { region, credentials, maxAttempts: 1, ...(at.endpoint && { endpoint: at.endpoint }) };
// For clients of other services.
export const configuration = sent;
export const dynamodb = new aws.DynamoDBClient(sent);
export const streams = new DynamoDBStreamsClient(sent);

// Where raw requests go, by signing service.
export const endpoint = (service = "dynamodb") =>
  new URL(at.endpoint ?? `https://${service}.${region}.amazonaws.com`);

// One call: `send(aws.GetItemCommand, { TableName, Key })`.
export const send = (Command, input) => dynamodb.send(new Command(input));

// One HTTP request as it is, unsigned: { status, headers, body, bytes, json }.
export function http1({ method = "POST", path = "/", headers = {}, body, url = endpoint() }) {
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const call = request({ method, path, headers, host: url.hostname, port: url.port, agent: false },
      (reply) => {
        const parts = [];
        reply.on("data", (part) => parts.push(part));
        reply.on("error", reject);
        reply.on("end", () => {
          const bytes = Buffer.concat(parts);
          const text = bytes.toString("utf8");
          let json;
          try { json = JSON.parse(text); } catch { /* not every answer is JSON */ }
          resolve({ status: reply.statusCode, headers: reply.headers, body: text, bytes, json });
        });
      });
    call.on("error", reject);
    call.end(body);
  });
}

// A signed POST past the SDK's own checks. `target` is an operation's name, or a whole X-Amz-Target; `body` an object,
// or text or bytes sent as they are. A header given as undefined is left out.
export async function raw(target, body, { headers = {}, service = "dynamodb" } = {}) {
  const url = endpoint(service);
  const bytes = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const all = { host: url.host, "content-type": "application/x-amz-json-1.0",
    "x-amz-target": target.includes(".") ? target : `DynamoDB_20120810.${target}`, ...headers };
  for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
  const signer = new SignatureV4({ credentials, region, service: "dynamodb", sha256: Sha256 });
  const signed = await signer.sign({ method: "POST", path: "/", protocol: url.protocol, hostname: url.hostname,
    query: {}, headers: all, body: bytes });
  return http1({ headers: { ...signed.headers, "content-length": Buffer.byteLength(bytes) }, body: bytes, url });
}

// The call ends in this error with exactly this text (or text that matches). A raw answer counts as an error when its
// status is not 200.
export async function fails(call, name, message) {
  let error;
  try {
    const reply = await (typeof call === "function" ? call() : call);
    if (reply?.status === undefined || reply.status === 200) {
      assert.fail(`no error, where ${name} was expected: ${message}`);
    }
    error = { name: reply.json?.__type?.split("#").at(-1), message: reply.json?.message ?? reply.json?.Message };
  } catch (caught) {
    if (caught instanceof assert.AssertionError) throw caught;
    error = caught;
  }
  if (message instanceof RegExp) assert.match(String(error.message), message);
  else if (message !== undefined) assert.equal(error.message, message);
  assert.equal(error.name, name);
  return error;
}

// AttributeDefinitions and KeySchema in short: `keys("pk:S", "sk:N")`.
export function keys(hash, range) {
  const parts = [hash, range].filter(Boolean).map((text) => text.split(":"));
  return {
    AttributeDefinitions: parts.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: parts.map(([AttributeName], index) => ({ AttributeName, KeyType: index ? "RANGE" : "HASH" })),
  };
}

const made = [];
const run = randomBytes(4).toString("hex");

// A name nobody else uses, for a table that is deleted when the file ends.
export function tableName() {
  const name = `conformance-${run}-${made.length}`;
  made.push(name);
  return name;
}

export async function active(TableName) {
  for (;;) {
    const { Table } = await send(aws.DescribeTableCommand, { TableName });
    const indexes = Table.GlobalSecondaryIndexes ?? [];
    if (Table.TableStatus === "ACTIVE" && indexes.every((one) => one.IndexStatus === "ACTIVE")) return Table;
    await sleep(engineOnly ? 500 : 5);
  }
}

// A new table, ACTIVE with its indexes, paid per request unless the definition says otherwise. Its name.
export async function table(definition) {
  const TableName = tableName();
  const billing = definition.ProvisionedThroughput ? {} : { BillingMode: "PAY_PER_REQUEST" };
  await send(aws.CreateTableCommand, { ...billing, ...definition, TableName });
  await active(TableName);
  return TableName;
}

// Puts items, 25 at a time.
export async function load(TableName, items) {
  for (let from = 0; from < items.length; from += 25) {
    let RequestItems = { [TableName]: items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } })) };
    while (Object.keys(RequestItems).length) {
      RequestItems = (await send(aws.BatchWriteItemCommand, { RequestItems })).UnprocessedItems;
    }
  }
}

// Not after(): node:test runs that as soon as the tests so far are done, which can be while the file still waits for what
// its next tests need.
process.once("beforeExit", async () => {
  if (given) await Promise.all(made.map((TableName) => send(aws.DeleteTableCommand, { TableName }).catch(() => {})));
  dynamodb.destroy();
  streams.destroy();
});
process.once("exit", () => server?.abandon());

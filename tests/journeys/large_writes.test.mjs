// A hundred items of 400 KB with two indexes, in transactions that all arrive at once: they are written, their index
// entries too, and the server's memory stays within bounds.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";

import * as aws from "@aws-sdk/client-dynamodb";

import { Server } from "./server.mjs";

const TRANSACTIONS = 10;   // of ten items each, 4 MB being the most of one
// Beyond what the server held before, while 40 MB of requests become 120 MB of rows; measured 136 at most.
const MOST_MEGABYTES = 400;
const server = new Server();
let dynamodb;

const memory = (what) => {
  const line = readFileSync(`/proc/${server.process.pid}/status`, "utf8").split("\n").find((text) => text.startsWith(what));
  return Number(line.split(/\s+/)[1]) / 1024;
};
const index = (attribute) => ({ IndexName: `by-${attribute}`, KeySchema: [{ AttributeName: attribute, KeyType: "HASH" }], Projection: { ProjectionType: "ALL" } });
const item = (t, i) => ({ pk: { S: `t${t}` }, sk: { N: String(i) }, a: { S: `a${i}` }, b: { N: String(t) }, v: { S: "v".repeat(409_000) } });
const transaction = (t) => dynamodb.send(new aws.TransactWriteItemsCommand({
  TransactItems: Array.from({ length: 10 }, (_, i) => ({ Put: { TableName: "large", Item: item(t, i) } })) }));
const count = async (query) => {
  let found = 0;
  let ExclusiveStartKey;
  do {
    const page = await dynamodb.send(new aws.QueryCommand({ TableName: "large", Select: "COUNT", ExclusiveStartKey, ...query }));
    found += page.Count;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
};

before(async () => {
  await server.start();
  dynamodb = server.client();
  await dynamodb.send(new aws.CreateTableCommand({
    TableName: "large", BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [["pk", "S"], ["sk", "N"], ["a", "S"], ["b", "N"]].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
    GlobalSecondaryIndexes: [index("a"), index("b")],
  }));
});
after(() => server.end());

test("a hundred items of 400 KB are too much for one transaction", async () => {
  const TransactItems = Array.from({ length: 11 }, (_, i) => ({ Put: { TableName: "large", Item: item(99, i) } }));
  await assert.rejects(dynamodb.send(new aws.TransactWriteItemsCommand({ TransactItems })), { name: "ValidationException" });
});

test("in ten transactions at once they are written within bounds, and again over themselves", async () => {
  for (const round of [1, 2]) {
    writeFileSync(`/proc/${server.process.pid}/clear_refs`, "5");   // its peak begins anew
    const held = memory("VmRSS");

    await Promise.all(Array.from({ length: TRANSACTIONS }, (_, t) => transaction(t)));

    const more = memory("VmHWM") - held;
    assert.ok(more < MOST_MEGABYTES, `round ${round} took ${more.toFixed(0)} MB more`);
    if (process.env.VERBOSE) console.log(`round ${round}: ${more.toFixed(0)} MB more than ${held.toFixed(0)}`);
  }
});

test("every index has all of them", async () => {
  assert.equal(await count({ KeyConditionExpression: "pk = :v", ExpressionAttributeValues: { ":v": { S: "t3" } } }), 10);
  assert.equal(await count({ IndexName: "by-a", KeyConditionExpression: "a = :v", ExpressionAttributeValues: { ":v": { S: "a7" } } }), TRANSACTIONS);
  assert.equal(await count({ IndexName: "by-b", KeyConditionExpression: "b = :v", ExpressionAttributeValues: { ":v": { N: "5" } } }), 10);
});

// What belongs to no one table: lists, limits, endpoints, and the global tables that there are not.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, engineOnly, fails, keys, raw, send, table } from "./endpoint.mjs";

const made = (await Promise.all(Array.from({ length: 4 }, () => table(keys("pk:S"))))).sort();
const list = (more = {}) => send(aws.ListTablesCommand, more);
const NULL = (path) => `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`;

// --- ListTables ---

test("tables are listed by name", async () => {
  const { TableNames } = await list();
  assert.deepEqual(TableNames, [...TableNames].sort());
});

test("after a name, whether it is there or not", async () => {
  assert.equal((await list({ ExclusiveStartTableName: made[0] })).TableNames[0], made[1]);
  assert.equal((await list({ ExclusiveStartTableName: `${made[0]}!`.replace("!", "-"), Limit: 1 })).TableNames[0], made[1]);
});

test("by pages", async () => {
  const first = await list({ ExclusiveStartTableName: made[0], Limit: 2 });
  assert.deepEqual(first.TableNames, made.slice(1, 3));
  assert.equal(first.LastEvaluatedTableName, made[2]);
  assert.equal((await list({ ExclusiveStartTableName: first.LastEvaluatedTableName, Limit: 1 })).TableNames[0], made[3]);
});

test("behind the last", async () => {
  const { TableNames, LastEvaluatedTableName } = await list({ ExclusiveStartTableName: "zzzzzzzzzzzz" });
  assert.deepEqual(TableNames, []);
  assert.equal(LastEvaluatedTableName, undefined);
});

for (const [limit, rule] of [[0, "greater than or equal to 1"], [-1, "greater than or equal to 1"], [101, "less than or equal to 100"]]) {
  test(`a limit of ${limit}`, () => fails(raw("ListTables", { Limit: limit }), "ValidationException",
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${rule}`));
}

for (const [name, text] of [
  ["ab", "1 validation error detected: Value 'ab' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length greater than or equal to 3"],
  ["abc;", "1 validation error detected: Value 'abc;' at 'exclusiveStartTableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"],
  ["a".repeat(256), `1 validation error detected: Value '${"a".repeat(256)}' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length less than or equal to 255`],
]) {
  test(`after ${name.slice(0, 5)}`, () => fails(raw("ListTables", { ExclusiveStartTableName: name }), "ValidationException", text));
}

// --- DescribeLimits, DescribeEndpoints ---

test("DescribeLimits", async () => {
  const { $metadata, ...limits } = await send(aws.DescribeLimitsCommand, {});
  assert.deepEqual(Object.keys(limits).sort(), ["AccountMaxReadCapacityUnits", "AccountMaxWriteCapacityUnits",
    "TableMaxReadCapacityUnits", "TableMaxWriteCapacityUnits"]);
  assert.ok(limits.AccountMaxReadCapacityUnits >= limits.TableMaxReadCapacityUnits && limits.TableMaxReadCapacityUnits > 0);
});

test("DescribeEndpoints", async () => {
  const { Endpoints } = await send(aws.DescribeEndpointsCommand, {});
  assert.equal(Endpoints.length, 1);
  assert.equal(Endpoints[0].CachePeriodInMinutes, 1440);
  assert.match(Endpoints[0].Address, /^[a-z0-9.:-]+$/);
});

// --- Global tables ---

const LEGACY = "One or more parameter values were invalid: DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables version 2019.11.21, instead of version 2017.11.29 (Legacy).";
const GlobalTableName = "global-of-ours";

test("CreateGlobalTable", () => fails(send(aws.CreateGlobalTableCommand,
  { GlobalTableName, ReplicationGroup: [{ RegionName: "eu-west-1" }] }), "ValidationException", LEGACY));
test("UpdateGlobalTable that adds", () => fails(send(aws.UpdateGlobalTableCommand,
  { GlobalTableName, ReplicaUpdates: [{ Create: { RegionName: "eu-west-1" } }] }), "ValidationException", LEGACY));
test("UpdateGlobalTable that removes", () => fails(send(aws.UpdateGlobalTableCommand,
  { GlobalTableName, ReplicaUpdates: [{ Delete: { RegionName: "eu-west-1" } }] }), "GlobalTableNotFoundException",
`Global table with name: '${GlobalTableName}' does not exist.`));
test("DescribeGlobalTable", () => fails(send(aws.DescribeGlobalTableCommand, { GlobalTableName }), "GlobalTableNotFoundException",
  `Global table not found: Global table with name: '${GlobalTableName}' does not exist.`));
for (const Command of [aws.DescribeGlobalTableSettingsCommand, aws.UpdateGlobalTableSettingsCommand]) {
  test(Command.name, () => fails(send(Command, { GlobalTableName }), "GlobalTableNotFoundException",
    `Global table with name: '${GlobalTableName}' does not exist.`));
}
test("ListGlobalTables", async () => assert.deepEqual((await send(aws.ListGlobalTablesCommand, {})).GlobalTables, []));

for (const operation of ["CreateGlobalTable", "UpdateGlobalTable", "DescribeGlobalTable", "DescribeGlobalTableSettings", "UpdateGlobalTableSettings"]) {
  test(`${operation} without a name`, () => fails(raw(operation, { ReplicationGroup: [], ReplicaUpdates: [] }), "ValidationException",
    NULL("globalTableName")));
}

for (const operation of ["DescribeTableReplicaAutoScaling", "UpdateTableReplicaAutoScaling"]) {
  test(`${operation} is refused by name`, { skip: engineOnly }, () =>
    fails(raw(operation, { TableName: made[0] }), "UnknownOperationException", new RegExp(operation)));
}

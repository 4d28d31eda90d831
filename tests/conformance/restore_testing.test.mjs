// Restore testing plans and selections of AWS Backup: made, read, changed and deleted.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";

import { ask, engineOnly, fails, freshName, region, sdk } from "./backup_endpoint.mjs";

const only = { skip: engineOnly };  // what only we refuse
const account = "123456789012";
const VAULT = `arn:aws:backup:${region}:${account}:backup-vault:nightly`;
const TABLE = `arn:aws:dynamodb:${region}:${account}:table/orders`;
const ROLE = `arn:aws:iam::${account}:role/restore`;
const CHOICE = { Algorithm: "LATEST_WITHIN_WINDOW", IncludeVaults: [VAULT], RecoveryPointTypes: ["SNAPSHOT"] };
const SCHEDULE = "cron(0 5 ? * SUN *)";

const made = [];

async function plan(more = {}, request = {}) {
  const RestoreTestingPlanName = freshName("_");
  const reply = await ask(sdk.CreateRestoreTestingPlanCommand, { ...request, RestoreTestingPlan: {
    RestoreTestingPlanName, ScheduleExpression: SCHEDULE, RecoveryPointSelection: CHOICE, ...more } });
  made.push(reply.RestoreTestingPlanName);
  return reply;
}

const got = async (RestoreTestingPlanName) =>
  (await ask(sdk.GetRestoreTestingPlanCommand, { RestoreTestingPlanName })).RestoreTestingPlan;

const selection = (RestoreTestingPlanName, more = {}, request = {}) =>
  ask(sdk.CreateRestoreTestingSelectionCommand, { RestoreTestingPlanName, ...request, RestoreTestingSelection: {
    RestoreTestingSelectionName: "tables", ProtectedResourceType: "DynamoDB", ProtectedResourceArns: ["*"], IamRoleArn: ROLE,
    ...more } });

async function drop(RestoreTestingPlanName) {
  const { RestoreTestingSelections } = await ask(sdk.ListRestoreTestingSelectionsCommand, { RestoreTestingPlanName });
  for (const { RestoreTestingSelectionName } of RestoreTestingSelections) {
    await ask(sdk.DeleteRestoreTestingSelectionCommand, { RestoreTestingPlanName, RestoreTestingSelectionName });
  }
  return ask(sdk.DeleteRestoreTestingPlanCommand, { RestoreTestingPlanName });
}

after(() => Promise.all(made.map((name) => drop(name).catch(() => {}))));

test("a plan comes back with its defaults", async () => {
  const reply = await plan();
  assert.equal(reply.$metadata.httpStatusCode, 201);
  assert.match(reply.RestoreTestingPlanArn,
    new RegExp(`^arn:aws:backup:${region}:[0-9]{12}:restore-testing-plan:${reply.RestoreTestingPlanName}-[0-9a-f-]{36}$`));
  const one = await got(reply.RestoreTestingPlanName);
  assert.equal(one.RestoreTestingPlanArn, reply.RestoreTestingPlanArn);
  assert.equal(one.ScheduleExpression, SCHEDULE);
  assert.equal(one.StartWindowHours, 24);
  assert.deepEqual(one.RecoveryPointSelection, { ...CHOICE, ExcludeVaults: [], SelectionWindowDays: 30 });
  assert.equal(one.CreationTime.getTime(), reply.CreationTime.getTime());
  assert.equal(one.LastExecutionTime, undefined);
});

test("a name is taken once, by a creator's request as often as it is sent", async () => {
  const CreatorRequestId = randomUUID();
  const first = await plan({}, { CreatorRequestId });
  const { RestoreTestingPlanName } = first;
  await fails(plan({ RestoreTestingPlanName }), "AlreadyExistsException");
  const again = await plan({ RestoreTestingPlanName }, { CreatorRequestId });
  assert.equal(again.RestoreTestingPlanArn, first.RestoreTestingPlanArn);
});

test("what is no plan is refused", async () => {
  const window = (more) => ({ RecoveryPointSelection: { ...CHOICE, ...more } });
  for (const wrong of [{ RestoreTestingPlanName: "with-dash" }, { RestoreTestingPlanName: "a".repeat(51) },
    { ScheduleExpression: "rate(1 day)" }, { ScheduleExpression: "cron(0 5 * * * *)" }, { ScheduleExpressionTimezone: "Mars/North" },
    { StartWindowHours: 0 }, { StartWindowHours: 169 }, window({ SelectionWindowDays: 0 }), window({ SelectionWindowDays: 366 }),
    window({ Algorithm: "OLDEST" }), window({ IncludeVaults: [] }), window({ IncludeVaults: ["nightly"] }),
    window({ RecoveryPointTypes: [] }), window({ RecoveryPointTypes: ["FULL"] })]) {
    await fails(plan(wrong), "InvalidParameterValueException");
  }
  for (const missing of [{ RestoreTestingPlanName: undefined }, { ScheduleExpression: undefined },
    { RecoveryPointSelection: undefined }, window({ Algorithm: undefined }), window({ IncludeVaults: undefined }),
    window({ RecoveryPointTypes: undefined })]) {
    await fails(plan(missing), "MissingParameterValueException");
  }
});

test("an update changes what it names", async () => {
  const { RestoreTestingPlanName } = await plan({ StartWindowHours: 2, ScheduleExpressionTimezone: "Europe/Berlin" });
  const update = (RestoreTestingPlan) => ask(sdk.UpdateRestoreTestingPlanCommand, { RestoreTestingPlanName, RestoreTestingPlan });
  const reply = await update({ ScheduleExpression: "cron(30 6 ? * * *)" });
  assert.ok(reply.UpdateTime >= reply.CreationTime);
  const one = await got(RestoreTestingPlanName);
  assert.deepEqual([one.ScheduleExpression, one.ScheduleExpressionTimezone, one.StartWindowHours],
    ["cron(30 6 ? * * *)", "Europe/Berlin", 2]);
  assert.deepEqual(one.RecoveryPointSelection.IncludeVaults, [VAULT]);
  await update({ RecoveryPointSelection: { ...CHOICE, Algorithm: "RANDOM_WITHIN_WINDOW", ExcludeVaults: [VAULT], IncludeVaults: ["*"] } });
  assert.deepEqual((await got(RestoreTestingPlanName)).RecoveryPointSelection.ExcludeVaults, [VAULT]);
  await fails(update({ ScheduleExpression: "never" }), "InvalidParameterValueException");
  await fails(update({ StartWindowHours: 1000 }), "InvalidParameterValueException");
  assert.equal((await got(RestoreTestingPlanName)).ScheduleExpression, "cron(30 6 ? * * *)");
  await fails(ask(sdk.UpdateRestoreTestingPlanCommand, { RestoreTestingPlanName: "nobody", RestoreTestingPlan: { StartWindowHours: 3 } }),
    "ResourceNotFoundException");
});

test("selections belong to a plan, which stays while it has some", async () => {
  const { RestoreTestingPlanName, RestoreTestingPlanArn } = await plan();
  const conditions = { StringEquals: [{ Key: "aws:ResourceTag/test", Value: "yes" }], StringNotEquals: [] };
  const reply = await selection(RestoreTestingPlanName, { ProtectedResourceConditions: conditions, ValidationWindowHours: 3,
    RestoreMetadataOverrides: { encryptionType: "Default" } });
  assert.equal(reply.$metadata.httpStatusCode, 201);
  assert.equal(reply.RestoreTestingPlanArn, RestoreTestingPlanArn);
  const { RestoreTestingSelection: one } = await ask(sdk.GetRestoreTestingSelectionCommand,
    { RestoreTestingPlanName, RestoreTestingSelectionName: "tables" });
  assert.deepEqual([one.ProtectedResourceType, one.ProtectedResourceArns, one.ValidationWindowHours, one.IamRoleArn],
    ["DynamoDB", ["*"], 3, ROLE]);
  assert.deepEqual(one.ProtectedResourceConditions, conditions);
  assert.deepEqual(one.RestoreMetadataOverrides, { encryptionType: "Default" });
  await fails(ask(sdk.DeleteRestoreTestingPlanCommand, { RestoreTestingPlanName }), "InvalidRequestException");
  await fails(selection(RestoreTestingPlanName), "AlreadyExistsException");
  const gone = await ask(sdk.DeleteRestoreTestingSelectionCommand, { RestoreTestingPlanName, RestoreTestingSelectionName: "tables" });
  assert.equal(gone.$metadata.httpStatusCode, 204);
  await fails(ask(sdk.GetRestoreTestingSelectionCommand, { RestoreTestingPlanName, RestoreTestingSelectionName: "tables" }),
    "ResourceNotFoundException");
  assert.equal((await ask(sdk.DeleteRestoreTestingPlanCommand, { RestoreTestingPlanName })).$metadata.httpStatusCode, 204);
  await fails(ask(sdk.GetRestoreTestingPlanCommand, { RestoreTestingPlanName }), "ResourceNotFoundException");
  await fails(selection(RestoreTestingPlanName), "ResourceNotFoundException");
});

test("what is no selection is refused", async () => {
  const { RestoreTestingPlanName } = await plan();
  const key = (Key) => ({ StringEquals: [{ Key, Value: "yes" }] });
  for (const wrong of [{ RestoreTestingSelectionName: "a-b" }, { ProtectedResourceArns: ["*", TABLE] }, { ProtectedResourceArns: [] },
    { ProtectedResourceArns: Array.from({ length: 31 }, () => TABLE) }, { ProtectedResourceArns: ["orders"] },
    { ProtectedResourceArns: [TABLE], ProtectedResourceConditions: key("aws:ResourceTag/x") }, { ProtectedResourceConditions: key("x") },
    { ValidationWindowHours: 169 }, { ValidationWindowHours: -1 }, { RestoreMetadataOverrides: { targetTableName: "t" } }]) {
    await fails(selection(RestoreTestingPlanName, wrong), "InvalidParameterValueException");
  }
  for (const missing of [{ RestoreTestingSelectionName: undefined }, { ProtectedResourceType: undefined }, { IamRoleArn: undefined }]) {
    await fails(selection(RestoreTestingPlanName, missing), "MissingParameterValueException");
  }
});

test("what cannot be restored here is refused by name", only, async () => {
  const { RestoreTestingPlanName } = await plan();
  await fails(selection(RestoreTestingPlanName, { ProtectedResourceType: "EBS" }), "InvalidParameterValueException", /EBS is not supported/);
  await fails(selection(RestoreTestingPlanName, { RestoreMetadataOverrides: { encryptionType: "KMS" } }),
    "InvalidParameterValueException", /encryptionType=KMS is not supported/);
});

test("a selection is changed, and a plan has thirty of them", async () => {
  const { RestoreTestingPlanName } = await plan();
  await selection(RestoreTestingPlanName, { RestoreTestingSelectionName: "s0" });
  const change = (RestoreTestingSelection) => ask(sdk.UpdateRestoreTestingSelectionCommand,
    { RestoreTestingPlanName, RestoreTestingSelectionName: "s0", RestoreTestingSelection });
  await change({ ProtectedResourceArns: [TABLE], ValidationWindowHours: 5 });
  const { RestoreTestingSelection: one } = await ask(sdk.GetRestoreTestingSelectionCommand,
    { RestoreTestingPlanName, RestoreTestingSelectionName: "s0" });
  assert.deepEqual([one.ProtectedResourceArns, one.ValidationWindowHours, one.IamRoleArn], [[TABLE], 5, ROLE]);
  await fails(change({ ValidationWindowHours: 500 }), "InvalidParameterValueException");
  for (let i = 1; i < 30; ++i) await selection(RestoreTestingPlanName, { RestoreTestingSelectionName: `s${i}` });
  await fails(selection(RestoreTestingPlanName, { RestoreTestingSelectionName: "one_more" }), "LimitExceededException");
  const seen = [];
  let NextToken;
  do {
    const page = await ask(sdk.ListRestoreTestingSelectionsCommand, { RestoreTestingPlanName, MaxResults: 12, NextToken });
    assert.ok(page.RestoreTestingSelections.length <= 12);
    seen.push(...page.RestoreTestingSelections.map((each) => each.RestoreTestingSelectionName));
    NextToken = page.NextToken;
  } while (NextToken);
  assert.equal(new Set(seen).size, 30);
  assert.equal(seen.length, 30);
});

test("plans are listed page by page and have tags", async () => {
  const names = [];
  for (let i = 0; i < 3; ++i) names.push((await plan({}, { Tags: { number: String(i) } })).RestoreTestingPlanName);
  const seen = [];
  let NextToken;
  do {
    const page = await ask(sdk.ListRestoreTestingPlansCommand, { MaxResults: 2, NextToken });
    seen.push(...page.RestoreTestingPlans);
    NextToken = page.NextToken;
  } while (NextToken);
  const ours = seen.filter((one) => names.includes(one.RestoreTestingPlanName));
  assert.deepEqual(ours.map((one) => one.RestoreTestingPlanName).sort(), [...names].sort());
  for (const one of ours) {
    assert.deepEqual((await ask(sdk.ListTagsCommand, { ResourceArn: one.RestoreTestingPlanArn })).Tags,
      { number: String(names.indexOf(one.RestoreTestingPlanName)) });
  }
});

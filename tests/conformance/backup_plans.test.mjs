// Backup plans: documents, versions, previews of runs, selections, templates, and the account's settings.
import assert from "node:assert/strict";
import { after, test } from "node:test";

import { ask, engineOnly, fails, freshName, region, sdk } from "./backup_endpoint.mjs";

const only = { skip: engineOnly };  // texts of our own
const IPV = "InvalidParameterValueException";
const RNF = "ResourceNotFoundException";
const made = [];

const rule = (more = {}) => ({ RuleName: "daily", TargetBackupVaultName: "Default", ...more });
const planOf = (...Rules) => ({ BackupPlanName: freshName(), Rules });

async function plan(BackupPlan = planOf(rule()), more = {}) {
  const reply = await ask(sdk.CreateBackupPlanCommand, { BackupPlan, ...more });
  made.push(reply.BackupPlanId);
  return reply;
}

const get = (BackupPlanId, more = {}) => ask(sdk.GetBackupPlanCommand, { BackupPlanId, ...more });
const account = async (BackupPlanId) => (await get(BackupPlanId)).BackupPlanArn.split(":")[4];
const roleOf = (id) => `arn:aws:iam::${id}:role/service-role/AWSBackupDefaultServiceRole`;

async function selection(BackupPlanId, more = {}) {
  const id = await account(BackupPlanId);
  return ask(sdk.CreateBackupSelectionCommand, { BackupPlanId,
    BackupSelection: { SelectionName: "tables", IamRoleArn: roleOf(id), Resources: ["*"], ...more } });
}

after(async () => {
  for (const BackupPlanId of made) {
    const { BackupSelectionsList = [] } =
      await ask(sdk.ListBackupSelectionsCommand, { BackupPlanId }).catch(() => ({}));
    for (const { SelectionId } of BackupSelectionsList) {
      await ask(sdk.DeleteBackupSelectionCommand, { BackupPlanId, SelectionId });
    }
    await ask(sdk.DeleteBackupPlanCommand, { BackupPlanId }).catch(() => {});
  }
});

test("a plan is given back with what was left out", async () => {
  const CreatorRequestId = freshName();
  const document = planOf(rule({ Lifecycle: { MoveToColdStorageAfterDays: 30, DeleteAfterDays: 120 },
    RecoveryPointTags: { kept: "long" } }));
  const { BackupPlanId, BackupPlanArn, VersionId, CreationDate } = await plan(document, { CreatorRequestId });
  assert.match(BackupPlanArn, new RegExp(`^arn:aws:backup:${region}:[0-9]{12}:backup-plan:${BackupPlanId}$`));
  const got = await get(BackupPlanId);
  assert.equal(got.VersionId, VersionId);
  assert.equal(got.CreatorRequestId, CreatorRequestId);
  assert.equal(got.CreationDate.getTime(), CreationDate.getTime());
  assert.equal(got.ScheduledRunsPreview, undefined);
  const [{ RuleId, ...asked }] = got.BackupPlan.Rules;
  assert.match(RuleId, /^[0-9a-f-]{36}$/);
  assert.deepEqual(asked, { RuleName: "daily", TargetBackupVaultName: "Default",
    ScheduleExpression: "cron(0 5 ? * * *)", ScheduleExpressionTimezone: "Etc/UTC", StartWindowMinutes: 480,
    CompletionWindowMinutes: 10080, EnableContinuousBackup: false, RecoveryPointTags: { kept: "long" },
    Lifecycle: { MoveToColdStorageAfterDays: 30, DeleteAfterDays: 120 } });
});

test("every change is a version, and a rule keeps its id by its name", async () => {
  const document = planOf(rule());
  const first = await plan(document);
  const before = await get(first.BackupPlanId);
  const second = await ask(sdk.UpdateBackupPlanCommand, { BackupPlanId: first.BackupPlanId, BackupPlan: {
    ...document, Rules: [rule({ RuleName: "weekly", ScheduleExpression: "cron(0 5 ? * SUN *)" }), rule()] } });
  assert.notEqual(second.VersionId, first.VersionId);
  const after = await get(first.BackupPlanId);
  assert.equal(after.VersionId, second.VersionId);
  assert.equal(after.BackupPlan.Rules[1].RuleId, before.BackupPlan.Rules[0].RuleId);
  const old = await get(first.BackupPlanId, { VersionId: first.VersionId });
  assert.deepEqual(old.BackupPlan, before.BackupPlan);
  const { BackupPlanVersionsList } = await ask(sdk.ListBackupPlanVersionsCommand, { BackupPlanId: first.BackupPlanId });
  assert.deepEqual(BackupPlanVersionsList.map((one) => one.VersionId), [first.VersionId, second.VersionId]);
  await fails(get(first.BackupPlanId, { VersionId: "bm8gc3VjaA==" }), RNF,
    "Failed reading Backup plan with provided version");
});

test("the next runs are shown on the clocks of their zone", async () => {
  const { BackupPlanId } = await plan(planOf(
    rule({ ScheduleExpression: "cron(30 2 ? * * 2198-2199)", ScheduleExpressionTimezone: "Asia/Kolkata" })));
  const { ScheduledRunsPreview, BackupPlan } = await get(BackupPlanId, { MaxScheduledRunsPreview: 2 });
  assert.deepEqual(ScheduledRunsPreview.map((run) => run.ExecutionTime.toISOString()),
    ["2197-12-31T21:00:00.000Z", "2198-01-01T21:00:00.000Z"]);
  assert.equal(ScheduledRunsPreview[0].RuleId, BackupPlan.Rules[0].RuleId);
  assert.equal(ScheduledRunsPreview[0].RuleExecutionType, "SNAPSHOTS");
  await fails(get(BackupPlanId, { MaxScheduledRunsPreview: 11 }), IPV);
});

test("the same document twice is refused, the same request is not", async () => {
  const BackupPlan = planOf(rule());
  const CreatorRequestId = freshName();
  const first = await plan(BackupPlan, { CreatorRequestId });
  const again = await ask(sdk.CreateBackupPlanCommand, { BackupPlan, CreatorRequestId });
  assert.equal(again.BackupPlanId, first.BackupPlanId);
  await fails(ask(sdk.CreateBackupPlanCommand, { BackupPlan }), "AlreadyExistsException",
    "Backup plan with the same plan document already exists");
});

const LIFECYCLE = "Error in some rules due to : Invalid lifecycle. ";
for (const [what, spoilt, text] of [
  ["cold for less than 90 days", { Lifecycle: { MoveToColdStorageAfterDays: 30, DeleteAfterDays: 90 } },
    `${LIFECYCLE}DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays`],
  ["no retention at all", { Lifecycle: { DeleteAfterDays: 0 } },
    `${LIFECYCLE}DeleteAfterDays cannot be less than 1 or more than 36500 days`],
  ["rate()", { ScheduleExpression: "rate(1 day)" }],
  ["both day fields", { ScheduleExpression: "cron(0 5 * * * *)" }],
  ["five fields", { ScheduleExpression: "cron(0 5 * * *)" }],
  ["a start window of less than an hour", { StartWindowMinutes: 59 }],
  ["a zone that is none", { ScheduleExpressionTimezone: "Mars/Olympus" }],
  ["a copy to what is no vault", { CopyActions: [{ DestinationBackupVaultArn: "elsewhere" }] }],
  ["an air-gapped vault", { TargetLogicallyAirGappedBackupVaultArn: "arn:aws:backup:eu-west-1:1:backup-vault:gap" }],
]) {
  test(`a rule with ${what} is refused`, async () => {
    await fails(ask(sdk.CreateBackupPlanCommand, { BackupPlan: planOf(rule(spoilt)) }), IPV, text);
  });
}

test("an error in a schedule names field and value", only, async () => {
  await fails(ask(sdk.CreateBackupPlanCommand, { BackupPlan: planOf(rule({ ScheduleExpression: "cron(0 25 ? * * *)" })) }), IPV,
    "Error in some rules due to : Invalid schedule expression. the hours field has '25': it takes 0 to 23");
});

test("what is missing is named", async () => {
  await fails(ask(sdk.CreateBackupPlanCommand, { BackupPlan: { BackupPlanName: freshName() } }), "MissingParameterValueException");
  await fails(ask(sdk.CreateBackupPlanCommand, { BackupPlan: planOf({ RuleName: "daily" }) }), "MissingParameterValueException");
});

test("a plan goes after its selections, and stays to be seen", async () => {
  const { BackupPlanId } = await plan();
  const { SelectionId } = await selection(BackupPlanId);
  await fails(ask(sdk.DeleteBackupPlanCommand, { BackupPlanId }), "InvalidRequestException",
    "Related backup plan selections must be deleted prior to backup plan deletion");
  await ask(sdk.DeleteBackupSelectionCommand, { BackupPlanId, SelectionId });
  const gone = await ask(sdk.DeleteBackupPlanCommand, { BackupPlanId });
  assert.ok(gone.DeletionDate instanceof Date);
  assert.equal((await get(BackupPlanId)).DeletionDate.getTime(), gone.DeletionDate.getTime());
  const listed = async (IncludeDeleted) => {
    const ids = [];
    let NextToken;
    do {
      const page = await ask(sdk.ListBackupPlansCommand, { IncludeDeleted, NextToken, MaxResults: 2 });
      ids.push(...page.BackupPlansList.map((one) => one.BackupPlanId));
      NextToken = page.NextToken;
    } while (NextToken);
    return ids;
  };
  assert.equal((await listed(true)).filter((id) => id === BackupPlanId).length, 1);
  assert.equal((await listed(undefined)).includes(BackupPlanId), false);
  await fails(ask(sdk.UpdateBackupPlanCommand, { BackupPlanId, BackupPlan: planOf(rule()) }), RNF);
});

test("a selection is given back as it was given", async () => {
  const { BackupPlanId } = await plan();
  const id = await account(BackupPlanId);
  const BackupSelection = { SelectionName: "tables", IamRoleArn: roleOf(id),
    Resources: [`arn:aws:dynamodb:${region}:${id}:table/app-*`, "arn:aws:dynamodb:*:*:table/*"],
    NotResources: [`arn:aws:dynamodb:${region}:${id}:table/app-scratch`],
    ListOfTags: [{ ConditionType: "STRINGEQUALS", ConditionKey: "backup", ConditionValue: "daily" }],
    Conditions: { StringEquals: [{ ConditionKey: "aws:ResourceTag/stage", ConditionValue: "prod" }],
      StringLike: [{ ConditionKey: "aws:ResourceTag/app", ConditionValue: "*shop*" }], StringNotEquals: [], StringNotLike: [] } };
  const { SelectionId } = await ask(sdk.CreateBackupSelectionCommand, { BackupPlanId, BackupSelection });
  const got = await ask(sdk.GetBackupSelectionCommand, { BackupPlanId, SelectionId });
  assert.deepEqual(got.BackupSelection, BackupSelection);
  const { BackupSelectionsList } = await ask(sdk.ListBackupSelectionsCommand, { BackupPlanId });
  assert.deepEqual(BackupSelectionsList.map((one) => [one.SelectionId, one.SelectionName, one.IamRoleArn]),
    [[SelectionId, "tables", roleOf(id)]]);
});

test("selections that select nothing, or elsewhere, are refused", async () => {
  const { BackupPlanId } = await plan();
  const id = await account(BackupPlanId);
  const elsewhere = region === "us-east-1" ? "eu-west-1" : "us-east-1";
  const foreign = `arn:aws:dynamodb:${elsewhere}:${id}:table/t`;
  const conditions = { StringEquals: [{ ConditionKey: "aws:ResourceTag/a", ConditionValue: "b" }] };
  await fails(selection(BackupPlanId, { Resources: undefined, Conditions: conditions }), IPV,
    "Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be non-empty.");
  await fails(selection(BackupPlanId, { Resources: undefined }), "MissingParameterValueException",
    "Either Resources or Conditions must not be null");
  for (const IamRoleArn of ["backup", `arn:aws:iam::${id}:role/nobody`]) {
    await fails(selection(BackupPlanId, { IamRoleArn }), IPV, `IAM Role ${IamRoleArn} cannot be assumed by AWS Backup`);
  }
  await fails(selection(BackupPlanId, { Resources: [foreign] }), IPV,
    `Invalid ARN: ${foreign}. Expected region is ${region}`);
  await fails(selection(BackupPlanId, { Resources: [`arn:aws:dynamodb:${region}:${id}:table/*-app`] }), IPV);
});

test("a plan or selection that is not there is named", async () => {
  const none = "01234567-89ab-4cde-8f01-23456789abcd";
  const missing = `Cannot find Backup plan with ID ${none}`;
  const { BackupPlanId } = await plan();
  await fails(get(none), RNF, missing);
  await fails(ask(sdk.DeleteBackupPlanCommand, { BackupPlanId: none }), RNF, missing);
  await fails(ask(sdk.ListBackupPlanVersionsCommand, { BackupPlanId: none }), RNF, missing);
  await fails(ask(sdk.GetBackupSelectionCommand, { BackupPlanId: none, SelectionId: none }), IPV, missing);
  await fails(ask(sdk.GetBackupSelectionCommand, { BackupPlanId, SelectionId: none }), RNF);
  await fails(ask(sdk.DeleteBackupSelectionCommand, { BackupPlanId, SelectionId: none }), RNF);
});

test("a plan goes out as a template and comes back as a plan", async () => {
  const document = planOf(rule({ Lifecycle: { DeleteAfterDays: 7 } }));
  const { BackupPlanId } = await plan(document);
  const { BackupPlanTemplateJson } = await ask(sdk.ExportBackupPlanTemplateCommand, { BackupPlanId });
  const { BackupPlan } = await ask(sdk.GetBackupPlanFromJSONCommand, { BackupPlanTemplateJson });
  const { BackupPlan: kept } = await get(BackupPlanId);
  delete kept.Rules[0].RuleId;
  assert.deepEqual(BackupPlan, kept);
  await fails(ask(sdk.GetBackupPlanFromJSONCommand, { BackupPlanTemplateJson: "{" }), IPV);
  await fails(ask(sdk.GetBackupPlanFromJSONCommand,
    { BackupPlanTemplateJson: JSON.stringify(planOf(rule({ Lifecycle: { DeleteAfterDays: 0 } }))) }), IPV);
});

test("every template that is listed is a plan that can be made", async () => {
  const { BackupPlanTemplatesList } = await ask(sdk.ListBackupPlanTemplatesCommand);
  assert.ok(BackupPlanTemplatesList.some((one) => one.BackupPlanTemplateName === "Daily-35day-Retention"));
  for (const { BackupPlanTemplateId } of BackupPlanTemplatesList) {
    const { BackupPlanDocument } = await ask(sdk.GetBackupPlanFromTemplateCommand, { BackupPlanTemplateId });
    await plan({ ...BackupPlanDocument, BackupPlanName: freshName() });
  }
  await fails(ask(sdk.GetBackupPlanFromTemplateCommand, { BackupPlanTemplateId: "none" }), RNF);
});

test("settings of the region are changed kind by kind", only, async () => {
  const before = await ask(sdk.DescribeRegionSettingsCommand);
  assert.equal(before.ResourceTypeManagementPreference.DynamoDB, true);
  assert.equal(before.ResourceTypeOptInPreference.DynamoDB, true);
  const rds = before.ResourceTypeOptInPreference.RDS;
  await ask(sdk.UpdateRegionSettingsCommand, { ResourceTypeOptInPreference: { RDS: !rds } });
  const after = await ask(sdk.DescribeRegionSettingsCommand);
  assert.deepEqual(after.ResourceTypeOptInPreference, { ...before.ResourceTypeOptInPreference, RDS: !rds });
  assert.deepEqual(after.ResourceTypeManagementPreference, before.ResourceTypeManagementPreference);
  await ask(sdk.UpdateRegionSettingsCommand, { ResourceTypeOptInPreference: { RDS: rds } });
  await fails(ask(sdk.UpdateRegionSettingsCommand, { ResourceTypeOptInPreference: { dynamodb: true } }), IPV);
  await fails(ask(sdk.UpdateRegionSettingsCommand, { ResourceTypeManagementPreference: { RDS: true } }), IPV);
  await fails(ask(sdk.UpdateRegionSettingsCommand, {}), "MissingParameterValueException");
});

test("settings of the account are texts, and the same everywhere", only, async () => {
  await ask(sdk.UpdateGlobalSettingsCommand, { GlobalSettings: { isCrossAccountBackupEnabled: "true" } });
  const { GlobalSettings, LastUpdateTime } = await ask(sdk.DescribeGlobalSettingsCommand);
  assert.deepEqual(GlobalSettings,
    { isCrossAccountBackupEnabled: "true", isDelegatedAdministratorEnabled: "false", isMpaEnabled: "false" });
  assert.ok(LastUpdateTime instanceof Date);
  await fails(ask(sdk.UpdateGlobalSettingsCommand, { GlobalSettings: { isCrossAccountBackupEnabled: "yes" } }), IPV);
  await fails(ask(sdk.UpdateGlobalSettingsCommand, { GlobalSettings: { isMpaEnabled: "true" } }), "InvalidRequestException");
  await ask(sdk.UpdateGlobalSettingsCommand, { GlobalSettings: { isCrossAccountBackupEnabled: "false" } });
});

test("the kinds of resources that are backed up are told", async () => {
  const { ResourceTypes } = await ask(sdk.GetSupportedResourceTypesCommand);
  assert.ok(ResourceTypes.includes("DynamoDB"));
});

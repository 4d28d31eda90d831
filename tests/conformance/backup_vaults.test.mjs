// Vaults of AWS Backup: made, described, listed and deleted; access policy, notifications, lock and tags.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ask, engineOnly, fails, freshName, region, sdk, vault } from "./backup_endpoint.mjs";

const DAY = 86_400_000;
const only = { skip: engineOnly };  // texts of our own

async function described(BackupVaultName) {
  const { $metadata, ...rest } = await ask(sdk.DescribeBackupVaultCommand, { BackupVaultName });
  return rest;
}

async function accountOf(BackupVaultName) {
  return (await described(BackupVaultName)).BackupVaultArn.split(":")[4];
}

test("a vault has a name, an ARN and nothing in it", async () => {
  const BackupVaultName = freshName();
  const made = await ask(sdk.CreateBackupVaultCommand, { BackupVaultName });
  assert.equal(made.BackupVaultName, BackupVaultName);
  assert.match(made.BackupVaultArn, new RegExp(`^arn:aws:backup:${region}:[0-9]{12}:backup-vault:${BackupVaultName}$`));
  const vaultOf = await described(BackupVaultName);
  assert.equal(vaultOf.NumberOfRecoveryPoints, 0);
  assert.equal(vaultOf.Locked, false);
  assert.equal(vaultOf.VaultType, "BACKUP_VAULT");
  assert.equal(vaultOf.CreationDate.getTime(), made.CreationDate.getTime());
  await ask(sdk.DeleteBackupVaultCommand, { BackupVaultName });
  await fails(ask(sdk.DeleteBackupVaultCommand, { BackupVaultName }), "ResourceNotFoundException");
});

test("names have two to fifty letters, digits, - and _", async () => {
  for (const BackupVaultName of ["a", "a".repeat(51), "a.b", "a b", "ä-vault"]) {
    await fails(ask(sdk.CreateBackupVaultCommand, { BackupVaultName }), "InvalidParameterValueException");
  }
});

test("a key of somebody else's service is refused by its name, and no vault is made", only, async () => {
  const BackupVaultName = freshName();
  await fails(ask(sdk.CreateBackupVaultCommand, { BackupVaultName,
    EncryptionKeyArn: `arn:aws:kms:${region}:123456789012:key/1234abcd` }), "InvalidParameterValueException",
  "EncryptionKeyArn in CreateBackupVault is not supported by this version of Tidemark");
  await fails(ask(sdk.DescribeBackupVaultCommand, { BackupVaultName }), "ResourceNotFoundException");
});

test("a name is taken once, by a creator's request as often as it is sent", async () => {
  const CreatorRequestId = "once";
  const BackupVaultName = await vault({ CreatorRequestId });
  await fails(ask(sdk.CreateBackupVaultCommand, { BackupVaultName }), "AlreadyExistsException",
    "Backup vault with the same name already exists");
  const again = await ask(sdk.CreateBackupVaultCommand, { BackupVaultName, CreatorRequestId });
  assert.equal(again.BackupVaultName, BackupVaultName);
});

test("vaults are listed page by page, each once", async () => {
  const names = [await vault(), await vault(), await vault()].sort();
  const seen = [];
  let NextToken;
  do {
    const page = await ask(sdk.ListBackupVaultsCommand, { MaxResults: 2, NextToken });
    assert.ok(page.BackupVaultList.length <= 2);
    seen.push(...page.BackupVaultList.map((one) => one.BackupVaultName));
    NextToken = page.NextToken;
  } while (NextToken);
  assert.equal(new Set(seen).size, seen.length);
  assert.deepEqual(seen.filter((name) => names.includes(name)).sort(), names);
});

test("an access policy is kept as it was given", async () => {
  const BackupVaultName = await vault();
  await fails(ask(sdk.GetBackupVaultAccessPolicyCommand, { BackupVaultName }), "ResourceNotFoundException");
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: { AWS: "*" },
    Action: "backup:DeleteRecoveryPoint", Resource: "*" }] });
  await ask(sdk.PutBackupVaultAccessPolicyCommand, { BackupVaultName, Policy });
  const got = await ask(sdk.GetBackupVaultAccessPolicyCommand, { BackupVaultName });
  assert.deepEqual(JSON.parse(got.Policy), JSON.parse(Policy));
  assert.equal(got.BackupVaultName, BackupVaultName);
  await ask(sdk.DeleteBackupVaultAccessPolicyCommand, { BackupVaultName });
  await fails(ask(sdk.GetBackupVaultAccessPolicyCommand, { BackupVaultName }), "ResourceNotFoundException");
});

test("what is no policy is refused, and the one there stays", async () => {
  const BackupVaultName = await vault();
  const good = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "*" },
    Action: "backup:CopyIntoBackupVault", Resource: "*" }] });
  await ask(sdk.PutBackupVaultAccessPolicyCommand, { BackupVaultName, Policy: good });
  const huge = JSON.stringify({ Version: "2012-10-17", Id: "x".repeat(21_000), Statement: JSON.parse(good).Statement });
  for (const Policy of ["{", "[]", "{}", '{"Version":"2012-10-17","Statement":[]}', huge]) {
    await fails(ask(sdk.PutBackupVaultAccessPolicyCommand, { BackupVaultName, Policy }), "InvalidParameterValueException");
  }
  const { Policy } = await ask(sdk.GetBackupVaultAccessPolicyCommand, { BackupVaultName });
  assert.deepEqual(JSON.parse(Policy), JSON.parse(good));
});

test("settings belong to a vault that there is", async () => {
  const BackupVaultName = freshName();
  const SNSTopicArn = `arn:aws:sns:${region}:${await accountOf(await vault())}:topic`;
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*",
    Action: "backup:*", Resource: "*" }] });
  for (const call of [
    () => ask(sdk.PutBackupVaultAccessPolicyCommand, { BackupVaultName, Policy }),
    () => ask(sdk.GetBackupVaultAccessPolicyCommand, { BackupVaultName }),
    () => ask(sdk.DeleteBackupVaultAccessPolicyCommand, { BackupVaultName }),
    () => ask(sdk.PutBackupVaultNotificationsCommand, { BackupVaultName, SNSTopicArn, BackupVaultEvents: ["BACKUP_JOB_FAILED"] }),
    () => ask(sdk.GetBackupVaultNotificationsCommand, { BackupVaultName }),
    () => ask(sdk.DeleteBackupVaultNotificationsCommand, { BackupVaultName }),
    () => ask(sdk.PutBackupVaultLockConfigurationCommand, { BackupVaultName, MinRetentionDays: 7 }),
    () => ask(sdk.DeleteBackupVaultLockConfigurationCommand, { BackupVaultName }),
  ]) await fails(call, "ResourceNotFoundException");
});

test("notifications go to a standard topic of the same account and region", only, async () => {
  const BackupVaultName = await vault();
  const account = await accountOf(BackupVaultName);
  const SNSTopicArn = `arn:aws:sns:${region}:${account}:backups`;
  await fails(ask(sdk.GetBackupVaultNotificationsCommand, { BackupVaultName }), "ResourceNotFoundException");
  const BackupVaultEvents = ["BACKUP_JOB_COMPLETED", "RESTORE_JOB_FAILED"];
  await ask(sdk.PutBackupVaultNotificationsCommand, { BackupVaultName, SNSTopicArn,
    BackupVaultEvents: [...BackupVaultEvents, "BACKUP_JOB_COMPLETED"] });
  const got = await ask(sdk.GetBackupVaultNotificationsCommand, { BackupVaultName });
  assert.equal(got.SNSTopicArn, SNSTopicArn);
  assert.deepEqual(got.BackupVaultEvents, BackupVaultEvents);
  const put = (more) => ask(sdk.PutBackupVaultNotificationsCommand, { BackupVaultName, SNSTopicArn, BackupVaultEvents, ...more });
  for (const wrong of [
    { SNSTopicArn: `arn:aws:sns:us-west-2:${account}:backups` },
    { SNSTopicArn: `arn:aws:sns:${region}:999999999999:backups` },
    { SNSTopicArn: `${SNSTopicArn}.fifo` },
    { SNSTopicArn: `arn:aws:sqs:${region}:${account}:backups` },
    { SNSTopicArn: `arn:aws:sns:${region}:${account}:` },
    { BackupVaultEvents: [] },
    { BackupVaultEvents: ["BACKUP_JOB_COMPLETED", "BACKUP_JOB_PAUSED"] },
  ]) await fails(put(wrong), "InvalidParameterValueException");
  await fails(put({ SNSTopicArn: undefined }), "MissingParameterValueException");
  assert.deepEqual((await ask(sdk.GetBackupVaultNotificationsCommand, { BackupVaultName })).BackupVaultEvents, BackupVaultEvents);
  await ask(sdk.DeleteBackupVaultNotificationsCommand, { BackupVaultName });
  await fails(ask(sdk.GetBackupVaultNotificationsCommand, { BackupVaultName }), "ResourceNotFoundException");
});

test("every event of the model is one that a vault can tell", async () => {
  const BackupVaultName = await vault();
  const BackupVaultEvents = Object.values(sdk.BackupVaultEvent);
  await ask(sdk.PutBackupVaultNotificationsCommand, { BackupVaultName, BackupVaultEvents,
    SNSTopicArn: `arn:aws:sns:${region}:${await accountOf(BackupVaultName)}:backups` });
  assert.deepEqual((await ask(sdk.GetBackupVaultNotificationsCommand, { BackupVaultName })).BackupVaultEvents, BackupVaultEvents);
});

test("a governance lock is shown, changed and taken off", async () => {
  const BackupVaultName = await vault();
  await ask(sdk.PutBackupVaultLockConfigurationCommand, { BackupVaultName, MinRetentionDays: 7, MaxRetentionDays: 30 });
  const locked = await described(BackupVaultName);
  assert.deepEqual([locked.Locked, locked.MinRetentionDays, locked.MaxRetentionDays, locked.LockDate], [true, 7, 30, undefined]);
  await ask(sdk.PutBackupVaultLockConfigurationCommand, { BackupVaultName, MinRetentionDays: 1 });
  const changed = await described(BackupVaultName);
  assert.deepEqual([changed.Locked, changed.MinRetentionDays, changed.MaxRetentionDays], [true, 1, undefined]);
  await ask(sdk.DeleteBackupVaultLockConfigurationCommand, { BackupVaultName });
  const open = await described(BackupVaultName);
  assert.deepEqual([open.Locked, open.MinRetentionDays, open.LockDate], [false, undefined, undefined]);
});

test("a compliance lock can be taken off while it cools", async () => {
  const BackupVaultName = await vault();
  await ask(sdk.PutBackupVaultLockConfigurationCommand, { BackupVaultName, MinRetentionDays: 7, ChangeableForDays: 3 });
  const { CreationDate, LockDate } = await described(BackupVaultName);
  const days = (LockDate - CreationDate) / DAY;
  assert.ok(days >= 3 && days < 3.1, `${days} days`);
  await ask(sdk.DeleteBackupVaultLockConfigurationCommand, { BackupVaultName });
  assert.equal((await described(BackupVaultName)).LockDate, undefined);
});

test("a lock's numbers have their ranges", async () => {
  const BackupVaultName = await vault();
  for (const wrong of [{ MinRetentionDays: 0 }, { MinRetentionDays: -1 }, { MaxRetentionDays: 36_501 }, { MaxRetentionDays: 0 },
    { MinRetentionDays: 8, MaxRetentionDays: 7 }, { ChangeableForDays: 2 }, { ChangeableForDays: 0 }]) {
    await fails(ask(sdk.PutBackupVaultLockConfigurationCommand, { BackupVaultName, ...wrong }), "InvalidParameterValueException");
  }
  assert.equal((await described(BackupVaultName)).Locked, false);
});

test("tags given at creation are there, are added to and taken away", async () => {
  const BackupVaultTags = { team: "shop", stage: "test", empty: "" };
  const BackupVaultName = await vault({ BackupVaultTags });
  const ResourceArn = (await described(BackupVaultName)).BackupVaultArn;
  const tags = async () => (await ask(sdk.ListTagsCommand, { ResourceArn })).Tags;
  assert.deepEqual(await tags(), BackupVaultTags);
  await ask(sdk.TagResourceCommand, { ResourceArn, Tags: { stage: "live", "cost center": "a/b=c+d-e@f:g.h_i" } });
  assert.deepEqual(await tags(), { ...BackupVaultTags, stage: "live", "cost center": "a/b=c+d-e@f:g.h_i" });
  await ask(sdk.UntagResourceCommand, { ResourceArn, TagKeyList: ["stage", "cost center", "nothing like it"] });
  assert.deepEqual(await tags(), { team: "shop", empty: "" });
  const first = await ask(sdk.ListTagsCommand, { ResourceArn, MaxResults: 1 });
  const second = await ask(sdk.ListTagsCommand, { ResourceArn, MaxResults: 1, NextToken: first.NextToken });
  assert.deepEqual({ ...first.Tags, ...second.Tags }, { team: "shop", empty: "" });
  assert.equal(second.NextToken, undefined);
});

test("tags have their limits", async () => {
  const BackupVaultName = await vault();
  const ResourceArn = (await described(BackupVaultName)).BackupVaultArn;
  const put = (Tags) => ask(sdk.TagResourceCommand, { ResourceArn, Tags });
  for (const wrong of [{ "aws:team": "shop" }, { "AWS:team": "shop" }, { ["k".repeat(129)]: "" }, { k: "v".repeat(257) }]) {
    await fails(put(wrong), "InvalidParameterValueException");
  }
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, "v"]));
  await put(many);
  await put({ k0: "another" });
  await fails(put({ "one more": "v" }), "LimitExceededException");
  assert.equal(Object.keys((await ask(sdk.ListTagsCommand, { ResourceArn })).Tags).length, 50);
});

test("tags belong to something that there is", async () => {
  const BackupVaultName = await vault({ BackupVaultTags: { team: "shop" } });
  const ResourceArn = (await described(BackupVaultName)).BackupVaultArn;
  await ask(sdk.DeleteBackupVaultCommand, { BackupVaultName });
  await fails(ask(sdk.ListTagsCommand, { ResourceArn }), "ResourceNotFoundException");
  await fails(ask(sdk.TagResourceCommand, { ResourceArn, Tags: { a: "b" } }), "ResourceNotFoundException");
  await fails(ask(sdk.UntagResourceCommand, { ResourceArn, TagKeyList: ["a"] }), "ResourceNotFoundException");
  await fails(ask(sdk.ListTagsCommand, { ResourceArn: "no-arn" }), "InvalidParameterValueException");
  await ask(sdk.CreateBackupVaultCommand, { BackupVaultName });
  assert.deepEqual((await ask(sdk.ListTagsCommand, { ResourceArn })).Tags, {});
  await ask(sdk.DeleteBackupVaultCommand, { BackupVaultName });
});

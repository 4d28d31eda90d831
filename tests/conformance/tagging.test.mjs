// The Resource Groups Tagging API.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";

import * as backup from "@aws-sdk/client-backup";
import * as tagging from "@aws-sdk/client-resource-groups-tagging-api";
import * as sns from "@aws-sdk/client-sns";
import * as ssm from "@aws-sdk/client-ssm";

import { active, aws, configuration, engineOnly, fails, keys, send, table } from "./endpoint.mjs";

const client = new tagging.ResourceGroupsTaggingAPIClient(configuration);
const topics = new sns.SNSClient(configuration);
const parameters = new ssm.SSMClient(configuration);
const ask = (Command, input = {}) => client.send(new Command(input));
const run = randomBytes(4).toString("hex");
const RUN = `run-${run}`;
const tag = (Key, Value) => ({ Key, Value });

// One table a letter; two share the value of "half".
const tables = {};
for (const [letter, half] of [["a", "first"], ["b", "first"], ["c", "second"]]) {
  const name = await table({ ...keys("pk:S"), Tags: [tag(RUN, letter), tag("half", half)] });
  tables[letter] = (await active(name)).TableArn;
}
const untagged = (await active(await table(keys("pk:S")))).TableArn;
const { TopicArn } = await topics.send(new sns.CreateTopicCommand(
  { Name: `conformance-${run}-tagged`, Tags: [tag(RUN, "topic")] }));
await parameters.send(new ssm.PutParameterCommand(
  { Name: `/conformance-${run}`, Value: "v", Type: "String", Tags: [tag(RUN, "parameter")] }));

after(async () => {
  await topics.send(new sns.DeleteTopicCommand({ TopicArn }));
  await parameters.send(new ssm.DeleteParameterCommand({ Name: `/conformance-${run}` }));
  for (const one of [client, topics, parameters]) one.destroy();
});

async function found(input) {
  const all = [];
  for await (const page of tagging.paginateGetResources({ client }, input)) all.push(...page.ResourceTagMappingList);
  return all;
}
const letters = async (input) => (await found(input))
  .map((one) => one.Tags.find((each) => each.Key === RUN).Value).sort();

test("by tag: all values of a key, some values, several keys", async () => {
  assert.deepEqual(await letters({ TagFilters: [{ Key: RUN }] }), ["a", "b", "c", "parameter", "topic"]);
  assert.deepEqual(await letters({ TagFilters: [{ Key: RUN, Values: ["a", "c", "z"] }] }), ["a", "c"]);
  assert.deepEqual(await letters({ TagFilters: [{ Key: RUN }, { Key: "half", Values: ["first"] }] }), ["a", "b"]);
  assert.deepEqual(await found({ TagFilters: [{ Key: RUN, Values: ["z"] }] }), []);
});

test("by type", async () => {
  const TagFilters = [{ Key: RUN }];
  assert.deepEqual(await letters({ TagFilters, ResourceTypeFilters: ["dynamodb:table"] }), ["a", "b", "c"]);
  assert.deepEqual(await letters({ TagFilters, ResourceTypeFilters: ["dynamodb"] }), ["a", "b", "c"]);
  assert.deepEqual(await letters({ TagFilters, ResourceTypeFilters: ["sns", "ssm:parameter"] }), ["parameter", "topic"]);
});

test("a resource is shown with all its tags", async () => {
  const [one] = await found({ TagFilters: [{ Key: RUN, Values: ["a"] }] });
  assert.equal(one.ResourceARN, tables.a);
  assert.deepEqual(one.Tags.sort((x, y) => (x.Key < y.Key ? -1 : 1)), [tag("half", "first"), tag(RUN, "a")]);
});

test("by ARN, and only those that have tags", async () => {
  const all = await found({ ResourceARNList: [tables.a, untagged] });
  assert.deepEqual(all.map((one) => one.ResourceARN), [tables.a]);
});

test("page by page", async () => {
  const first = await ask(tagging.GetResourcesCommand, { TagFilters: [{ Key: RUN }], ResourcesPerPage: 2 });
  assert.equal(first.ResourceTagMappingList.length, 2);
  assert.notEqual(first.PaginationToken, "");
  assert.equal((await found({ TagFilters: [{ Key: RUN }], ResourcesPerPage: 2 })).length, 5);
  const last = await ask(tagging.GetResourcesCommand, { TagFilters: [{ Key: RUN }] });
  assert.equal(last.PaginationToken, "");
});

test("keys and values", async () => {
  const all = [];
  for await (const page of tagging.paginateGetTagKeys({ client }, {})) all.push(...page.TagKeys);
  assert.ok(all.includes(RUN) && all.includes("half"));
  const { TagValues } = await ask(tagging.GetTagValuesCommand, { Key: RUN });
  assert.deepEqual(TagValues.sort(), ["a", "b", "c", "parameter", "topic"]);
});

test("tags are set and removed, and what fails is told apart", async () => {
  const gone = `${tables.a}-not`;
  const set = await ask(tagging.TagResourcesCommand, { ResourceARNList: [untagged, gone], Tags: { [`x-${run}`]: "1" } });
  assert.deepEqual(Object.keys(set.FailedResourcesMap), [gone]);
  assert.equal(set.FailedResourcesMap[gone].ErrorCode, "InvalidParameterException");
  assert.equal(set.FailedResourcesMap[gone].StatusCode, 400);
  const listed = () => send(aws.ListTagsOfResourceCommand, { ResourceArn: untagged });
  assert.deepEqual((await listed()).Tags, [tag(`x-${run}`, "1")]);
  const unset = await ask(tagging.UntagResourcesCommand, { ResourceARNList: [untagged], TagKeys: [`x-${run}`] });
  assert.deepEqual(unset.FailedResourcesMap, {});
  assert.deepEqual((await listed()).Tags, []);
});

test("topics and parameters are tagged, too", async () => {
  const parameter = (await found({ TagFilters: [{ Key: RUN, Values: ["parameter"] }] }))[0].ResourceARN;
  await ask(tagging.TagResourcesCommand, { ResourceARNList: [TopicArn, parameter], Tags: { more: run } });
  assert.deepEqual(await letters({ TagFilters: [{ Key: "more", Values: [run] }] }), ["parameter", "topic"]);
  await ask(tagging.UntagResourcesCommand, { ResourceARNList: [TopicArn, parameter], TagKeys: ["more"] });
  assert.deepEqual(await found({ TagFilters: [{ Key: "more", Values: [run] }] }), []);
});

for (const [what, Command, input] of [
  ["more than twenty ARNs", tagging.TagResourcesCommand, { ResourceARNList: Array(21).fill(untagged), Tags: { a: "b" } }],
  ["no ARNs", tagging.UntagResourcesCommand, { ResourceARNList: [], TagKeys: ["a"] }],
  ["no tags", tagging.TagResourcesCommand, { ResourceARNList: [untagged], Tags: {} }],
  ["a reserved key", tagging.TagResourcesCommand, { ResourceARNList: [untagged], Tags: { "aws:x": "b" } }],
  ["ARNs with filters", tagging.GetResourcesCommand, { ResourceARNList: [untagged], TagFilters: [{ Key: RUN }] }],
  ["pages of 101", tagging.GetResourcesCommand, { ResourcesPerPage: 101 }],
  ["pages of 150 tags", tagging.GetResourcesCommand, { TagsPerPage: 150 }],
  ["values of no key", tagging.GetTagValuesCommand, {}],
  ["a token that is none", tagging.GetResourcesCommand, { PaginationToken: "!" }],
]) {
  test(`refused: ${what}`, () => fails(ask(Command, input), "InvalidParameterException"));
}

test("vaults are found by their tags", async () => {
  const vaults = new backup.BackupClient(configuration);
  const BackupVaultName = `conformance-${run}`;
  const { BackupVaultArn } = await vaults.send(new backup.CreateBackupVaultCommand(
    { BackupVaultName, BackupVaultTags: { vault: run } }));
  const shown = await found({ TagFilters: [{ Key: "vault", Values: [run] }], ResourceTypeFilters: ["backup:backup-vault"] });
  assert.deepEqual(shown, [{ ResourceARN: BackupVaultArn, Tags: [tag("vault", run)] }]);
  await ask(tagging.UntagResourcesCommand, { ResourceARNList: [BackupVaultArn], TagKeys: ["vault"] });
  assert.deepEqual((await vaults.send(new backup.ListTagsCommand({ ResourceArn: BackupVaultArn }))).Tags ?? {}, {});
  await vaults.send(new backup.DeleteBackupVaultCommand({ BackupVaultName }));
  vaults.destroy();
});

test("what belongs to nobody here fails by name", { skip: engineOnly }, async () => {
  const arn = "arn:aws:ec2:eu-west-1:123456789012:instance/i-1";
  const { FailedResourcesMap } = await ask(tagging.TagResourcesCommand, { ResourceARNList: [arn], Tags: { a: "b" } });
  assert.match(FailedResourcesMap[arn].ErrorMessage, /is no table, topic/);
});

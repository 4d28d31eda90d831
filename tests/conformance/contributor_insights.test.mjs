// UpdateContributorInsights, DescribeContributorInsights, ListContributorInsights.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, engineOnly, fails, keys, raw, send, table } from "./endpoint.mjs";

const shared = await table(keys("pk:S"));
const fresh = () => table(keys("pk:S"));
const MISSING = "no-such-table-of-ours";
const update = (TableName, ContributorInsightsAction, more = {}) =>
  send(aws.UpdateContributorInsightsCommand, { TableName, ContributorInsightsAction, ...more });
const describe = (TableName, more = {}) => send(aws.DescribeContributorInsightsCommand, { TableName, ...more });
const list = (more) => send(aws.ListContributorInsightsCommand, more);
const bare = ({ $metadata, ...rest }) => rest;
// AWS needs a minute or two for each change.
const soon = { skip: engineOnly };

test("never configured", async () => assert.deepEqual(bare(await describe(shared)),
  { TableName: shared, ContributorInsightsStatus: "DISABLED" }));

test("enabled", soon, async () => {
  const TableName = await fresh();
  assert.deepEqual(bare(await update(TableName, "ENABLE")),
    { TableName, ContributorInsightsStatus: "ENABLING", ContributorInsightsMode: "ACCESSED_AND_THROTTLED_KEYS" });
  const { LastUpdateDateTime, ...described } = bare(await describe(TableName));
  assert.deepEqual(described, { TableName, ContributorInsightsStatus: "ENABLED", ContributorInsightsRuleList: [],
    ContributorInsightsMode: "ACCESSED_AND_THROTTLED_KEYS" });
  assert.ok(LastUpdateDateTime instanceof Date);
  assert.equal((await update(TableName, "ENABLE")).ContributorInsightsStatus, "ENABLED");
});

test("the mode changes and stays", soon, async () => {
  const TableName = await fresh();
  await update(TableName, "ENABLE");
  assert.equal((await update(TableName, "ENABLE", { ContributorInsightsMode: "THROTTLED_KEYS" })).ContributorInsightsStatus, "ENABLING");
  assert.equal((await describe(TableName)).ContributorInsightsMode, "THROTTLED_KEYS");
  assert.equal((await update(TableName, "ENABLE")).ContributorInsightsMode, "THROTTLED_KEYS");
});

test("disabled", soon, async () => {
  const TableName = await fresh();
  await update(TableName, "ENABLE");
  assert.deepEqual(bare(await update(TableName, "DISABLE")), { TableName, ContributorInsightsStatus: "DISABLING" });
  const described = await describe(TableName);
  assert.equal(described.ContributorInsightsStatus, "DISABLED");
  assert.equal(described.ContributorInsightsMode, undefined);
  assert.deepEqual((await list({ TableName })).ContributorInsightsSummaries, []);
});

test("disabled that never was enabled", async () =>
  assert.equal((await update(shared, "DISABLE")).ContributorInsightsStatus, "DISABLED"));

test("listed", soon, async () => {
  const TableName = await fresh();
  await update(TableName, "ENABLE");
  assert.deepEqual((await list({ TableName })).ContributorInsightsSummaries,
    [{ TableName, ContributorInsightsStatus: "ENABLED", ContributorInsightsMode: "ACCESSED_AND_THROTTLED_KEYS" }]);
});

test("listed by pages", soon, async () => {
  const made = [await fresh(), await fresh(), await fresh()];
  for (const TableName of made) await update(TableName, "ENABLE");
  const found = [];
  let NextToken;
  do {
    const page = await list({ MaxResults: 1, ...(NextToken && { NextToken }) });
    assert.ok(page.ContributorInsightsSummaries.length <= 1);
    found.push(...page.ContributorInsightsSummaries.map((one) => one.TableName));
    NextToken = page.NextToken;
  } while (NextToken);
  assert.deepEqual(found.filter((name) => made.includes(name)), [...made].sort());
  assert.equal(new Set(found).size, found.length);
});

test("more than a hundred at once", () => fails(list({ MaxResults: 101 }), "ValidationException",
  "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100"));

for (const [what, call] of [["update", () => update(MISSING, "ENABLE")], ["describe", () => describe(MISSING)],
  ["list", () => list({ TableName: MISSING })]]) {
  test(`${what}: no such table`, () => fails(call, "ResourceNotFoundException",
    `Requested resource not found: Table: ${MISSING} not found`));
}

for (const [what, call] of [["update", () => update(shared, "ENABLE", { IndexName: "none" })],
  ["describe", () => describe(shared, { IndexName: "none" })]]) {
  test(`${what}: no such index`, () => fails(call, "ResourceNotFoundException",
    `Requested resource not found: Index: none not found for table: ${shared}`));
}

const part = (name, type) => ({ AttributeName: name, KeyType: type });
const indexed = async () => table({
  AttributeDefinitions: ["pk", "sk", "other"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  KeySchema: [part("pk", "HASH"), part("sk", "RANGE")],
  GlobalSecondaryIndexes: [{ IndexName: "global", KeySchema: [part("other", "HASH")], Projection: { ProjectionType: "ALL" } }],
  LocalSecondaryIndexes: [{ IndexName: "local", KeySchema: [part("pk", "HASH"), part("other", "RANGE")],
    Projection: { ProjectionType: "ALL" } }],
});

test("of a global index, apart from its table", soon, async () => {
  const TableName = await indexed();
  const IndexName = "global";
  assert.deepEqual(bare(await describe(TableName, { IndexName })), { TableName, IndexName, ContributorInsightsStatus: "DISABLED" });
  const reply = await update(TableName, "ENABLE", { IndexName });
  assert.deepEqual([reply.IndexName, reply.ContributorInsightsStatus], [IndexName, "ENABLING"]);
  assert.equal((await describe(TableName, { IndexName })).ContributorInsightsStatus, "ENABLED");
  assert.equal((await describe(TableName)).ContributorInsightsStatus, "DISABLED");
  assert.deepEqual((await list({ TableName })).ContributorInsightsSummaries.map((one) => one.IndexName), [IndexName]);
  await update(TableName, "ENABLE");
  assert.deepEqual((await list({ TableName })).ContributorInsightsSummaries.map((one) => one.IndexName), [undefined, IndexName]);
});

test("they go with their index", soon, async () => {
  const TableName = await indexed();
  await update(TableName, "ENABLE", { IndexName: "global" });
  await send(aws.UpdateTableCommand, { TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "global" } }] });
  assert.deepEqual((await list({ TableName })).ContributorInsightsSummaries, []);
});

test("a local index has none", async () => {
  const TableName = await indexed();
  for (const call of [() => update(TableName, "ENABLE", { IndexName: "local" }), () => describe(TableName, { IndexName: "local" })]) {
    await fails(call, "ResourceNotFoundException", `Requested resource not found: Index: local not found for table: ${TableName}`);
  }
});

for (const [body, text] of [
  [{ ContributorInsightsAction: "START" }, "Value 'START' at 'contributorInsightsAction' failed to satisfy constraint: Member must satisfy enum value set: [ENABLE, DISABLE]"],
  [{}, "Value null at 'contributorInsightsAction' failed to satisfy constraint: Member must not be null"],
  [{ ContributorInsightsAction: "ENABLE", ContributorInsightsMode: "ALL" }, "Value 'ALL' at 'contributorInsightsMode' failed to satisfy constraint: Member must satisfy enum value set: [ACCESSED_AND_THROTTLED_KEYS, THROTTLED_KEYS]"],
]) {
  test(text, () => fails(raw("UpdateContributorInsights", { TableName: shared, ...body }), "ValidationException",
    `1 validation error detected: ${text}`));
}

// PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy, and the policy of CreateTable.
import assert from "node:assert/strict";
import { test } from "node:test";

import { active, aws, engineOnly, fails, keys, raw, region, send, table } from "./endpoint.mjs";

const INVALID = "One or more parameter values were invalid: ";
const BAD = `${INVALID}Invalid policy document: `;
const fresh = async (more = {}) => (await active(await table({ ...keys("pk:S"), ...more }))).TableArn;
const shared = await fresh();
const account = shared.split(":")[4];
const nameOf = (arn) => arn.split("/").at(-1);
const root = `arn:aws:iam::${account}:root`;
const statement = (arn, more = {}) =>
  ({ Effect: "Allow", Principal: { AWS: root }, Action: "dynamodb:GetItem", Resource: arn, ...more });
const policy = (...Statement) => ({ Version: "2012-10-17", Statement });
const put = (ResourceArn, document, more = {}) => send(aws.PutResourcePolicyCommand,
  { ResourceArn, Policy: typeof document === "string" ? document : JSON.stringify(document), ...more });
const get = (ResourceArn) => send(aws.GetResourcePolicyCommand, { ResourceArn });
const remove = (ResourceArn, more = {}) => send(aws.DeleteResourcePolicyCommand, { ResourceArn, ...more });
const none = (call, ending) => fails(call, "PolicyNotFoundException",
  `Resource-based policy not found for the provided ResourceArn: ${ending}`);
// AWS takes another policy only after 15 s.
const soon = { skip: engineOnly };

test("no policy", () => none(get(shared), shared));

test("a policy comes and goes", async () => {
  const arn = await fresh();
  const { RevisionId } = await put(arn, policy(statement(arn, { Sid: "one" })));
  assert.match(RevisionId, /^[0-9]{13}$/);
  const got = await get(arn);
  assert.equal(got.RevisionId, RevisionId);
  assert.deepEqual(JSON.parse(got.Policy), policy(statement(arn, { Sid: "one" })));
  if (engineOnly) return;
  assert.equal((await remove(arn)).RevisionId, RevisionId);
  await none(get(arn), arn);
});

test("nothing to delete", async () => assert.equal((await remove(shared)).RevisionId, undefined));

test("a policy reads back in one form", async () => {
  const arn = await fresh();
  await put(arn, `{ "Statement" : [ { "Resource": ["${arn}"], "Action": ["dynamodb:GetItem"],
    "Principal": {"AWS": ["${account}"]}, "Effect": "allow", "Sid": "x" } ] }`);
  assert.equal((await get(arn)).Policy, JSON.stringify({ Version: "2008-10-17",
    Statement: [{ Sid: "x", Effect: "Allow", Principal: { AWS: root }, Action: "dynamodb:GetItem", Resource: arn }] }));
});

test("lists and conditions stay", async () => {
  const arn = await fresh();
  const wanted = policy(statement(arn, { Action: ["dynamodb:GetItem", "dynamodb:Query"],
    Condition: { StringEquals: { "aws:PrincipalTag/team": "sea" } } }));
  await put(arn, wanted);
  assert.deepEqual(JSON.parse((await get(arn)).Policy), wanted);
});

test("the same policy keeps its revision, another gets another", soon, async () => {
  const arn = await fresh();
  const { RevisionId } = await put(arn, policy(statement(arn)));
  assert.equal((await put(arn, `  ${JSON.stringify(policy(statement(arn, { Action: ["dynamodb:GetItem"] })), null, 2)}`)).RevisionId, RevisionId);
  const { RevisionId: second } = await put(arn, policy(statement(arn, { Action: "dynamodb:PutItem" })));
  assert.notEqual(second, RevisionId);
  assert.deepEqual(await get(arn).then((got) => got.RevisionId), second);
});

test("expected revisions", soon, async () => {
  const arn = await fresh();
  const name = nameOf(arn);
  for (const call of [() => put(arn, policy(statement(arn)), { ExpectedRevisionId: "123456789" }),
    () => remove(arn, { ExpectedRevisionId: "123456789" })]) {
    await none(call, `Requested update for policy with revision id 123456789, but table ${name} has no associated policy.`);
  }
  const { RevisionId } = await put(arn, policy(statement(arn)), { ExpectedRevisionId: "NO_POLICY" });
  const other = policy(statement(arn, { Action: "dynamodb:Scan" }));
  await none(put(arn, other, { ExpectedRevisionId: "NO_POLICY" }),
    `Requested policy update expecting none to be present for table ${name}, but a policy exists with revision id ${RevisionId}.`);
  await none(put(arn, other, { ExpectedRevisionId: "5" }),
    `Requested update for policy with revision id 5, but the policy associated to target table ${name} has revision id ${RevisionId}.`);
  const { RevisionId: second } = await put(arn, other, { ExpectedRevisionId: RevisionId });
  assert.equal((await remove(arn, { ExpectedRevisionId: second })).RevisionId, second);
});

test("a table is created with a policy", async () => {
  const wanted = policy(statement(`arn:aws:dynamodb:${region}:${account}:table/*`));
  const arn = await fresh({ ResourcePolicy: JSON.stringify(wanted) });
  assert.deepEqual(JSON.parse((await get(arn)).Policy), wanted);
});

for (const [what, document, text] of [
  ["no JSON", "{", `${BAD}This policy contains invalid Json`],
  ["an empty text", "", `${BAD}This policy contains invalid Json`],
  ["a list", "[]", `${BAD}This policy contains invalid Json`],
  ["no statements", { Version: "2012-10-17" }, `${BAD}Could not parse the policy: Statement is empty!`],
  ["a list of no statements", policy(), `${BAD}Could not parse the policy: Statement is empty!`],
  ["no resource", policy(statement(undefined)), `${BAD}Missing required field Resource`],
  ["no action", policy(statement(shared, { Action: undefined })), `${BAD}Missing required field Action`],
  ["no principal", policy(statement(shared, { Principal: undefined })), `${BAD}Missing required field Principal`],
  ["an id twice", policy(statement(shared, { Sid: "a" }), statement(shared, { Sid: "a" })),
    `${BAD}The Statement Ids in the policy are not unique`],
  ["more than 20 KiB", policy(statement(shared, { Sid: "a".repeat(20480) })), `${INVALID}Maximum policy size of 20480 bytes exceeded`],
  ...["*", { AWS: "*" }].map((Principal) => ["everybody", policy(statement(shared, { Principal })),
    `${INVALID}Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access`]),
]) {
  test(`a policy of ${what} ${JSON.stringify(document).length}`, () => fails(put(shared, document), "ValidationException", text));
}

const ELSEWHERE = " in a resource policy is not supported by this version of Tidemark: only what allows principals of the table's own account something can be kept";
for (const [what, more] of [["Effect Deny", { Effect: "Deny" }],
  ["The Principal arn:aws:iam::999999999999:root", { Principal: { AWS: "999999999999" } }],
  ["A Principal of the kind Service", { Principal: { Service: "replication.dynamodb.amazonaws.com" } }],
  ["NotAction", { NotAction: "dynamodb:GetItem" }], ["NotPrincipal", { NotPrincipal: { AWS: root } }]]) {
  test(`what would change who may do what is refused: ${what}`, { skip: engineOnly }, () =>
    fails(put(shared, policy(statement(shared, more))), "ValidationException", what + ELSEWHERE));
}

const BODIES = { GetResourcePolicy: {}, DeleteResourcePolicy: {}, PutResourcePolicy: { Policy: JSON.stringify(policy(statement(shared))) } };
for (const [operation, body] of Object.entries(BODIES)) {
  const ask = (ResourceArn) => raw(operation, { ResourceArn, ...body });
  test(`${operation} without an ARN`, () => fails(raw(operation, body), "ValidationException",
    "1 validation error detected: Value null at 'resourceArn' failed to satisfy constraint: Member must not be null"));
  test(`${operation} of a name`, () => fails(ask("abcd"), "ValidationException", `${INVALID}ARNs must start with 'arn:': abcd`));
  for (const arn of [shared.replace("arn:aws:", "arn:aws-cn:"), shared.replace(region, "xx-nowhere-9")]) {
    test(`${operation} of ${arn.split(":")[1]} ${arn.split(":")[3]}`, () =>
      fails(ask(arn), "ValidationException", `${INVALID}Invalid resource Arn: ${arn}`));
  }
  test(`${operation} of another account`, () => fails(ask(shared.replace(account, "999999999999")), "ValidationException",
    "This action is only supported by accounts that match the resource owner’s account."));
  test(`${operation} of an index`, () => fails(ask(`${shared}/index/one`), "ValidationException",
    `${INVALID}Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${shared}/index/one`));
  test(`${operation} of something else`, () => {
    const arn = `arn:aws:dynamodb:${region}:${account}:queue/one`;
    return fails(ask(arn), "ValidationException", `${INVALID}Provided Arn is not a DynamoDB resource arn: ${arn}`);
  });
  test(`${operation} of a table that is not there`, () => fails(ask(`arn:aws:dynamodb:${region}:${account}:table/nothing-here`),
    "ResourceNotFoundException", "Requested resource not found: Table: nothing-here not found"));
  test(`${operation} of a stream is refused by name`, { skip: engineOnly }, () => {
    const arn = `${shared}/stream/2026-01-01T00:00:00.000`;
    return fails(ask(arn), "ValidationException", `ResourceArn ${arn}: policies of streams are not supported by this version of Tidemark`);
  });
}
test("PutResourcePolicy without a policy", () => fails(raw("PutResourcePolicy", { ResourceArn: shared }), "ValidationException",
  "1 validation error detected: Value null at 'policy' failed to satisfy constraint: Member must not be null"));

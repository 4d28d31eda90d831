// TagResource, UntagResource, ListTagsOfResource, and tags of CreateTable.
import assert from "node:assert/strict";
import { test } from "node:test";

import { active, aws, fails, keys, raw, region, send, table, tableName } from "./endpoint.mjs";

const INVALID = "One or more parameter values were invalid: ";
const shared = await active(await table(keys("pk:S")));
const account = shared.TableArn.split(":")[4];
const fresh = async (more = {}) => (await active(await table({ ...keys("pk:S"), ...more }))).TableArn;
const tag = (Key, Value = "v") => ({ Key, Value });
const many = (count, from = 0) => Array.from({ length: count }, (_, i) => tag(`k${from + i}`));
const put = (ResourceArn, ...Tags) => send(aws.TagResourceCommand, { ResourceArn, Tags });
const remove = (ResourceArn, ...TagKeys) => send(aws.UntagResourceCommand, { ResourceArn, TagKeys });
const list = async (ResourceArn) => {
  const { Tags } = await send(aws.ListTagsOfResourceCommand, { ResourceArn });
  return Tags.sort((a, b) => (a.Key < b.Key ? -1 : 1));
};
const BODIES = { TagResource: { Tags: [tag("a")] }, UntagResource: { TagKeys: ["a"] }, ListTagsOfResource: {} };

test("a table without tags", async () => assert.deepEqual(await list(shared.TableArn), []));

test("tags come, change and go", async () => {
  const arn = await fresh();
  await put(arn, tag("a", "1"), tag("b", "2"));
  await put(arn, tag("b", "3"), tag("c", ""));
  assert.deepEqual(await list(arn), [tag("a", "1"), tag("b", "3"), tag("c", "")]);
  await remove(arn, "a", "never there");
  assert.deepEqual(await list(arn), [tag("b", "3"), tag("c", "")]);
});

test("the answers are empty", async () => {
  const arn = await fresh();
  assert.equal((await raw("TagResource", { ResourceArn: arn, ...BODIES.TagResource })).body, "");
  assert.equal((await raw("UntagResource", { ResourceArn: arn, ...BODIES.UntagResource })).body, "");
});

test("a table is created with tags", async () => {
  const arn = await fresh({ Tags: [tag("team", "sea"), tag("Ünïcode", "wërt")] });
  assert.deepEqual(await list(arn), [tag("team", "sea"), tag("Ünïcode", "wërt")]);
});

test("a table is created with a list of no tags", async () => assert.deepEqual(await list(await fresh({ Tags: [] })), []));

test("fifty tags and no more", async () => {
  const arn = await fresh({ Tags: many(50) });
  assert.equal((await list(arn)).length, 50);
  await put(arn, tag("k0", "new"));
  await fails(put(arn, tag("another")), "ValidationException",
    "Number of Tags exceed the current limit for the provided ResourceArn");
});

for (const [what, call] of [["TagResource", () => put(shared.TableArn, ...many(51))],
  ["UntagResource", () => remove(shared.TableArn, ...many(51).map((one) => one.Key))]]) {
  test(`${what} of 51`, () => fails(call, "ValidationException",
    "Number of Tags exceed the current limit for the provided ResourceArn"));
}

test("a table of 51 tags", () => fails(send(aws.CreateTableCommand, { TableName: tableName(), ...keys("pk:S"),
  BillingMode: "PAY_PER_REQUEST", Tags: many(51) }), "ValidationException",
"Number of Tags exceed the current limit for the provided ResourceArn"));

for (const [operation, body] of Object.entries(BODIES)) {
  const ask = (ResourceArn, more = body) => raw(operation, { ResourceArn, ...more });
  test(`${operation} without an ARN`, () => fails(raw(operation, body), "ValidationException", "Invalid TableArn"));
  test(`${operation} of a name`, () => fails(ask("abcd"), "ValidationException", `${INVALID}ARNs must start with 'arn:': abcd`));
  test(`${operation} of a text with colons`, () => fails(ask("abcd:whatever"), "AccessDeniedException"));
  test(`${operation} of an empty ARN`, () => fails(ask(""), "AccessDeniedException"));
  test(`${operation} of a table that is not there`, () => {
    const arn = `arn:aws:dynamodb:${region}:${account}:table/nothing-here`;
    return fails(ask(arn), "ResourceNotFoundException", `Requested resource not found: ResourceArn: ${arn} not found`);
  });
  test(`${operation} of another region`, () => {
    const arn = `arn:aws:dynamodb:xx-nowhere-9:${account}:table/nothing-here`;
    return fails(ask(arn), "ValidationException", `Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  });
  test(`${operation} of a name too short`, () => {
    const arn = `arn:aws:dynamodb:${region}:${account}:table/ab`;
    return fails(ask(arn), "ValidationException", `Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  });
  test(`${operation} of an index`, () => {
    const arn = `${shared.TableArn}/index/one`;
    return fails(ask(arn), "ValidationException",
      `${INVALID}Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`);
  });
  test(`${operation} of another account`, () =>
    fails(ask(`arn:aws:dynamodb:${region}:999999999999:table/nothing-here`), "AccessDeniedException"));
  test(`${operation}: an ARN that is no text`, () => fails(ask(5), "SerializationException"));
}

test("TagResource without tags", () => fails(raw("TagResource", { ResourceArn: shared.TableArn }), "ValidationException",
  "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null"));
test("UntagResource without keys", () => fails(raw("UntagResource", { ResourceArn: shared.TableArn }), "ValidationException",
  "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null"));
test("a list of no tags", () => fails(put(shared.TableArn), "ValidationException", "Atleast one Tag needs to be provided as Input."));
test("a list of no keys", () => fails(remove(shared.TableArn), "ValidationException", "Atleast one Tag Key needs to be provided as Input."));

for (const [what, key] of [["empty", ""], ["of 129 letters", "k".repeat(129)], ["with a letter that is none", "a#b"]]) {
  const text = `The Tag Key provided is invalid, Key: ${key}`;
  test(`a key ${what}`, () => fails(put(shared.TableArn, tag(key)), "ValidationException", text));
  test(`a key ${what}, to be removed`, () => fails(remove(shared.TableArn, key), "ValidationException", text));
}

for (const key of ["aws:a", "AWS:a", "aWs:"]) {
  const text = `Tag Key cannot be prefixed with aws:, Key: ${key}`;
  test(`the key ${key}`, () => fails(put(shared.TableArn, tag(key)), "ValidationException", text));
  test(`the key ${key}, to be removed`, () => fails(remove(shared.TableArn, key), "ValidationException", text));
}

for (const [what, value] of [["of 257 letters", "v".repeat(257)], ["with a letter that is none", "a#b"]]) {
  test(`a value ${what}`, () => fails(put(shared.TableArn, tag("k", value)), "ValidationException",
    `The Tag Value provided is invalid, Value: ${value}`));
}

test("a tag without a value", () => fails(raw("TagResource", { ResourceArn: shared.TableArn, Tags: [{ Key: "k" }] }),
  "ValidationException", "The Tag Value provided is invalid, Value: null"));

test("a key twice", () => fails(put(shared.TableArn, tag("k", "1"), tag("k", "2")), "ValidationException",
  "Duplicate Tag Keys provided as input: Duplicate Tag Key found k"));

test("128 letters and 256 letters are fine", async () => {
  const arn = await fresh();
  const longest = tag("ü".repeat(128), "ö".repeat(256));
  await put(arn, longest);
  assert.deepEqual(await list(arn), [longest]);
});

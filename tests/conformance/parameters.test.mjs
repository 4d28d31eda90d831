// The Parameter Store of AWS Systems Manager.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";

import * as ssm from "@aws-sdk/client-ssm";

import { configuration, fails, region } from "./endpoint.mjs";

const client = new ssm.SSMClient(configuration);
const send = (Command, input) => client.send(new Command(input));
const run = `/conformance-${randomBytes(4).toString("hex")}`;
const made = new Set();

const put = (name, value, more = {}) => {
  made.add(name);
  return send(ssm.PutParameterCommand, { Name: name, Value: value, Type: "String", ...more });
};
const get = async (Name) => (await send(ssm.GetParameterCommand, { Name })).Parameter;
const byPath = async (Path, more = {}) => {
  const { Parameters } = await send(ssm.GetParametersByPathCommand, { Path, ...more });
  return Parameters.map((one) => one.Name.slice(run.length));
};
const described = async (Key, Option, ...Values) => {
  const { Parameters } = await send(ssm.DescribeParametersCommand, { ParameterFilters: [{ Key, Option, Values },
    ...(Key === "Path" ? [] : [{ Key: "Path", Option: "Recursive", Values: [`${run}/described`] }])] });
  return Parameters.map((one) => one.Name.split("/").at(-1));
};

after(async () => {
  const names = [...made];
  for (let i = 0; i < names.length; i += 10) {
    await send(ssm.DeleteParametersCommand, { Names: names.slice(i, i + 10) });
  }
  client.destroy();
});

test("a parameter is put and read", async () => {
  const name = `${run}/one`;
  assert.deepEqual(await put(name, "v").then(({ Version, Tier }) => [Version, Tier]), [1, "Standard"]);
  const { LastModifiedDate, ARN, ...rest } = await get(name);
  assert.deepEqual(rest, { Name: name, Type: "String", Value: "v", Version: 1, DataType: "text" });
  assert.match(ARN, new RegExp(`^arn:aws:ssm:${region}:\\d{12}:parameter${name}$`));
  assert.ok(LastModifiedDate instanceof Date);
  assert.equal((await get(ARN)).Value, "v");
});

test("every overwrite is a version, and each can be read", async () => {
  const name = `${run}/versions`;
  await put(name, "one");
  assert.equal((await put(name, "two", { Overwrite: true })).Version, 2);
  assert.equal((await put(name, "three", { Overwrite: true, Type: undefined })).Version, 3);
  assert.equal((await get(name)).Value, "three");
  const second = await get(`${name}:2`);
  assert.deepEqual([second.Value, second.Version, second.Selector, second.Name], ["two", 2, ":2", name]);
  const { Parameters } = await send(ssm.GetParameterHistoryCommand, { Name: name });
  assert.deepEqual(Parameters.map((one) => [one.Version, one.Value]), [[1, "one"], [2, "two"], [3, "three"]]);
  await fails(get(`${name}:4`), "ParameterVersionNotFound",
    `Systems Manager could not find version 4 of ${name}. Verify the version and try again.`);
  await fails(get(`${name}:label`), "ParameterVersionNotFound",
    `Systems Manager could not find version label of ${name}. Verify the version and try again.`);
});

test("history has pages", async () => {
  const name = `${run}/pages`;
  await put(name, "1");
  for (const value of ["2", "3"]) await put(name, value, { Overwrite: true });
  const first = await send(ssm.GetParameterHistoryCommand, { Name: name, MaxResults: 2 });
  assert.deepEqual(first.Parameters.map((one) => one.Version), [1, 2]);
  const rest = await send(ssm.GetParameterHistoryCommand, { Name: name, NextToken: first.NextToken });
  assert.deepEqual(rest.Parameters.map((one) => one.Version), [3]);
  assert.equal(rest.NextToken, undefined);
});

test("what is there is not overwritten unless asked", async () => {
  const name = `${run}/there`;
  await put(name, "v");
  await fails(put(name, "w"), "ParameterAlreadyExists",
    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
  assert.equal((await get(name)).Value, "v");
});

test("what is not there", async () => {
  await fails(get(`${run}/none`), "ParameterNotFound");
  await fails(send(ssm.DeleteParameterCommand, { Name: `${run}/none` }), "ParameterNotFound");
  await fails(send(ssm.GetParameterHistoryCommand, { Name: `${run}/none` }), "ParameterNotFound");
});

test("a deleted parameter begins anew", async () => {
  const name = `${run}/deleted`;
  await put(name, "one");
  await put(name, "two", { Overwrite: true });
  await send(ssm.DeleteParameterCommand, { Name: name });
  await fails(get(name), "ParameterNotFound");
  assert.equal((await put(name, "three")).Version, 1);
  await fails(get(`${name}:2`), "ParameterVersionNotFound");
});

test("several at once, the unknown apart", async () => {
  await put(`${run}/several/a`, "a");
  await put(`${run}/several/b`, "b");
  const names = ["a", "b", "c"].map((one) => `${run}/several/${one}`);
  const found = await send(ssm.GetParametersCommand, { Names: names });
  assert.deepEqual(found.Parameters.map((one) => one.Value).sort(), ["a", "b"]);
  assert.deepEqual(found.InvalidParameters, [names[2]]);
  const gone = await send(ssm.DeleteParametersCommand, { Names: names });
  assert.deepEqual(gone.DeletedParameters.sort(), names.slice(0, 2));
  assert.deepEqual(gone.InvalidParameters, [names[2]]);
  const eleven = Array.from({ length: 11 }, (_, i) => `${run}/${i}`);
  await fails(send(ssm.GetParametersCommand, { Names: eleven }), "ValidationException",
    /Member must have length less than or equal to 10/);
});

test("by path: direct children, or however deep", async () => {
  for (const name of ["/p/a", "/p/b/c", "/p/b/d/e", "/pp"]) await put(run + name, "v");
  assert.deepEqual(await byPath(`${run}/p`), ["/p/a"]);
  assert.deepEqual(await byPath(`${run}/p/`), ["/p/a"]);
  assert.deepEqual(await byPath(`${run}/p`, { Recursive: true }), ["/p/a", "/p/b/c", "/p/b/d/e"]);
  assert.deepEqual(await byPath(`${run}/nothing`), []);
  const first = await send(ssm.GetParametersByPathCommand, { Path: `${run}/p`, Recursive: true, MaxResults: 2 });
  const rest = await send(ssm.GetParametersByPathCommand, { Path: `${run}/p`, Recursive: true, MaxResults: 2,
    NextToken: first.NextToken });
  assert.deepEqual([first.Parameters.length, rest.Parameters.length, rest.NextToken], [2, 1, undefined]);
  await fails(byPath("no-slash"), "ValidationException", /must begin with a slash/);
  await fails(byPath(run, { MaxResults: 11 }), "ValidationException", /less than or equal to 10/);
});

test("described by what they are", async () => {
  await put(`${run}/described/a`, "v", { Description: "the first", Tags: [{ Key: "team", Value: "sea" }] });
  await put(`${run}/described/b`, "x,y", { Type: "StringList" });
  await put(`${run}/described/c`, "v".repeat(5000), { Tier: "Advanced" });
  assert.deepEqual(await described("Path", "OneLevel", `${run}/described`), ["a", "b", "c"]);
  assert.deepEqual(await described("Type", "Equals", "StringList"), ["b"]);
  assert.deepEqual(await described("Tier", "Equals", "Advanced"), ["c"]);
  assert.deepEqual(await described("Name", "Contains", "described/a"), ["a"]);
  assert.deepEqual(await described("Name", "BeginsWith", `${run}/described/`), ["a", "b", "c"]);
  assert.deepEqual(await described("tag:team", "Equals", "sea"), ["a"]);
  const { Parameters } = await send(ssm.DescribeParametersCommand,
    { ParameterFilters: [{ Key: "Name", Values: [`${run}/described/a`] }] });
  assert.equal(Parameters[0].Description, "the first");
  assert.equal(Parameters[0].Value, undefined);
  assert.match(Parameters[0].LastModifiedUser, /^arn:aws:/);
});

test("filters that are none", async () => {
  await fails(described("Odd", "Equals", "x"), "InvalidFilterKey");
  await fails(described("Name", "Odd", "x"), "InvalidFilterOption");
  await fails(described("Path", "Equals", "/x"), "InvalidFilterOption");
});

test("tags", async () => {
  const Name = `${run}/tagged`;
  await put(Name, "v", { Tags: [{ Key: "a", Value: "1" }] });
  const tagged = { ResourceType: "Parameter", ResourceId: Name };
  await send(ssm.AddTagsToResourceCommand, { ...tagged, Tags: [{ Key: "b", Value: "2" }] });
  await send(ssm.RemoveTagsFromResourceCommand, { ...tagged, TagKeys: ["a"] });
  assert.deepEqual((await send(ssm.ListTagsForResourceCommand, tagged)).TagList, [{ Key: "b", Value: "2" }]);
  await fails(put(Name, "w", { Overwrite: true, Tags: [{ Key: "c", Value: "3" }] }), "ValidationException",
    /tags and overwrite can't be used together/);
  await fails(send(ssm.ListTagsForResourceCommand, { ...tagged, ResourceId: `${run}/none` }), "InvalidResourceId");
});

for (const [name, error, message] of [
  ["aws-thing", "ValidationException", /can't be prefixed with "aws" or "ssm"/],
  ["SSM-thing", "ValidationException", /can't be prefixed with "aws" or "ssm"/],
  ["/ssm/thing", "ValidationException", /can't be prefixed with "ssm"/],
  ["/Aws/thing", "AccessDeniedException", "No access to reserved parameter name: /Aws/thing."],
  ["a/b", "ValidationException", "Parameter name must be a fully qualified name."],
  [`/${"l/".repeat(15)}x`, "HierarchyLevelLimitExceededException", undefined],
]) {
  test(`a name that is none: ${name.slice(0, 20)}`, () => fails(put(name, "v"), error, message));
}

test("a new parameter needs a type", () => fails(put(`${run}/typeless`, "v", { Type: undefined }),
  "ValidationException", "A parameter type is required when you create a parameter."));

test("a type that is none", () => fails(put(`${run}/odd`, "v", { Type: "Odd" }), "ValidationException",
  "1 validation error detected: Value 'Odd' at 'type' failed to satisfy constraint: "
  + "Member must satisfy enum value set: [SecureString, StringList, String]"));

test("values of the standard tier have 4096 bytes at most", async () => {
  await put(`${run}/long`, "v".repeat(4096));
  await fails(put(`${run}/longer`, "v".repeat(4097)), "ValidationException",
    /^Standard tier parameters support a maximum parameter value of 4096 characters/);
  assert.equal((await put(`${run}/tiered`, "v".repeat(4097), { Tier: "Intelligent-Tiering" })).Tier, "Advanced");
  await fails(put(`${run}/longest`, "v".repeat(8193), { Tier: "Advanced" }), "ValidationException");
});

test("a value fits its pattern", async () => {
  await put(`${run}/pattern`, "12", { AllowedPattern: "^\\d+$" });
  await fails(put(`${run}/patterned`, "x", { AllowedPattern: "^\\d+$" }), "ParameterPatternMismatchException",
    "Parameter value, cannot be validated against allowedPattern: ^\\d+$");
  await fails(put(`${run}/patternless`, "x", { AllowedPattern: "(" }), "InvalidAllowedPatternException");
});

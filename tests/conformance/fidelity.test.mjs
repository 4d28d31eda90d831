// GET /_tidemark/fidelity and docs/compatibility.md: every operation of AWS's, what becomes of it, and which test shows it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import * as backupSdk from "@aws-sdk/client-backup";
import * as streamsSdk from "@aws-sdk/client-dynamodb-streams";
import * as iamSdk from "@aws-sdk/client-iam";
import * as taggingSdk from "@aws-sdk/client-resource-groups-tagging-api";
import * as snsSdk from "@aws-sdk/client-sns";
import * as ssmSdk from "@aws-sdk/client-ssm";
import * as stsSdk from "@aws-sdk/client-sts";

import { aws, engineOnly, fails, http1, raw } from "./endpoint.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const REPOSITORY = join(HERE, "../..");
const PROGRAMS = { test_api: "src/api", test_recovery: "src/recovery", test_expressions: "src/expressions", test_tables: "src/tables",
  journeys: "tests/journeys" };
const only = { skip: engineOnly };
const commandsOf = (sdk) => Object.keys(sdk).filter((name) => /^[A-Z].*Command$/.test(name) && name !== "$Command")
  .map((name) => name.slice(0, -"Command".length));

const services = engineOnly ? {} : (await http1({ method: "GET", path: "/_tidemark/fidelity" })).json.services;
// DynamoDB's own, told test by test; its neighbours follow at the end.
const operations = { ...services.dynamodb, ...services.dynamodbstreams };

// The rows of the table of operations, one operation each: { level, tests }.
function documented() {
  const text = readFileSync(join(REPOSITORY, "docs/compatibility.md"), "utf8");
  const all = {};
  for (const row of text.slice(text.indexOf("| Operation |")).split("\n\n")[0].split("\n").slice(2)) {
    const [, names, level, , tests] = row.split("|").map((cell) => cell.trim());
    for (const name of names.split(", ")) {
      assert.equal(all[name], undefined, `${name} is in the table twice`);
      all[name] = { level, tests: testsOf(tests) };
    }
  }
  return all;
}

// "test_api, journeys (`indexes`), conformance (`query`, `scan`)" as fidelity has it.
function testsOf(cell) {
  const found = [];
  for (const [, program, files] of cell.matchAll(/([a-z_]+)(?: \(([^)]*)\))?(?:, |$)/g)) {
    if (program !== "conformance") found.push(program);
    else for (const [, file] of (files ?? "").matchAll(/`([a-z_]+)`/g)) found.push(`conformance/${file}`);
  }
  return found.sort();
}

const table = engineOnly ? {} : documented();

for (const [service, sdk] of [["dynamodb", aws], ["dynamodbstreams", streamsSdk]]) {
  test(`every operation of the SDK's client for ${service} is told`, only, () => {
    const missing = commandsOf(sdk).filter((name) => operations[name] === undefined);
    assert.deepEqual(missing, []);
  });
}

test("no operation is told that AWS has not", only, () => {
  const known = new Set([...commandsOf(aws), ...commandsOf(streamsSdk)]);
  assert.deepEqual(Object.keys(operations).filter((name) => !known.has(name)), []);
});

test("the documentation has the same operations", only, () =>
  assert.deepEqual(Object.keys(table).sort(), Object.keys(operations).sort()));

for (const [name, { fidelity, shown_by: shownBy, refused, partly }] of Object.entries(operations)) {
  test(`${name}: ${fidelity}`, only, () => {
    assert.ok(["same", "subset", "refused"].includes(fidelity), fidelity);
    if (fidelity !== "refused") assert.equal(fidelity === "same", refused.length + partly.length === 0);
    assert.ok(shownBy?.length > 0, "no test shows it");
    for (const evidence of shownBy) {
      const [kind, file] = evidence.split("/");
      const path = file ? `tests/conformance/${file}.test.mjs` : PROGRAMS[kind];
      assert.ok(path && existsSync(join(REPOSITORY, path)), `${evidence} is no test there is`);
    }
    assert.deepEqual({ level: table[name]?.level, tests: table[name]?.tests }, { level: fidelity, tests: [...shownBy].sort() },
      "docs/compatibility.md has it differently");
  });
}

for (const [name, { fidelity }] of Object.entries(operations)) {
  if (fidelity !== "refused") continue;
  const prefix = services.dynamodb[name] ? "DynamoDB_20120810" : "DynamoDBStreams_20120810";
  test(`${name} is refused by its name`, only, () => fails(raw(`${prefix}.${name}`, {}), "UnknownOperationException",
    `${name} is not supported by this version of Tidemark`));
}

test("members are told once", only, () => {
  for (const [name, { fidelity, honoured, partly, refused }] of Object.entries(operations)) {
    if (fidelity === "refused") continue;
    const all = [...honoured, ...partly, ...refused];
    assert.equal(new Set(all).size, all.length, name);
  }
});

// DynamoDB's neighbours. Of Systems Manager only parameters are here, so that its list is not a whole one.
for (const [service, sdk, title, whole] of [["backup", backupSdk, "## AWS Backup", true], ["iam", iamSdk, "## Identities", true],
  ["sts", stsSdk, "## Identities", true], ["sns", snsSdk, "## SNS", true], ["tagging", taggingSdk, "## Tagging", false],
  ["ssm", ssmSdk, "## Parameters", false]]) {
  test(`the operations of ${service}`, only, () => {
    const told = services[service];
    const known = commandsOf(sdk);
    assert.deepEqual(Object.keys(told).filter((name) => !known.includes(name)), []);
    if (whole) assert.deepEqual(known.filter((name) => told[name] === undefined), []);
    const text = readFileSync(join(REPOSITORY, "docs/compatibility.md"), "utf8");
    const section = text.slice(text.indexOf(title)).split("\n## ")[0];
    for (const [name, { fidelity, honoured, partly, refused }] of Object.entries(told)) {
      if (fidelity === "refused") continue;
      assert.equal(fidelity === "same", refused.length + partly.length === 0, name);
      const all = [...honoured, ...partly, ...refused];
      assert.equal(new Set(all).size, all.length, name);
      assert.match(section, new RegExp(`\\b${name}\\b`), `${name} is not in docs/compatibility.md`);
    }
  });
}

// Numbers: how they come back, what they weigh, and which are none.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const numbered = await table(keys("pk:N", "sk:N"));
const one = (text) => `1 validation error detected: ${text}`;
const put = (pk, n) => raw("PutItem", { TableName, Item: { pk: { S: pk }, n: { N: n } } });

const NINES = "9".repeat(38);
for (const [sent, back] of [
  ["0", "0"], ["-0", "0"], ["0.00", "0"], ["0e125", "0"], ["007", "7"], ["+1.5", "1.5"], ["1.10", "1.1"], [".5", "0.5"], ["5.", "5"], ["-.5", "-0.5"],
  ["1E2", "100"], ["1e2", "100"], ["1e+2", "100"], ["1.5e1", "15"], ["15e-1", "1.5"], ["-0015.789e6", "-15789000"],
  ["100000000000000000000", "1" + "0".repeat(20)], ["1e125", "1" + "0".repeat(125)], ["-1e125", "-1" + "0".repeat(125)],
  [`9.${"9".repeat(37)}e125`, NINES + "0".repeat(88)], ["1e-130", "0." + "0".repeat(129) + "1"], ["-1e-130", "-0." + "0".repeat(129) + "1"],
  [NINES, NINES], ["0000" + NINES + "000", NINES + "000"], ["-1.2345678901234567890123456789012345678", "-1.2345678901234567890123456789012345678"],
]) {
  test(`${sent} comes back as ${back.slice(0, 40)}`, async () => {
    const answer = await put(`back ${sent}`, sent);
    assert.equal(answer.status, 200, answer.body);
    const { Item } = await send(aws.GetItemCommand, { TableName, Key: { pk: { S: `back ${sent}` } } });
    assert.equal(Item.n.N, back);
  });
}

const NONE = "The parameter cannot be converted to a numeric value: ";
const OVER = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const UNDER = "Number underflow. Attempting to store a number with magnitude smaller than supported range";
const DIGITS = "Attempting to store more than 38 significant digits in a Number";
for (const [sent, text] of [
  ...["", "abc", " 1", "1 ", "1.2.3", "0x10", "1e", "e5", "--1", "1,000", "NaN", "Infinity", "-", ".", "1_0", "1e9223372036854775808"].map((n) => [n, NONE + n]),
  ["1e126", OVER], ["-1e126", OVER], ["10e125", OVER], ["1e2147483647", OVER], ["1e99999999999", OVER], ["0e126", OVER],
  ["1e-131", UNDER], ["-1e-131", UNDER], ["0.1e-130", UNDER], ["1e-99999999999", UNDER], ["0e-131", UNDER],
  [NINES + "9", DIGITS], ["1" + "0".repeat(37) + "1", DIGITS], ["0." + NINES + "9", DIGITS],
]) {
  test(`no number: "${sent}"`, () => fails(put("none", sent), "ValidationException", one(text)));
}
for (const [where, body] of [
  ["in a set", { Item: { pk: { S: "a" }, n: { NS: ["1", "x"] } } }], ["nested", { Item: { pk: { S: "a" }, n: { M: { l: { L: [{ N: "x" }] } } } } }],
  ["in a condition's value", { Item: { pk: { S: "a" } }, ConditionExpression: "a = :x", ExpressionAttributeValues: { ":x": { N: "x" } } }],
]) {
  test(`no number ${where}`, () => fails(raw("PutItem", { TableName, ...body }), "ValidationException", one(NONE + "x")));
}
test("numbers are compared as numbers in sets", () =>
  fails(raw("PutItem", { TableName, Item: { pk: { S: "a" }, n: { NS: ["1", "1.0"] } } }), "ValidationException",
    one("One or more parameter values were invalid: Input collection contains duplicates.")));
test("a key is the same however its number is written", async () => {
  await send(aws.PutItemCommand, { TableName: numbered, Item: { pk: { N: "1.0" }, sk: { N: "1e1" } } });
  const { Item } = await send(aws.GetItemCommand, { TableName: numbered, Key: { pk: { N: "01" }, sk: { N: "10.00" } } });
  assert.deepEqual(Item, { pk: { N: "1" }, sk: { N: "10" } });
});
test("range keys are in the order of numbers", async () => {
  const order = ["-1e125", "-100", "-99.5", "-1e-130", "0", "1e-130", "0.5", "9", "10", "1e125"];
  for (const n of [...order].reverse()) await raw("PutItem", { TableName: numbered, Item: { pk: { N: "7" }, sk: { N: n }, given: { S: n } } });
  const { Items } = await send(aws.QueryCommand, { TableName: numbered, KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": { N: "7" } } });
  assert.deepEqual(Items.map((item) => item.given.S), order);
});

// The limit of an item tells what a number weighs, to the byte.
const weighs = (n, bytes) => {
  const item = (more) => ({ pk: { S: "w" }, n: { N: n }, p: { S: "x".repeat(409600 - 3 - 1 - bytes - 1 + more) } });
  return [raw("PutItem", { TableName, Item: item(0) }), raw("PutItem", { TableName, Item: item(1) })];
};
for (const [n, bytes] of [["0", 1], ["1", 2], ["-1", 3], ["12", 2], ["123", 3], ["1234", 3], ["123456", 4], ["3.14159", 5], ["1.1", 3], ["0.5", 2], ["0.05", 2], ["100", 2],
  ["1e125", 2], ["-1e-130", 3], ["12.34", 3], ["1.234", 4], [NINES, 20], ["-" + NINES, 21]]) {
  test(`${n.slice(0, 20)} weighs ${bytes} bytes`, async () => {
    const [fits, over] = weighs(n, bytes);
    assert.equal((await fits).status, 200, (await fits).body);
    await fails(over, "ValidationException", "Item size has exceeded the maximum allowed size");
  });
}

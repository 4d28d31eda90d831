// Expected, ConditionalOperator and AttributeUpdates.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const one = (text) => `1 validation error detected: ${text}`;
const INVALID = "One or more parameter values were invalid: ";
await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "it" }, s: { S: "hello" }, n: { N: "5" }, ss: { SS: ["a", "b"] }, l: { L: [{ S: "x" }] }, b: { B: new Uint8Array([1, 2]) } } });
const ask = (Expected, more) => raw("UpdateItem", { TableName, Key: { pk: { S: "it" } }, Expected, ...more });
const compare = (attribute, ComparisonOperator, ...AttributeValueList) => ({ [attribute]: { ComparisonOperator, ...(AttributeValueList.length && { AttributeValueList }) } });

// [what, Expected, whether it holds]
const S = (text) => ({ S: text });
const N = (text) => ({ N: text });
for (const [what, expected, holds] of [
  ["Value", { s: { Value: S("hello") } }, true],
  ["another Value", { s: { Value: S("x") } }, false],
  ["Value of a missing attribute", { x: { Value: S("x") } }, false],
  ["Exists true and Value", { n: { Exists: true, Value: N("5.0") } }, true],
  ["Exists false", { x: { Exists: false } }, true],
  ["Exists false of what is there", { s: { Exists: false } }, false],
  ["two that hold", { s: { Value: S("hello") }, n: { Value: N("5") } }, true],
  ["two of which one holds", { s: { Value: S("hello") }, n: { Value: N("6") } }, false],
  ["EQ", compare("s", "EQ", S("hello")), true], ["EQ of another type", compare("s", "EQ", N("1")), false], ["EQ of a set", compare("ss", "EQ", { SS: ["b", "a"] }), true],
  ["NE", compare("s", "NE", S("x")), true], ["NE of the same", compare("s", "NE", S("hello")), false], ["NE of a missing one", compare("x", "NE", S("x")), true],
  ["LT", compare("n", "LT", N("6")), true], ["LT of the same", compare("n", "LT", N("5")), false], ["LE", compare("n", "LE", N("5")), true],
  ["GT", compare("n", "GT", N("4")), true], ["GE", compare("n", "GE", N("6")), false],
  ["BETWEEN", compare("n", "BETWEEN", N("4"), N("5")), true], ["BETWEEN outside", compare("n", "BETWEEN", N("6"), N("7")), false],
  ["IN", compare("s", "IN", S("x"), S("hello")), true], ["IN others", compare("s", "IN", S("x")), false],
  ["NULL", compare("x", "NULL"), true], ["NULL of what is there", compare("s", "NULL"), false],
  ["NOT_NULL", compare("s", "NOT_NULL"), true], ["NOT_NULL of nothing", compare("x", "NOT_NULL"), false],
  ["CONTAINS in text", compare("s", "CONTAINS", S("ell")), true], ["CONTAINS in a set", compare("ss", "CONTAINS", S("a")), true],
  ["CONTAINS in a list", compare("l", "CONTAINS", S("x")), true], ["CONTAINS not", compare("ss", "CONTAINS", S("x")), false],
  ["NOT_CONTAINS", compare("s", "NOT_CONTAINS", S("x")), true], ["NOT_CONTAINS of what it has", compare("ss", "NOT_CONTAINS", S("a")), false],
  ["BEGINS_WITH", compare("s", "BEGINS_WITH", S("he")), true], ["BEGINS_WITH bytes", compare("b", "BEGINS_WITH", { B: "AQ==" }), true],
]) {
  test(`Expected ${what} ${holds ? "holds" : "does not hold"}`, async () => {
    const answer = await ask(expected);
    assert.equal(answer.status, holds ? 200 : 400, answer.body);
    if (!holds) assert.match(answer.json.__type, /#ConditionalCheckFailedException$/);
  });
}
for (const [ConditionalOperator, holds] of [["AND", false], ["OR", true]]) {
  test(`ConditionalOperator ${ConditionalOperator}`, async () => {
    const answer = await ask({ s: { Value: S("hello") }, n: { Value: N("6") } }, { ConditionalOperator });
    assert.equal(answer.status, holds ? 200 : 400);
  });
}
test("a failed Expected shows the item if asked", async () => {
  const answer = await raw("DeleteItem", { TableName, Key: { pk: S("it") }, Expected: { s: { Exists: false } }, ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
  assert.equal(answer.json.Item.s.S, "hello");
});
for (const [what, expected, text, more] of [
  ["nothing said", { a: {} }, INVALID + "Value must be provided when Exists is null for Attribute: a"],
  ["Exists true without Value", { a: { Exists: true } }, INVALID + "Value must be provided when Exists is true for Attribute: a"],
  ["Exists false with Value", { a: { Exists: false, Value: S("x") } }, INVALID + "Value cannot be used when Exists is false for Attribute: a"],
  ["an operator without values", { a: { ComparisonOperator: "LT" } }, INVALID + "Value or AttributeValueList must be used with ComparisonOperator: LT for Attribute: a"],
  ["an operator and Exists", { a: { Exists: true, ComparisonOperator: "LT" } }, INVALID + "Exists and ComparisonOperator cannot be used together for Attribute: a"],
  ["Value and a list", { a: { ComparisonOperator: "LT", Value: S("a"), AttributeValueList: [S("a")] } }, INVALID + "Value and AttributeValueList cannot be used together for Attribute: a"],
  ["a list without an operator", { a: { AttributeValueList: [S("a")] } }, INVALID + "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"],
  ["a list with Exists", { a: { Exists: true, AttributeValueList: [S("a")] } }, INVALID + "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"],
  ["EQ without a value", { a: { ComparisonOperator: "EQ", AttributeValueList: [] } }, INVALID + "Invalid number of argument(s) for the EQ ComparisonOperator"],
  ["NULL with a value", { a: { ComparisonOperator: "NULL", AttributeValueList: [S("a")] } }, INVALID + "Invalid number of argument(s) for the NULL ComparisonOperator"],
  ["IN of nothing", { a: { ComparisonOperator: "IN", AttributeValueList: [] } }, INVALID + "Invalid number of argument(s) for the IN ComparisonOperator"],
  ["BETWEEN of three", compare("a", "BETWEEN", N("1"), N("2"), N("3")), INVALID + "Invalid number of argument(s) for the BETWEEN ComparisonOperator"],
  ["BETWEEN with one Value", { a: { ComparisonOperator: "BETWEEN", Value: S("a") } }, INVALID + "Invalid number of argument(s) for the BETWEEN ComparisonOperator"],
  ["mixed types", compare("a", "IN", N("1"), S("2")), INVALID + "AttributeValues inside AttributeValueList must be of same type"],
  ["LT of a set", compare("a", "LT", { SS: ["a"] }), INVALID + "ComparisonOperator LT is not valid for SS AttributeValue type"],
  ["BEGINS_WITH of a number", compare("a", "BEGINS_WITH", N("1")), INVALID + "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"],
  ["BETWEEN backwards", compare("a", "BETWEEN", N("2"), N("1")), "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"],
  ["a value that is none", { a: { Value: {} } }, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
  ["a number that is none", { a: { Value: N("abc") } }, "The parameter cannot be converted to a numeric value: abc"],
  ["a set with one twice", { a: { Value: { NS: ["1", "1"] } } }, INVALID + "Input collection contains duplicates."],
  ["an operator for nothing", undefined, "ConditionalOperator cannot be used without Filter or Expected", { ConditionalOperator: "OR" }],
  ["an operator for one", { a: { Exists: false } }, "ConditionalOperator can only be used when Filter or Expected has two or more elements", { ConditionalOperator: "OR" }],
]) {
  test(`Expected is refused: ${what}`, () => fails(ask(expected, more), "ValidationException", one(text)));
}
test("an operator that there is not", () => fails(ask({ a: { ComparisonOperator: "LIKE", AttributeValueList: [S("a")] } }), "ValidationException",
  /^1 validation error detected: Value 'LIKE' at 'expected.a.member.comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: \[IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS\]$/));

// AttributeUpdates: [what, before, AttributeUpdates, after]
for (const [what, before, AttributeUpdates, after] of [
  ["PUT", {}, { a: { Action: "PUT", Value: S("x") } }, { a: S("x") }],
  ["no action means PUT", { a: S("y") }, { a: { Value: S("x") } }, { a: S("x") }],
  ["DELETE", { a: S("x"), b: S("y") }, { a: { Action: "DELETE" } }, { b: S("y") }],
  ["DELETE of nothing", { b: S("y") }, { a: { Action: "DELETE" } }, { b: S("y") }],
  ["DELETE of members", { a: { SS: ["a", "b", "c"] } }, { a: { Action: "DELETE", Value: { SS: ["b"] } } }, { a: { SS: ["a", "c"] } }],
  ["DELETE of all members", { a: { NS: ["1"] }, b: S("y") }, { a: { Action: "DELETE", Value: { NS: ["1"] } } }, { b: S("y") }],
  ["ADD to a number", { a: N("10") }, { a: { Action: "ADD", Value: N("-11") } }, { a: N("-1") }],
  ["ADD to nothing", {}, { a: { Action: "ADD", Value: N("5") } }, { a: N("5") }],
  ["ADD to a set", { a: { SS: ["b"] } }, { a: { Action: "ADD", Value: { SS: ["a"] } } }, { a: { SS: ["a", "b"] } }],
  ["ADD to a list", { a: { L: [S("x")] } }, { a: { Action: "ADD", Value: { L: [S("y")] } } }, { a: { L: [S("x"), S("y")] } }],
  ["several", { a: S("x"), b: N("1"), c: S("z") }, { a: { Value: S("y") }, b: { Action: "ADD", Value: N("1") }, c: { Action: "DELETE" } }, { a: S("y"), b: N("2") }],
  ["a name that is a path elsewhere", {}, { "a.b[0]": { Value: S("x") } }, { "a.b[0]": S("x") }],
]) {
  test(`AttributeUpdates: ${what}`, async () => {
    const Key = { pk: S(`updates ${what}`) };
    await raw("PutItem", { TableName, Item: { ...Key, ...before } });
    const answer = await raw("UpdateItem", { TableName, Key, AttributeUpdates, ReturnValues: "ALL_NEW" });
    assert.deepEqual(answer.json.Attributes, { ...Key, ...after }, answer.body);
  });
}
for (const [ReturnValues, expected] of [["UPDATED_OLD", { a: N("1") }], ["UPDATED_NEW", { a: N("2") }], ["ALL_OLD", { pk: S("forms"), a: N("1"), b: S("x") }]]) {
  test(`AttributeUpdates with ReturnValues ${ReturnValues}`, async () => {
    await raw("PutItem", { TableName, Item: { pk: S("forms"), a: N("1"), b: S("x") } });
    const answer = await raw("UpdateItem", { TableName, Key: { pk: S("forms") }, AttributeUpdates: { a: { Action: "ADD", Value: N("1") } }, ReturnValues });
    assert.deepEqual(answer.json.Attributes, expected);
  });
}
const update = (AttributeUpdates, more) => raw("UpdateItem", { TableName, Key: { pk: S("it") }, AttributeUpdates, ...more });
for (const [what, updates, text] of [
  ["PUT without a value", { a: { Action: "PUT" } }, INVALID + "Only DELETE action is allowed when no attribute value is specified"],
  ["ADD without a value", { a: { Action: "ADD" } }, INVALID + "Only DELETE action is allowed when no attribute value is specified"],
  ...["S:1", "N:1", "B:AA==", "L:", "M:"].map((text) => text.split(":")).map(([type, value]) => [`DELETE of type ${type}`,
    { a: { Action: "DELETE", Value: { [type]: value || (type === "L" ? [] : {}) } } }, INVALID + `DELETE action with value is not supported for the type ${type}`]),
  ...["S:1", "B:AA==", "M:"].map((text) => text.split(":")).map(([type, value]) => [`ADD of type ${type}`,
    { a: { Action: "ADD", Value: { [type]: value || {} } } }, INVALID + `ADD action is not supported for the type ${type}`]),
  ["a value that is none", { a: { Value: {} } }, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"],
  ["a number that is none", { a: { Value: N("abc") } }, "The parameter cannot be converted to a numeric value: abc"],
  ["an action that there is not", { a: { Action: "SET", Value: S("x") } }, "Value 'SET' at 'attributeUpdates.a.member.action' failed to satisfy constraint: Member must satisfy enum value set: [ADD, DELETE, PUT]"],
]) {
  test(`AttributeUpdates is refused: ${what}`, () => fails(update(updates), "ValidationException", one(text)));
}
for (const [what, updates] of [
  ["DELETE of other members", { ss: { Action: "DELETE", Value: { NS: ["1"] } } }], ["DELETE from a number", { n: { Action: "DELETE", Value: { NS: ["1"] } } }],
  ["ADD of other members", { ss: { Action: "ADD", Value: { NS: ["1"] } } }], ["ADD of a number to a set", { ss: { Action: "ADD", Value: N("1") } }],
]) {
  test(`AttributeUpdates is refused by the item: ${what}`, () => fails(update(updates), "ValidationException", "Type mismatch for attribute to update"));
}
test("AttributeUpdates of the key", () => fails(update({ pk: { Value: S("x") } }), "ValidationException",
  INVALID + "Cannot update attribute pk. This attribute is part of the key"));
test("Expected beside AttributeUpdates", () => fails(update({ a: { Value: S("x") } }, { Expected: { s: { Exists: false } } }), "ConditionalCheckFailedException", "The conditional request failed"));
test("AttributeUpdates before Expected", () => fails(update({ a: { Action: "PUT" } }, { Expected: { a: {} } }), "ValidationException",
  one(INVALID + "Only DELETE action is allowed when no attribute value is specified")));

// What update expressions do, and which are refused.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const one = (text) => `1 validation error detected: ${text}`;

const VALUES = {
  ":1": { N: "1" }, ":2": { N: "2" }, ":s": { S: "s" }, ":b": { B: "YQ==" }, ":t": { BOOL: true }, ":nil": { NULL: true },
  ":l": { L: [{ S: "z" }] }, ":e": { L: [] }, ":m": { M: {} }, ":ss": { SS: ["a", "q"] }, ":ns": { NS: ["1", "3"] }, ":bs": { BS: ["YQ=="] },
  ":long": { N: "12345678901234567890123456789012345678" }, ":huge": { N: "9e125" },
};
const NAMES = { "#n": "name", "#d": "a.b", "#1": "1" };
const used = (all, text) => {
  const found = Object.entries(all).filter(([key]) => new RegExp(`${key}(?![A-Za-z0-9_])`).test(text));
  return found.length ? Object.fromEntries(found) : undefined;
};
const update = (pk, UpdateExpression) => raw("UpdateItem", { TableName, Key: { pk: { S: pk } }, UpdateExpression, ReturnValues: "ALL_NEW",
  ExpressionAttributeNames: used(NAMES, UpdateExpression), ExpressionAttributeValues: used(VALUES, UpdateExpression) });

// [text, item before, item after]
for (const [text, before, after] of [
  ["SET a = :s", { b: { S: "x" } }, { a: { S: "s" }, b: { S: "x" } }],
  ["set a = :s", {}, { a: { S: "s" } }],
  ["SET #n = :s, #d = :1", {}, { name: { S: "s" }, "a.b": { N: "1" } }],
  ["SET a = b, b = a", { a: { S: "1" }, b: { S: "2" } }, { a: { S: "2" }, b: { S: "1" } }],
  ["SET a = a + :1", { a: { N: "41" } }, { a: { N: "42" } }],
  ["SET a = :1 - a", { a: { N: "41" } }, { a: { N: "-40" } }],
  ["SET a = (a - :1)", { a: { N: "10" } }, { a: { N: "9" } }],
  ["SET a = if_not_exists(a, :1) + :1", {}, { a: { N: "2" } }],
  ["SET a = if_not_exists(a, :1)", { a: { S: "kept" } }, { a: { S: "kept" } }],
  ["SET a = if_not_exists(b, c)", { c: { S: "x" } }, { a: { S: "x" }, c: { S: "x" } }],
  ["SET a = list_append(a, :l)", { a: { L: [{ S: "y" }] } }, { a: { L: [{ S: "y" }, { S: "z" }] } }],
  ["SET a = list_append(:l, a)", { a: { L: [{ S: "y" }] } }, { a: { L: [{ S: "z" }, { S: "y" }] } }],
  ["SET a = list_append(if_not_exists(a, :e), :l)", {}, { a: { L: [{ S: "z" }] } }],
  ["SET m.x = :s", { m: { M: { y: { S: "y" } } } }, { m: { M: { x: { S: "s" }, y: { S: "y" } } } }],
  ["SET m.x.y = :s", { m: { M: { x: { M: {} } } } }, { m: { M: { x: { M: { y: { S: "s" } } } } } }],
  ["SET m.#1 = :s", { m: { M: {} } }, { m: { M: { 1: { S: "s" } } } }],
  ["SET l[0] = :s", { l: { L: [{ S: "x" }, { S: "y" }] } }, { l: { L: [{ S: "s" }, { S: "y" }] } }],
  ["SET l[0] = :s", { l: { L: [] } }, { l: { L: [{ S: "s" }] } }],
  ["SET l[9] = :s, l[7] = :1", { l: { L: [{ S: "x" }] } }, { l: { L: [{ S: "x" }, { N: "1" }, { S: "s" }] } }],
  ["SET l[0].a = :s", { l: { L: [{ M: {} }] } }, { l: { L: [{ M: { a: { S: "s" } } }] } }],
  ["REMOVE a, b", { a: { S: "x" }, c: { S: "y" } }, { c: { S: "y" } }],
  ["REMOVE m.x", { m: { M: { x: { S: "x" }, y: { S: "y" } } } }, { m: { M: { y: { S: "y" } } } }],
  ["REMOVE m.nothing", { m: { M: { y: { S: "y" } } } }, { m: { M: { y: { S: "y" } } } }],
  ["REMOVE l[1], l[0], l[9]", { l: { L: [{ S: "a" }, { S: "b" }, { S: "c" }] } }, { l: { L: [{ S: "c" }] } }],
  ["REMOVE l[0] SET l[1] = :s", { l: { L: [{ S: "a" }, { S: "b" }] } }, { l: { L: [{ S: "s" }] } }],
  ["ADD a :1", {}, { a: { N: "1" } }],
  ["ADD a :1", { a: { N: "-1" } }, { a: { N: "0" } }],
  ["ADD a :ss", {}, { a: { SS: ["a", "q"] } }],
  ["ADD a :ss", { a: { SS: ["b", "a"] } }, { a: { SS: ["a", "b", "q"] } }],
  ["ADD a :ns", { a: { NS: ["2"] } }, { a: { NS: ["1", "2", "3"] } }],
  ["ADD m.x :1", { m: { M: { x: { N: "1" } } } }, { m: { M: { x: { N: "2" } } } }],
  ["ADD m.x :1", { m: { M: {} } }, { m: { M: { x: { N: "1" } } } }],
  ["DELETE a :ss", { a: { SS: ["a", "b"] } }, { a: { SS: ["b"] } }],
  ["DELETE a :ss", { a: { SS: ["a", "q"] }, b: { S: "x" } }, { b: { S: "x" } }],
  ["DELETE a :ss", { b: { S: "x" } }, { b: { S: "x" } }],
  ["DELETE a :bs", { a: { BS: ["YQ==", "Yg=="] } }, { a: { BS: ["Yg=="] } }],
  ["SET a = :1 REMOVE b ADD c :2 DELETE d :ss", { b: { S: "x" }, d: { SS: ["a"] } }, { a: { N: "1" }, c: { N: "2" } }],
  ["DELETE d :ss ADD c :2 REMOVE b SET a = :1", { b: { S: "x" }, c: { N: "1" } }, { a: { N: "1" }, c: { N: "3" } }],
  ["SET a = a + :1", { a: { N: "0.1" } }, { a: { N: "1.1" } }],
  ["SET a = :long + :1", {}, { a: { N: "12345678901234567890123456789012345679" } }],
]) {
  test(`${text} of ${JSON.stringify(before)}`, async () => {
    const pk = `does ${text} ${JSON.stringify(before)}`;
    await raw("PutItem", { TableName, Item: { pk: { S: pk }, ...before } });
    const answer = await update(pk, text);
    assert.equal(answer.status, 200, answer.body);
    assert.deepEqual(answer.json.Attributes, { pk: { S: pk }, ...after });
  });
}

// What only the item shows.
const PATH = "The document path provided in the update expression is invalid for update";
const TYPE = "An operand in the update expression has an incorrect data type";
const MISSING = "The provided expression refers to an attribute that does not exist in the item";
const OVER = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const item = { s: { S: "x" }, n: { N: "1" }, m: { M: { s: { SS: ["a"] } } }, l: { L: [{ S: "x" }] }, ss: { SS: ["a"] }, ns: { NS: ["1"] }, top: { N: "9e125" } };
await raw("PutItem", { TableName, Item: { pk: { S: "refuses" }, ...item } });
for (const [text, problem] of [
  ["SET a = b", MISSING], ["SET a = list_append(b, :l)", MISSING], ["SET a = m.b", MISSING], ["SET a = b + :1", MISSING], ["SET a = l[1]", MISSING],
  ["SET x.a = :s", PATH], ["SET s.a = :s", PATH], ["SET s[0] = :s", PATH], ["SET m[0] = :s", PATH], ["SET l.a = :s", PATH], ["SET m.x.y = :s", PATH],
  ["REMOVE x.a", PATH], ["REMOVE s.a", PATH], ["REMOVE m[0]", PATH], ["REMOVE l.a", PATH],
  ["ADD x.a :1", PATH], ["ADD l.a :1", PATH], ["DELETE x.a :ss", PATH],
  ["SET a = s + :1", TYPE], ["SET a = m - :1", TYPE], ["SET a = list_append(s, :l)", TYPE], ["SET a = list_append(ss, if_not_exists(x, :e))", TYPE],
  ["ADD s :1", TYPE], ["ADD n :ss", TYPE], ["ADD ss :1", TYPE], ["ADD ss :ns", TYPE], ["ADD m :ss", TYPE],
  ["DELETE n :ns", TYPE], ["DELETE ss :ns", TYPE], ["DELETE m :ss", TYPE], ["DELETE m.s :ns", TYPE],
  ["ADD top :huge", OVER], ["SET a = top + :huge", OVER],
]) {
  test(`${text} is refused by the item`, () => fails(update("refuses", text), "ValidationException", problem));
}
test("nested paths of an item that is not there", () => fails(update("not there", "SET a.b = :s"), "ValidationException", PATH));

// What the text alone shows.
const NO_NAME = "An expression attribute name used in the document path is not defined; attribute name: ";
const NO_VALUE = "An expression attribute value used in expression is not defined; attribute value: ";
const overlap = (a, b) => `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${a}, path two: ${b}`;
const conflict = (a, b) => `Two document paths conflict with each other; must remove or rewrite one of these paths; path one: ${a}, path two: ${b}`;
const operand = (name, type) => `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
const section = (name, type) => `Incorrect operand type for operator or function; operator: ${name}, operand type: ${type}`;
for (const [text, problem] of [
  ["", "The expression can not be empty;"],
  ["whatever", 'Syntax error; token: "whatever", near: "whatever"'],
  ["INVALID SYNTAX HERE", 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'],
  ["SET a", 'Syntax error; token: "<EOF>", near: "a"'],
  ["SET a =", 'Syntax error; token: "<EOF>", near: "="'],
  ["SET a = :1 +", 'Syntax error; token: "<EOF>", near: "+"'],
  ["SET a = b + c + d", 'Syntax error; token: "+", near: "c + d"'],
  ["SET a = b * c", 'Syntax error; token: "*", near: "b * c"'],
  ["SET a[1] = 1", 'Syntax error; token: "1", near: "= 1"'],
  ["SET :1 = a", 'Syntax error; token: ":1", near: "SET :1 ="'],
  ["REMOVE a = b", 'Syntax error; token: "=", near: "a = b"'],
  ["REMOVE a b", 'Syntax error; token: "b", near: "a b"'],
  ["ADD a b", 'Syntax error; token: "b", near: "a b"'],
  ["DELETE a b", 'Syntax error; token: "b", near: "a b"'],
  ["SET abOrt = :1", "Attribute name is a reserved keyword; reserved keyword: abOrt"],
  ["REMOVE Absolute", "Attribute name is a reserved keyword; reserved keyword: Absolute"],
  ["SET a = nothing(b)", "Invalid function name; function: nothing"],
  ["SET a = size(b)", "The function is not allowed in an update expression; function: size"],
  ["SET a = list_append(list_append(a, b), c)", "The function is not allowed to be used this way in an expression; function: list_append"],
  ["SET a = :1 SET b = :1", 'The "SET" section can only be used once in an update expression;'],
  ["REMOVE a SET b = :1 REMOVE c", 'The "REMOVE" section can only be used once in an update expression;'],
  ["ADD a :1 ADD b :1", 'The "ADD" section can only be used once in an update expression;'],
  ["DELETE a :ss DELETE b :ss", 'The "DELETE" section can only be used once in an update expression;'],
  ["SET #x = :1", NO_NAME + "#x"],
  ["SET a = #x", NO_NAME + "#x"],
  ["SET a = :x", NO_VALUE + ":x"],
  ["ADD a :x", NO_VALUE + ":x"],
  ["SET a = :1, a = :2", overlap("[a]", "[a]")],
  ["SET a.b = :1, a = :2", overlap("[a, b]", "[a]")],
  ["REMOVE a, a.b", overlap("[a]", "[a, b]")],
  ["SET a[0] = :1 REMOVE a[0].x", overlap("[a, [0]]", "[a, [0], x]")],
  ["SET a.b = :1, a[1] = :2", conflict("[a, b]", "[a, [1]]")],
  ["REMOVE a.b SET a[1] = :1", conflict("[a, b]", "[a, [1]]")],
  ["SET a = if_not_exists(b)", "Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1"],
  ["SET a = list_append(a, b, c)", "Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 3"],
  ["SET a = if_not_exists(:1, :2)", "Operator or function requires a document path; operator or function: if_not_exists"],
  ...[[":s", "S"], [":1", "N"], [":b", "B"], [":t", "BOOL"], [":nil", "NULL"], [":ss", "SS"], [":ns", "NS"], [":bs", "BS"], [":m", "M"]]
    .map(([value, type]) => [`SET a = list_append(a, ${value})`, operand("list_append", type)]),
  ...[[":s", "S"], [":b", "B"], [":t", "BOOL"], [":nil", "NULL"], [":ss", "SS"], [":ns", "NS"], [":bs", "BS"], [":m", "M"], [":l", "L"]]
    .flatMap(([value, type]) => [[`SET a = a + ${value}`, operand("+", type)], [`SET a = ${value} - a`, operand("-", type)]]),
  ...[[":s", "STRING"], [":b", "BINARY"], [":t", "BOOLEAN"], [":nil", "NULL"], [":m", "MAP"], [":l", "LIST"]]
    .flatMap(([value, type]) => [[`ADD a ${value}`, section("ADD", type)], [`DELETE a ${value}`, section("DELETE", type)]]),
  ["DELETE a :1", section("DELETE", "NUMBER")],
  // one after the other
  ["SET abort = #x", "Attribute name is a reserved keyword; reserved keyword: abort"],
  ["SET a = nothing(b) SET c = d", "Invalid function name; function: nothing"],
  ["SET a = #x SET b = :1", 'The "SET" section can only be used once in an update expression;'],
  ["SET #x = if_not_exists(:x)", NO_NAME + "#x"],
  ["SET a = if_not_exists(:x)", NO_VALUE + ":x"],
  ["SET a = :1, a = if_not_exists(b)", overlap("[a]", "[a]")],
]) {
  test(`refused: ${text || "(empty)"}`, () => fails(update("refused", text), "ValidationException", one(`Invalid UpdateExpression: ${problem}`)));
}
test("all unused values are named", () =>
  fails(raw("UpdateItem", { TableName, Key: { pk: { S: "a" } }, UpdateExpression: "REMOVE a", ExpressionAttributeValues: { ":a": { S: "a" }, ":c": { S: "c" } } }),
    "ValidationException", /^1 validation error detected: Value provided in ExpressionAttributeValues unused in expressions: keys: \{(:a, :c|:c, :a)\}$/));

// Condition expressions: what holds, and what is refused. Asked by deleting nothing: DeleteItem of an item that stays.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const one = (text) => `1 validation error detected: ${text}`;
const Item = {
  pk: { S: "it" }, s: { S: "hello" }, n: { N: "5" }, b: { B: new Uint8Array([1, 2, 3]) }, t: { BOOL: true }, nil: { NULL: true },
  l: { L: [{ S: "x" }, { N: "2" }, { M: { deep: { S: "y" } } }] }, m: { M: { x: { N: "1" }, "a.b": { S: "dot" } } },
  ss: { SS: ["a", "b"] }, ns: { NS: ["1", "2"] }, bs: { BS: [new Uint8Array([1])] }, e: { S: "" }, status: { S: "on" },
};
await send(aws.PutItemCommand, { TableName, Item });

const VALUES = {
  ":5": { N: "5" }, ":5x": { N: "5.00" }, ":4": { N: "4" }, ":6": { N: "6" }, ":s": { S: "hello" }, ":h": { S: "he" }, ":z": { S: "zz" }, ":a": { S: "a" },
  ":x": { S: "x" }, ":b": { B: "AQID" }, ":b1": { B: "AQ==" }, ":t": { BOOL: true }, ":f": { BOOL: false }, ":nil": { NULL: true }, ":0": { N: "0" }, ":1": { N: "1" },
  ":ss": { SS: ["b", "a"] }, ":ns": { NS: ["1", "2"] }, ":l": { L: [{ S: "x" }] }, ":m": { M: { x: { N: "1" }, "a.b": { S: "dot" } } }, ":S": { S: "S" }, ":N": { S: "N" },
  ":SS": { S: "SS" }, ":M": { S: "M" }, ":NULL": { S: "NULL" }, ":bad": { S: "BAD" },
};
const NAMES = { "#s": "status", "#dot": "a.b", "#m": "m" };
const used = (all, text) => {
  const found = Object.entries(all).filter(([key]) => new RegExp(`${key}(?![A-Za-z0-9_])`).test(text));
  return found.length ? Object.fromEntries(found) : undefined;
};
// An update that changes nothing, on this condition.
const ask = (ConditionExpression, pk = "it") => raw("UpdateItem", { TableName, Key: { pk: { S: pk } }, ConditionExpression,
  ExpressionAttributeNames: used(NAMES, ConditionExpression), ExpressionAttributeValues: used(VALUES, ConditionExpression) });

const TRUE = [
  "attribute_exists(s)", "attribute_exists(m.x)", "attribute_exists(l[2].deep)", "attribute_exists(m.#dot)", "attribute_exists(e)", "attribute_exists(nil)",
  "attribute_not_exists(nothing)", "attribute_not_exists(s.x)", "attribute_not_exists(l[3])", "attribute_not_exists(m[0])",
  "attribute_type(s, :S)", "attribute_type(n, :N)", "attribute_type(ss, :SS)", "attribute_type(m, :M)", "attribute_type(nil, :NULL)",
  "begins_with(s, :h)", "begins_with(b, :b1)", "contains(s, :h)", "contains(ss, :a)", "contains(ns, :1)", "contains(l, :x)", "contains(b, :b1)",
  "n = :5", "n = :5x", "n <> :4", "n < :6", "n <= :5", "n > :4", "n >= :5", "s = :s", "b = :b", "t = :t", "nil = :nil", "ss = :ss", "ns = :ns", "m = :m", "s <> :5", "nothing <> :5",
  ":5 = n", ":4 < n", "n BETWEEN :4 AND :6", ":5 BETWEEN :4 AND n", "n IN (:4, :5)", "n in (:5)", "s > :h", "s < :z",
  "size(s) = :5", "size(e) = :0", "size(ss) < :4", "size(l) > :1", "size(m) <= :4", "size(b) <> :5",
  "n = :5 AND s = :s", "n = :4 OR s = :s", "NOT n = :4", "not (n = :4 or n = :6)", "n = :5 AND (s = :s OR n = :4)", "NOT attribute_exists(nothing)",
  "NOT n = :4 AND s = :s", "n = :4 AND s = :z OR t = :t", "(attribute_exists(s)) AND (attribute_not_exists(nothing))", "#s <> :x",
];
const FALSE = [
  "attribute_exists(nothing)", "attribute_not_exists(s)", "attribute_type(s, :N)", "attribute_type(nothing, :S)", "begins_with(s, :z)", "begins_with(n, :h)",
  "contains(s, :z)", "contains(ss, :x)", "contains(n, :5)", "contains(nothing, :a)", "n = :4", "n = :s", "s = :5", "nothing = :5", "n < :s", "t < :5",
  "nothing BETWEEN :4 AND :6", "n IN (:4, :6)", "nothing IN (:5)", "size(n) = :1", "size(nothing) = :0", "size(t) = :1",
  "n = :5 AND s = :z", "n = :4 OR s = :z", "NOT n = :5", "ss = :a", "l = :l", "m.x.y = :1", "NOT (n = :5 OR n = :4)",
];
for (const text of TRUE) {
  test(`holds: ${text}`, async () => {
    const answer = await ask(text);
    assert.equal(answer.status, 200, answer.body);
  });
}
for (const text of FALSE) {
  test(`does not hold: ${text}`, () => fails(ask(text), "ConditionalCheckFailedException", "The conditional request failed"));
}
for (const [text, holds] of [["attribute_not_exists(pk)", true], ["attribute_exists(pk)", false], ["n = :5", false], ["n <> :5", true], ["NOT n = :5", true]]) {
  test(`of no item: ${text} ${holds ? "holds" : "does not hold"}`, async () => {
    const answer = await raw("DeleteItem", { TableName, Key: { pk: { S: "nothing" } }, ConditionExpression: text, ExpressionAttributeValues: used(VALUES, text) });
    assert.equal(answer.status, holds ? 200 : 400, answer.body);
  });
}

const wrong = (name, type) => `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
const count = (name, n) => `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${n}`;
for (const [text, problem] of [
  ["", "The expression can not be empty;"],
  ["a = = b", 'Syntax error; token: "=", near: "= = b"'],
  ["s", 'Syntax error; token: "<EOF>", near: "s"'],
  ["s = :s AND", 'Syntax error; token: "<EOF>", near: "AND"'],
  ["s = :s)", 'Syntax error; token: ")", near: ":s)"'],
  ["(s = :s", 'Syntax error; token: "<EOF>", near: ":s"'],
  ["s == :s", 'Syntax error; token: "=", near: "== :s"'],
  ["n IN ()", 'Syntax error; token: ")", near: "()"'],
  ["((s = :s))", "The expression has redundant parentheses;"],
  ["nothing(s)", "Invalid function name; function: nothing"],
  ["SIZE(s) = :5", "Invalid function name; function: SIZE"],
  ["size(s)", "The function is not allowed to be used this way in an expression; function: size"],
  ["attribute_exists(s) = :t", "The function is not allowed to be used this way in an expression; function: attribute_exists"],
  ["contains(s, begins_with(s, :h))", "The function is not allowed to be used this way in an expression; function: begins_with"],
  ["status = :s", "Attribute name is a reserved keyword; reserved keyword: status"],
  ["s.Name = :s", "Attribute name is a reserved keyword; reserved keyword: Name"],
  ["#x = :s", "An expression attribute name used in the document path is not defined; attribute name: #x"],
  ["s = :nope", "An expression attribute value used in expression is not defined; attribute value: :nope"],
  ["attribute_exists(s, n)", count("attribute_exists", 2)],
  ["begins_with(s)", count("begins_with", 1)],
  ["contains(s, :a, :x)", count("contains", 3)],
  ["attribute_exists(:s)", "Operator or function requires a document path; operator or function: attribute_exists"],
  ["attribute_type(s, :5)", wrong("attribute_type", "N")],
  ["attribute_type(s, :bad)", "Invalid attribute type name found; type: BAD, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"],
  ["begins_with(s, :5)", wrong("begins_with", "N")],
  ["s < :t", wrong("<", "BOOL")],
  ["s > :ss", wrong(">", "SS")],
  ["n >= :m", wrong(">=", "M")],
  ["size(:5) = :5", wrong("size", "N")],
  ["s = s", "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [s]"],
  ["contains(s, s)", "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [s]"],
  ["n BETWEEN :6 AND :4", "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:6}, upper bound operand: AttributeValue: {N:4}"],
  ["n BETWEEN :4 AND :s", "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:4}, upper bound operand: AttributeValue: {S:hello}"],
]) {
  test(`refused: ${text || "(empty)"}`, () => fails(ask(text), "ValidationException", one(`Invalid ConditionExpression: ${problem}`)));
}

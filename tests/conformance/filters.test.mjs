// What FilterExpression means: the condition language, on items of every type.
import assert from "node:assert/strict";
import { test } from "node:test";

import { fails, keys, load, raw, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const S = (text) => ({ S: text });
const N = (number) => ({ N: String(number) });
const b = (...bytes) => ({ B: Buffer.from(bytes).toString("base64") });

await load(TableName, [
  { pk: S("a"), s: S("apple"), n: N(10), bin: { B: Buffer.from([1, 2]) }, ss: { SS: ["x", "y"] }, ns: { NS: ["1", "2"] }, l: { L: [S("first"), N(2)] },
    m: { M: { in: S("deep"), k: N(1) } }, t: { BOOL: true }, nil: { NULL: true }, same: S("apple"), uni: S("é𝄞"), "dot.ted": S("d") },
  { pk: S("b"), s: S("banana"), n: N(20), bin: { B: Buffer.from([3, 4]) }, ss: { SS: ["y"] }, l: { L: [S("other")] }, m: { M: { in: S("else") } }, t: { BOOL: false } },
  { pk: S("c"), s: S("cherry"), n: N("-1.5"), bin: { B: Buffer.from([3, 4, 5]) }, l: { L: [] }, m: { M: {} } },
  { pk: S("d"), s: N(7), n: S("10") },
]);

const VALUES = { ":apple": S("apple"), ":ap": S("ap"), ":an": S("an"), ":z": S("z"), ":n1": N(1), ":n2": N(2), ":n10": N("1E1"), ":n15": N(15), ":n20": N(20), ":neg": N(-2),
  ":bin": b(3, 4), ":b3": b(3), ":b4": b(4), ":x": S("x"), ":y": S("y"), ":yx": { SS: ["y", "x"] }, ":one": N("1.0"), ":deep": S("deep"), ":first": S("first"),
  ":true": { BOOL: true }, ":nil": { NULL: true }, ":S": S("S"), ":N": S("N"), ":SS": S("SS"), ":M": S("M"), ":L": S("L"), ":BOOL": S("BOOL"), ":B": S("B"), ":NULL": S("NULL"),
  ":list": { L: [S("first"), N(2)] }, ":map": { M: { k: N(1), in: S("deep") } }, ":n3": N(3), ":n0": N(0), ":bad": S("Z") };
const NAMES = { "#in": "in", "#dot": "dot.ted", "#s": "s", "#l": "l" };
function used(text) {
  const pick = (all) => Object.fromEntries(Object.entries(all).filter(([name]) => new RegExp(`${name}\\b`).test(text)));
  const [values, names] = [pick(VALUES), pick(NAMES)];
  return { ...(Object.keys(values).length && { ExpressionAttributeValues: values }), ...(Object.keys(names).length && { ExpressionAttributeNames: names }) };
}
const filtered = (FilterExpression) => raw("Scan", { TableName, FilterExpression, ...used(FilterExpression) });

for (const [text, wanted] of [
  ["s = :apple", "a"],
  ["s <> :apple", "bcd"],
  ["nothing <> :apple", "abcd"],
  ["nothing = :apple", ""],
  ["s < :an", ""],
  ["s < :z", "abc"],
  ["s >= :apple", "abc"],
  ["n = :n10", "a"],
  ["n > :n10", "b"],
  ["n < :n10", "c"],
  ["n >= :neg", "abc"],
  [":n15 < n", "b"],
  ["n BETWEEN :n10 AND :n20", "ab"],
  ["NOT n BETWEEN :n10 AND :n20", "cd"],
  ["n BETWEEN :neg AND :n10", "ac"],
  ["n IN (:n10, :n2)", "a"],
  ["n IN (:n10, :n20, :apple)", "ab"],
  ["s = same", "a"],
  ["s <> same", "bcd"],
  ["bin > :bin", "c"],
  ["bin = :bin", "b"],
  ["begins_with(bin, :b3)", "bc"],
  ["contains(bin, :b4)", "bc"],
  ["ss = :yx", "a"],
  ["ss <> :yx", "bcd"],
  ["contains(ss, :x)", "a"],
  ["contains(ns, :one)", "a"],
  ["contains(s, :an)", "b"],
  ["contains(l, :first)", "a"],
  ["contains(l, :n2)", "a"],
  ["NOT contains(l, :first)", "bcd"],
  ["l = :list", "a"],
  ["m = :map", "a"],
  ["begins_with(s, :ap)", "a"],
  ["begins_with(n, :ap)", ""],
  ["attribute_exists(t)", "ab"],
  ["attribute_not_exists(t)", "cd"],
  ["attribute_exists(m.#in)", "ab"],
  ["attribute_exists(l[0])", "ab"],
  ["attribute_not_exists(l[1])", "bcd"],
  ["attribute_exists(#dot)", "a"],
  ["m.#in = :deep", "a"],
  ["#l[0] = :first", "a"],
  ["t = :true", "a"],
  ["nil = :nil", "a"],
  ["attribute_type(s, :S)", "abc"],
  ["attribute_type(s, :N)", "d"],
  ["attribute_type(ss, :SS)", "ab"],
  ["attribute_type(m, :M)", "abc"],
  ["attribute_type(l, :L)", "abc"],
  ["attribute_type(t, :BOOL)", "ab"],
  ["attribute_type(bin, :B)", "abc"],
  ["attribute_type(nil, :NULL)", "a"],
  ["size(s) > :n10", ""],
  ["size(s) = :n3", ""],
  ["size(ss) = :n2", "a"],
  ["size(l) = :n0", "c"],
  ["size(m) = :n2", "a"],
  ["size(bin) = :n3", "c"],
  ["size(uni) = :n3", "a"],
  ["size(n) >= :n0", "d"],
  ["size(l) < size(s)", "abc"],
  ["s = :apple OR s = :z", "a"],
  ["attribute_exists(t) AND n > :n15", "b"],
  ["attribute_exists(t) AND n > :n15 OR n = :neg", "b"],
  ["attribute_exists(t) AND (n > :n15 OR n = :n10)", "ab"],
  ["NOT attribute_exists(t) OR s = :apple", "acd"],
  ["NOT (attribute_exists(t) OR s = :apple)", "cd"],
  ["not attribute_exists(t) and #s = :n10", ""],
  ["(#s = :apple) OR (begins_with(#s, :an))", "a"],
  ["((#s = :apple) OR (n = :n20))", "ab"],
  ["(s) = :apple", "a"],
]) {
  test(`${text}`, async () => {
    const { json } = await filtered(text);
    assert.deepEqual(json.Items?.map((item) => item.pk.S).sort().join(""), wanted, JSON.stringify(json));
  });
}

const operand = (op, type) => `Incorrect operand type for operator or function; operator or function: ${op}, operand type: ${type}`;
for (const [text, message] of [
  ["", "The expression can not be empty;"],
  ["a", 'Syntax error; token: "<EOF>", near: "a"'],
  ["a = :z b", 'Syntax error; token: "b", near: ":z b"'],
  ["a == :z", 'Syntax error; token: "=", near: "== :z"'],
  ["a = 5", 'Syntax error; token: "5", near: "= 5"'],
  ["a = :z AND", 'Syntax error; token: "<EOF>", near: "AND"'],
  ["(a = :z", 'Syntax error; token: "<EOF>", near: ":z"'],
  ["a BETWEEN :n1", 'Syntax error; token: "<EOF>", near: ":n1"'],
  ["((a = :z))", "The expression has redundant parentheses;"],
  ["((a)) = :z", "The expression has redundant parentheses;"],
  ["abs = :z AND abort = :z", "Attribute name is a reserved keyword; reserved keyword: abort"],
  ["exists(a)", "Invalid function name; function: exists"],
  ["Contains(a, :z)", "Invalid function name; function: Contains"],
  ["if_not_exists(a, :z) = :z", "The function is not allowed in a condition expression; function: if_not_exists"],
  ["size(a)", "The function is not allowed to be used this way in an expression; function: size"],
  ["a = attribute_exists(b)", "The function is not allowed to be used this way in an expression; function: attribute_exists"],
  ["attribute_exists(size(a))", "Operator or function requires a document path; operator or function: attribute_exists"],
  ["attribute_exists(:z)", "Operator or function requires a document path; operator or function: attribute_exists"],
  ["attribute_exists(a, b)", "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2"],
  ["attribute_type(a, :bad)", "Invalid attribute type name found; type: Z, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"],
  ["attribute_type(a, b)", operand("attribute_type", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}")],
  ["begins_with(a, :n1)", operand("begins_with", "N")],
  ["size(:n1) = :n2", operand("size", "N")],
  ["a < :true", operand("<", "BOOL")],
  ["a BETWEEN :true AND :true", operand("BETWEEN", "BOOL")],
  ["a < :yx", operand("<", "SS")],
  ["contains(#s, #s)", "The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [s]"],
  ["a IN (a, :z)", "The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [a]"],
  ["a BETWEEN :n2 AND :n1", "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"],
  ["a = :undefined", "An expression attribute value used in expression is not defined; attribute value: :undefined"],
  ["#undefined = :z", "An expression attribute name used in the document path is not defined; attribute name: #undefined"],
  [`a IN (${Array.from({ length: 101 }, () => ":z").join(",")})`, /^Invalid FilterExpression: The IN operator is provided with too many operands; number of operands: 101/],
  [Array.from({ length: 151 }, () => "a=:z").join(" OR "), "The expression contains too many operators; operator count: 301"],
  ["a = :z" + " ".repeat(4091), "Expression size has exceeded the maximum allowed size; expression size: 4097"],
  [`a${".b".repeat(32)} = :z`, "The document path has too many nesting elements; nesting levels: 33"],
]) {
  test(`refused: ${text.slice(0, 60) || "empty"}`, () =>
    fails(filtered(text), "ValidationException", message instanceof RegExp ? message : `Invalid FilterExpression: ${message}`));
}
for (const [what, text] of [
  ["150 operators and 151 operands", Array.from({ length: 150 }, () => "a=:z").join(" OR ")],
  ["4096 bytes", "a = :z" + " ".repeat(4090)],
  ["100 operands of IN", `a IN (${Array.from({ length: 100 }, () => ":z").join(",")})`],
  ["32 path elements", `a${".b".repeat(31)} = :z`],
]) {
  test(`taken: ${what}`, async () => assert.equal((await filtered(text)).json.Count, 0));
}

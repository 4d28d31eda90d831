// What a PartiQL statement may be, and what is said of one that is none.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, load, raw, send, table } from "./endpoint.mjs";

const T = await table(keys("pk:S", "sk:S"));
const N = await table(keys("pk:N"));
await load(T, [
  { pk: { S: "g" }, sk: { S: "1" }, n: { N: "1" }, s: { S: "str" }, yes: { BOOL: true }, nul: { NULL: true },
    m: { M: { sub: { S: "x" }, k: { L: [{ S: "c" }] } } }, l: { L: [{ N: "5" }, { S: "b" }] }, ss: { SS: ["a", "b"] } },
  { pk: { S: "q" }, sk: { S: "1" }, note: { S: "it's a--b /*c*/" } },
]);
await load(N, [{ pk: { N: "7310000" } }, { pk: { N: "7.3" } }, { pk: { N: "-7.3" } }]);

const run = (Statement, Parameters, more) =>
  send(aws.ExecuteStatementCommand, { Statement, ...(Parameters && { Parameters }), ...more });
const items = async (Statement, Parameters) => (await run(Statement, Parameters)).Items;
const refused = (statement, text, Parameters) =>
  fails(() => run(statement, Parameters), "ValidationException", text);
const ill = (detail) => `Statement wasn't well formed, can't be processed: ${detail}`;
const leftover = ill("Unexpected token after expression");

for (const [what, statement, text] of [
  ["a word after WHERE", `SELECT * FROM "${T}" WHERE pk = 'a' foo`, leftover],
  ["an exponent by itself", `SELECT * FROM "${N}" WHERE pk = 1 e5`, leftover],
  ["a word after an item", `INSERT INTO "${N}" VALUE {'pk': 970001} foo`, leftover],
  ["a word after an update", `UPDATE "${N}" SET a = 9 WHERE pk = 970002 foo`, leftover],
  ["a word after a delete", `DELETE FROM "${N}" WHERE pk = 970003 foo`, leftover],
  ["a parenthesis too many", `SELECT * FROM "${N}" WHERE pk = 1)`, leftover],
  ["ORDER BY of a delete", `DELETE FROM "${N}" WHERE pk = 970004 ORDER BY pk`, leftover],
  ["ORDER BY before WHERE", `SELECT * FROM "${N}" ORDER BY pk WHERE pk = 1`, leftover],
  ["an alias of INSERT", `INSERT INTO "${T}" t VALUE {'pk': 'x', 'sk': 'x'}`, leftover],
  ["WHERE behind SET of FROM", `FROM "${T}" SET c = 1 WHERE pk = 'a'`, leftover],
  ["misspelt words", `SELECTT * FROMM "${T}"`, leftover],
  ["an unknown verb", `SLECT * FROM "${T}" WHERE pk = 'a'`, ill("Expected data manipulation")],
  ["WHERE and no more", `SELECT * FROM "${T}" WHERE`, ill("Unexpected term")],
  ["WHERE and a semicolon", `SELECT * FROM "${T}" WHERE;`, ill("Unexpected term")],
  ["WHERE of an update and no more", `UPDATE "${T}" SET a = 1 WHERE`, ill("Unexpected term")],
  ["WHERE of a delete and no more", `DELETE FROM "${T}" WHERE`, ill("Unexpected term")],
  ["NOT and no more", `SELECT * FROM "${T}" WHERE NOT`, ill("Unexpected term")],
  ["a parenthesis and no more", `SELECT * FROM "${T}" WHERE (`, ill("Unexpected term")],
  ["no such table and WHERE", `SELECT * FROM "${T}-none" WHERE`, ill("Unexpected term")],
  ["FROM and no more", "SELECT * FROM", ill("Unexpected term")],
  ["AND and no more", `SELECT * FROM "${T}" WHERE pk = 'a' AND`,
    ill("Missing right-hand side expression of infix operator")],
  ["OR and no more", `SELECT * FROM "${T}" WHERE pk = 'a' OR`,
    ill("Missing right-hand side expression of infix operator")],
  ["WHERE and ORDER BY", `SELECT * FROM "${T}" WHERE ORDER BY pk`, ill("Unexpected keyword")],
  ["WHERE and IS", `SELECT * FROM "${T}" WHERE IS NULL`, ill("Unexpected operator")],
  ["an operator for a value", `SELECT * FROM "${T}" WHERE pk = LIKE`, ill("Unexpected operator")],
  ["IS and no type", `SELECT * FROM "${T}" WHERE pk = 'a' AND x IS FOO`, ill("Expected type name")],
  ["DELETE FROM and no more", "DELETE FROM", ill("Expected identifier for simple path")],
  ["DELETE FROM and a semicolon", "DELETE FROM;", ill("Expected identifier for simple path")],
  ["DELETE FROM and WHERE", "DELETE FROM WHERE pk = 'a'", ill("Expected identifier for simple path")],
  ["a keyword in a path", `SELECT * FROM "${T}" WHERE pk = 'a' AND attribute_exists(m.inner)`,
    ill("Invalid path dot component")],
  ["an exponent beyond 32 bits", `SELECT * FROM "${N}" WHERE pk = 1e2147483648`, ill("")],
  ["an exponent far beyond", `SELECT * FROM "${N}" WHERE pk = 1e99999999999`, ill("")],
  ["a scale beyond 32 bits", `SELECT * FROM "${N}" WHERE pk = 1.5e-2147483647`, ill("")],
  ["a hash", `SELECT * FROM "${N}" WHERE pk = 1 # note`, ill("")],
  ["a comment that stays open", `SELECT * FROM "${N}" WHERE pk = 1 /* note`, ill("")],
  ["a name that stays open", `SELECT * FROM "${T}`, ill("")],
  ["a string that stays open", `SELECT * FROM "${T}" WHERE pk = 'a`, ill("")],
]) test(`not well formed: ${what}`, () => refused(statement, text));

const root = (statement) => `under root${statement}`;
const overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
const underflow = "Number underflow. Attempting to store a number with magnitude smaller than supported range";
const at = (statement, token, length = token.length, from = 0) =>
  `at 1:${statement.indexOf(token, from) + 1}:${length}`;
const where = (condition) => `SELECT * FROM "${T}" WHERE pk = 'g' AND ${condition}`;
const update = (set) => `UPDATE "${T}" SET ${set} WHERE pk = 'g' AND sk = '1'`;
const dotted = "Operator or function requires a document path; operator or function: attribute_exists";
const count = (name, n) =>
  `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${n}`;
const type = (name, kind) =>
  `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${kind}`;
const first = (name) => `The first argument to ${name} must equal the assignment value`;
const second = (name) => `The second argument to ${name} must be a value with type SET`;
const duplicates = (members) =>
  `One or more parameter values were invalid: Input collection [${members}] contains duplicates`;

for (const [what, statement, text] of [
  ["a number too great", `SELECT * FROM "${N}" WHERE pk = 1e126`, `${overflow} ${root("")}`],
  ["a number too small", `SELECT * FROM "${N}" WHERE pk = 1e-131`, `${underflow} ${root("")}`],
  ["39 digits", `SELECT * FROM "${N}" WHERE pk = 123456789012345678901234567890123456789`,
    "Attempting to store more than 38 significant digits in a Number under root"],
  ["a number of an item too great", `INSERT INTO "${N}" VALUE {'pk': 1e126}`, `${overflow} ${root("")}`],
  ["a number that is set too small", `UPDATE "${N}" SET a = 1e-131 WHERE pk = 970005`, `${underflow} ${root("")}`],
  ["a number within a map", `INSERT INTO "${N}" VALUE {'pk': 970006, 'm': {'x': 1e126}}`, `${overflow} ${root(".x")}`],
  ["a number within a list", `INSERT INTO "${N}" VALUE {'pk': 970007, 'l': [1, 1e126]}`, `${overflow} ${root("[1]")}`],
  ["an empty set", update("x = <<>>"), "Empty bags are not supported"],
  ["a set of two types", update("x = <<1, 'a'>>"),
    "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags"],
  ["a string twice in a set", update("x = <<'a', 'a'>>"), `${duplicates("a, a")}.`],
  ["a number twice in a set", update("x = <<2, 2.0>>"), `${duplicates("2, 2.0")}! under root`],
  ["attribute_exists of a string", where("attribute_exists('ss')"), dotted],
  ["attribute_exists of nothing", where("attribute_exists()"), count("attribute_exists", 0)],
  ["attribute_exists of two", where("attribute_exists(ss, ns)"), count("attribute_exists", 2)],
  ["attribute_type of a number", where("attribute_type(l, 1)"), type("attribute_type", "N")],
  ["attribute_type of no type", where("attribute_type(l, 'X')"),
    "Invalid attribute type name found; type: X, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}"],
  ["order of a Boolean", where("n < true"), type("<", "BOOL")],
  ["order of a list", where("n >= [1]"), type(">=", "L")],
  ["order of a condition", where("attribute_exists(n) > false"), type(">", "BOOL")],
  ["BETWEEN Booleans", where("n BETWEEN false AND true"), type("BETWEEN", "BOOL")],
  ["a sum of text", update("n = 'a' + 1"), type("+", "S")],
  ["a difference of null", update("n = n - null"), type("-", "NULL")],
  ["101 values of IN", where(`n IN [${[...Array(101).keys()]}]`),
    "The IN operator is provided with too many operands; number of operands: 101"],
  ["EXISTS of a path", where("EXISTS(ss)"), `Unrecognized function: exists ${at(where("EXISTS(ss)"), "EXISTS")}`],
  ["set_add in WHERE", where("set_add(ss, <<'x'>>) = ss"),
    `Unrecognized function: set_add ${at(where("set_add"), "set_add")}`],
  ["set_add to another attribute", update("t = set_add(ss, <<'x'>>)"),
    `${first("SET_ADD")} ${at(update("t = set_add"), "set_add")}`],
  ["set_add to a value", update("ss = set_add(<<'a'>>, <<'b'>>)"),
    `${first("SET_ADD")} ${at(update("ss = set_add"), "set_add")}`],
  ["set_delete from another attribute", update("t = set_delete(ss, <<'a'>>)"),
    `${first("SET_DELETE")} ${at(update("t = set_delete"), "set_delete")}`],
  ["set_add of a string", update("ss = set_add(ss, 'x')"),
    `${second("SET_ADD")} ${at(update("ss = set_add(ss"), "(ss", 2).replace(/:(\d+):/, (_, n) => `:${+n + 1}:`)}`],
  ["set_add of one argument", update("ss = set_add(ss)"),
    `SET_ADD must have exactly two arguments ${at(update("ss = set_add(ss)"), "set_add")}`],
  ["set_add of three arguments", update("ss = set_add(ss, <<'x'>>, <<'y'>>)"),
    `SET_ADD must have exactly two arguments ${at(update("ss = set_add(ss"), "set_add")}`],
  ["set_add in an item", `INSERT INTO "${T}" VALUE {'pk': 'x', 'ss': set_add(<<'a'>>, <<'b'>>)}`,
    `Unsupported data type: set_add under key root ${at(`INSERT INTO "${T}" VALUE {'pk': 'x', 'ss': set_add`, "set_add")}`],
  ["a negative index", `SELECT l[-1] FROM "${T}" WHERE pk = 'g'`,
    "List index is not within the allowable range; index: [-1] at 1:11:1"],
  ["an index beyond 31 bits", `SELECT l[2147483648] FROM "${T}" WHERE pk = 'g'`,
    "List index is not within the allowable range; index: [2147483648] at 1:10:10"],
  ["paths that overlap", update("m = 1, m.sub = 2"),
    "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, sub]"],
]) test(`wrong: ${what}`, () => refused(statement, text));

for (const [what, statement, text] of [
  ["an alias", `SELECT * FROM "${T}" t WHERE pk = 'x'`, "Aliasing is not supported"],
  ["an alias with AS", `SELECT * FROM "${T}" AS t WHERE pk = 'x'`, "Aliasing is not supported"],
  ["an alias of an update", `UPDATE "${T}" t SET a = 3 WHERE pk = 'x'`, "Aliasing is not supported"],
  ["an alias of a delete", `DELETE FROM "${T}" t WHERE pk = 'x'`, "Aliasing is not supported"],
  ["a function as a column", `SELECT attribute_exists(ss) FROM "${T}" WHERE pk = 'g'`, "Unexpected path component at 1:8:16"],
  ["COUNT", `SELECT COUNT(*) FROM "${T}"`, "Unexpected path component at 1:8:5"],
  ["COUNT of no table", `SELECT COUNT(*) FROM "${T}-none"`, "Unexpected path component at 1:8:5"],
  ["a bare expression", "x IS INT4", "Unsupported operation: IsType"],
  ["a bare DOUBLE PRECISION", "x IS DOUBLE PRECISION", "Unsupported operation: IsType"],
  ["an empty table", "SELECT * FROM \"\" WHERE pk = 'x'", "Path component cannot be an empty string"],
  ["an empty index", `SELECT * FROM "${T}"."" WHERE pk = 'x'`, "Path component cannot be an empty string"],
  ["three parts of a table", `SELECT * FROM "${T}"."a"."b"`, "A path may contain at most 2 components in the FROM clause"],
  ["an INSERT into an index", `INSERT INTO "${T}"."i" VALUE {'pk': 'x'}`, "FROM clause may only contain a single table name"],
  ["an UPDATE of an index", `UPDATE "${T}"."i" SET a = 1 WHERE pk = 'g' AND sk = '1'`, "This operation is not supported on an index"],
  ["a DELETE from an index", `DELETE FROM "${T}"."i" WHERE pk = 'g' AND sk = '1'`, "This operation is not supported on an index"],
  ["EXISTS alone", `EXISTS(SELECT * FROM "${T}" WHERE pk = 'g' AND sk = '1' AND x IS MISSING)`,
    "EXISTS can only be used in ExecuteTransaction write requests."],
  ["a DELETE that returns what is modified", `DELETE FROM "${T}" WHERE pk = 'g' AND sk = '1' RETURNING MODIFIED OLD *`,
    "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements."],
  ["a DELETE that returns what is new", `DELETE FROM "${T}" WHERE pk = 'g' AND sk = '1' RETURNING ALL NEW *`,
    "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements."],
  ["LIKE", where("s LIKE 's%'"), /Like/],
  ["a query within", where("s IN (SELECT a FROM b)"), /Select/],
  ["LIMIT", `SELECT * FROM "${T}" LIMIT 1`, /LIMIT/],
  ["GROUP BY", `SELECT s FROM "${T}" GROUP BY s`, /GROUP BY/],
  ["DISTINCT", `SELECT DISTINCT s FROM "${T}"`, /DISTINCT/],
  ["a join", `SELECT * FROM "${T}", "${N}"`, /single table/],
  ["CREATE TABLE", "CREATE TABLE t", /CreateTable/],
]) test(`refused by name: ${what}`, () => refused(statement, text));

for (const condition of [
  "n = 1", "1 = n", "n < 2", "2 > n", "n != 2", "n <> 2", "n BETWEEN 0 AND 5", "n BETWEEN - 2 AND +5", "n IN [- 1, 1]",
  "n = - - 1", "NOT n = 2", "n = 1 OR s = 'no'", "NOT (n = 2 OR n = 3)", "n > -5", "size(s) = 3", "begins_with(s, 'st')",
  "contains(s, 'tr')", "contains(ss, 'a')", "attribute_type(ss, 'SS')", "attribute_exists(m.sub)",
  "ATTRIBUTE_NOT_EXISTS (nope)", "attribute_exists(l[0])", "attribute_exists(\"ss\")", "nul IS NULL", "s IS NOT NULL",
  "nope IS MISSING", "s IS NOT MISSING", "yes IS BOOL", "s IS STRING", "attribute_exists(nope) = false",
  "true = attribute_exists(n)", "attribute_exists(n) <> 1", "contains(nope, 'z') = false", "(n BETWEEN 0 AND 5) = true",
  "(n = 5 OR s = 'x') = false", "attribute_exists(nope) IN [true, false]", "attribute_exists(n) = attribute_exists(s)",
  "attribute_exists(n) = yes", "l = [5, 'b']", "ss = <<'b', 'a'>>", "m.k[0] = 'c'", "n = 1.0e0", "n = .1e1",
]) test(`holds: ${condition}`, async () => assert.equal((await items(where(condition))).length, 1));

for (const condition of [
  "n = 2", "n = '1'", "attribute_exists(nope)", "attribute_not_exists(ss)", "nope IS NULL", "s IS NULL", "nul IS NOT NULL",
  "s IS BOOL", "attribute_exists(n) = 1", "NOT attribute_exists(n) = true", "(attribute_exists(n) = true) = false",
  "attribute_exists(n) = s", "n > -/* c */-1", "size(s) = 4", "l = ['b', 5]",
]) test(`does not hold: ${condition}`, async () => assert.equal((await items(where(condition))).length, 0));

for (const literal of ["7.31e6", "7.31E6", "7.31e+6", "731e4", "73100000e-1", "007310000"]) {
  test(`the number ${literal} is 7310000`, async () => {
    assert.deepEqual(await items(`SELECT * FROM "${N}" WHERE pk = ${literal}`), [{ pk: { N: "7310000" } }]);
  });
}

for (const [literal, number] of [[".73e1", "7.3"], ["-.73e1", "-7.3"]]) {
  test(`the number ${literal} is ${number}`, async () => {
    assert.deepEqual(await items(`SELECT * FROM "${N}" WHERE pk = ${literal}`), [{ pk: { N: number } }]);
  });
}

for (const [what, statement] of [
  ["before a statement", `-- a note\nSELECT * FROM "${T}" WHERE pk = 'q'`],
  ["behind it", `SELECT * FROM "${T}" WHERE pk = 'q' -- a note`],
  ["between clauses", `SELECT * FROM "${T}" -- a note\nWHERE pk = 'q'`],
  ["in a block", `SELECT/**/* FROM "${T}" WHERE pk/* key */='q' /* done */`],
  ["behind a semicolon", `SELECT * FROM "${T}" WHERE pk = 'q'; -- done`],
  ["that is text", `SELECT * FROM "${T}" WHERE pk = 'q' AND note = 'it''s a--b /*c*/'`],
]) test(`a comment ${what}`, async () => assert.equal((await items(statement)).length, 1));

test("columns are called by their last names", async () => {
  assert.deepEqual(await items(`SELECT n, m.sub, l[1], m.k[0], m['sub'], nope FROM "${T}" WHERE pk = 'g' AND sk = '1'`),
    [{ n: { N: "1" }, sub: { S: "x" }, "l[1]": { S: "b" }, "k[0]": { S: "c" } }]);
});

test("-0 is an index", async () => {
  assert.deepEqual(await items(`SELECT l[-0] FROM "${T}" WHERE pk = 'g' AND sk = '1'`), [{ "l[0]": { N: "5" } }]);
});

test("words are read in any case", async () => {
  assert.equal((await items(`select N, n from "${T}" where pk = 'g' and sk = '1'`)).length, 1);
});

test("no such table", () =>
  fails(() => run(`SELECT * FROM "${T}-none" WHERE pk = 'x'`), "ResourceNotFoundException", "Requested resource not found"));

test("a wrong operand is told before that there is no such table", () =>
  refused(`SELECT pk FROM "${T}-none" WHERE pk = ? AND v < ?`, type("<", "BOOL"), [{ S: "x" }, { BOOL: true }]));

test("a list that nests 32 deep is told with its path", () =>
  refused(update(`d = ${"{'a':".repeat(32)}1${"}".repeat(32)}`),
    `Nesting Levels have exceeded supported limits under root${".a".repeat(32)}`));

test("parentheses in great number are refused", () =>
  fails(() => run(`SELECT * FROM "${T}" WHERE ${"(".repeat(4000)}`), "ValidationException"));

// Parameters

for (const value of ["1e99999999999", "-1e99999999999", "1e-99999999999", "1e2147483648", "1e-2147483648"]) {
  for (const [what, statement] of [
    ["a condition", where("n = ?")], ["an item", `INSERT INTO "${T}" VALUE {'pk': 'p', 'sk': '1', 'n': ?}`],
    ["an update", update("n = ?")], ["a key", `SELECT * FROM "${T}" WHERE pk = ?`],
  ]) {
    test(`the parameter ${value} of ${what} is no number`, () =>
      refused(statement, `The parameter cannot be converted to a numeric value: ${value}`, [{ N: value }]));
  }
}

const deep = (levels, leaf = { S: "leaf" }) => (levels ? { M: { n: deep(levels - 1, leaf) } } : leaf);
const nested = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
const unlike = "The parameter cannot be converted to a numeric value";

for (const [what, parameters, text] of [
  ["a magnitude that wraps", [{ N: "1e2147483647" }], underflow],
  ["no digits", [{ N: "" }], unlike],
  ["no number", [{ N: "abc" }], `${unlike}: abc`],
  ["no number in a list", [{ L: [{ N: "1" }, { N: "1e99999999999" }] }], `${unlike}: 1e99999999999`],
  ["no number in a map", [{ M: { x: { N: "1e99999999999" } } }], `${unlike}: 1e99999999999`],
  ["no number in a set", [{ NS: ["1", "1e99999999999"] }], `${unlike}: 1e99999999999`],
  ["100 levels", [deep(100)], nested],
  ["40 levels before no number", [{ M: { d: deep(40), e: { N: "abc" } } }], nested],
  ["no number before 40 levels", [{ M: { a: { N: "abc" }, d: deep(40) } }], `${unlike}: abc`],
  ["no number at the end of 40 levels", [deep(40, { N: "abc" })], nested],
  ["a false NULL", [{ NULL: false }],
    "One or more parameter values were invalid: Null attribute value types must have the value of true"],
  ["a set with a member twice", [{ SS: ["a", "a"] }],
    "One or more parameter values were invalid: Input collection [a, a] contains duplicates."],
  ["an empty set", [{ SS: [] }], "One or more parameter values were invalid: An string set  may not be empty"],
]) test(`parameters: ${what}`, () => refused(where("n = ?"), text, parameters));

test("parameters are looked at before the statement", () =>
  refused(`UPDATE "${T}" SET WHERE`, `${unlike}: abc`, [{ N: "abc" }]));

test("too few parameters", () =>
  refused(where("n = ? AND s = ?"), "Number of parameters in request and statement don't match.", [{ N: "1" }]));

test("no list of parameters is empty", () =>
  refused(where("n = 1"), "1 validation error detected: Value '[]' at 'parameters' failed to satisfy constraint: " +
    "Member must have length greater than or equal to 1", []));

for (const [what, text, Parameters, path] of [
  ["a list", update("x = [?]"), [{ S: "v" }], "root[0]"],
  ["a map", update("x = {'k': ?}"), [{ S: "v" }], "root.k"],
]) {
  test(`no parameter stands in ${what}`, () =>
    refused(text, `Unsupported data type: Parameter under key ${path} ${at(text, "?")}`, Parameters));
}

test("parameters stand in the list of IN", async () => {
  assert.equal((await items(where("n IN [?, 2]"), [{ N: "1" }])).length, 1);
});

test("no statement at all", () =>
  fails(raw("ExecuteStatement", {}), "ValidationException",
    "1 validation error detected: Value null at 'statement' failed to satisfy constraint: Member must not be null"));

test("an empty statement", () =>
  fails(raw("ExecuteStatement", { Statement: "" }), "ValidationException",
    "1 validation error detected: Value '' at 'statement' failed to satisfy constraint: " +
    "Member must have length greater than or equal to 1"));

test("a statement of 8193 letters", () =>
  fails(raw("ExecuteStatement", { Statement: " ".repeat(8193) }), "ValidationException",
    /at 'statement' failed to satisfy constraint: Member must have length less than or equal to 8192$/));

test("a limit of none", () =>
  fails(raw("ExecuteStatement", { Statement: `SELECT * FROM "${T}"`, Limit: 0 }), "ValidationException",
    "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: " +
    "Member must have value greater than or equal to 1"));

// INSERT, UPDATE and DELETE, one statement at a time.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, load, raw, send, table } from "./endpoint.mjs";

const T = await table(keys("pk:S"));
const C = await table(keys("pk:S", "sk:S"));

const run = (Statement, Parameters, more = {}) =>
  send(aws.ExecuteStatementCommand, { Statement, ...(Parameters && { Parameters }), ...more });
const stored = async (pk) => (await send(aws.GetItemCommand, { TableName: T, Key: { pk: { S: pk } } })).Item;
const seeded = async (pk, more) => { await load(T, [{ pk: { S: pk }, ...more }]); return pk; };
const refused = (statement, text) => fails(() => run(statement), "ValidationException", text);
const failed = (call) => fails(call, "ConditionalCheckFailedException", "The conditional request failed");
const noKey = "Where clause does not contain a mandatory equality on all key attributes";

// INSERT

test("INSERT makes an item of every type", async () => {
  const reply = await run(`INSERT INTO "${T}" VALUE {'pk': 'all', 'n': 7.32e6, 's': 'it''s', 't': true, 'f': false,
    'z': null, 'l': [1, 'a', [2]], 'm': {'k': {'d': 1}}, 'ss': <<'b', 'a'>>, 'ns': <<1, 34, 4.5>>, 'neg': -1.5e-3}`);
  assert.deepEqual(reply.Items, []);
  const item = await stored("all");
  assert.deepEqual([...item.ss.SS].sort(), ["a", "b"]);
  assert.deepEqual([...item.ns.NS].map(Number).sort((a, b) => a - b), [1, 4.5, 34]);
  delete item.ss;
  delete item.ns;
  assert.deepEqual(item, { pk: { S: "all" }, n: { N: "7320000" }, s: { S: "it's" }, t: { BOOL: true }, f: { BOOL: false },
    z: { NULL: true }, l: { L: [{ N: "1" }, { S: "a" }, { L: [{ N: "2" }] }] }, m: { M: { k: { M: { d: { N: "1" } } } } },
    neg: { N: "-0.0015" } });
});

test("INSERT takes parameters", async () => {
  await run(`INSERT INTO "${T}" VALUE {'pk': ?, 'b': ?, 'bs': ?}`,
    [{ S: "given" }, { B: Uint8Array.of(1) }, { BS: [Uint8Array.of(2)] }]);
  assert.deepEqual((await stored("given")).b.B, Uint8Array.of(1));
});

test("INSERT of an item that is there", async () => {
  await seeded("twice", { v: { S: "first" } });
  await fails(() => run(`INSERT INTO "${T}" VALUE {'pk': 'twice', 'v': 'second'}`), "DuplicateItemException",
    "Duplicate primary key exists in table");
  assert.equal((await stored("twice")).v.S, "first");
});

test("INSERT after DELETE", async () => {
  await seeded("again");
  await run(`DELETE FROM "${T}" WHERE pk = 'again'`);
  await run(`INSERT INTO "${T}" VALUE {'pk': 'again', 'v': 2}`);
  assert.equal((await stored("again")).v.N, "2");
});

for (const [what, statement, text] of [
  ["without the key", `INSERT INTO "${T}" VALUE {'v': 1}`,
    "One or more parameter values were invalid: Missing the key pk in the item"],
  ["with a key of another type", `INSERT INTO "${T}" VALUE {'pk': 1}`,
    "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"],
  ["with an empty key", `INSERT INTO "${T}" VALUE {'pk': ''}`,
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"],
]) test(`INSERT ${what}`, () => refused(statement, text));

test("INSERT into no table", () =>
  fails(() => run(`INSERT INTO "${T}-none" VALUE {'pk': 'x'}`), "ResourceNotFoundException", "Requested resource not found"));

test("INSERT of 400 KB", async () => {
  const fits = "x".repeat(409_600 - "pk".length - "fits".length - "p".length);
  await run(`INSERT INTO "${T}" VALUE {'pk': ?, 'p': ?}`, [{ S: "fits" }, { S: fits }]);
  await fails(() => run(`INSERT INTO "${T}" VALUE {'pk': ?, 'p': ?}`, [{ S: "over" }, { S: `${fits}x` }]),
    "ValidationException", "Item size has exceeded the maximum allowed size");
});

test("INSERT of 31 levels", async () => {
  await run(`INSERT INTO "${T}" VALUE {'pk': 'deep', 'd': ${"{'a':".repeat(31)}1${"}".repeat(31)}}`);
  assert.ok((await stored("deep")).d.M.a.M.a.M);
});

// UPDATE

test("UPDATE sets", async () => {
  const pk = await seeded("set", { v: { S: "before" } });
  assert.deepEqual((await run(`UPDATE "${T}" SET v = 'after' WHERE pk = '${pk}'`)).Items, []);
  assert.equal((await stored(pk)).v.S, "after");
});

test("UPDATE sums, appends, removes, all from the item as it was", async () => {
  const pk = await seeded("many", { n: { N: "5" }, l: { L: [{ N: "1" }, { N: "2" }] }, m: { M: { k: { S: "x" }, e: { S: "y" } } } });
  await run(`UPDATE "${T}" SET n = n + 100, before = n SET l = LIST_APPEND(l, [4, <<'a', 'b'>>])
    SET m.new = [2020, 'x'] REMOVE m.e WHERE pk = '${pk}'`.replace("m.new", 'm."new"'));
  const item = await stored(pk);
  assert.equal(item.n.N, "105");
  assert.equal(item.before.N, "5");
  assert.equal(item.l.L.length, 4);
  assert.deepEqual(Object.keys(item.m.M).sort(), ["k", "new"]);
  await run(`UPDATE "${T}" SET n=n-1 REMOVE l[1] SET l2 = list_append([0], l) WHERE pk = '${pk}'`);
  assert.equal((await stored(pk)).n.N, "104");
});

test("UPDATE subtracts a negative number", async () => {
  const pk = await seeded("minus", { n: { N: "1" } });
  await run(`UPDATE "${T}" SET n = n - - 2, l = [- 1] WHERE pk = '${pk}'`);
  assert.deepEqual((await stored(pk)).n, { N: "3" });
});

test("UPDATE takes a set through a sum of nothing away", async () => {
  const pk = await seeded("sets", { ss: { SS: ["a", "b", "c"] }, ns: { NS: ["1", "2"] }, Only: { SS: ["x"] } });
  await run(`UPDATE "${T}" SET ss = set_add(ss, <<'z'>>), ns = SET_ADD(ns, <<3, 1>>) SET fresh = set_add(fresh, <<'f'>>)
    SET Only = set_delete(Only, <<'x'>>), nope = set_delete(nope, <<'x'>>) WHERE pk = '${pk}'`);
  const item = await stored(pk);
  assert.deepEqual([...item.ss.SS].sort(), ["a", "b", "c", "z"]);
  assert.deepEqual([...item.ns.NS].sort(), ["1", "2", "3"]);
  assert.deepEqual(item.fresh, { SS: ["f"] });
  assert.equal(item.Only, undefined);
  assert.equal(item.nope, undefined);
});

test("set_add of a parameter", async () => {
  const pk = await seeded("bytes", { bs: { BS: [Uint8Array.of(1)] } });
  await run(`UPDATE "${T}" SET bs = set_add(bs, ?) WHERE pk = ?`, [{ BS: [Uint8Array.of(2)] }, { S: pk }]);
  assert.equal((await stored(pk)).bs.BS.length, 2);
});

test("UPDATE that begins with FROM", async () => {
  const pk = await seeded("from", { a: { N: "1" }, b: { S: "b" } });
  const { Items } = await run(`from "${T}" where pk = '${pk}' and a = 1 set c = 2 remove b returning all new *`);
  assert.deepEqual(Items, [{ pk: { S: pk }, a: { N: "1" }, c: { N: "2" } }]);
});

await seeded("guard", { a: { N: "5" }, name: { S: "alpha" }, l: { L: [] } });
for (const condition of ["a = 6", "attribute_exists(nope)", "attribute_not_exists(a)", "NOT begins_with(\"name\", 'al')",
  "\"name\" IS MISSING", "\"name\" = 'beta'"]) {
  test(`UPDATE fails where ${condition}`, async () => {
    await failed(() => run(`UPDATE "${T}" SET z = 1 WHERE pk = 'guard' AND ${condition}`));
    assert.equal((await stored("guard")).z, undefined);
  });
  test(`DELETE fails where ${condition}`, async () => {
    await failed(() => run(`DELETE FROM "${T}" WHERE pk = 'guard' AND ${condition}`));
    assert.ok(await stored("guard"));
  });
}

test("the item comes with the failure if it is asked for", async () => {
  const error = await failed(() => run(`UPDATE "${T}" SET z = 1 WHERE pk = 'guard' AND a = 6`, undefined,
    { ReturnValuesOnConditionCheckFailure: "ALL_OLD" }));
  assert.equal(error.Item.name.S, "alpha");
});

test("it does not come unasked", async () => {
  const error = await failed(() => run(`UPDATE "${T}" SET z = 1 WHERE pk = 'guard' AND a = 6`));
  assert.equal(error.Item, undefined);
});

for (const [what, statement] of [
  ["SET", `UPDATE "${T}" SET v = 1 WHERE pk = 'ghost'`],
  ["REMOVE", `UPDATE "${T}" REMOVE v WHERE pk = 'ghost'`],
  ["set_add", `UPDATE "${T}" SET s = set_add(s, <<'x'>>) WHERE pk = 'ghost'`],
  ["attribute_not_exists", `UPDATE "${T}" SET v = 1 WHERE pk = 'ghost' AND attribute_not_exists(pk)`],
  ["RETURNING", `UPDATE "${T}" SET v = 1 WHERE pk = 'ghost' RETURNING ALL OLD *`],
  ["FROM", `FROM "${T}" WHERE pk = 'ghost' SET v = 1`],
]) {
  test(`UPDATE makes no item: ${what}`, async () => {
    await failed(() => run(statement));
    assert.equal(await stored("ghost"), undefined);
  });
}

const multiple = "Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported";
for (const [what, statement, text] of [
  ["UPDATE without WHERE", `UPDATE "${T}" SET v = 1`, noKey],
  ["FROM without WHERE", `FROM "${T}" SET v = 1`, noKey],
  ["FROM without WHERE, REMOVE", `FROM "${T}" REMOVE v`, noKey],
  ["DELETE without WHERE", `DELETE FROM "${T}"`, noKey],
  ["UPDATE by another attribute", `UPDATE "${T}" SET v = 1 WHERE a = 1`, noKey],
  ["DELETE by another attribute", `DELETE FROM "${T}" WHERE "name" = 'alpha'`, noKey],
  ["UPDATE by half a key", `UPDATE "${C}" SET v = 1 WHERE pk = 'a'`, noKey],
  ["DELETE by half a key", `DELETE FROM "${C}" WHERE pk = 'a'`, noKey],
  ["UPDATE by IN", `UPDATE "${T}" SET v = 1 WHERE pk IN ['guard']`, noKey],
  ["UPDATE by OR", `UPDATE "${T}" SET v = 1 WHERE pk = 'guard' OR pk = 'b'`, noKey],
  ["UPDATE by a range", `UPDATE "${T}" SET v = 1 WHERE pk > 'guard'`, noKey],
  ["UPDATE of two keys", `UPDATE "${T}" SET v = 1 WHERE pk = 'guard' AND pk = 'b'`, multiple],
  ["DELETE of two keys", `DELETE FROM "${T}" WHERE pk = 'guard' AND pk = 'b'`, multiple],
  ["UPDATE by a key of another type", `UPDATE "${T}" SET v = 1 WHERE pk = 1`, "The provided key element does not match the schema"],
  ["UPDATE of the key", `UPDATE "${T}" SET pk = 'x' WHERE pk = 'guard'`,
    "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key"],
  ["an index of no list", `UPDATE "${T}" SET nolist[0] = 'x' WHERE pk = 'guard'`,
    "The document path provided in the update expression is invalid for update"],
  ["an append to no list", `UPDATE "${T}" SET nolist = list_append(nolist, [1]) WHERE pk = 'guard'`,
    "The provided expression refers to an attribute that does not exist in the item"],
  ["a set of another type", `UPDATE "${T}" SET "name" = set_add("name", <<'x'>>) WHERE pk = 'guard'`,
    "An operand in the update expression has an incorrect data type"],
  ["a comment for a minus", `UPDATE "${T}" SET a=a--1 WHERE pk = 'guard'`, noKey],
]) test(`refused: ${what}`, () => refused(statement, text));

test("a key named twice alike is one", async () => {
  const pk = await seeded("same");
  await run(`UPDATE "${T}" SET v = 1 WHERE (pk = '${pk}' AND attribute_exists(pk)) AND pk = '${pk}'`);
  assert.equal((await stored(pk)).v.N, "1");
});

test("UPDATE of no table", () =>
  fails(() => run(`FROM "${T}-none" WHERE pk = 'x' SET c = 1`), "ResourceNotFoundException", "Requested resource not found"));

test("UPDATE to 400 KB", async () => {
  const pk = await seeded("grow");
  const p = "x".repeat(409_600 - "pk".length - pk.length - "p".length);
  await run(`UPDATE "${T}" SET p = ? WHERE pk = ?`, [{ S: p }, { S: pk }]);
  await fails(() => run(`UPDATE "${T}" SET p = ? WHERE pk = ?`, [{ S: `${p}x` }, { S: pk }]), "ValidationException",
    "Item size to update has exceeded the maximum allowed size");
});

test("UPDATE that nests too deep", async () => {
  const pk = await seeded("nested", { m: { M: {} } });
  const deep = (levels) => (levels ? { M: { a: deep(levels - 1) } } : { S: "x" });
  await fails(() => run(`UPDATE "${T}" SET m.deep = ? WHERE pk = ?`, [deep(31), { S: pk }]), "ValidationException",
    "Nesting Levels have exceeded supported limits");
});

test("a condition on a set", async () => {
  const pk = await seeded("cond", { val: { SS: ["a", "b"] } });
  await run(`UPDATE "${T}" SET touched = 'yes' WHERE pk = ? AND val = ?`, [{ S: pk }, { SS: ["b", "a"] }]);
  assert.equal((await stored(pk)).touched.S, "yes");
});

// RETURNING

const old = { v: { S: "old" }, keep: { S: "same" }, m: { M: { sub: { S: "old" }, sib: { S: "keep" } } },
  l: { L: [{ S: "a" }, { S: "b" }, { S: "c" }] } };
let count = 0;
for (const [set, form, wanted] of [
  ["SET v = 'new'", "ALL OLD", (pk) => [{ pk, ...old }]],
  ["SET v = 'new'", "ALL NEW", (pk) => [{ pk, ...old, v: { S: "new" } }]],
  ["SET v = 'new'", "MODIFIED OLD", () => [{ v: { S: "old" } }]],
  ["SET v = 'new'", "MODIFIED NEW", () => [{ v: { S: "new" } }]],
  ["SET m.sub = 'new'", "MODIFIED NEW", () => [{ m: { M: { sub: { S: "new" } } } }]],
  ["SET m.sub = 'new'", "MODIFIED OLD", () => [{ m: { M: { sub: { S: "old" } } } }]],
  ["SET fresh = 1", "MODIFIED OLD", () => []],
  ["SET fresh = 1", "MODIFIED NEW", () => [{ fresh: { N: "1" } }]],
  ["REMOVE v", "MODIFIED OLD", () => [{ v: { S: "old" } }]],
  ["REMOVE v", "MODIFIED NEW", () => []],
  ["SET l[2] = 'y', l[0] = 'x'", "MODIFIED NEW", () => [{ l: { L: [{ S: "x" }, { S: "y" }] } }]],
  ["SET l[2] = 'y', l[0] = 'x'", "MODIFIED OLD", () => [{ l: { L: [{ S: "a" }, { S: "c" }] } }]],
  ["SET l[9] = 'd'", "MODIFIED NEW", () => []],
  ["SET l[3] = 'd'", "MODIFIED NEW", () => [{ l: { L: [{ S: "d" }] } }]],
  ["SET l[3] = 'd'", "MODIFIED OLD", () => []],
  ["REMOVE l[1]", "MODIFIED OLD", () => [{ l: { L: [{ S: "b" }] } }]],
  ["REMOVE l[1]", "MODIFIED NEW", () => [{ l: { L: [{ S: "c" }] } }]],
  ["REMOVE l[2]", "MODIFIED NEW", () => []],
]) {
  const pk = `returning-${count += 1}`;
  test(`${set} RETURNING ${form} *`, async () => {
    await seeded(pk, old);
    const { Items } = await run(`UPDATE "${T}" ${set} WHERE pk = '${pk}' RETURNING ${form} *`);
    assert.deepEqual(Items, wanted({ S: pk }));
  });
}

// DELETE

test("DELETE takes an item away", async () => {
  const pk = await seeded("gone");
  assert.deepEqual((await run(`DELETE FROM "${T}" WHERE pk = '${pk}'`)).Items, []);
  assert.equal(await stored(pk), undefined);
});

test("DELETE of no item is nothing", async () => {
  assert.deepEqual((await run(`DELETE FROM "${T}" WHERE pk = 'never'`)).Items, []);
  assert.deepEqual((await run(`DELETE FROM "${T}" WHERE pk = 'never' AND v = 1`)).Items, []);
  assert.deepEqual((await run(`DELETE FROM "${T}" WHERE pk = 'never' RETURNING ALL OLD *`)).Items, []);
});

test("DELETE RETURNING ALL OLD *", async () => {
  const pk = await seeded("returned", { v: { N: "7" } });
  assert.deepEqual((await run(`DELETE FROM "${T}" WHERE pk = '${pk}' RETURNING ALL OLD *`)).Items,
    [{ pk: { S: pk }, v: { N: "7" } }]);
});

test("DELETE where the condition holds", async () => {
  const pk = await seeded("held", { v: { S: "alpha" } });
  await run(`DELETE FROM "${T}" WHERE (pk = '${pk}') AND attribute_not_exists(nope) AND NOT begins_with(v, 'zz')`);
  assert.equal(await stored(pk), undefined);
});

// Capacity

test("writes cost what their items weigh", async () => {
  const units = async (statement, parameters) => (await run(statement, parameters,
    { ReturnConsumedCapacity: "INDEXES" })).ConsumedCapacity;
  const made = await units(`INSERT INTO "${T}" VALUE {'pk': 'cost', 'v': ?}`, [{ S: "x".repeat(1500) }]);
  assert.deepEqual(made, { TableName: T, CapacityUnits: 2, Table: { CapacityUnits: 2 } });
  assert.equal((await units(`UPDATE "${T}" SET v = 1 WHERE pk = 'cost'`)).CapacityUnits, 2);
  assert.equal((await units(`DELETE FROM "${T}" WHERE pk = 'cost'`)).CapacityUnits, 1);
  assert.equal((await units(`DELETE FROM "${T}" WHERE pk = 'cost'`)).CapacityUnits, 1);
});

test("a wrong wish for the failed item", () =>
  fails(raw("ExecuteStatement", { Statement: "x", ReturnValuesOnConditionCheckFailure: "SOME" }), "ValidationException",
    /Member must satisfy enum value set: \[ALL_OLD, NONE\]$/));

// Limits of items, keys, nesting and expressions: each accepted at its bound and refused one beyond.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
const ranged = await table(keys("pk:S", "sk:S"));
const one = (text) => `1 validation error detected: ${text}`;
const MOST = 400 * 1024;
const PUT = "Item size has exceeded the maximum allowed size";
const UPDATE = "Item size to update has exceeded the maximum allowed size";
const ok = async (call) => {
  const answer = await call;
  assert.equal(answer.status, 200, answer.body?.slice(0, 300));
};
const put = (Item) => raw("PutItem", { TableName, Item });

// Sizes
for (const [what, value, bytes] of [
  ["text", (n) => ({ S: "x".repeat(n) }), 0], ["bytes", (n) => ({ B: Buffer.alloc(n).toString("base64") }), 0], ["two-byte letters", (n) => ({ S: "é".repeat(n / 2) }), 0],
  ["a list", (n) => ({ L: [{ S: "x".repeat(n) }] }), 4], ["a map", (n) => ({ M: { ab: { S: "x".repeat(n) } } }), 6], ["a set", (n) => ({ SS: ["a", "x".repeat(n)] }), 1],
  ["an empty list beside", (n) => ({ L: [{ L: [] }, { S: "x".repeat(n) }] }), 8], ["Booleans", (n) => ({ L: [{ BOOL: true }, { NULL: true }, { S: "x".repeat(n) }] }), 8],
]) {
  const room = MOST - "pk".length - "k".length - "v".length - bytes;
  test(`an item of 400 KB with ${what}`, async () => {
    await ok(put({ pk: { S: "k" }, v: value(room - (room % 2)) }));
    await fails(put({ pk: { S: "k" }, v: value(room + 2) }), "ValidationException", PUT);
  });
}
test("names of attributes count", async () => {
  const name = "n".repeat(1000);
  await ok(put({ pk: { S: "k" }, [name]: { S: "x".repeat(MOST - 3 - 1000) } }));
  await fails(put({ pk: { S: "k" }, [name]: { S: "x".repeat(MOST - 3 - 999) } }), "ValidationException", PUT);
});

// What UpdateItem charges: [text, values, charge beside the padding]. Keys are short, so that the charge is what counts.
const one1 = { N: "1" };
const ten = { S: "y".repeat(10) };
for (const [text, values, seed, charge] of [
  ["SET b = :pad", {}, {}, 3 + 19 + 1],
  ["SET b = :pad, c = :c", { ":c": { S: "y" } }, {}, 23 + 19 + 1 + 1],
  ["SET b = :pad REMOVE r", {}, { r: { S: "z" } }, 23 + 2],
  ["SET b = :pad, c = abcdefghij", {}, { abcdefghij: ten }, 23 + 20 + 25],
  ["SET b = :pad, c = m.z", {}, { m: { M: { z: ten } } }, 23 + 20 + 1 + 15 + 15],
  ["SET b = :pad, n = n + :one", { ":one": one1 }, { n: { N: "12345678901234567890" } }, 23 + 20 + 34 + 16 + 2],
  ["SET b = :pad, n = n - :one", { ":one": one1 }, { n: one1 }, 23 + 20 + 37 + 16 + 2],
  ["SET b = :pad, c = if_not_exists(c, :v)", { ":v": ten }, {}, 23 + 20 + 39 + 16 + 10],
  ["SET b = :pad, l = list_append(l, :new)", { ":new": { L: [ten] } }, { l: { L: [] } }, 23 + 20 + 37 + 16 + 14],
  ["SET b = :pad ADD ss :new", { ":new": { SS: ["s".repeat(500)] } }, { ss: { SS: ["p"] } }, 23 + 19 + 2 + 500],
  ["SET b = :pad DELETE ss :rm", { ":rm": { SS: ["q"] } }, { ss: { SS: ["p", "q"] } }, 23 + 3],
  ["SET b = :pad REMOVE l[10]", {}, { l: { L: Array(11).fill({ S: "e" }) } }, 23 + 1 + 1 + 6],
]) {
  test(`an update is charged for: ${text}`, async () => {
    const update = (pk, pad) => raw("UpdateItem", { TableName, Key: { pk: { S: pk } }, UpdateExpression: text,
      ExpressionAttributeValues: { ...values, ":pad": { S: "x".repeat(pad) } } });
    for (const pk of ["A", "B"]) await ok(put({ pk: { S: pk }, ...seed }));
    await ok(update("A", MOST - charge));
    await fails(update("B", MOST - charge + 1), "ValidationException", UPDATE);
  });
}
test("no item is larger than 400 KB, however long its key", async () => {
  const pk = "k".repeat(1000);
  const update = (pad) => raw("UpdateItem", { TableName, Key: { pk: { S: pk } }, UpdateExpression: "SET b = :pad", ExpressionAttributeValues: { ":pad": { S: "x".repeat(pad) } } });
  await ok(update(MOST - 1002 - 1));
  await fails(update(MOST - 1002), "ValidationException", UPDATE);
});
test("AttributeUpdates are not charged", async () => {
  const update = (pad) => raw("UpdateItem", { TableName, Key: { pk: { S: "U" } }, AttributeUpdates: { b: { Value: { S: "x".repeat(pad) } } } });
  await ok(update(MOST - 4));
  await fails(update(MOST - 3), "ValidationException", UPDATE);
});
test("an item that grows too large stays as it was", async () => {
  await ok(put({ pk: { S: "grow" }, a: { S: "x".repeat(300_000) } }));
  await fails(raw("UpdateItem", { TableName, Key: { pk: { S: "grow" } }, UpdateExpression: "SET b = a" }), "ValidationException", UPDATE);
  const { Item } = await send(aws.GetItemCommand, { TableName, Key: { pk: { S: "grow" } } });
  assert.deepEqual(Object.keys(Item).sort(), ["a", "pk"]);
});

// Keys
for (const [what, name, item, text] of [
  ["a hash key of 2048 bytes", TableName, (n) => ({ pk: { S: "x".repeat(2048 + n) } }), "Size of hashkey has exceeded the maximum size limit of2048 bytes"],
  ["a range key of 1024 bytes", ranged, (n) => ({ pk: { S: "x" }, sk: { S: "x".repeat(1024 + n) } }), "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"],
]) {
  for (const [op, member] of [["PutItem", "Item"], ["UpdateItem", "Key"], ["DeleteItem", "Key"], ["GetItem", "Key"]]) {
    test(`${what} is the longest for ${op}`, async () => {
      await ok(raw(op, { TableName: name, [member]: item(0) }));
      await fails(raw(op, { TableName: name, [member]: item(1) }), "ValidationException", `One or more parameter values were invalid: ${text}`);
    });
  }
}

// Nesting
const deep = (n) => { let v = { S: "leaf" }; for (let i = 0; i < n; i++) v = i % 2 ? { L: [v] } : { M: { n: v } }; return v; };
const NEST = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
test("a value of 32 levels is put", () => ok(put({ pk: { S: "deep" }, d: deep(31) })));
test("a value of 33 levels is not", () => fails(put({ pk: { S: "deep" }, d: deep(32) }), "ValidationException", one(NEST)));
test("a value of 33 levels is none for a condition", () => fails(raw("PutItem", { TableName, Item: { pk: { S: "deep" } }, ConditionExpression: "d = :d", ExpressionAttributeValues: { ":d": deep(32) } }),
  "ValidationException", /Nesting Levels have exceeded supported limits/));
test("an update may nest to 32 levels", async () => {
  await ok(put({ pk: { S: "nest" }, m: { M: {} } }));
  await ok(raw("UpdateItem", { TableName, Key: { pk: { S: "nest" } }, UpdateExpression: "SET m.d = :d", ExpressionAttributeValues: { ":d": deep(30) } }));
});
test("an update may not nest deeper", async () => {
  await ok(put({ pk: { S: "nest2" }, m: { M: {} } }));
  await fails(raw("UpdateItem", { TableName, Key: { pk: { S: "nest2" } }, UpdateExpression: "SET m.d = :d", ExpressionAttributeValues: { ":d": deep(31) } }), "ValidationException", /^Nesting Levels have exceeded supported limits/);
});
test("a batch may not put 33 levels", () => fails(raw("BatchWriteItem", { RequestItems: { [TableName]: [{ PutRequest: { Item: { pk: { S: "x" }, d: deep(32) } } }] } }), "ValidationException", NEST));

// Expressions
const long = (bytes, head, clause, joiner) => {
  const parts = [];
  let size = head.length;
  for (let i = 0; ; i++) {
    const next = clause("a".repeat(40) + i);
    if (size + next.length + joiner.length > bytes - 60) break;
    parts.push(next);
    size += next.length + joiner.length;
  }
  const last = clause("");
  parts.push(clause("z".repeat(bytes - size - last.length)));
  return head + parts.join(joiner);
};
for (const [what, text, body, problem] of [
  ["an update", (n) => long(n, "REMOVE ", (name) => name, ", "), (UpdateExpression) => ({ UpdateExpression }), "Invalid UpdateExpression: Expression size has exceeded the maximum allowed size;"],
  ["a condition", (n) => long(n, "", (name) => `attribute_not_exists(${name})`, " AND "), (ConditionExpression) => ({ ConditionExpression }),
    "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097"],
]) {
  test(`${what} of 4 KB`, async () => {
    assert.equal(text(4096).length, 4096);
    await ok(raw("UpdateItem", { TableName, Key: { pk: { S: "text" } }, ...body(text(4096)) }));
    await fails(raw("UpdateItem", { TableName, Key: { pk: { S: "text" } }, ...body(text(4097)) }), "ValidationException", one(problem));
  });
}
test("a condition has at most 300 operators", async () => {
  const text = (n) => Array.from({ length: n }, () => "a=:v").join(" OR ");
  const ask = (n) => raw("PutItem", { TableName, Item: { pk: { S: "operators" }, a: { S: "x" } }, ConditionExpression: `attribute_not_exists(pk) OR ${text(n)}`, ExpressionAttributeValues: { ":v": { S: "x" } } });
  await ok(ask(149));
  await fails(ask(151), "ValidationException", /^1 validation error detected: Invalid ConditionExpression: The expression contains too many operators; operator count: 30\d$/);
});
test("IN takes at most 100 values", async () => {
  const ask = (n) => raw("UpdateItem", { TableName, Key: { pk: { S: "in" } }, ConditionExpression: `NOT a IN (${Array(n).fill(":v").join(",")})`, ExpressionAttributeValues: { ":v": { S: "x" } } });
  await ok(ask(100));
  await fails(ask(101), "ValidationException", /^1 validation error detected: Invalid ConditionExpression: /);
});
test("a placeholder has at most 255 bytes", async () => {
  const ask = (n) => raw("UpdateItem", { TableName, Key: { pk: { S: "names" } }, UpdateExpression: `REMOVE #${"n".repeat(n - 1)}`, ExpressionAttributeNames: { [`#${"n".repeat(n - 1)}`]: "a" } });
  await ok(ask(255));
  await fails(ask(256), "ValidationException");
});
test("a path has at most 32 steps", async () => {
  const ask = (n) => raw("UpdateItem", { TableName, Key: { pk: { S: "path" } }, ConditionExpression: `attribute_not_exists(${Array(n).fill("a").join(".")})` });
  await ok(ask(32));
  await fails(ask(33), "ValidationException", /^1 validation error detected: Invalid ConditionExpression: /);
});
for (const word of ["ABORT", "select", "Name", "ZONE", "ttl", "Status"]) {
  test(`${word} is reserved`, () => fails(raw("UpdateItem", { TableName, Key: { pk: { S: "w" } }, UpdateExpression: `REMOVE ${word}` }), "ValidationException",
    one(`Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: ${word}`)));
}
test("a reserved word is a name by a placeholder", () => ok(raw("UpdateItem", { TableName, Key: { pk: { S: "w" } }, UpdateExpression: "REMOVE #w", ExpressionAttributeNames: { "#w": "select" } })));

// Names
const LONG = "Attribute name is too large, must be less than 65536 bytes";
for (const [what, make] of [
  ["an attribute", (name) => ["PutItem", { Item: { pk: { S: "n" }, [name]: { S: "" } } }]],
  ["a member of a map", (name) => ["PutItem", { Item: { pk: { S: "n" }, m: { M: { [name]: { S: "" } } } } }]],
  ["a member in a value", (name) => ["UpdateItem", { Key: { pk: { S: "n" } }, UpdateExpression: "SET m = :m", ExpressionAttributeValues: { ":m": { M: { [name]: { S: "" } } } } }]],
  ["an attribute by a placeholder", (name) => ["UpdateItem", { Key: { pk: { S: "n" } }, UpdateExpression: "SET #n = :v", ExpressionAttributeNames: { "#n": name }, ExpressionAttributeValues: { ":v": { S: "" } } }]],
]) {
  test(`the longest name of ${what} has 65,535 bytes`, async () => {
    const ask = (bytes) => { const [op, body] = make("n".repeat(bytes)); return raw(op, { TableName, ...body }); };
    await ok(ask(65535));
    await fails(ask(65536), "ValidationException", new RegExp(`^1 validation error detected: (ExpressionAttributeValues contains invalid value: )?${LONG}`));
  });
}
test("an attribute has a name", () => fails(put({ pk: { S: "n" }, "": { S: "x" } }), "ValidationException", one("Empty attribute name")));
test("a missing name is told before a value too deep", () => fails(put({ pk: { S: "n" }, d: deep(40), "": { S: "x" } }), "ValidationException", one("Empty attribute name")));
test("a missing name within is told after it", () => fails(put({ pk: { S: "n" }, m: { M: { "": { S: "x" } } }, d: deep(40) }), "ValidationException", one(NEST)));
test("a member of a map has a name", () => fails(put({ pk: { S: "n" }, m: { M: { "": { S: "x" } } } }), "ValidationException", one("Empty attribute name")));
test("placeholders stand for 2 MB at most", async () => {
  const ask = (bytes) => raw("UpdateItem", { TableName, Key: { pk: { S: "2 MB" } }, UpdateExpression: "REMOVE a", ConditionExpression: "NOT a IN (:1, :2)",
    ExpressionAttributeValues: { ":1": { S: "x".repeat(1 << 20) }, ":2": { S: "x".repeat(bytes - (1 << 20) - 4) } } });
  await ok(ask(2 << 20));
  await fails(ask((2 << 20) + 1), "ValidationException", one("Combined size of ExpressionAttributeNames and ExpressionAttributeValues exceeds max size"));
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { aws, fails, keys, load, raw, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S", "sk:N"));
await load(TableName, [{ pk: { S: "a" }, sk: { N: "1" }, v: { S: "one" } }]);
const Key = { pk: { S: "a" }, sk: { N: "1" } };

test("an item is found by its key", async () => {
  assert.deepEqual((await send(aws.GetItemCommand, { TableName, Key })).Item, { ...Key, v: { S: "one" } });
});

test("a missing item is no item", async () => {
  const { Item } = await send(aws.GetItemCommand, { TableName, Key: { ...Key, sk: { N: "2" } } });
  assert.equal(Item, undefined);
});

test("a key that is not the table's is refused", () =>
  fails(raw("GetItem", { TableName, Key: { pk: { S: "a" } } }), "ValidationException",
    "The provided key element does not match the schema"));

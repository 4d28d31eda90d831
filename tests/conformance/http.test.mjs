// The front end: what is answered before an operation is asked, in which order, and in which form.
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { crc32, deflateSync, gunzipSync, gzipSync } from "node:zlib";

import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "@aws-crypto/sha256-js";

import { aws, credentials, endpoint, fails, http1, keys, load, raw, region, send, table } from "./endpoint.mjs";

const TableName = await table(keys("pk:S"));
await load(TableName, [{ pk: { S: "large" }, text: { S: "words and words ".repeat(2000) } }]);

const TARGET = "DynamoDB_20120810.ListTables";
const JSON10 = "application/x-amz-json-1.0";
const coral = (name) => `com.amazon.coral.service#${name}`;
const unsigned = (headers, body = "{}", more = {}) =>
  http1({ headers: { "content-type": JSON10, "x-amz-target": TARGET, ...headers }, body, ...more });
const requestId = (reply) => assert.match(reply.headers["x-amzn-requestid"], /^[0-9A-Z]{52}$/);
const summed = (reply) => assert.equal(reply.headers["x-amz-crc32"], String(crc32(reply.bytes)));

// --- What is no call at all ---

test("GET / says that the service is healthy", async () => {
  const reply = await http1({ method: "GET" });
  assert.equal(reply.status, 200);
  assert.match(reply.body, /^healthy: dynamodb\.[a-z0-9-]+\.amazonaws\.com $/);
  assert.equal(reply.headers["content-length"], String(reply.body.length));
  requestId(reply);
  summed(reply);
});

for (const [what, request] of [
  ["OPTIONS without an origin", { method: "OPTIONS" }],
  ["PUT", { method: "PUT" }],
  ["DELETE", { method: "DELETE" }],
  ["a body without a content type", { body: "hi" }],
  ["a body of another type", { headers: { "content-type": "whatever" }, body: "hi" }],
  ["json-1.1", { headers: { "content-type": "application/x-amz-json-1.1" }, body: "hi" }],
  ["a type that begins like JSON's", { headers: { "content-type": "application/jsonasdf" }, body: "hi" }],
  ["a good call by PUT", { method: "PUT", headers: { "content-type": JSON10, "x-amz-target": TARGET }, body: "{}" }],
]) {
  test(`${what}: 404`, async () => {
    const reply = await http1(request);
    assert.equal(reply.status, 404);
    assert.equal(reply.body, "<UnknownOperationException/>\n");
    assert.equal(reply.headers["x-amz-crc32"], "3552371480");
    assert.equal(reply.headers["content-length"], "29");
    requestId(reply);
  });
}

// --- Body, target, signature: in this order ---

for (const type of ["application/json", JSON10, "application/json;", "application/json  ;   charset=x",
  "application/json;nonsense", `${JSON10};nonsense`]) {
  const answered = type.startsWith(JSON10) ? JSON10 : "application/json";
  test(`a body that is no JSON, sent as "${type}"`, async () => {
    const reply = await http1({ headers: { "content-type": type }, body: "hi" });
    assert.equal(reply.status, 400);
    assert.equal(reply.body, `{"__type":"${coral("SerializationException")}"}`);
    assert.equal(reply.headers["content-type"], answered);
    assert.equal(reply.headers["x-amz-crc32"], "3948637019");
    requestId(reply);
  });
}

for (const [what, headers, body] of [
  ["nothing at all", { }, undefined],
  ["no target", { "content-type": "application/json" }, "{}"],
  ["no target, json-1.0", { "content-type": JSON10 }, "{}"],
  ["a target that is none", { "content-type": JSON10, "x-amz-target": "whatever" }, "{}"],
  ["an unknown operation", { "content-type": JSON10, "x-amz-target": "DynamoDB_20120810.ListTable" }, "{}"],
  ["an operation in other letters", { "content-type": JSON10, "x-amz-target": "DynamoDB_20120810.listTables" }, "{}"],
  ["an unknown service", { "content-type": JSON10, "x-amz-target": "DynamoDB_20991231.ListTables" }, "{}"],
  ["an operation without a service", { "content-type": JSON10, "x-amz-target": "ListTables" }, "{}"],
  ["an empty target", { "content-type": JSON10, "x-amz-target": "" }, "{}"],
  ["a service without an operation", { "content-type": JSON10, "x-amz-target": "DynamoDB_20120810." }, "{}"],
]) {
  test(`unknown operation: ${what}`, async () => {
    const reply = await http1({ headers, body });
    assert.equal(reply.status, 400);
    assert.equal(reply.body, `{"__type":"${coral("UnknownOperationException")}"}`);
    assert.equal(reply.headers["content-type"], headers["content-type"] === JSON10 ? JSON10 : "application/json");
    assert.equal(reply.headers["x-amz-crc32"], "1368724161");
    requestId(reply);
  });
}

test("a target that is none comes after a body that is no JSON", async () => {
  const reply = await http1({ headers: { "content-type": JSON10, "x-amz-target": "whatever" }, body: "}" });
  assert.equal(reply.json.__type, coral("SerializationException"));
});

const QUERY = "X-Amz-Credential=a&X-Amz-Signature=b&X-Amz-SignedHeaders=c&X-Amz-Date=d";
for (const [what, headers, path] of [
  ["no signature", {}, "/"],
  ["half the name of a scheme", { authorization: "AWS4" }, "/"],
  ["another scheme", { authorization: "Basic eDp5" }, "/"],
  ["half the name of a parameter", { authorization: "X" }, "/?X-Amz-Algorith"],
  ["all parameters but the algorithm", {}, `/?${QUERY}`],
]) {
  test(`missing token: ${what}`, async () => {
    const reply = await unsigned(headers, "{}", { path });
    assert.equal(reply.status, 400);
    assert.equal(reply.json.__type, coral("MissingAuthenticationTokenException"));
    assert.equal(reply.json.message, "Request is missing Authentication Token");
    assert.equal(reply.headers["x-amz-crc32"], "2088342776");
  });
}

test("a signature in header and query", async () => {
  const reply = await unsigned({ authorization: "X" }, "{}", { path: "/?X-Amz-Algorithm" });
  assert.equal(reply.json.__type, coral("InvalidSignatureException"));
  assert.equal(reply.json.message,
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
  assert.equal(reply.headers["x-amz-crc32"], "2139606068");
});

const lacks = (name) => `Authorization header requires '${name}' parameter. `;
const NO_DATE = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
for (const [authorization, date, text, sum] of [
  ["AWS4-", undefined, lacks("Credential") + lacks("Signature") + lacks("SignedHeaders") + NO_DATE, "1828866742"],
  ["AWS4- Signature=b Credential=a", "a", lacks("SignedHeaders"), "15336762"],
  ["AWS4- Signature=b,Credential=a", "a", lacks("SignedHeaders"), "1159703774"],
  ["AWS4- Signature=b, Credential=a", "a", lacks("SignedHeaders"), "164353342"],
]) {
  test(`incomplete signature: ${authorization}`, async () => {
    const reply = await unsigned({ authorization, ...(date && { date }) });
    assert.equal(reply.json.__type, coral("IncompleteSignatureException"));
    assert.equal(reply.json.message, `${text}Authorization=${authorization}`);
    assert.equal(reply.headers["x-amz-crc32"], sum);
  });
}

const wants = (name) => `AWS query-string parameters must include '${name}'. `;
for (const [path, text, sum] of [
  ["/?X-Amz-Algorithm", ["Algorithm", "Credential", "Signature", "SignedHeaders", "Date"], "2900502663"],
  ["/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&X-Amz-Date=d", ["SignedHeaders"], "3712057481"],
]) {
  test(`incomplete signature: ${path}`, async () => {
    const reply = await unsigned({}, "{}", { path });
    assert.equal(reply.json.__type, coral("IncompleteSignatureException"));
    assert.equal(reply.json.message,
      `${text.map((name) => wants(`X-Amz-${name}`)).join("")}Re-examine the query-string parameters.`);
    assert.equal(reply.headers["x-amz-crc32"], sum);
  });
}

test("a wrong secret", async () => {
  const url = endpoint();
  const signer = new SignatureV4({ credentials: { ...credentials, secretAccessKey: "wrong" }, region,
    service: "dynamodb", sha256: Sha256 });
  const signed = await signer.sign({ method: "POST", path: "/", protocol: url.protocol, hostname: url.hostname, query: {},
    headers: { host: url.host, "content-type": JSON10, "x-amz-target": TARGET }, body: "{}" });
  const reply = await http1({ headers: signed.headers, body: "{}" });
  assert.equal(reply.json.__type, coral("InvalidSignatureException"));
  assert.match(reply.json.message, /^The request signature we calculated does not match the signature you provided\./);
});

test("an unknown key", async () => {
  const url = endpoint();
  const signer = new SignatureV4({ credentials: { accessKeyId: "AKIAUNKNOWNUNKNOWN00", secretAccessKey: "x" }, region,
    service: "dynamodb", sha256: Sha256 });
  const signed = await signer.sign({ method: "POST", path: "/", protocol: url.protocol, hostname: url.hostname, query: {},
    headers: { host: url.host, "content-type": JSON10, "x-amz-target": TARGET }, body: "{}" });
  const reply = await http1({ headers: signed.headers, body: "{}" });
  assert.equal(reply.json.__type, coral("UnrecognizedClientException"));
  assert.equal(reply.json.message, "The security token included in the request is invalid.");
});

test("a signature in the query alone is one", async () => {
  const url = endpoint();
  const signer = new SignatureV4({ credentials, region, service: "dynamodb", sha256: Sha256 });
  const signed = await signer.presign({ method: "POST", path: "/", protocol: url.protocol, hostname: url.hostname,
    port: Number(url.port) || undefined, query: {}, headers: { host: url.host }, body: "" });
  const query = new URLSearchParams(signed.query).toString();
  const reply = await http1({ path: `/?${query}`, headers: { "content-type": JSON10, "x-amz-target": TARGET }, body: "{}" });
  // AWS takes the hash of the body that was signed: an empty one is not this one.
  assert.equal(reply.json.__type, coral("InvalidSignatureException"));
});

test("a missing body comes after the signature", async () => {
  assert.equal((await unsigned({}, undefined)).json.__type, coral("MissingAuthenticationTokenException"));
  assert.equal((await raw("ListTables", "")).json.__type, coral("SerializationException"));
});

// --- The form of answers ---

test("an answer has the headers AWS sends", async () => {
  const reply = await raw("ListTables", {});
  assert.equal(reply.status, 200);
  assert.equal(reply.headers["content-type"], JSON10);
  assert.equal(reply.headers.server, "Server");
  assert.equal(reply.headers["content-length"], String(reply.bytes.length));
  assert.ok(reply.headers.date);
  requestId(reply);
  summed(reply);
});

test("a question in application/json is answered so", async () => {
  const reply = await raw("ListTables", {}, { headers: { "content-type": "application/json" } });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers["content-type"], "application/json");
  summed(reply);
});

test("an error has its checksum and request id too", async () => {
  const reply = await raw("DescribeTable", { TableName: "no-such-table" });
  assert.equal(reply.status, 400);
  assert.equal(reply.json.__type, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException");
  requestId(reply);
  summed(reply);
});

test("request ids differ", async () => {
  const [a, b] = await Promise.all([raw("ListTables", {}), raw("ListTables", {})]);
  assert.notEqual(a.headers["x-amzn-requestid"], b.headers["x-amzn-requestid"]);
});

test("a question on another path is a question", async () => {
  const url = endpoint();
  const signer = new SignatureV4({ credentials, region, service: "dynamodb", sha256: Sha256 });
  const signed = await signer.sign({ method: "POST", path: "/any/where", protocol: url.protocol, hostname: url.hostname,
    query: {}, headers: { host: url.host, "content-type": JSON10, "x-amz-target": TARGET }, body: "{}" });
  assert.equal((await http1({ path: "/any/where", headers: signed.headers, body: "{}" })).status, 200);
});

// --- Packed bodies ---

const large = { TableName, Key: { pk: { S: "large" } } };

for (const [coding, pack] of [["gzip", gzipSync], ["deflate", deflateSync], ["GZIP", gzipSync]]) {
  test(`a request packed with ${coding}`, async () => {
    const reply = await raw("GetItem", pack(JSON.stringify(large)), { headers: { "content-encoding": coding } });
    assert.equal(reply.status, 200);
    assert.equal(reply.json.Item.text.S.length, 32_000);
  });
}

test("an answer packed with gzip, its checksum over the packed bytes", async () => {
  const reply = await raw("GetItem", large, { headers: { "accept-encoding": "gzip" } });
  assert.equal(reply.headers["content-encoding"], "gzip");
  assert.ok(reply.bytes.length < 4000);
  assert.equal(JSON.parse(gunzipSync(reply.bytes)).Item.text.S.length, 32_000);
  summed(reply);
});

test("an error packed with gzip", async () => {
  const reply = await raw("DescribeTable", { TableName: "no-such-table" }, { headers: { "accept-encoding": "gzip" } });
  assert.equal(reply.status, 400);
  assert.match(JSON.parse(gunzipSync(reply.bytes)).__type, /#ResourceNotFoundException$/);
});

for (const accepted of [undefined, "identity", "deflate", "br", "*", "gzip;q=0"]) {
  test(`an answer is plain for those who accept ${accepted ?? "nothing in particular"}`, async () => {
    const reply = await raw("GetItem", large, { headers: { "accept-encoding": accepted } });
    assert.equal(reply.headers["content-encoding"], undefined);
    assert.equal(reply.json.Item.text.S.length, 32_000);
  });
}

test("a packed request that is damaged", async () => {
  const reply = await raw("GetItem", gzipSync("{}").subarray(0, 15), { headers: { "content-encoding": "gzip" } });
  assert.equal(reply.status, 500);
  assert.match(reply.json.__type, /#InternalServerError$/);
});

test("a request that is not packed but says so", async () => {
  assert.equal((await raw("ListTables", "{}", { headers: { "content-encoding": "gzip" } })).status, 500);
});

test("what is packed is read as strictly", async () => {
  const reply = await raw("ListTables", gzipSync("{"), { headers: { "content-encoding": "gzip" } });
  assert.equal(reply.json.__type, coral("SerializationException"));
});

// --- Other origins ---

test("a page of another origin reads the answer", async () => {
  const reply = await raw("ListTables", {}, { headers: { origin: "https://pages.example.com" } });
  assert.equal(reply.status, 200);
  assert.equal(reply.headers["access-control-allow-origin"], "*");
  assert.match(reply.headers["access-control-expose-headers"], /x-amzn-RequestId/i);
});

test("it reads errors too", async () => {
  const reply = await http1({ headers: { origin: "whatever" } });
  assert.equal(reply.json.__type, coral("UnknownOperationException"));
  assert.equal(reply.headers["access-control-allow-origin"], "*");
});

test("without an origin there is nothing about it", async () => {
  assert.equal((await raw("ListTables", {})).headers["access-control-allow-origin"], undefined);
});

for (const [what, headers, expected] of [
  ["alone", {}, {}],
  ["with headers", { "access-control-request-headers": "a, b, c" }, { "access-control-allow-headers": "a, b, c" }],
  ["with headers and a method", { "access-control-request-headers": "a, b, c", "access-control-request-method": "d" },
    { "access-control-allow-headers": "a, b, c", "access-control-allow-methods": "d" }],
]) {
  test(`a pre-flight question ${what}`, async () => {
    const reply = await http1({ method: "OPTIONS", headers: { origin: "whatever", ...headers } });
    assert.equal(reply.status, 200);
    assert.equal(reply.body, "");
    assert.equal(reply.headers["content-length"], "0");
    assert.equal(reply.headers["access-control-allow-origin"], "*");
    assert.equal(reply.headers["access-control-max-age"], "172800");
    for (const [name, value] of Object.entries(expected)) assert.equal(reply.headers[name], value);
    requestId(reply);
  });
}

// --- Expect: 100-continue ---

// The statuses of all that comes on one connection after these bytes, sent in two pieces.
function statuses(head, body) {
  const { hostname, port } = endpoint();
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    let text = "";
    socket.on("error", reject);
    socket.on("data", (bytes) => {
      text += bytes;
      if (text.includes(" 100 ") && body) {
        socket.write(body);
        body = undefined;
      }
    });
    socket.on("close", () => resolve([...text.matchAll(/^HTTP\/1.1 (\d+)/gm)].map((match) => Number(match[1]))));
    socket.write(head);
  });
}

const plain = endpoint().protocol === "https:" && "over TLS";

test("100 Continue comes before a body that is wanted", { skip: plain }, async () => {
  const head = `POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: ${JSON10}\r\nContent-Length: 2\r\n`
    + "Expect: 100-continue\r\n\r\n";
  assert.deepEqual(await statuses(head, "{}"), [100, 400]);
});

test("a body too large is refused instead", { skip: plain }, async () => {
  const head = `POST / HTTP/1.1\r\nHost: h\r\nContent-Type: ${JSON10}\r\nContent-Length: ${(16 << 20) + 1}\r\n`
    + "Expect: 100-continue\r\n\r\n";
  assert.deepEqual(await statuses(head), [413]);
});

test("another expectation fails", { skip: plain }, async () => {
  const head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: a-miracle\r\n\r\n{}";
  assert.deepEqual(await statuses(head), [417]);
});

// --- JSON ---

for (const [what, body] of [
  ["half an object", '{"TableName":'],
  ["two documents", "{}{}"],
  ["a list", "[]"],
  ["a text", '"TableName"'],
  ["a number", "7"],
  ["null", "null"],
  ["a comma too many", '{"Limit":1,}'],
  ["single quotes", "{'Limit':1}"],
  ["a comment", '{/**/"Limit":1}'],
  ["a leading zero", '{"Limit":01}'],
  ["NaN", '{"Limit":NaN}'],
  ["a number beyond all bounds", '{"Limit":1e999}'],
  ["a line feed inside a text", '{"a":"b\nc"}'],
  ["half a surrogate pair", '{"a":"\\ud800"}'],
  ["invalid UTF-8", Buffer.from('{"a":"\xff"}', "latin1")],
  ["overlong UTF-8", Buffer.from('{"a":"\xc0\xaf"}', "latin1")],
  ["half a character", Buffer.from('{"a":"\xe2\x82"}', "latin1")],
  ["a surrogate as UTF-8", Buffer.from('{"a":"\xed\xa0\x80"}', "latin1")],
  ["UTF-16", Buffer.from("\ufeff{}", "utf16le")],
  ["two thousand lists", `{"a":${"[".repeat(2000)}${"]".repeat(2000)}}`],
  ["two thousand objects", `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`],
  ["nothing but opening brackets", "[".repeat(1 << 20)],
]) {
  test(`no JSON object: ${what}`, async () => {
    const reply = await raw("ListTables", body);
    assert.equal(reply.status, 400);
    assert.equal(reply.json.__type, coral("SerializationException"));
    requestId(reply);
  });
}

test("16 MiB of nested lists are refused", async () => {
  const reply = await raw("ListTables", `{"a":${"[".repeat((16 << 20) - 5)}`);
  assert.equal(reply.json.__type, coral("SerializationException"));
});

test("of a repeated name the last counts", async () => {
  const put = `{"TableName":"nowhere","TableName":"${TableName}","Item":{"pk":{"S":"twice"},"v":{"S":"a"},"v":{"N":"2"}}}`;
  assert.equal((await raw("PutItem", put)).status, 200);
  const { Item } = await send(aws.GetItemCommand, { TableName, Key: { pk: { S: "twice" } } });
  assert.deepEqual(Item.v, { N: "2" });
});

test("members nobody knows are ignored", async () => {
  assert.equal((await raw("ListTables", { hi: "yo", stuff: ["things"] })).status, 200);
});

test("null is as good as nothing", async () => {
  assert.equal((await raw("ListTables", { ExclusiveStartTableName: null, Limit: null })).status, 200);
});

test("every character of Unicode comes back", async () => {
  const points = [...Array(0x3000).keys(), 0x1f600, 0x10ffff];
  const text = String.fromCodePoint(...points);
  await send(aws.PutItemCommand, { TableName, Item: { pk: { S: "unicode" }, [text]: { S: text } } });
  const { Item } = await send(aws.GetItemCommand, { TableName, Key: { pk: { S: "unicode" } } });
  assert.equal(Item[text].S, text);
});

// --- Texts of what has the wrong type ---

const CAST = "com.amazonaws.dynamodb.v20120810.";
const STRUCTURE = "Start of structure or map found where not expected";
const wrong = {
  String: [[true, "TRUE_VALUE cannot be converted to String"], [false, "FALSE_VALUE cannot be converted to String"],
    [23, "NUMBER_VALUE cannot be converted to String"], [2147483648, "NUMBER_VALUE cannot be converted to String"],
    [34.56, "DECIMAL_VALUE cannot be converted to String"], [{}, STRUCTURE],
    [[], "Unrecognized collection type class java.lang.String"]],
  Integer: [["23", "STRING_VALUE cannot be converted to Integer"], [true, "TRUE_VALUE cannot be converted to Integer"],
    [{}, STRUCTURE], [[], "Unrecognized collection type class java.lang.Integer"]],
  Long: [["23", "STRING_VALUE cannot be converted to Long"], [false, "FALSE_VALUE cannot be converted to Long"],
    [{}, STRUCTURE], [[], "Unrecognized collection type class java.lang.Long"]],
  Boolean: [["23", "Unexpected token received from parser"], [23, "NUMBER_VALUE cannot be converted to Boolean"],
    [34.56, "DECIMAL_VALUE cannot be converted to Boolean"], [{}, STRUCTURE],
    [[], "Unrecognized collection type class java.lang.Boolean"]],
  Blob: [[true, "only base-64-encoded strings are convertible to bytes"],
    [23, "only base-64-encoded strings are convertible to bytes"], [{}, STRUCTURE],
    [[], "Unrecognized collection type class java.nio.ByteBuffer"],
    ["23456", "Base64 encoded length is expected a multiple of 4 bytes but found: 5"],
    ["=+/=", "Invalid last non-pad Base64 character dectected"],
    ["+/+=", "Invalid last non-pad Base64 character dectected"]],
  List: [["23", "Unexpected field type"], [true, "Unexpected field type"], [34.56, "Unexpected field type"], [{}, STRUCTURE]],
};
const structure = (type) => [["23", "Unexpected field type"], [23, "Unexpected field type"],
  [[], `Unrecognized collection type class ${CAST}${type}`]];
const element = (type) => [["23", "Unexpected value type in payload"], [23, "Unexpected value type in payload"],
  [[], `Unrecognized collection type class ${CAST}${type}`]];
const map = (type) => [["23", "Unexpected field type"], [true, "Unexpected field type"],
  [[], `Unrecognized collection type java.util.Map<java.lang.String, ${type}>`]];

for (const [operation, path, cases] of [
  ["ListTables", "ExclusiveStartTableName", wrong.String],
  ["ListTables", "Limit", wrong.Integer],
  ["DescribeTable", "TableName", wrong.String],
  ["CreateTable", "TableName", wrong.String],
  ["CreateTable", "AttributeDefinitions", wrong.List],
  ["CreateTable", "AttributeDefinitions.0", element("AttributeDefinition")],
  ["CreateTable", "KeySchema.0", element("KeySchemaElement")],
  ["CreateTable", "ProvisionedThroughput", structure("ProvisionedThroughput")],
  ["CreateTable", "ProvisionedThroughput.ReadCapacityUnits", wrong.Long],
  ["CreateTable", "DeletionProtectionEnabled", wrong.Boolean],
  ["TagResource", "Tags.0", element("Tag")],
  ["UntagResource", "TagKeys.0", wrong.String],
  ["PutItem", "Item", map(`${CAST}AttributeValue`)],
  ["PutItem", "Item.a", element("AttributeValue")],
  ["PutItem", "Item.a.S", wrong.String],
  ["PutItem", "Item.a.N", wrong.String],
  ["PutItem", "Item.a.B", wrong.Blob],
  ["PutItem", "Item.a.BOOL", wrong.Boolean],
  ["PutItem", "Item.a.NULL", wrong.Boolean],
  ["PutItem", "Item.a.SS", wrong.List],
  ["PutItem", "Item.a.NS.0", wrong.String],
  ["PutItem", "Item.a.BS.0", wrong.Blob],
  ["PutItem", "Item.a.L", wrong.List],
  ["PutItem", "Item.a.L.0", element("AttributeValue")],
  ["PutItem", "Item.a.M", map(`${CAST}AttributeValue`)],
  ["PutItem", "Item.a.M.b", element("AttributeValue")],
]) {
  test(`${operation}: ${path} of another type`, async () => {
    for (const [value, text] of cases) {
      const reply = await raw(operation, path.split(".").reduceRight(
        (inner, name) => (name === "0" ? [inner] : { [name]: inner }), value));
      assert.equal(reply.status, 400);
      assert.deepEqual(reply.json, { __type: coral("SerializationException"), Message: text }, JSON.stringify(value));
    }
  });
}

test("a type that is wrong comes before a value that is wrong", () =>
  fails(raw("PutItem", { TableName: "", Item: { pk: { N: "x" } }, ReturnValues: 7 }), "SerializationException",
    "NUMBER_VALUE cannot be converted to String"));

// --- What one request may cost ---

test("contains over a page of texts made to be alike", async () => {
  const items = Array.from({ length: 5 }, (_, n) => ({ pk: { S: `alike-${n}` }, text: { S: "a".repeat(200_000) } }));
  for (const Item of items) await send(aws.PutItemCommand, { TableName, Item });
  const { Count } = await send(aws.ScanCommand, { TableName, FilterExpression: "contains(#t, :t)",
    ExpressionAttributeNames: { "#t": "text" }, ExpressionAttributeValues: { ":t": { S: `${"a".repeat(100_000)}b` } } });
  assert.equal(Count, 0);
});

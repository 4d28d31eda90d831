// Amazon SNS: topics, subscriptions by HTTP, and what is published.
import assert from "node:assert/strict";
import { createVerify, randomBytes, X509Certificate } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { after, test } from "node:test";

import * as sns from "@aws-sdk/client-sns";

import { configuration, engineOnly, fails, http1, region } from "./endpoint.mjs";

const client = new sns.SNSClient(configuration);
const send = (Command, input = {}) => client.send(new Command(input));
const run = randomBytes(4).toString("hex");
const made = [];

async function topic(more = {}) {
  const Name = `conformance-${run}-${made.length}`;
  const { TopicArn } = await send(sns.CreateTopicCommand, { Name, ...more });
  made.push(TopicArn);
  return TopicArn;
}

// Listens on a port of its own; `next()` is the next message: { headers, body, json }.
class Receiver {
  async start() {
    this.waiting = [];
    this.messages = [];
    this.status = [];
    this.server = http.createServer(async (request, reply) => {
      let body = "";
      for await (const part of request) body += part;
      const status = this.status.shift() ?? 200;
      reply.writeHead(status).end();
      let json;
      try { json = JSON.parse(body); } catch { /* raw */ }
      const message = { headers: request.headers, body, json, status };
      const waiter = this.waiting.shift();
      if (waiter) waiter(message);
      else this.messages.push(message);
    }).listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.url = `http://127.0.0.1:${this.server.address().port}/hook`;
    return this;
  }

  next() {
    if (this.messages.length) return Promise.resolve(this.messages.shift());
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  // Subscribes and confirms by the token that came.
  async listenTo(TopicArn, Attributes = {}) {
    await send(sns.SubscribeCommand, { TopicArn, Protocol: "http", Endpoint: this.url, Attributes });
    const { json } = await this.next();
    const { SubscriptionArn } = await send(sns.ConfirmSubscriptionCommand, { TopicArn, Token: json.Token });
    return SubscriptionArn;
  }
}

const receivers = [];
async function receiver() {
  receivers.push(await new Receiver().start());
  return receivers.at(-1);
}

after(async () => {
  for (const TopicArn of made) await send(sns.DeleteTopicCommand, { TopicArn });
  for (const one of receivers) {
    one.server.close();
    one.server.closeAllConnections();
  }
  client.destroy();
});

test("a topic is made once and listed", async () => {
  const arn = await topic();
  assert.match(arn, new RegExp(`^arn:aws:sns:${region}:\\d{12}:conformance-${run}-\\d+$`));
  const again = await send(sns.CreateTopicCommand, { Name: arn.split(":").at(-1) });
  assert.equal(again.TopicArn, arn);
  const all = [];
  for await (const page of sns.paginateListTopics({ client }, {})) all.push(...page.Topics.map((one) => one.TopicArn));
  assert.ok(all.includes(arn));
});

test("attributes of a topic", async () => {
  const TopicArn = await topic({ Attributes: { DisplayName: "Backups" } });
  const { Attributes } = await send(sns.GetTopicAttributesCommand, { TopicArn });
  assert.equal(Attributes.DisplayName, "Backups");
  assert.equal(Attributes.Owner, TopicArn.split(":")[4]);
  assert.equal(JSON.parse(Attributes.Policy).Id, "__default_policy_ID");
  assert.deepEqual(["SubscriptionsConfirmed", "SubscriptionsPending", "SubscriptionsDeleted"].map((one) => Attributes[one]),
    ["0", "0", "0"]);
  assert.equal(Attributes.SignatureVersion, undefined);
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow",
    Principal: { Service: "backup.amazonaws.com" }, Action: "SNS:Publish", Resource: TopicArn }] });
  await send(sns.SetTopicAttributesCommand, { TopicArn, AttributeName: "Policy", AttributeValue: policy });
  await send(sns.SetTopicAttributesCommand, { TopicArn, AttributeName: "SignatureVersion", AttributeValue: "2" });
  const changed = (await send(sns.GetTopicAttributesCommand, { TopicArn })).Attributes;
  assert.deepEqual(JSON.parse(changed.Policy), JSON.parse(policy));
  assert.equal(changed.SignatureVersion, "2");
  await fails(send(sns.SetTopicAttributesCommand, { TopicArn, AttributeName: "Odd", AttributeValue: "x" }),
    "InvalidParameterException", "Invalid parameter: AttributeName");
});

test("a topic that is there with other words", async () => {
  const arn = await topic({ Tags: [{ Key: "a", Value: "1" }] });
  const Name = arn.split(":").at(-1);
  await fails(send(sns.CreateTopicCommand, { Name, Tags: [{ Key: "a", Value: "2" }] }), "InvalidParameterException",
    "Invalid parameter: Tags Reason: Topic already exists with different tags");
  await fails(send(sns.CreateTopicCommand, { Name, Attributes: { DisplayName: "other" } }), "InvalidParameterException",
    "Invalid parameter: Attributes Reason: Topic already exists with different attributes");
});

test("ARNs that are none", async () => {
  const get = (TopicArn) => send(sns.GetTopicAttributesCommand, { TopicArn });
  const there = await topic();
  await fails(get(`${there}-not`), "NotFoundException", "Topic does not exist");
  await fails(get("randomtopic"), "InvalidParameterException",
    "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1");
  await fails(get("arn:aws"), "InvalidParameterException",
    "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 2");
  await fails(get(there.replace(region, "xx-nowhere-9")), "InvalidParameterException");
  await fails(get(there.replace(/:\d{12}:/, ":999999999999:")), "AuthorizationErrorException");
});

test("a name that is none", async () => {
  for (const Name of ["a b", "", "x".repeat(257)]) {
    await fails(send(sns.CreateTopicCommand, { Name }), "InvalidParameterException", "Invalid parameter: Topic Name");
  }
});

test("a deleted topic is gone, twice is no error", async () => {
  const TopicArn = await topic();
  await send(sns.DeleteTopicCommand, { TopicArn });
  await send(sns.DeleteTopicCommand, { TopicArn });
  await fails(send(sns.PublishCommand, { TopicArn, Message: "m" }), "NotFoundException", "Topic does not exist");
});

test("tags of a topic", async () => {
  const ResourceArn = await topic({ Tags: [{ Key: "k1", Value: "v1" }] });
  const list = async () => (await send(sns.ListTagsForResourceCommand, { ResourceArn })).Tags;
  await send(sns.TagResourceCommand, { ResourceArn, Tags: [{ Key: "k2", Value: "v2" }] });
  assert.deepEqual(await list(), [{ Key: "k1", Value: "v1" }, { Key: "k2", Value: "v2" }]);
  await send(sns.UntagResourceCommand, { ResourceArn, TagKeys: ["k1"] });
  assert.deepEqual(await list(), [{ Key: "k2", Value: "v2" }]);
  await fails(send(sns.TagResourceCommand, { ResourceArn, Tags: [{ Key: "x", Value: "1" }, { Key: "x", Value: "2" }] }),
    "InvalidParameterException", "Invalid parameter: Duplicated keys are not allowed.");
  await fails(send(sns.ListTagsForResourceCommand, { ResourceArn: `${ResourceArn}-not` }), "ResourceNotFoundException",
    "Resource does not exist");
});

test("a message is published though nobody listens", async () => {
  const { MessageId } = await send(sns.PublishCommand, { TopicArn: await topic(), Message: "m" });
  assert.match(MessageId, /^[0-9a-f]{8}-[0-9a-f]{4}-/);
});

test("messages that are none", async () => {
  const TopicArn = await topic();
  const publish = (more) => send(sns.PublishCommand, { TopicArn, Message: "m", ...more });
  await fails(publish({ Message: "" }), "InvalidParameterException", "Invalid parameter: Empty message");
  await fails(publish({ Message: "x".repeat(262145) }), "InvalidParameterException", "Invalid parameter: Message too long");
  await publish({ Subject: "s".repeat(100) });
  for (const Subject of ["s".repeat(101), "a\nb", " a", "ü"]) {
    await fails(publish({ Subject }), "InvalidParameterException", "Invalid parameter: Subject");
  }
  await fails(publish({ MessageStructure: "json", Message: '{"http":"x"}' }), "InvalidParameterException",
    "Invalid parameter: Message Structure - No default entry in JSON message body");
  await fails(publish({ MessageStructure: "json", Message: "x" }), "InvalidParameterException",
    "Invalid parameter: Message Structure - JSON message body failed to parse");
  const attribute = (value) => publish({ MessageAttributes: { a: value } });
  await fails(attribute({ DataType: "Odd", StringValue: "x" }), "InvalidParameterValueException",
    "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, "
    + "Number, and String.");
  await fails(attribute({ DataType: "String", StringValue: "" }), "InvalidParameterValueException",
    "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.");
  await fails(attribute({ DataType: "Number", StringValue: "x" }), "InvalidParameterValueException",
    "Could not cast message attribute 'a' value to number.");
  await fails(attribute({ DataType: "String", BinaryValue: Buffer.from("x") }), "InvalidParameterValueException",
    "The message attribute 'a' with type 'String' must use field 'String'.");
});

test("a subscriber that waits to be confirmed", async () => {
  const TopicArn = await topic();
  const to = { TopicArn, Protocol: "http", Endpoint: "http://127.0.0.1:9/hook" };
  assert.equal((await send(sns.SubscribeCommand, to)).SubscriptionArn, "pending confirmation");
  const { SubscriptionArn } = await send(sns.SubscribeCommand, { ...to, ReturnSubscriptionArn: true });
  assert.ok(SubscriptionArn.startsWith(`${TopicArn}:`));
  const { Subscriptions } = await send(sns.ListSubscriptionsByTopicCommand, { TopicArn });
  assert.deepEqual(Subscriptions, [{ SubscriptionArn: "PendingConfirmation", Owner: TopicArn.split(":")[4],
    Protocol: "http", Endpoint: to.Endpoint, TopicArn }]);
  const { Attributes } = await send(sns.GetSubscriptionAttributesCommand, { SubscriptionArn });
  assert.equal(Attributes.PendingConfirmation, "true");
  await fails(send(sns.ConfirmSubscriptionCommand, { TopicArn, Token: "x".repeat(64) }), "InvalidParameterException",
    "Invalid parameter: Token");
});

test("subscriptions that are none", async () => {
  const TopicArn = await topic();
  const subscribe = (Protocol, Endpoint, Attributes) =>
    send(sns.SubscribeCommand, { TopicArn, Protocol, Endpoint, Attributes });
  await fails(subscribe("odd", "x"), "InvalidParameterException",
    "Invalid parameter: Amazon SNS does not support this protocol string: odd");
  await fails(subscribe("http", "https://127.0.0.1/"), "InvalidParameterException",
    "Invalid parameter: Endpoint must match the specified protocol");
  await fails(subscribe("http", "http://127.0.0.1/", { Odd: "x" }), "InvalidParameterException",
    "Invalid parameter: AttributeName");
  await fails(subscribe("http", "http://127.0.0.1/", { FilterPolicy: "{" }), "InvalidParameterException",
    /^Invalid parameter: FilterPolicy: failed to parse JSON/);
  await fails(subscribe("http", "http://127.0.0.1/", { FilterPolicyScope: "Odd" }), "InvalidParameterException",
    /^Invalid parameter: FilterPolicyScope: Invalid value \[Odd\]/);
  await fails(send(sns.GetSubscriptionAttributesCommand,
    { SubscriptionArn: `${TopicArn}:0b1e0000-0000-4000-8000-000000000000` }), "NotFoundException",
  "Subscription does not exist");
});

test("protocols of other services are refused by name", { skip: engineOnly }, async () => {
  const TopicArn = await topic();
  for (const Protocol of ["sqs", "email", "lambda"]) {
    await fails(send(sns.SubscribeCommand, { TopicArn, Protocol, Endpoint: "x" }), "InvalidParameterException",
      `Invalid parameter: Protocol Reason: ${Protocol} is not supported by this version of Tidemark; http and https are`);
  }
});

test("subscribed, confirmed by the link, told, unsubscribed by the link", { skip: engineOnly }, async () => {
  const TopicArn = await topic();
  const listener = await receiver();
  await send(sns.SubscribeCommand, { TopicArn, Protocol: "http", Endpoint: listener.url });
  const asked = await listener.next();
  assert.equal(asked.headers["x-amz-sns-message-type"], "SubscriptionConfirmation");
  assert.equal(asked.headers["content-type"], "text/plain; charset=UTF-8");
  assert.equal(asked.json.Type, "SubscriptionConfirmation");
  const confirmed = await fetch(asked.json.SubscribeURL);
  assert.match(await confirmed.text(), /<ConfirmSubscriptionResult><SubscriptionArn>arn:aws:sns:/);

  const { MessageId } = await send(sns.PublishCommand, { TopicArn, Subject: "News", Message: "it works",
    MessageAttributes: { State: { DataType: "String", StringValue: "COMPLETED" } } });
  const told = await listener.next();
  assert.equal(told.headers["x-amz-sns-message-id"], MessageId);
  assert.deepEqual([told.json.Type, told.json.MessageId, told.json.TopicArn, told.json.Subject, told.json.Message],
    ["Notification", MessageId, TopicArn, "News", "it works"]);
  assert.deepEqual(told.json.MessageAttributes, { State: { Type: "String", Value: "COMPLETED" } });

  assert.equal((await fetch(told.json.UnsubscribeURL)).status, 200);
  assert.deepEqual((await send(sns.ListSubscriptionsByTopicCommand, { TopicArn })).Subscriptions, []);
  const { Attributes } = await send(sns.GetTopicAttributesCommand, { TopicArn });
  assert.equal(Attributes.SubscriptionsDeleted, "1");
});

for (const [version, algorithm] of [["1", "RSA-SHA1"], ["2", "RSA-SHA256"]]) {
  test(`a signature of version ${version} holds`, { skip: engineOnly }, async () => {
    const TopicArn = await topic({ Attributes: { SignatureVersion: version } });
    const listener = await receiver();
    await listener.listenTo(TopicArn);
    await send(sns.PublishCommand, { TopicArn, Subject: "S", Message: "M" });
    const { json } = await listener.next();
    assert.equal(json.SignatureVersion, version);
    const pem = await (await fetch(json.SigningCertURL)).text();
    const text = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
      .map((name) => `${name}\n${json[name]}\n`).join("");
    const verifies = (what) => createVerify(algorithm).update(what)
      .verify(new X509Certificate(pem).publicKey, json.Signature, "base64");
    assert.ok(verifies(text));
    assert.ok(!verifies(`${text}x`));
  });
}

test("raw messages, filters, and texts for a protocol", { skip: engineOnly }, async () => {
  const TopicArn = await topic();
  const listener = await receiver();
  const SubscriptionArn = await listener.listenTo(TopicArn,
    { RawMessageDelivery: "true", FilterPolicy: JSON.stringify({ State: [{ "anything-but": "COMPLETED" }] }) });
  const publish = (Message, State, more = {}) => send(sns.PublishCommand, { TopicArn, Message,
    MessageAttributes: { State: { DataType: "String", StringValue: State } }, ...more });
  await publish("good", "COMPLETED");
  await publish("bad", "FAILED");
  const first = await listener.next();
  assert.equal(first.body, "bad");
  assert.equal(first.headers["x-amz-sns-rawdelivery"], "true");
  await publish(JSON.stringify({ default: "d", http: "for http" }), "FAILED", { MessageStructure: "json" });
  assert.equal((await listener.next()).body, "for http");

  const set = (AttributeName, AttributeValue) =>
    send(sns.SetSubscriptionAttributesCommand, { SubscriptionArn, AttributeName, AttributeValue });
  await set("FilterPolicyScope", "MessageBody");
  await set("FilterPolicy", JSON.stringify({ State: ["x"] }));
  const { Attributes } = await send(sns.GetSubscriptionAttributesCommand, { SubscriptionArn });
  assert.deepEqual([Attributes.FilterPolicyScope, Attributes.RawMessageDelivery, Attributes.PendingConfirmation,
    Attributes.ConfirmationWasAuthenticated], ["MessageBody", "true", "false", "true"]);
  await publish('{"State":"y"}', "FAILED");
  await publish('{"State":"x"}', "FAILED");
  assert.equal((await listener.next()).body, '{"State":"x"}');
});

test("what is not taken comes again", { skip: engineOnly }, async () => {
  const TopicArn = await topic();
  const listener = await receiver();
  await listener.listenTo(TopicArn, { RawMessageDelivery: "true" });
  listener.status = [500, 200];
  await send(sns.PublishCommand, { TopicArn, Message: "again" });
  const both = [await listener.next(), await listener.next()];
  assert.deepEqual(both.map((one) => [one.body, one.status]), [["again", 500], ["again", 200]]);
});

test("a batch, in order, with what is wrong apart", { skip: engineOnly }, async () => {
  const TopicArn = await topic();
  const listener = await receiver();
  await listener.listenTo(TopicArn, { RawMessageDelivery: "true" });
  const { Successful, Failed } = await send(sns.PublishBatchCommand, { TopicArn, PublishBatchRequestEntries: [
    { Id: "1", Message: "one" }, { Id: "2", Message: "two", Subject: "a\nb" }, { Id: "3", Message: "three" }] });
  assert.deepEqual(Successful.map((one) => one.Id), ["1", "3"]);
  assert.deepEqual(Failed.map((one) => [one.Id, one.Code, one.SenderFault]), [["2", "InvalidParameter", true]]);
  assert.deepEqual([(await listener.next()).body, (await listener.next()).body], ["one", "three"]);
});

test("batches that are none", async () => {
  const TopicArn = await topic();
  const batch = (...ids) => send(sns.PublishBatchCommand,
    { TopicArn, PublishBatchRequestEntries: ids.map((Id) => ({ Id, Message: "m" })) });
  await fails(batch(), "EmptyBatchRequestException");
  await fails(batch("a", "a"), "BatchEntryIdsNotDistinctException");
  await fails(batch("a b"), "InvalidBatchEntryIdException");
  await fails(batch(..."abcdefghijk"), "TooManyEntriesInBatchRequestException");
});

test("unsubscribing twice is no error", { skip: engineOnly }, async () => {
  const TopicArn = await topic();
  const SubscriptionArn = await (await receiver()).listenTo(TopicArn);
  await send(sns.UnsubscribeCommand, { SubscriptionArn });
  await send(sns.UnsubscribeCommand, { SubscriptionArn });
  await fails(send(sns.UnsubscribeCommand, { SubscriptionArn: TopicArn }), "InvalidParameterException");
});

test("a link cannot end a subscription that wants a signature", { skip: engineOnly }, async () => {
  const TopicArn = await topic();
  const listener = await receiver();
  await send(sns.SubscribeCommand, { TopicArn, Protocol: "http", Endpoint: listener.url });
  const { json } = await listener.next();
  const { SubscriptionArn } = await send(sns.ConfirmSubscriptionCommand,
    { TopicArn, Token: json.Token, AuthenticateOnUnsubscribe: "true" });
  const path = `/_tidemark/topics/unsubscribe?SubscriptionArn=${encodeURIComponent(SubscriptionArn)}`;
  assert.equal((await http1({ method: "GET", path })).status, 403);
  await send(sns.UnsubscribeCommand, { SubscriptionArn });
});

test("what telephones have is refused by name", { skip: engineOnly }, () =>
  fails(send(sns.GetSMSAttributesCommand), "InvalidAction", /GetSMSAttributes is not supported/));

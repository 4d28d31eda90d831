// Kinesis streaming destinations: what is kept and shown of them. Tidemark sends nothing.
import assert from "node:assert/strict";
import { test } from "node:test";

import { active, aws, engineOnly, fails, keys, raw, region, send, table } from "./endpoint.mjs";

const shared = await active(await table(keys("pk:S")));
const account = shared.TableArn.split(":")[4];
const stream = (name) => `arn:aws:kinesis:${region}:${account}:stream/${name}`;
const [FIRST, SECOND] = [stream("first-of-two"), stream("second-of-two")];
const fresh = () => table(keys("pk:S"));
const call = (Command) => (TableName, StreamArn = FIRST, more = {}) => send(Command, { TableName, StreamArn, ...more });
const enable = call(aws.EnableKinesisStreamingDestinationCommand);
const disable = call(aws.DisableKinesisStreamingDestinationCommand);
const update = call(aws.UpdateKinesisStreamingDestinationCommand);
const precise = (ApproximateCreationDateTimePrecision) =>
  ({ UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision } });
const list = async (TableName) =>
  (await send(aws.DescribeKinesisStreamingDestinationCommand, { TableName })).KinesisDataStreamDestinations;
const bare = ({ $metadata, ...rest }) => rest;
const badState = (asked, text) => fails(asked, "ValidationException",
  `Table is not in a valid state to enable Kinesis Streaming Destination: ${text}`);
const LIVE = "EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.";
const DEAD = "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.";
// AWS wants streams that exist, and needs seconds for each change.
const ours = { skip: engineOnly };

test("none", async () => assert.deepEqual(await list(shared.TableName), []));

test("enabled, disabled, enabled again", ours, async () => {
  const TableName = await fresh();
  assert.deepEqual(bare(await enable(TableName)), { TableName, StreamArn: FIRST, DestinationStatus: "ENABLING" });
  assert.deepEqual(await list(TableName), [{ StreamArn: FIRST, DestinationStatus: "ACTIVE" }]);
  assert.deepEqual(bare(await disable(TableName)), { TableName, StreamArn: FIRST, DestinationStatus: "DISABLING" });
  assert.deepEqual(await list(TableName), [{ StreamArn: FIRST, DestinationStatus: "DISABLED" }]);
  await enable(TableName);
  assert.deepEqual(await list(TableName), [{ StreamArn: FIRST, DestinationStatus: "ACTIVE" }]);
});

test("one at a time", ours, async () => {
  const TableName = await fresh();
  await enable(TableName);
  await badState(enable(TableName), LIVE);
  await badState(enable(TableName, SECOND), LIVE);
  await disable(TableName);
  await enable(TableName, SECOND);
  assert.deepEqual((await list(TableName)).map((one) => one.DestinationStatus), ["DISABLED", "ACTIVE"]);
});

test("a precision from the beginning", ours, async () => {
  const TableName = await fresh();
  const EnableKinesisStreamingConfiguration = { ApproximateCreationDateTimePrecision: "MICROSECOND" };
  const reply = await enable(TableName, FIRST, { EnableKinesisStreamingConfiguration });
  assert.deepEqual(reply.EnableKinesisStreamingConfiguration, EnableKinesisStreamingConfiguration);
  assert.equal((await list(TableName))[0].ApproximateCreationDateTimePrecision, "MICROSECOND");
});

test("a precision that changes", ours, async () => {
  const TableName = await fresh();
  await enable(TableName);
  assert.deepEqual(bare(await update(TableName, FIRST, precise("MICROSECOND"))),
    { TableName, StreamArn: FIRST, DestinationStatus: "UPDATING", ...precise("MICROSECOND") });
  assert.equal((await list(TableName))[0].ApproximateCreationDateTimePrecision, "MICROSECOND");
  const { TableId } = await active(TableName);
  await fails(update(TableName, FIRST, precise("MICROSECOND")), "ValidationException",
    `Invalid Request: Precision is already set to the desired value of MICROSECOND for tableId: ${TableId}, kdsArn: ${FIRST}`);
  await disable(TableName);
  await enable(TableName);
  assert.equal((await list(TableName))[0].ApproximateCreationDateTimePrecision, undefined);
});

test("milliseconds are what there is anyway", ours, async () => {
  const TableName = await fresh();
  await enable(TableName);
  await fails(update(TableName, FIRST, precise("MILLISECOND")), "ValidationException", /^Invalid Request: Precision is already set/);
});

test("disabled is not live", ours, async () => {
  const TableName = await fresh();
  await enable(TableName);
  await disable(TableName);
  await badState(disable(TableName), DEAD);
  await badState(update(TableName, FIRST, precise("MICROSECOND")),
    `Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: ${TableName}, kdsArn: ${FIRST}`);
});

test("disable what never was", () => badState(disable(shared.TableName), DEAD));
test("update what never was", () => badState(update(shared.TableName, FIRST, precise("MICROSECOND")),
  `No streaming destination with streamArn: ${FIRST} found for table with tableName: ${shared.TableName}`));

for (const [what, more] of [["no configuration", {}], ["an empty configuration", { UpdateKinesisStreamingConfiguration: {} }]]) {
  test(`an update of ${what}`, () => fails(update(shared.TableName, FIRST, more), "ValidationException",
    "Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or contain only null values"));
}

test("a configuration of disabling", () => fails(disable(shared.TableName, FIRST,
  { EnableKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: "MILLISECOND" } }), "ValidationException",
"Stream cannot be disabled using EnableKinesisStreamingConfiguration parameters"));

test("another precision", () => fails(update(shared.TableName, FIRST, precise("DAY")), "ValidationException",
  "1 validation error detected: Value 'DAY' at 'updateKinesisStreamingConfiguration.approximateCreationDateTimePrecision' failed to satisfy constraint: Member must satisfy enum value set: [MILLISECOND, MICROSECOND]"));

test("something that is no stream", ours, () => fails(enable(shared.TableName, `arn:aws:sqs:${region}:${account}:queue/of-something`),
  "ValidationException", /^Invalid StreamArn: arn:aws:sqs:/));

const MISSING = "no-such-table-of-ours";
for (const [operation, more] of [["EnableKinesisStreamingDestination", {}], ["DisableKinesisStreamingDestination", {}],
  ["UpdateKinesisStreamingDestination", precise("MICROSECOND")], ["DescribeKinesisStreamingDestination", {}]]) {
  test(`${operation} of no table`, () => fails(raw(operation, { TableName: MISSING, StreamArn: FIRST, ...more }),
    "ResourceNotFoundException", `Requested resource not found: Table: ${MISSING} not found`));
  test(`${operation} without a table`, () => fails(raw(operation, { StreamArn: FIRST, ...more }), "ValidationException",
    "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null"));
}

// Legal holds of AWS Backup: placed, read, listed and cancelled. That they hold is shown where recovery points are deleted.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { ask, fails, region, sdk } from "./backup_endpoint.mjs";

const cancel = (LegalHoldId, more = {}) =>
  ask(sdk.CancelLegalHoldCommand, { LegalHoldId, CancelDescription: "over", ...more });

test("a hold is active from the moment it is placed, with what it was given", async () => {
  const FromDate = new Date("2026-01-02T03:04:05Z");
  const ToDate = new Date("2027-01-02T03:04:05Z");
  const RecoveryPointSelection = { VaultNames: ["nightly"], DateRange: { FromDate, ToDate },
    ResourceIdentifiers: [`arn:aws:dynamodb:${region}:123456789012:table/orders`] };
  const made = await ask(sdk.CreateLegalHoldCommand, { Title: "case 12", Description: "as the court wants it",
    RecoveryPointSelection, Tags: { case: "12" } });
  assert.equal(made.Status, "ACTIVE");
  assert.match(made.LegalHoldArn, new RegExp(`^arn:aws:backup:${region}:[0-9]{12}:legal-hold:${made.LegalHoldId}$`));
  assert.deepEqual(made.RecoveryPointSelection, RecoveryPointSelection);
  const { $metadata: one, ...got } = await ask(sdk.GetLegalHoldCommand, { LegalHoldId: made.LegalHoldId });
  const { $metadata: other, ...given } = made;
  assert.deepEqual(got, given);
  assert.deepEqual((await ask(sdk.ListTagsCommand, { ResourceArn: made.LegalHoldArn })).Tags, { case: "12" });
  await cancel(made.LegalHoldId);
});

test("a token makes one hold", async () => {
  const IdempotencyToken = randomUUID();
  const place = (Title) => ask(sdk.CreateLegalHoldCommand, { Title, Description: "d", IdempotencyToken });
  const first = await place("one");
  const second = await place("one");
  assert.equal(second.LegalHoldId, first.LegalHoldId);
  await cancel(first.LegalHoldId);
});

test("a cancelled hold says when and why", async () => {
  const { LegalHoldId } = await ask(sdk.CreateLegalHoldCommand, { Title: "t", Description: "d" });
  await fails(cancel(LegalHoldId, { CancelDescription: "" }), "MissingParameterValueException");
  const reply = await cancel(LegalHoldId, { RetainRecordInDays: 30 });
  assert.equal(reply.$metadata.httpStatusCode, 201);
  const got = await ask(sdk.GetLegalHoldCommand, { LegalHoldId });
  assert.deepEqual([got.Status, got.CancelDescription], ["CANCELED", "over"]);
  assert.equal(got.RetainRecordUntil - got.CancellationDate, 30 * 86_400_000);
  await fails(cancel(LegalHoldId), "InvalidResourceStateException");
});

test("a record that is not retained is gone", async () => {
  const { LegalHoldId } = await ask(sdk.CreateLegalHoldCommand, { Title: "t", Description: "d" });
  await cancel(LegalHoldId, { RetainRecordInDays: 0 });
  await fails(ask(sdk.GetLegalHoldCommand, { LegalHoldId }), "ResourceNotFoundException");
  const { LegalHolds } = await ask(sdk.ListLegalHoldsCommand, {});
  assert.ok(!LegalHolds.some((one) => one.LegalHoldId === LegalHoldId));
});

test("holds are listed page by page", async () => {
  const made = [];
  for (const Title of ["a", "b", "c"]) {
    made.push((await ask(sdk.CreateLegalHoldCommand, { Title, Description: "d" })).LegalHoldId);
  }
  const seen = [];
  let NextToken;
  do {
    const page = await ask(sdk.ListLegalHoldsCommand, { MaxResults: 1, NextToken });
    assert.ok(page.LegalHolds.length <= 1);
    seen.push(...page.LegalHolds.map((one) => one.LegalHoldId));
    NextToken = page.NextToken;
  } while (NextToken);
  assert.deepEqual(seen.filter((id) => made.includes(id)).sort(), [...made].sort());
  assert.equal(new Set(seen).size, seen.length);
  for (const id of made) await cancel(id);
});

test("a hold has a title, a description and a selection that can be", async () => {
  const place = (input) => ask(sdk.CreateLegalHoldCommand, { Title: "t", Description: "d", ...input });
  await fails(place({ Title: undefined }), "MissingParameterValueException");
  await fails(place({ Description: undefined }), "MissingParameterValueException");
  const FromDate = new Date(2_000_000_000_000);
  for (const RecoveryPointSelection of [{ VaultNames: ["a vault"] }, { ResourceIdentifiers: [""] },
    { DateRange: { FromDate, ToDate: new Date(FromDate - 1) } }]) {
    await fails(place({ RecoveryPointSelection }), "InvalidParameterValueException");
  }
  await fails(place({ Tags: { "aws:x": "y" } }), "InvalidParameterValueException");
  await fails(ask(sdk.GetLegalHoldCommand, { LegalHoldId: randomUUID() }), "ResourceNotFoundException");
  await fails(cancel(randomUUID()), "ResourceNotFoundException");
});

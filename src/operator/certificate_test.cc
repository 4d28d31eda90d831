#include "operator/certificate.h"

#include "codec/json.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

constexpr std::int64_t kBegan = 1795233906;  // 2026-11-21T04:05:06Z

Verification same_tables() {
  Verification verification;
  verification.wanted = {"Orders", Timestamp::from_seconds(kBegan - 3'600)};
  verification.found = {"Orders-restored"};
  const Tally sums{.items = 12'345, .aws_bytes = 6'789'012, .digest = "00ff"};
  verification.wanted_content = {sums, "by the engine's tally as of 2026-11-21T03:05:06Z"};
  verification.found_content = {sums, "by reading all items"};
  verification.settings = PassportDifference{};
  verification.compared = {"key and 1 indexes of Orders with Orders-restored"};
  verification.read_units = 1'500.5;
  return verification;
}

Certificate certificate_of_a_restore() {
  Certificate it;
  it.run = "20261121T040506Z-1f2e";
  it.kind = "restore-pitr-to-new";
  it.outcome = "finished";
  it.program = "tidemark 0.1.0";
  it.caller = "arn:aws:iam::123456789012:user/anna";
  it.account = "123456789012";
  it.region = "eu-west-1";
  it.endpoint = "https://dynamodb.eu-west-1.amazonaws.com";
  it.table = "Orders";
  it.restored = "Orders-restored";
  it.state = {.source = "Orders",
              .asked = Timestamp::from_seconds(kBegan - 3'600),
              .latest = Timestamp::from_seconds(kBegan - 300)};
  it.began_at = Timestamp::from_seconds(kBegan);
  it.usable_at = Timestamp::from_seconds(kBegan + 95);
  it.ended_at = Timestamp::from_seconds(kBegan + 200);
  it.steps = {{"restore Orders as of 2026-11-21T03:05:06Z into Orders-restored",
               std::chrono::milliseconds(95'000)},
              {"compare", std::chrono::milliseconds(1'250)}};
  it.verification = same_tables();
  it.settings = PassportApplied{
      .steps = {{.aspect = Aspect::kTags,
                 .end = PassportStepResult::End::kApplied,
                 .changes = 1,
                 .gaps = {}}},
      .gaps = {{Aspect::kAlarms, Why::kDenied, "PutMetricAlarm: AccessDenied: not you"}}};
  it.kept = {"arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/backup/01"};
  it.journal_hash = "abc123";
  return it;
}

TEST(Certificate, ReadsLikeOne) {
  EXPECT_EQ(certificate_text(certificate_of_a_restore()),
            R"(Certificate of a restore: VERIFIED

  Table               Orders
  Restored as         Orders-restored
  From                Orders
  State as of         2026-11-21T03:05:06Z
  Account, region     123456789012, eu-west-1
  Endpoint            https://dynamodb.eu-west-1.amazonaws.com
  By                  arn:aws:iam::123456789012:user/anna
  With                tidemark 0.1.0
  Run                 20261121T040506Z-1f2e (restore-pitr-to-new)

  Began               2026-11-21T04:05:06Z
  Ended               2026-11-21T04:08:26Z
  RPO                 60 min 0 s of writes are not in it
    at best           5 min 0 s: the latest restorable instant was 2026-11-21T04:00:06Z
  RTO                 95.0 s
    restore Orders as of 2026-11-21T03:05:06Z into Orders...          95.0 s
    compare                                                            1.2 s

  Comparison
    Orders-restored is the same
      wanted    12,345 items, 6.5 MiB
                digest 00ff
                by the engine's tally as of 2026-11-21T03:05:06Z
      found     12,345 items, 6.5 MiB
                digest 00ff
                by reading all items
    Compared:
      key and 1 indexes of Orders with Orders-restored

  Settings put back
    tags                   put back

  Not put back:
    alarms                 denied: PutMetricAlarm: AccessDenied: not you

  Copies that are still there
    arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/backup/01

  Journal, last line  abc123
)");
}

TEST(Certificate, IsStableAsJson) {
  EXPECT_EQ(
      certificate_json(certificate_of_a_restore()),
      R"({"schema":1,"run":"20261121T040506Z-1f2e","kind":"restore-pitr-to-new",)"
      R"("outcome":"finished","verified":true,"program":"tidemark 0.1.0",)"
      R"("caller":"arn:aws:iam::123456789012:user/anna","account":"123456789012",)"
      R"("region":"eu-west-1","endpoint":"https://dynamodb.eu-west-1.amazonaws.com",)"
      R"("table":"Orders","restored":"Orders-restored","source":"Orders",)"
      R"("stateAsOf":"2026-11-21T03:05:06Z","latestRestorable":"2026-11-21T04:00:06Z",)"
      R"("beganAt":"2026-11-21T04:05:06Z","endedAt":"2026-11-21T04:08:26Z",)"
      R"("rpoSeconds":3600,"rpoAtBestSeconds":300,"rtoSeconds":95,"steps":[)"
      R"({"title":"restore Orders as of 2026-11-21T03:05:06Z into Orders-restored","seconds":95},)"
      R"({"title":"compare","seconds":1.25}],"verification":{"same":true,"complete":true,)"
      R"("wanted":{"table":"Orders","asOf":"2026-11-21T03:05:06Z"},)"
      R"("found":{"table":"Orders-restored","asOf":null},"shapeDifferences":[],)"
      R"("wantedContent":{"items":12345,"bytes":6789012,"digest":"00ff",)"
      R"("how":"by the engine's tally as of 2026-11-21T03:05:06Z"},)"
      R"("foundContent":{"items":12345,"bytes":6789012,"digest":"00ff",)"
      R"("how":"by reading all items"},"itemDifferences":null,)"
      R"("settings":{"schema":1,"same":true,"settings":[],"notCompared":[]},)"
      R"("compared":["key and 1 indexes of Orders with Orders-restored"],"notCompared":[],)"
      R"("readUnits":1500.5},"settings":{"schema":1,"whole":false,)"
      R"("steps":[{"setting":"tags","end":"put back","changes":1}],)"
      R"("gaps":[{"setting":"alarms","why":"denied",)"
      R"("detail":"PutMetricAlarm: AccessDenied: not you"}]},)"
      R"("kept":["arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/backup/01"],)"
      R"("journalHash":"abc123"})");
}

TEST(Certificate, IsJson) {
  EXPECT_TRUE(codec::is_json(certificate_json(certificate_of_a_restore())));
  EXPECT_TRUE(codec::is_json(certificate_json({})));
}

TEST(Certificate, VerifiesOnlyWhatWasCompared) {
  Certificate it = certificate_of_a_restore();
  EXPECT_TRUE(it.verified());

  it.verification->found_content->sums.digest = "00fe";
  EXPECT_FALSE(it.verified());

  it.verification->found_content.reset();
  EXPECT_FALSE(it.verified());

  it = certificate_of_a_restore();
  it.outcome = "unfinished";
  EXPECT_FALSE(it.verified());

  it = certificate_of_a_restore();
  it.verification.reset();
  EXPECT_FALSE(it.verified());
  EXPECT_NE(certificate_text(it).find("nothing was compared"), std::string::npos);
}

TEST(Certificate, KnowsNoLossWithoutAnInstant) {
  Certificate it = certificate_of_a_restore();
  it.state = {.source = "arn:backup", .asked = std::nullopt, .latest = std::nullopt};
  it.usable_at = {};

  EXPECT_FALSE(it.lost());
  EXPECT_FALSE(it.lost_at_best());
  EXPECT_EQ(it.recovery_time(), std::chrono::seconds(200));
}

}  // namespace
}  // namespace tidemark::runbooks

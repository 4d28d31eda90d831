#include "operator/restore_event.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

std::string refused(std::string_view json) {
  const auto event = parse_restore_event(json);
  return event ? "not refused" : event.error().message;
}

TEST(RestoreEvent, GoesToAnInstant) {
  const auto event = parse_restore_event(
      R"({"restoreType":"PITR","restoreDateTime":"2026-11-21T14:03:26Z","tableName":"Orders"})");

  ASSERT_TRUE(event);
  EXPECT_EQ(event.value().at, Timestamp::from_seconds(1795269806));
  EXPECT_EQ(event.value().table, "Orders");
  EXPECT_FALSE(event.value().from_backup());
}

TEST(RestoreEvent, GoesToTheLatest) {
  const auto event = parse_restore_event(R"({"restoreType":"PITR","useLatestRestorableTime":true})");

  ASSERT_TRUE(event);
  EXPECT_FALSE(event.value().at);
  EXPECT_EQ(event.value().table, "");
}

TEST(RestoreEvent, GoesToARecoveryPoint) {
  const auto event =
      parse_restore_event(R"({"restoreType":"BACKUP","recoveryPointArn":"arn:aws:backup:x"})");

  ASSERT_TRUE(event);
  EXPECT_TRUE(event.value().from_backup());
}

TEST(RestoreEvent, RefusesWhatIsUnderstoodHalf) {
  EXPECT_EQ(refused("[]"), "the event: it is no JSON object");
  EXPECT_EQ(refused("{}"), "the event: restoreType is missing: PITR or BACKUP");
  EXPECT_EQ(refused(R"({"restoreType":"pitr"})"),
            "the event: restoreType \"pitr\" is neither PITR nor BACKUP");
  EXPECT_NE(refused(R"({"restoreType":"PITR"})").find("either restoreDateTime"), std::string::npos);
  EXPECT_NE(refused(R"({"restoreType":"PITR","restoreDateTime":"2026-11-21T14:03:26Z",)"
                    R"("useLatestRestorableTime":true})")
                .find("not both"),
            std::string::npos);
  EXPECT_NE(refused(R"({"restoreType":"PITR","restoreDateTime":"yesterday"})").find("yesterday"),
            std::string::npos);
  EXPECT_NE(refused(R"({"restoreType":"PITR","restoreDatetime":"2026-11-21T14:03:26Z"})")
                .find("\"restoreDatetime\" means nothing"),
            std::string::npos);
  EXPECT_EQ(refused(R"({"restoreType":"BACKUP"})"), "the event: recoveryPointArn is no ARN");
  EXPECT_NE(refused(R"({"restoreType":"BACKUP","recoveryPointArn":"arn:x","tableName":"T"})")
                .find("tableName"),
            std::string::npos);
}

TEST(RestoreEvent, NamesTheTableByMilliseconds) {
  EXPECT_EQ(restored_name("Orders", Timestamp{1795269806123456}).value(),
            "Orders-restored-1795269806123");
  EXPECT_TRUE(restored_name(std::string(232, 'a'), Timestamp{1795269806123456}));
  EXPECT_FALSE(restored_name(std::string(233, 'a'), Timestamp{1795269806123456}));
}

}  // namespace
}  // namespace tidemark::runbooks

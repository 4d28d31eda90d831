#include "vault/trimmed_records.h"

#include "blobs/testing/memory_store.h"
#include "storage/write.h"
#include "vault/backup_start.h"
#include "vault/copy_start.h"
#include "vault/idempotency.h"
#include "vault/kinds.h"
#include "vault/restore_start.h"
#include "vault/testing/rows_only.h"
#include "vault/verify_job.h"

#include <gtest/gtest.h>

namespace tidemark::vault {
namespace {

using std::chrono::days;
using storage::Changes;
using storage::View;

constexpr char kAccount[] = "123456789012";

class TrimmedRecords : public ::testing::Test {
 protected:
  TrimmedRecords() { kinds_.add_to(rows_only_.runner); }

  template <class Change>
  void commit(Change change) {
    storage::Write<bool> write(*rows_.store, {},
                               [&](View& view, bool&) -> Result<storage::Decision> {
                                 Changes changes;
                                 change(view, changes);
                                 return storage::Decision(std::move(changes));
                               });
    ASSERT_TRUE(write.run());
  }

  BackupJob backup(const std::string& id, bool over = true) {
    BackupJob job;
    job.id = id;
    job.vault = {kAccount, "eu-west-1", "nightly"};
    if (over) {
      job.state = BackupState::kFailed;
      job.completed_at = rows_only_.clock.now();
    }
    return job;
  }

  void put_backup(const std::string& id, bool over = true) {
    const BackupJob job = backup(id, over);
    commit([&](View& view, Changes& changes) { put_job(view, rows_, changes, job); });
  }

  void put_token(const std::string& token, const std::string& made) {
    const IdempotentRequest request{kAccount, "StartBackupJob", token, "asked", made};
    commit([&](View&, Changes& changes) { put(changes, rows_.table, request); });
  }

  void pass(std::chrono::microseconds time) {
    rows_only_.clock.advance(time);
    while (rows_only_.runner.turn()) {
    }
  }

  template <class Row>
  std::size_t count() {
    return list<Row>(rows_, "").value().size();
  }

  bool is_waiting() { return rows_.store->job(kTrimRecordsJob).has_value(); }

  testing::RowsOnly rows_only_;
  blobs::MemoryStore blobs_;
  Keyring keys_;
  Works works_{.regions = rows_only_.regions(),
               .blobs = blobs_,
               .keys = keys_,
               .clock = rows_only_.clock,
               .random = rows_only_.random};
  Kinds kinds_{works_};
  const Rows rows_ = rows_only_.open("eu-west-1");
};

TEST_F(TrimmedRecords, RecordsGoThirtyDaysAfterTheirEnd) {
  put_backup("first");
  put_token("of first", "first");
  pass(days(10));
  put_backup("second");
  put_token("of second", "second");
  pass(days(20) - std::chrono::seconds(1));
  EXPECT_EQ(count<BackupJob>(), 2u);
  pass(days(1));
  ASSERT_EQ(count<BackupJob>(), 1u);
  EXPECT_EQ(list<BackupJob>(rows_, "").value()[0].id, "second");
  ASSERT_EQ(count<IdempotentRequest>(), 1u) << "a token goes with what it made";
  EXPECT_EQ(list<IdempotentRequest>(rows_, "").value()[0].token, "of second");
  for (int day = 0; day < 11; ++day) pass(days(1));
  EXPECT_EQ(count<BackupJob>(), 0u);
  EXPECT_EQ(count<IdempotentRequest>(), 0u);
  pass(days(1));
  EXPECT_FALSE(is_waiting()) << "where there is nothing, nobody looks";
}

TEST_F(TrimmedRecords, WhatIsUnderWayStays) {
  put_backup("waits for years", false);
  put_backup("over");
  for (int day = 0; day < 400; day += 20) pass(days(20));
  ASSERT_EQ(count<BackupJob>(), 1u);
  EXPECT_EQ(list<BackupJob>(rows_, "").value()[0].id, "waits for years");
  EXPECT_TRUE(is_waiting());
}

TEST_F(TrimmedRecords, AllKindsOfRecordsGo) {
  commit([&](View& view, Changes& changes) {
    RestoreJob restore;
    restore.id = "restore";
    restore.account = kAccount;
    restore.state = RestoreState::kCompleted;
    restore.completed_at = view.now();
    put_job(view, rows_, changes, restore);
    CopyJob copy;
    copy.id = "copy";
    copy.source = {kAccount, "eu-west-1", "nightly"};
    copy.state = CopyState::kFailed;
    copy.completed_at = view.now();
    put_job(view, rows_, changes, copy);
    VerifyJob verify;
    verify.id = "verify";
    verify.vault = copy.source;
    verify.state = VerifyState::kCompleted;
    verify.completed_at = view.now();
    put(changes, rows_.table, verify);
  });
  EXPECT_EQ(count<RestoreJob>() + count<CopyJob>() + count<VerifyJob>(), 3u);
  pass(days(31));
  EXPECT_EQ(count<RestoreJob>() + count<CopyJob>() + count<VerifyJob>(), 0u);
}

TEST_F(TrimmedRecords, ManyGoInBoundedSteps) {
  const std::size_t many = 2 * kRecordsAStep + 7;
  commit([&](View& view, Changes& changes) {
    for (std::size_t i = 0; i < many; ++i) {
      put_job(view, rows_, changes, backup(fmt::format("job-{:05}", i)));
    }
  });
  rows_only_.clock.advance(days(31));
  ASSERT_TRUE(rows_only_.runner.turn());
  EXPECT_EQ(count<BackupJob>(), many - kRecordsAStep);
  pass({});
  EXPECT_EQ(count<BackupJob>(), 0u);
}

}  // namespace
}  // namespace tidemark::vault

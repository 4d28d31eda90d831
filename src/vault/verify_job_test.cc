#include "vault/verify_job.h"

#include "storage/write.h"
#include "vault/kinds.h"
#include "vault/points/testing/small_point.h"
#include "vault/recovery_point.h"
#include "vault/testing/rows_only.h"
#include "vault/vault_head.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace tidemark::vault {
namespace {

using storage::Changes;

const VaultName kNightly{"123456789012", "eu-west-1", "nightly"};

// The vault "nightly" with the recovery point "p1", whose runs are of "p0" and "p1".
class VerifyVault : public ::testing::Test {
 protected:
  VerifyVault() {
    kinds_.add_to(rows_only_.runner);
    EXPECT_TRUE(create_vault(rows_, vault_named(kNightly)));
    add(point_);
    turn();
  }

  void turn() {
    while (rows_only_.runner.turn()) {
    }
  }

  void turn_for_hours() {
    for (int i = 0; i < 20; ++i) {
      turn();
      rows_only_.clock.advance(std::chrono::minutes(10));
    }
  }

  static Vault vault_named(const VaultName& name) {
    Vault vault;
    vault.name = name;
    return vault;
  }

  static RecoveryPoint point_named(const std::string& id) {
    RecoveryPoint point;
    point.id = id;
    point.vault = kNightly;
    point.arn = point_arn(kNightly, id);
    point.resource_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
    return point;
  }

  void commit(const std::function<Status(const storage::View&, Changes&)>& change) {
    storage::Write<bool> write(*rows_.store, {},
                               [&](storage::View& view, bool&) -> Result<storage::Decision> {
                                 Changes changes;
                                 TM_TRY_STATUS(change(view, changes));
                                 return storage::Decision(std::move(changes));
                               });
    EXPECT_TRUE(write.run());
  }

  void add(const RecoveryPoint& point) {
    commit([&](const storage::View& view, Changes& changes) {
      return add_point(view, changes, rows_.table, point);
    });
  }

  void remember(const ChainLink& link) {
    commit([&](const storage::View&, Changes& changes) -> Status {
      put(changes, rows_.table, VaultHead{kNightly, link, keys_.current()->id()});
      return Ok{};
    });
  }

  void start(std::uint64_t permille = 1000, const std::optional<std::string>& head = {}) {
    VerifyJob job;
    job.id = "check";
    job.vault = kNightly;
    job.permille = permille;
    job.expect_head = head;
    const auto started = start_verify(rows_, job, 3);
    ASSERT_TRUE(started && std::holds_alternative<VerifyJob>(started.value()));
  }

  VerifyJob finish() {
    turn();
    return find<VerifyJob>(rows_, verify_job_key(kNightly.account, "check")).value().value();
  }

  VerifyJob verify(std::uint64_t permille = 1000, const std::optional<std::string>& head = {}) {
    start(permille, head);
    return finish();
  }

  const Keyring keys_ = testing::keyring(testing::key_line('a'));
  blobs::MemoryStore blobs_;
  const testing::SmallPoint small_ = testing::small_point(blobs_, keys_.current());
  const RecoveryPoint point_ = point_named("p1");
  const std::string manifest_ = manifest_name(testing::kPrefix, "p1");
  const std::string segment_ = segment_name(testing::kPrefix, "p0", 1);
  testing::RowsOnly rows_only_;
  Works works_{rows_only_.regions(), blobs_, keys_, rows_only_.clock, rows_only_.random};
  Kinds kinds_{works_};
  const vault::Rows rows_ = rows_only_.open("eu-west-1");

  std::uint64_t segments() const {
    std::uint64_t count = 0;
    for (const vault::Run& run : small_.manifest.runs) count += run.segments.size();
    return count;
  }
};

TEST_F(VerifyVault, FindsNothingInASoundVault) {
  remember(small_.manifest.chain);
  const VerifyJob job = verify(1000, small_.manifest.chain.own);
  EXPECT_EQ(job.state, VerifyState::kCompleted);
  EXPECT_EQ(job.findings, std::vector<std::string>());
  EXPECT_EQ(job.points, 1U);
  EXPECT_GT(segments(), 2U);
  EXPECT_EQ(job.segments, segments());
  EXPECT_GT(job.bytes, 0U);
  EXPECT_EQ(job.head, small_.manifest.chain.own);
  EXPECT_EQ(VerifyJob::decode(job.encode()).value(), job);
  EXPECT_TRUE(std::ranges::none_of(
      rows_.store->jobs(), [](const storage::JobRow& row) { return row.kind == kVerifyVaultJob; }));
}

TEST_F(VerifyVault, NamesADamagedSegment) {
  blobs_.damage(segment_, blobs_.get(segment_).value().size() / 2, 0x01);
  const VerifyJob job = verify();
  EXPECT_EQ(job.state, VerifyState::kCompleted);
  EXPECT_EQ(job.segments, segments());
  EXPECT_EQ(job.found, job.findings.size());
  ASSERT_FALSE(job.findings.empty());
  for (const std::string& finding : job.findings) EXPECT_TRUE(finding.starts_with(segment_));
}

TEST_F(VerifyVault, NamesAMissingSegment) {
  ASSERT_TRUE(blobs_.remove(segment_));
  EXPECT_EQ(verify().findings, std::vector<std::string>{segment_ + ": it is not there"});
}

TEST_F(VerifyVault, NamesADamagedManifest) {
  blobs_.damage(manifest_, 40, 0x01);
  const VerifyJob job = verify();
  ASSERT_EQ(job.findings.size(), 1U);
  EXPECT_TRUE(job.findings[0].starts_with(manifest_)) << job.findings[0];
  EXPECT_EQ(job.segments, 0U);
}

TEST_F(VerifyVault, ReadsTheShareThatWasAskedFor) {
  const VerifyJob job = verify(10);
  EXPECT_EQ(job.segments, 1U) << "one percent, rounded up";
  EXPECT_EQ(job.found, 0U);
}

TEST_F(VerifyVault, ASegmentOfSeveralPointsIsReadOnce) {
  Manifest second = small_.manifest;
  second.point = "p2";
  second.chain = next_in_chain(small_.manifest.chain);
  ASSERT_TRUE(blobs_.put(manifest_name(testing::kPrefix, "p2"), encode(second, keys_.current())));
  add(point_named("p2"));
  const VerifyJob job = verify();
  EXPECT_EQ(job.findings, std::vector<std::string>());
  EXPECT_EQ(job.points, 2U);
  EXPECT_EQ(job.segments, segments());
}

TEST_F(VerifyVault, ManifestsTakenAwayOrPutBackAreFound) {
  EXPECT_EQ(verify(1000, std::string(32, 'x')).findings,
            std::vector<std::string>{manifest_ + ": it is not the expected head"});
  ChainLink other = small_.manifest.chain;
  other.own = std::string(32, 'y');
  remember(other);
  const VerifyJob job = verify();
  ASSERT_EQ(job.findings.size(), 1U);
  EXPECT_TRUE(job.findings[0].starts_with(manifest_));
  ASSERT_TRUE(blobs_.remove(manifest_));
  EXPECT_EQ(verify().findings, std::vector<std::string>{manifest_ + ": it is not there"});
}

TEST_F(VerifyVault, PassesOverPointsThatAreDeletedMeanwhile) {
  const RecoveryPoint second = point_named("p2");  // without blobs, as if they were going
  add(second);
  start();
  ASSERT_TRUE(rows_only_.runner.turn());
  for (const RecoveryPoint& point : {point_, second}) {
    commit([&](const storage::View& view, Changes& changes) {
      return remove_point(view, changes, rows_.table, point);
    });
  }
  const VerifyJob job = finish();
  EXPECT_EQ(job.state, VerifyState::kCompleted);
  EXPECT_EQ(job.points, 1U);
  EXPECT_EQ(job.found, 0U);
}

TEST_F(VerifyVault, AStoreThatIsBusyIsAskedAgain) {
  start();
  blobs_.fail_next(3);
  turn();
  EXPECT_EQ(finish().state, VerifyState::kRunning);
  turn_for_hours();
  const VerifyJob job = finish();
  EXPECT_EQ(job.state, VerifyState::kCompleted);
  EXPECT_EQ(job.segments, segments());
  EXPECT_EQ(job.found, 0U);
}

TEST_F(VerifyVault, WhatCannotBeReadFailsAndSaysWhy) {
  commit([&](const storage::View&, Changes& changes) -> Status {
    changes.put({rows_.table, RecoveryPoint::kPart, point_.key()}, "damaged");
    return Ok{};
  });
  start();
  turn_for_hours();
  const VerifyJob job = finish();
  EXPECT_EQ(job.state, VerifyState::kFailed);
  EXPECT_NE(job.message.find("recovery point"), std::string::npos) << job.message;
}

TEST_F(VerifyVault, AVaultThatIsNotThereIsNotChecked) {
  VerifyJob job;
  job.vault = {kNightly.account, kNightly.region, "none"};
  const auto answer = start_verify(rows_, job, 1);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(std::holds_alternative<VaultMissing>(answer.value()));
}

}  // namespace
}  // namespace tidemark::vault

#include "vault/points/verify.h"

#include "codec/varint.h"
#include "vault/points/segment_writer.h"
#include "vault/points/testing/small_point.h"

#include <set>

namespace tidemark::vault {
namespace {

using testing::kPrefix;

std::string describe(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += fmt::format("{} {} {}\n", finding.blob, finding.block ? int(*finding.block) : -1,
                        finding.reason);
  }
  return text;
}

class Verify : public ::testing::TestWithParam<bool> {
 protected:
  const Keyring keys_ = testing::lenient_keyring(testing::key_line('a'));
  blobs::MemoryStore store_;
  const testing::SmallPoint point_ =
      testing::small_point(store_, GetParam() ? keys_.current() : nullptr);

  std::vector<Finding> findings() {
    return verify_point(store_, kPrefix, "p1", keys_, 1, 0).value();
  }
};

INSTANTIATE_TEST_SUITE_P(Sealing, Verify, ::testing::Values(false, true),
                         [](const auto& param) { return param.param ? "Sealed" : "Unsealed"; });

TEST_P(Verify, FindsNothingWhereNothingIsWrong) {
  EXPECT_EQ(describe(findings()), "");
  EXPECT_EQ(testing::read_point(store_, point_.manifest, keys_).value(),
            testing::as_changes(point_.rows));
}

// Every byte of every blob in turn, with one bit and with all of them flipped: verify finds it and
// names the blob, and no reader hands out a row that was not written.
TEST_P(Verify, FindsEveryFlippedByte) {
  const testing::Changed expected = testing::as_changes(point_.rows);
  std::size_t bytes = 0;
  std::size_t blocks_named = 0;
  for (const auto& [blob, whole] : store_.all()) {
    const bool segment = segment_of(kPrefix, blob).has_value();
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const int flip : {1 << (at % 8), 0xff}) {
        store_.damage(blob, at, static_cast<unsigned char>(flip));
        const auto found = findings();
        ASSERT_FALSE(found.empty()) << blob << " byte " << at << " flip " << flip;
        for (const Finding& finding : found) ASSERT_EQ(finding.blob, blob);
        blocks_named += found.back().block ? 1 : 0;
        if (segment) {
          // Restored without verify: told, too.
          const auto read = testing::read_point(store_, point_.manifest, keys_);
          ASSERT_FALSE(read) << blob << " byte " << at;
          ASSERT_EQ(read.error().code, Code::kCorrupt) << to_text(read.error());
          ASSERT_NE(read.error().message.find(blob), std::string::npos);
        }
        store_.damage(blob, at, static_cast<unsigned char>(flip));
      }
      ++bytes;
    }
  }
  EXPECT_GT(bytes, 3000U);
  EXPECT_GT(blocks_named, bytes);
  EXPECT_EQ(testing::read_point(store_, point_.manifest, keys_).value(), expected);
}

// Rows that a reader gives before it meets the damaged block are the right ones.
TEST_P(Verify, GivesNoRowOfADamagedBlock) {
  const testing::Changed all = testing::as_changes(point_.rows);
  const std::string blob =
      segment_name(kPrefix, "p0", point_.manifest.runs[0].segments.back().number);
  const std::size_t size = store_.get(blob).value().size();
  for (std::size_t at = 0; at < size; at += 7) {
    store_.damage(blob, at, 0x10);
    auto rows = MergedRows::open(store_, std::string(kPrefix), point_.manifest.runs, keys_);
    ASSERT_TRUE(rows);
    std::size_t given = 0;
    Status status = Ok{};
    for (auto expected = all.begin(); rows.value().valid() && status; ++expected, ++given) {
      ASSERT_EQ(rows.value().row().key, expected->first.key);
      ASSERT_EQ(*rows.value().row().value, *expected->second);
      status = rows.value().next();
    }
    ASSERT_FALSE(status);
    ASSERT_LT(given, all.size());
    store_.damage(blob, at, 0x10);
  }
}

TEST_P(Verify, FindsWhatIsMissingShortenedLengthenedOrExchanged) {
  const std::string first = segment_name(kPrefix, "p0", 0);
  const std::string second = segment_name(kPrefix, "p0", 1);
  const std::string whole = store_.get(first).value();
  const auto becomes = [&](std::string_view bytes) {
    EXPECT_TRUE(store_.put(first, bytes));
    const auto found = findings();
    EXPECT_FALSE(found.empty());
    for (const Finding& finding : found) EXPECT_EQ(finding.blob, first);
    EXPECT_FALSE(testing::read_point(store_, point_.manifest, keys_));
  };
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{40}, std::size_t{60},
                                   whole.size() / 2, whole.size() - 1}) {
    becomes(whole.substr(0, length));
  }
  becomes(store_.get(second).value());
  EXPECT_TRUE(store_.put(first, whole + "x"));
  EXPECT_FALSE(findings().empty());
  EXPECT_TRUE(store_.remove(first));
  EXPECT_EQ(describe(findings()), first + " -1 it is not there\n");
  EXPECT_TRUE(store_.put(first, whole));
  EXPECT_EQ(describe(findings()), "");
  EXPECT_TRUE(store_.remove(manifest_name(kPrefix, "p1")));
  EXPECT_EQ(describe(findings()), manifest_name(kPrefix, "p1") + " -1 it is not there\n");
}

TEST_P(Verify, PassesOnThatTheStoreCannotBeAsked) {
  store_.fail_next(1);
  EXPECT_EQ(verify_point(store_, kPrefix, "p1", keys_, 1, 0).error().code, Code::kBusy);
}

// Blobs that somebody without the key made, with every checksum as it must be.
TEST(Sealing, RefusesBlobsOfAnotherKey) {
  const Keyring keys = testing::keyring(testing::key_line('a') + testing::key_line('b'));
  const Keyring forger = testing::keyring(testing::key_line('b'));
  blobs::MemoryStore store;
  const auto point = testing::small_point(store, keys.current());
  blobs::MemoryStore other;
  (void)testing::small_point(other, forger.current());
  const std::string blob = segment_name(kPrefix, "p0", 0);
  ASSERT_NE(store.get(blob).value(), other.get(blob).value());
  ASSERT_TRUE(store.put(blob, other.get(blob).value()));
  const auto read = testing::read_point(store, point.manifest, keys);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kCorrupt);
}

TEST(Sealing, RefusesRunsThatAreNotSealedWhereThereAreKeys) {
  blobs::MemoryStore store;
  const auto point = testing::small_point(store, nullptr);
  const auto read =
      testing::read_point(store, point.manifest, testing::keyring(testing::key_line('a')));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kDenied);
}

FinishedSegment sealed_segment(const VaultKey& key, std::string_view value) {
  const PointSeal seal(key, "w");
  Compressor compressor;
  SegmentWriter segment({.writer = "w", .number = 3, .sealed = true}, 1000, &seal, compressor);
  segment.append(0, "a", value);
  return segment.finish();
}

// The same rows twice make the same bytes; other rows under the same name have another salt, so
// another key: no nonce is used twice under one.
TEST(Sealing, NeverUsesANonceTwiceUnderOneKey) {
  const Keyring keys = testing::keyring(testing::key_line('a'));
  EXPECT_EQ(sealed_segment(*keys.current(), "x").blob, sealed_segment(*keys.current(), "x").blob);
  std::set<std::string> salts;
  for (int i = 0; i < 200; ++i) {
    const std::string blob = sealed_segment(*keys.current(), fmt::format("{:03}", i)).blob;
    std::string_view footer = std::string_view(blob).substr(blob.size() - kFooterBytes);
    salts.insert(decode_footer(footer).value().salt);
  }
  EXPECT_EQ(salts.size(), 200U);
  EXPECT_EQ(nonce_of(0x0102, 3), (codec::AeadNonce{0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 3}));
}

TEST(Sealing, LeavesNoRowInTheClear) {
  const Keyring keys = testing::keyring(testing::key_line('a'));
  blobs::MemoryStore store;
  const testing::Changed changes{{{0, "the key of a customer"}, "the address of a customer"}};
  (void)testing::write_run(store, testing::target("w", RunKind::kBase, keys.current()), changes);
  (void)testing::write_run(store, testing::target("open", RunKind::kBase), changes);
  const auto holds = [&](std::string_view writer, std::string_view text) {
    return store.get(segment_name(kPrefix, writer, 0)).value().find(text) != std::string::npos;
  };
  for (const std::string_view text : {"the key of a customer", "the address"}) {
    EXPECT_FALSE(holds("w", text));
    EXPECT_TRUE(holds("open", text));
  }
}

TEST(SegmentsToVerify, AreAShareChosenBySeed) {
  Manifest manifest;
  manifest.runs.resize(2);
  manifest.runs[0].segments.resize(30);
  manifest.runs[1].segments.resize(10);
  EXPECT_EQ(segments_to_verify(manifest, 1, 1).size(), 40U);
  EXPECT_EQ(segments_to_verify(manifest, 0.05, 1).size(), 2U);
  EXPECT_EQ(segments_to_verify(manifest, 0.01, 1).size(), 1U);
  EXPECT_EQ(segments_to_verify(manifest, 0.05, 1), segments_to_verify(manifest, 0.05, 1));
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    for (const SegmentRef& ref : segments_to_verify(manifest, 0.05, seed)) {
      seen.insert({ref.run, ref.segment});
    }
  }
  EXPECT_EQ(seen.size(), 40U);
}

class Chain : public ::testing::Test {
 protected:
  // So many manifests one after another, signed.
  Chain() {
    std::optional<ChainLink> head;
    for (int i = 0; i < 5; ++i) {
      Manifest manifest;
      manifest.point = fmt::format("p{}", i);
      manifest.runs.resize(1);
      manifest.chain = next_in_chain(head);
      members_.push_back(member(manifest, keys_.current()));
      head = members_.back().head.chain;
    }
  }

  static ChainMember member(const Manifest& manifest, const VaultKey* key) {
    const std::string blob = manifest_name(kPrefix, manifest.point);
    return {blob, decode_head(blob, encode(manifest, key)).value()};
  }

  const Keyring keys_ = testing::keyring(testing::key_line('a'));
  std::vector<ChainMember> members_;
};

TEST_F(Chain, HoldsInAnyOrder) {
  const std::string head = members_.back().head.chain.own;
  std::swap(members_[0], members_[3]);
  const ChainReport report = verify_chain(members_, head);
  EXPECT_EQ(describe(report.findings), "");
  EXPECT_EQ(report.gaps, 0U);
}

TEST_F(Chain, ShowsWhatWasTakenAway) {
  const std::string head = members_.back().head.chain.own;
  members_.erase(members_.begin() + 1, members_.begin() + 3);
  members_.erase(members_.begin());
  ChainReport report = verify_chain(members_, head);
  EXPECT_EQ(describe(report.findings), "");
  EXPECT_EQ(report.gaps, 3U);
  members_.pop_back();  // the newest: only who knows the head sees it
  EXPECT_EQ(describe(verify_chain(members_, {}).findings), "");
  EXPECT_EQ(describe(verify_chain(members_, head).findings),
            members_.back().blob + " -1 it is not the expected head\n");
  EXPECT_EQ(verify_chain({}, head).findings.size(), 1U);
}

TEST_F(Chain, ShowsWhatWasPutInItsPlace) {
  Manifest other;
  other.point = "p2";
  other.lineage = "another";
  other.runs.resize(1);
  other.chain = {.sequence = 3, .previous = members_[1].head.chain.own, .own = {}};
  std::vector<ChainMember> changed = members_;
  changed[2] = member(other, keys_.current());
  EXPECT_EQ(describe(verify_chain(changed, {}).findings),
            members_[3].blob + " -1 it does not name " + members_[2].blob + "\n");
  changed[2] = member(other, nullptr);
  EXPECT_EQ(verify_chain(changed, {}).findings.size(), 2U);
  changed = members_;
  changed.push_back(members_[2]);
  EXPECT_EQ(verify_chain(changed, {}).findings.size(), 1U);
}

}  // namespace
}  // namespace tidemark::vault

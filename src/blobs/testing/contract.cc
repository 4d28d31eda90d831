#include "blobs/testing/contract.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

namespace tidemark::blobs::testing {
namespace {

std::string random_bytes(std::size_t count, std::uint64_t seed) {
  SeededRandom random(seed);
  std::string bytes(count, '\0');
  for (std::size_t at = 0; at < count; at += sizeof(std::uint64_t)) {
    const std::uint64_t bits = random.next();
    std::memcpy(bytes.data() + at, &bits, std::min(sizeof(bits), count - at));
  }
  return bytes;
}

// What the store answers, in words that a failure shows.
template <class T>
std::string told(const Result<T>& result) {
  return result ? "ok" : to_text(result.error());
}

template <class T>
std::optional<Code> code_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().code);
}

class Suite {
 public:
  Suite(BlobStore& store, const Contract& contract) : store_(store), contract_(contract) {}

  void run() {
    says_what_it_is();
    refuses_names_that_cannot_be();
    gives_back_what_was_put();
    knows_what_is_not_there();
    replaces();
    reads_pieces();
    keeps_large_blobs();
    lists_in_byte_order();
    lists_page_by_page();
    puts_new_once();
    one_racer_wins();
    readers_see_whole_blobs();
    removes();
    refuses_locks_without_locks();
    clean_up();
  }

 private:
  [[nodiscard]] std::string name(std::string_view rest) const {
    return fmt::format("{}/{}", contract_.folder, rest);
  }

  void put(std::string_view rest, std::string_view bytes) {
    const Status status = store_.put(name(rest), bytes);
    EXPECT_TRUE(status) << told(status);
  }

  void expect_bytes(std::string_view rest, std::string_view expected) {
    const auto got = store_.get(name(rest));
    ASSERT_TRUE(got) << told(got);
    EXPECT_EQ(got.value().size(), expected.size());
    EXPECT_TRUE(got.value() == expected) << rest << " came back as something else";
  }

  std::vector<std::string> names_under(const std::string& prefix, const std::string& after = "") {
    const auto page = store_.list(prefix, after, 1000);
    EXPECT_TRUE(page) << told(page);
    std::vector<std::string> names;
    if (!page) return names;
    EXPECT_FALSE(page.value().more);
    for (const BlobInfo& blob : page.value().blobs) names.push_back(blob.name);
    return names;
  }

  void says_what_it_is() { EXPECT_FALSE(store_.describe().empty()); }

  void refuses_names_that_cannot_be() {
    const std::string long_name(901, 'n');
    using namespace std::string_view_literals;
    for (const std::string_view wrong :
         {""sv, "/a"sv, "a/"sv, "a//b"sv, "a/../b"sv, "."sv, "a b"sv, "a\\b"sv, "~new"sv, "a/b?c"sv,
          "\xc3\xa4"sv, "a\0b"sv, std::string_view(long_name)}) {
      EXPECT_EQ(code_of(store_.put(wrong, "x")), Code::kInvalid) << wrong;
      EXPECT_EQ(code_of(store_.put_new(wrong, "x")), Code::kInvalid) << wrong;
      EXPECT_EQ(code_of(store_.get(wrong)), Code::kInvalid) << wrong;
      EXPECT_EQ(code_of(store_.find(wrong)), Code::kInvalid) << wrong;
      EXPECT_EQ(code_of(store_.remove(wrong)), Code::kInvalid) << wrong;
    }
    EXPECT_EQ(code_of(store_.list("a b", "", 10)), Code::kInvalid);
    EXPECT_EQ(code_of(store_.list("", "a b", 10)), Code::kInvalid);
  }

  void gives_back_what_was_put() {
    put("empty", "");
    put("one", "x");
    put("A-Za-z0-9._-", "every character a part may have");
    put("...", "a part of dots");
    std::string all_bytes;
    for (int byte = 0; byte < 256; ++byte) all_bytes += static_cast<char>(byte);
    put("deep/er/and/deep.er", all_bytes);
    const std::string longest =
        name(fmt::format("{:a<200}/{:b<200}/{:c<200}/{:d<200}", "", "", "", ""));
    EXPECT_TRUE(store_.put(longest, "long"));

    expect_bytes("empty", "");
    expect_bytes("one", "x");
    expect_bytes("A-Za-z0-9._-", "every character a part may have");
    expect_bytes("...", "a part of dots");
    expect_bytes("deep/er/and/deep.er", all_bytes);
    EXPECT_TRUE(store_.get(longest));
    const auto found = store_.find(name("deep/er/and/deep.er"));
    ASSERT_TRUE(found) << told(found);
    ASSERT_TRUE(found.value());
    EXPECT_EQ(*found.value(), (BlobInfo{name("deep/er/and/deep.er"), 256}));
    EXPECT_TRUE(store_.remove(longest));
  }

  void knows_what_is_not_there() {
    EXPECT_EQ(code_of(store_.get(name("nothing"))), Code::kNotFound);
    EXPECT_EQ(code_of(store_.get(name("nothing"), {.offset = 5, .length = 0})), Code::kNotFound);
    EXPECT_EQ(code_of(store_.get(name("one/below"))), Code::kNotFound);
    EXPECT_EQ(code_of(store_.get(name("deep/er"))), Code::kNotFound) << "a folder is no blob";
    for (const char* absent : {"nothing", "deep/er", "no/such/folder", "one/below"}) {
      const auto found = store_.find(name(absent));
      ASSERT_TRUE(found) << told(found);
      EXPECT_FALSE(found.value()) << absent;
      EXPECT_TRUE(store_.remove(name(absent))) << absent;
    }
    expect_bytes("one", "x");
  }

  void replaces() {
    put("replaced", "a longer text that was there before");
    put("replaced", "short");
    expect_bytes("replaced", "short");
    put("replaced", "");
    expect_bytes("replaced", "");
  }

  void reads_pieces() {
    const std::string bytes = random_bytes(3'000'017, 7);
    put("pieces", bytes);
    const auto expect_piece = [&](std::uint64_t offset, std::uint64_t length) {
      const auto piece = store_.get(name("pieces"), {.offset = offset, .length = length});
      ASSERT_TRUE(piece) << told(piece);
      EXPECT_TRUE(piece.value() == bytes.substr(offset, length)) << offset << " + " << length;
    };
    expect_piece(0, 1);
    expect_piece(0, 0);
    expect_piece(17, 0);
    expect_piece(1, 999'999);
    expect_piece(262'143, 2);
    expect_piece(262'144, 262'144);
    expect_piece(2'999'999, 18);
    expect_piece(3'000'016, 1);
    expect_piece(3'000'000, 1000);        // cut off
    expect_piece(5, UINT64_MAX);          // no overflow
    expect_piece(3'000'017, 1);           // nothing left
    expect_piece(3'000'017, UINT64_MAX);  // nothing left
    EXPECT_EQ(code_of(store_.get(name("pieces"), {.offset = 3'000'018, .length = 1})),
              Code::kInvalid);
    EXPECT_EQ(code_of(store_.get(name("empty"), {.offset = 1, .length = 1})), Code::kInvalid);
    const auto nothing = store_.get(name("empty"), {.offset = 0, .length = 10});
    ASSERT_TRUE(nothing) << told(nothing);
    EXPECT_EQ(nothing.value(), "");
  }

  void keeps_large_blobs() {
    const std::string bytes = random_bytes(contract_.large_bytes, 11);
    put("large", bytes);
    expect_bytes("large", bytes);
    const std::size_t middle = bytes.size() / 2;
    const auto piece = store_.get(name("large"), {.offset = middle - 5, .length = 1'000'000});
    ASSERT_TRUE(piece) << told(piece);
    EXPECT_TRUE(piece.value() == bytes.substr(middle - 5, 1'000'000));
    EXPECT_TRUE(store_.remove(name("large")));
  }

  void lists_in_byte_order() {
    // '-' and '.' stand before '/', digits and letters behind it.
    std::vector<std::string> names;
    for (const char* rest : {"l/a/1", "l/a/10", "l/a/2", "l/a-b", "l/a.b", "l/a0", "l/B", "l/b/c/d",
                             "l/b-", "l/_", "l2"}) {
      put(rest, rest);
      names.push_back(name(rest));
    }
    names.pop_back();
    std::ranges::sort(names);
    EXPECT_EQ(names_under(name("l/")), names);
    EXPECT_EQ(names_under(name("l/a")).size(), 6u);
    EXPECT_EQ(names_under(name("l/a/1")).size(), 2u) << "a prefix may end inside a part";
    EXPECT_EQ(names_under(name("l/b")).size(), 2u);
    EXPECT_EQ(names_under(name("no-such")).size(), 0u);
    const auto page = store_.list(name("l/b/"), "", 10);
    ASSERT_TRUE(page) << told(page);
    ASSERT_EQ(page.value().blobs.size(), 1u);
    EXPECT_EQ(page.value().blobs[0], (BlobInfo{name("l/b/c/d"), 7}));
  }

  void lists_page_by_page() {
    const std::vector<std::string> all = names_under(name("l/"));
    for (const std::size_t limit : {1u, 3u, 10u}) {
      std::vector<std::string> seen;
      std::string after;
      for (bool more = true; more;) {
        const auto page = store_.list(name("l/"), after, limit);
        ASSERT_TRUE(page) << told(page);
        ASSERT_LE(page.value().blobs.size(), limit);
        more = page.value().more;
        for (const BlobInfo& blob : page.value().blobs) seen.push_back(after = blob.name);
        ASSERT_TRUE(!more || page.value().blobs.size() == limit);
      }
      EXPECT_EQ(seen, all) << "pages of " << limit;
    }
    EXPECT_EQ(names_under(name("l/"), name("l/a/10")),
              std::vector<std::string>(std::ranges::find(all, name("l/a/2")), all.end()));
    EXPECT_EQ(names_under(name("l/"), name("l/a/")).front(), name("l/a/1"))
        << "`after` need not be a blob";
    EXPECT_EQ(names_under(name("l/"), name("a")), all) << "`after` may stand before the prefix";
    EXPECT_EQ(names_under(name("l/"), name("z")).size(), 0u);
  }

  void puts_new_once() {
    EXPECT_TRUE(store_.put_new(name("new"), "first"));
    EXPECT_EQ(code_of(store_.put_new(name("new"), "second")), Code::kConflict);
    EXPECT_EQ(code_of(store_.put_new(name("new"), "first")), Code::kConflict)
        << "the same bytes are no excuse";
    expect_bytes("new", "first");
    EXPECT_TRUE(store_.remove(name("new")));
    EXPECT_TRUE(store_.put_new(name("new"), "third"));
    expect_bytes("new", "third");
  }

  void one_racer_wins() {
    if (!contract_.exclusive) return;
    std::atomic<int> winners = 0;
    std::atomic<int> told_taken = 0;
    std::vector<std::string> won(static_cast<std::size_t>(contract_.racers));
    {
      std::vector<std::jthread> racers;
      for (int i = 0; i < contract_.racers; ++i) {
        racers.emplace_back([&, i] {
          const std::string bytes = fmt::format("racer {}", i);
          const Status status = store_.put_new(name("race/finish"), bytes);
          if (status) won[static_cast<std::size_t>(i)] = bytes;
          winners += status ? 1 : 0;
          told_taken += code_of(status) == Code::kConflict ? 1 : 0;
        });
      }
    }
    EXPECT_EQ(winners, 1);
    EXPECT_EQ(told_taken, contract_.racers - 1);
    for (const std::string& bytes : won) {
      if (!bytes.empty()) expect_bytes("race/finish", bytes);
    }
  }

  void readers_see_whole_blobs() {
    const auto bytes_of = [](int round) {
      return std::string(static_cast<std::size_t>(1000 + round * 777),
                         static_cast<char>('a' + round));
    };
    put("changing", bytes_of(0));
    std::atomic<bool> done = false;
    std::jthread reader([&] {
      while (!done) {
        const auto got = store_.get(name("changing"));
        ASSERT_TRUE(got) << told(got);
        const std::string& bytes = got.value();
        ASSERT_FALSE(bytes.empty());
        EXPECT_TRUE(bytes == bytes_of(bytes[0] - 'a')) << "half of one blob, half of another";
      }
    });
    for (int round = 1; round <= 20; ++round) put("changing", bytes_of(round));
    done = true;
  }

  void removes() {
    put("gone/soon", "x");
    EXPECT_TRUE(store_.remove(name("gone/soon")));
    EXPECT_TRUE(store_.remove(name("gone/soon"))) << "twice is once";
    EXPECT_EQ(code_of(store_.get(name("gone/soon"))), Code::kNotFound);
    EXPECT_TRUE(names_under(name("gone")).empty());
    put("gone/soon", "again");
    expect_bytes("gone/soon", "again");
  }

  void refuses_locks_without_locks() {
    if (store_.locks()) return;
    const Timestamp later = Timestamp::from_seconds(4'000'000'000);
    EXPECT_EQ(code_of(store_.lock(name("one"), later)), Code::kInvalid);
    EXPECT_EQ(code_of(store_.put(name("locked"), "x", later)), Code::kInvalid);
    EXPECT_TRUE(names_under(name("locked")).empty());
  }

  void clean_up() {
    for (const std::string& each : names_under(contract_.folder + "/")) {
      const Status status = store_.remove(each);
      EXPECT_TRUE(status) << told(status);
    }
    EXPECT_TRUE(names_under(contract_.folder + "/").empty());
  }

  BlobStore& store_;
  const Contract& contract_;
};

}  // namespace

void expect_contract(BlobStore& store, const Contract& contract) {
  Suite(store, contract).run();
}

void expect_locks(BlobStore& store, const std::string& folder, Timestamp until) {
  ASSERT_TRUE(store.locks());
  const std::string put_locked = folder + "/put-locked";
  const std::string locked_later = folder + "/locked-later";
  const std::string free = folder + "/free";
  EXPECT_TRUE(store.put(put_locked, "held", until));
  EXPECT_TRUE(store.put(locked_later, "held", std::nullopt));
  EXPECT_TRUE(store.put(free, "free", std::nullopt));
  const Status locked = store.lock(locked_later, until);
  EXPECT_TRUE(locked) << told(locked);
  for (const std::string& name : {put_locked, locked_later}) {
    EXPECT_EQ(code_of(store.remove(name)), Code::kDenied) << name;
    EXPECT_EQ(code_of(store.put(name, "other", std::nullopt)), Code::kDenied) << name;
    const auto held = store.get(name);
    ASSERT_TRUE(held) << told(held);
    EXPECT_EQ(held.value(), "held");
    const Status shorter = store.lock(name, until - std::chrono::hours(1));
    EXPECT_TRUE(shorter) << "one that lasts longer stays: " << told(shorter);
    EXPECT_TRUE(store.lock(name, until + std::chrono::seconds(1))) << "but lengthened";
  }
  EXPECT_TRUE(store.remove(free)) << "what is not locked goes";
  EXPECT_EQ(code_of(store.lock(folder + "/nothing", until)), Code::kNotFound);
}

}  // namespace tidemark::blobs::testing

#include "tables/item_action.h"

#include "tables/catalog.h"
#include "values/item_bytes.h"
#include "values/testing/item_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace tidemark::tables {
namespace {

using storage::Changes;
using storage::KeyRef;
using values::Item;
using values::item_in;

// Rows in a map, and a catalog edition that the test sets.
class FakeView final : public storage::View {
 public:
  std::map<KeyRef, std::string> rows;
  std::uint64_t edition = 7;

  [[nodiscard]] Timestamp now() const override { return {1000}; }

  [[nodiscard]] std::uint32_t ordinal() const override { return 0; }

  [[nodiscard]] std::uint64_t catalog_edition() const override { return edition; }

  [[nodiscard]] Result<std::optional<storage::Version>> get(const KeyRef& key) const override {
    const auto found = rows.find(key);
    if (found == rows.end()) return std::optional<storage::Version>{};
    return std::optional(storage::Version{{1}, found->second});
  }

  [[nodiscard]] Result<std::vector<std::pair<std::string, storage::Version>>> list(
      storage::TableId, storage::Part, std::string_view, std::string_view,
      std::size_t) const override {
    return std::vector<std::pair<std::string, storage::Version>>{};
  }

  [[nodiscard]] std::optional<storage::TableState> table(storage::TableId) const override {
    return std::nullopt;
  }

  [[nodiscard]] bool is_live(storage::TableId) const override { return true; }

  [[nodiscard]] std::optional<storage::PinState> pin(std::string_view) const override {
    return std::nullopt;
  }

  [[nodiscard]] std::optional<storage::JobRow> job(std::string_view) const override {
    return std::nullopt;
  }

  [[nodiscard]] storage::Tally tally(storage::TableId, storage::Part) const override { return {}; }

  storage::TableId new_table_id() override { return {99}; }

  [[nodiscard]] Result<storage::Strata> strata_at(storage::TableId, Timestamp) const override {
    return storage::Strata{};
  }
};

Index index(std::string name, storage::Part part, std::string attribute,
            ProjectionType projection = ProjectionType::kKeysOnly) {
  Index index;
  index.name = std::move(name);
  index.part = part;
  index.projection = projection;
  index.keys.hash.push_back({std::move(attribute), KeyType::kString});
  return index;
}

TableDescription described(std::vector<Index> indexes) {
  TableDescription table;
  table.name = {"1", "r", "t"};
  table.table_id = "u";
  table.stored_as = {16};
  table.keys.hash = {"k", KeyType::kString};
  table.billing = BillingMode::kPayPerRequest;
  table.indexes = std::move(indexes);
  return table;
}

class ItemActions : public testing::Test {
 protected:
  // The table as requests find it.
  KnownTable known(std::vector<Index> indexes) {
    TableDescription table = described(std::move(indexes));
    view_.rows[live_key(table.name)] = encode(table);
    return KnownTable(std::move(table), view_.edition);
  }

  static std::string key_of(const KnownTable& table, const Item& item) {
    return std::get<std::string>(values::key_of_item(table->keys, item));
  }

  WriteAnswer put(const KnownTable& table, std::string_view json) {
    const Item item = item_in(json);
    return perform_it(put_action(table, key_of(table, item), item));
  }

  WriteAnswer perform_it(const ItemAction& action) {
    changes_ = {};
    auto answer = perform(view_, changes_, action);
    EXPECT_TRUE(answer);
    for (const Changes::Write& write : changes_.writes) {
      if (write.value) {
        view_.rows[write.key] = *write.value;
      } else {
        view_.rows.erase(write.key);
      }
    }
    return std::move(answer).value();
  }

  // "+1 -1 +0": writes and removals by part.
  [[nodiscard]] std::string writes() const {
    std::vector<std::string> texts;
    for (const Changes::Write& write : changes_.writes) {
      texts.push_back(fmt::format("{}{}", write.value ? '+' : '-', write.key.part));
    }
    std::ranges::sort(texts);
    return fmt::format("{}", fmt::join(texts, " "));
  }

  // How many items or entries a part has gained.
  [[nodiscard]] std::int64_t tallied(storage::Part part) const {
    std::int64_t items = 0;
    for (const auto& tally : changes_.tallies) {
      if (tally.part == part) items += tally.delta.items;
    }
    return items;
  }

  [[nodiscard]] std::size_t rows_of(storage::Part part) const {
    return static_cast<std::size_t>(std::ranges::count_if(view_.rows, [&](const auto& row) {
      return row.first.table == storage::TableId{16} && row.first.part == part;
    }));
  }

  FakeView view_;
  Changes changes_;
};

TEST_F(ItemActions, AnItemIsWrittenToTheIndexesItBelongsTo) {
  const KnownTable table = known({index("a", 1, "x"), index("b", 2, "y")});

  const auto answer = put(table, R"({"k": {"S": "1"}, "x": {"S": "p"}})");

  EXPECT_EQ(writes(), "+0 +1");
  const auto& changed = std::get<Written>(answer).changed;
  ASSERT_EQ(changed.indexes.size(), 1u);
  EXPECT_EQ(changed.indexes[0].index, "a");
  EXPECT_EQ(changed.indexes[0].units, 1u);
  EXPECT_EQ(tallied(storage::kItems), 1);
  EXPECT_EQ(tallied(1), 1);
  EXPECT_EQ(tallied(2), 0);
}

TEST_F(ItemActions, AnEntryMovesWhenItsKeyChanges) {
  const KnownTable table = known({index("a", 1, "x")});
  put(table, R"({"k": {"S": "1"}, "x": {"S": "p"}})");

  const auto answer = put(table, R"({"k": {"S": "1"}, "x": {"S": "q"}})");

  EXPECT_EQ(writes(), "+0 +1 -1");
  EXPECT_EQ(rows_of(1), 1u);
  EXPECT_EQ(std::get<Written>(answer).changed.indexes.at(0).units, 2u);
  EXPECT_EQ(tallied(storage::kItems), 0);
}

TEST_F(ItemActions, AnEntryStaysWhenWhatItShowsDoes) {
  const KnownTable table = known({index("a", 1, "x"), index("b", 2, "x", ProjectionType::kAll)});
  put(table, R"({"k": {"S": "1"}, "x": {"S": "p"}})");

  const auto answer = put(table, R"({"k": {"S": "1"}, "x": {"S": "p"}, "z": {"S": "new"}})");

  EXPECT_EQ(writes(), "+0 +2");
  EXPECT_EQ(std::get<Written>(answer).changed.indexes.at(0).index, "b");
}

TEST_F(ItemActions, AnEntryGoesWithItsKeyAndWithItsItem) {
  const KnownTable table = known({index("a", 1, "x")});
  put(table, R"({"k": {"S": "1"}, "x": {"S": "p"}})");
  put(table, R"({"k": {"S": "1"}})");
  EXPECT_EQ(writes(), "+0 -1");
  put(table, R"({"k": {"S": "1"}, "x": {"S": "p"}})");

  const std::string key = key_of(table, item_in(R"({"k": {"S": "1"}})"));
  perform_it({.table = table, .key = key, .what = DeleteAction{}});

  EXPECT_EQ(writes(), "-0 -1");
  EXPECT_EQ(tallied(storage::kItems), -1);
}

TEST_F(ItemActions, WhatChangesNothingWritesNothing) {
  const KnownTable table = known({index("a", 1, "x")});
  put(table, R"({"k": {"S": "1"}, "x": {"S": "p"}})");

  const auto again = put(table, R"({"x": {"S": "p"}, "k": {"S": "1"}})");

  EXPECT_TRUE(changes_.empty());
  EXPECT_GT(std::get<Written>(again).changed.after_bytes, 0u);
  perform_it({.table = table,
              .key = key_of(table, item_in(R"({"k": {"S": "none"}})")),
              .what = DeleteAction{}});
  EXPECT_TRUE(changes_.empty());
}

// Prepared when the table had one index, performed when it has two.
TEST_F(ItemActions, APutWritesToAnIndexMadeInTheMeantime) {
  const KnownTable table = known({index("a", 1, "x")});
  const Item item = item_in(R"({"k": {"S": "1"}, "x": {"S": "p"}, "y": {"S": "q"}})");
  const ItemAction action = put_action(table, key_of(table, item), item);
  ++view_.edition;
  known({index("a", 1, "x"), index("b", 2, "y")});

  const auto answer = perform_it(action);

  EXPECT_EQ(writes(), "+0 +1 +2");
  EXPECT_EQ(std::get<Written>(answer).changed.indexes.size(), 2u);
}

TEST_F(ItemActions, APutIsHeldToTheKeysOfAnIndexMadeInTheMeantime) {
  const KnownTable table = known({});
  const Item item = item_in(R"({"k": {"S": "1"}, "x": {"N": "1"}})");
  const ItemAction action = put_action(table, key_of(table, item), item);
  ++view_.edition;
  known({index("a", 1, "x")});

  const auto answer = perform_it(action);

  EXPECT_TRUE(std::holds_alternative<IndexKeyProblem>(answer));
  EXPECT_TRUE(changes_.empty());
}

TEST_F(ItemActions, ATableMadeAnewUnderTheNameIsAnother) {
  const KnownTable table = known({});
  ++view_.edition;
  TableDescription other = described({});
  other.stored_as = {17};
  view_.rows[live_key(other.name)] = encode(other);

  EXPECT_TRUE(std::holds_alternative<NoTable>(put(table, R"({"k": {"S": "1"}})")));
}

}  // namespace
}  // namespace tidemark::tables

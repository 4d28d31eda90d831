#include "codec/ordered_bytes.h"
#include "recovery/testing/indexed.h"
#include "tables/index_jobs.h"

#include <gtest/gtest.h>

namespace tidemark::recovery {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using tables::CreateIndex;
using tables::DeleteIndex;
using tables::IndexState;
using testing::change_indexes;
using testing::delete_item;
using testing::expect_sound_indexes;
using testing::index_on;
using testing::put_item;
using testing::rows_in;
using testing::World;

const tables::Index* find(World& world, const std::string& table, const std::string& index) {
  static std::optional<tables::TableDescription> kept;
  kept = world.find(table);
  return tables::find_index(*kept, index);
}

bool started(const RestoreAnswer& answer) {
  return std::holds_alternative<RestoreStarted>(answer);
}

// A table with twelve hundred items, so that an index takes several steps.
void make_large(World& world, const std::string& table) {
  world.make_table(table);
  for (int i = 0; i < 1200; ++i) put_item(world, table, fmt::format("k={} c={}", i, i % 7));
}

TEST(Index, IsFilledWithWhatWasThereBefore) {
  World world;
  world.make_table("t");
  put_item(world, "t", "k=a c=x v=1");
  put_item(world, "t", "k=b v=2");

  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  EXPECT_EQ(find(world, "t", "by_c")->state, IndexState::kAllocating);
  EXPECT_EQ(tables::status_at(world.find("t"), world.clock().now()),
            tables::TableStatus::kUpdating);
  world.run_all();

  EXPECT_EQ(find(world, "t", "by_c")->state, IndexState::kActive);
  EXPECT_EQ(tables::status_at(world.find("t"), world.clock().now()), tables::TableStatus::kActive);
  EXPECT_EQ(rows_in(world, world.find("t").stored_as, 1).size(), 1u);
  expect_sound_indexes(world, world.find("t"));
  EXPECT_TRUE(world.store().jobs().empty());
}

TEST(Index, IsKeptByWritersWhileItIsFilled) {
  World world;
  make_large(world, "t");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"}, {"d"})});
  ASSERT_TRUE(world.turn());
  EXPECT_EQ(find(world, "t", "by_c")->state, IndexState::kBuilding);

  put_item(world, "t", "k=0 c=y d=1");    // seen already
  put_item(world, "t", "k=999 c=y d=1");  // not yet, whichever of the two it is
  put_item(world, "t", "k=new c=y d=2");
  delete_item(world, "t", "1");
  delete_item(world, "t", "998");
  expect_sound_indexes(world, world.find("t"));
  world.run_all();

  EXPECT_EQ(find(world, "t", "by_c")->state, IndexState::kActive);
  EXPECT_EQ(rows_in(world, world.find("t").stored_as, 1).size(), 3u);
  expect_sound_indexes(world, world.find("t"));
}

TEST(Index, GoesOnAfterARestartAndAfterACrash) {
  World world;
  make_large(world, "t");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  ASSERT_TRUE(world.turn());
  world.restart();
  ASSERT_TRUE(world.turn());
  world.crash(7);
  world.run_all();

  EXPECT_EQ(find(world, "t", "by_c")->state, IndexState::kActive);
  EXPECT_EQ(rows_in(world, world.find("t").stored_as, 1).size(), 1200u);
  expect_sound_indexes(world, world.find("t"));
}

TEST(Index, IsGoneOnlyWithItsLastRow) {
  World world;
  make_large(world, "t");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  world.run_all();
  const Timestamp before = put_item(world, "t", "k=last c=z");

  change_indexes(world, "t", DeleteIndex{"by_c"});
  ASSERT_TRUE(world.turn());
  ASSERT_NE(find(world, "t", "by_c"), nullptr);
  EXPECT_EQ(find(world, "t", "by_c")->state, IndexState::kDeleting);
  put_item(world, "t", "k=0 c=other");
  world.crash(3);
  world.run_all();

  EXPECT_EQ(find(world, "t", "by_c"), nullptr);
  EXPECT_TRUE(rows_in(world, world.find("t").stored_as, 1).empty());
  EXPECT_EQ(world.store().tally(world.find("t").stored_as, 1).value(), storage::Tally{});
  EXPECT_EQ(rows_in(world, world.find("t").stored_as, 1, before).size(), 1201u);
  EXPECT_EQ(world.store().tally_as_of(world.find("t").stored_as, before, 1).value().items, 1201);
}

TEST(Index, ThatIsMadeAnewHasAPartThatWasNeverUsed) {
  World world;
  world.make_table("t");
  put_item(world, "t", "k=a c=x");
  for (int i = 0; i < 3; ++i) {
    change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
    world.run_all();
    EXPECT_EQ(find(world, "t", "by_c")->part, i + 1);
    change_indexes(world, "t", DeleteIndex{"by_c"});
    world.run_all();
  }
  EXPECT_EQ(world.find("t").next_part, 4);
}

TEST(Index, DeletedWhileItIsFilledIsGone) {
  World world;
  make_large(world, "t");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  ASSERT_TRUE(world.turn());

  change_indexes(world, "t", DeleteIndex{"by_c"});
  world.run_all();

  EXPECT_EQ(find(world, "t", "by_c"), nullptr);
  EXPECT_TRUE(rows_in(world, world.find("t").stored_as, 1).empty());
  EXPECT_TRUE(world.store().jobs().empty());
}

TEST(Index, MadeAnewHasNothingOfItsOldPart) {
  World world;
  make_large(world, "t");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  world.run_all();
  world.store().transact_and_wait({}, [](storage::View& view) -> storage::Decision {
    tables::TableDescription table = *tables::find(view, World::name("t")).value();
    storage::Changes changes;
    tables::make_indexes_anew(table, changes);
    return changes;
  });
  EXPECT_EQ(find(world, "t", "by_c")->state, IndexState::kBuilding);
  world.run_all();

  EXPECT_EQ(find(world, "t", "by_c")->part, 2);
  EXPECT_TRUE(rows_in(world, world.find("t").stored_as, 1).empty());
  EXPECT_EQ(rows_in(world, world.find("t").stored_as, 2).size(), 1200u);
  expect_sound_indexes(world, world.find("t"));
}

TEST(IndexRestore, CarriesWhatWasActiveAtTheInstant) {
  World world;
  world.make_table("t");
  put_item(world, "t", "k=a c=x");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  world.run_all();
  const Timestamp with = put_item(world, "t", "k=b c=y");
  change_indexes(world, "t", DeleteIndex{"by_c"});
  world.run_all();
  const Timestamp without = put_item(world, "t", "k=c c=z");
  world.clock().advance(seconds(1));

  ASSERT_TRUE(started(world.restore("t", "then", with)));
  ASSERT_TRUE(started(world.restore("t", "later", without)));
  ASSERT_NE(find(world, "then", "by_c"), nullptr);
  EXPECT_EQ(find(world, "then", "by_c")->state, IndexState::kActive);
  EXPECT_EQ(rows_in(world, world.find("then").stored_as, 1).size(), 2u);
  expect_sound_indexes(world, world.find("then"));
  put_item(world, "then", "k=a c=own");
  world.run_all();

  expect_sound_indexes(world, world.find("then"));
  EXPECT_EQ(find(world, "later", "by_c"), nullptr);
  EXPECT_EQ(world.find("later").next_part, 2);
  expect_sound_indexes(world, world.find("later"));
}

TEST(IndexRestore, FillsWhatWasBeingMadeAtTheInstant) {
  World world;
  make_large(world, "t");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  ASSERT_TRUE(world.turn());
  const Timestamp half = put_item(world, "t", "k=late c=x");
  world.run_all();
  world.clock().advance(seconds(1));

  ASSERT_TRUE(started(world.restore("t", "then", half)));
  EXPECT_EQ(find(world, "then", "by_c")->state, IndexState::kBuilding);
  EXPECT_LT(rows_in(world, world.find("then").stored_as, 1).size(), 1201u);
  expect_sound_indexes(world, world.find("then"));
  world.crash(11);
  world.run_all();

  EXPECT_EQ(find(world, "then", "by_c")->state, IndexState::kActive);
  EXPECT_EQ(rows_in(world, world.find("then").stored_as, 1).size(), 1201u);
  expect_sound_indexes(world, world.find("then"));
}

TEST(IndexRestore, LeavesBehindWhatWasBeingDeletedAtTheInstant) {
  World world;
  make_large(world, "t");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  world.run_all();
  change_indexes(world, "t", DeleteIndex{"by_c"});
  ASSERT_TRUE(world.turn());
  const Timestamp half = put_item(world, "t", "k=late c=x");
  world.clock().advance(seconds(1));

  ASSERT_TRUE(started(world.restore("t", "then", half)));
  EXPECT_EQ(find(world, "then", "by_c"), nullptr);
  EXPECT_FALSE(rows_in(world, world.find("then").stored_as, 1).empty());
  expect_sound_indexes(world, world.find("then"));
  world.run_all();

  EXPECT_TRUE(rows_in(world, world.find("then").stored_as, 1).empty());
  expect_sound_indexes(world, world.find("then"));
  EXPECT_TRUE(world.store().jobs().empty());
}

TEST(IndexRestore, FromABackupHasWhatWasRecorded) {
  World world;
  world.make_table("t", microseconds(0));
  put_item(world, "t", "k=a c=x");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  world.run_all();
  const Backup backup = world.back_up("t");
  put_item(world, "t", "k=a c=y");
  change_indexes(world, "t", DeleteIndex{"by_c"});
  world.run_all();

  ASSERT_TRUE(started(world.restore(backup, "then")));
  expect_sound_indexes(world, world.find("then"));
  world.run_all();

  EXPECT_EQ(find(world, "then", "by_c")->state, IndexState::kActive);
  EXPECT_EQ(rows_in(world, world.find("then").stored_as, 1).size(), 1u);
  EXPECT_EQ(world.store().tally(world.find("then").stored_as, 1).value().items, 1);
  expect_sound_indexes(world, world.find("then"));
}

TEST(IndexRestore, OfADeletedTableHasTheIndexesOfTheInstant) {
  World world;
  world.make_table("t");
  put_item(world, "t", "k=a c=x");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  world.run_all();
  const Timestamp with = put_item(world, "t", "k=b c=y");
  change_indexes(world, "t", DeleteIndex{"by_c"});
  world.run_all();
  world.retire("t");
  world.clock().advance(seconds(1));

  ASSERT_TRUE(started(world.restore_deleted("t", "then", with)));
  world.run_all();

  ASSERT_NE(find(world, "then", "by_c"), nullptr);
  expect_sound_indexes(world, world.find("then"));
}

TEST(IndexRestore, ATableIsNotDroppedWhileAnIndexIsMadeOrDeleted) {
  World world;
  world.make_table("t");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  EXPECT_TRUE(std::holds_alternative<IndexesUnfinished>(world.retire("t")));
  world.run_all();
  change_indexes(world, "t", DeleteIndex{"by_c"});
  EXPECT_TRUE(std::holds_alternative<IndexesUnfinished>(world.retire("t")));
  world.run_all();
  EXPECT_TRUE(std::holds_alternative<Retired>(world.retire("t")));
}

// Writes past the rules, as damage would.
void damage(World& world, storage::Part part, const std::string& key,
            std::optional<std::string> value) {
  world.store().transact_and_wait({}, [&](storage::View&) -> storage::Decision {
    storage::Changes changes;
    changes.writes.push_back({{world.find("t").stored_as, part, key}, value});
    return changes;
  });
}

TEST(IndexCheck, FindsEveryRowThatIsNotTheItems) {
  World world;
  world.make_table("t");
  put_item(world, "t", "k=a c=x");
  put_item(world, "t", "k=b c=x");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  world.run_all();
  EXPECT_EQ(world.check(), "");
  const auto rows = rows_in(world, world.find("t").stored_as, 1);
  const auto& [first, first_value] = *rows.begin();

  damage(world, 1, first, rows.rbegin()->second);
  EXPECT_NE(world.check().find("the row shows something else than the item"), std::string::npos);
  damage(world, 1, first, std::nullopt);
  EXPECT_NE(world.check().find("it has 1 rows; 2 items belong there"), std::string::npos);
  damage(world, 1, first, first_value);
  EXPECT_EQ(world.check(), "");
  damage(world, 1, codec::ordered("y") + codec::ordered("a"), first_value);
  EXPECT_NE(world.check().find("another place in the index"), std::string::npos);
  damage(world, 1, codec::ordered("y") + codec::ordered("a"), std::nullopt);
  damage(world, 1, codec::ordered("y") + codec::ordered("none"), first_value);
  EXPECT_NE(world.check().find("a row of an item that is not there"), std::string::npos);
}

TEST(IndexCheck, MissesTheJobOfAnIndexThatIsBeingMade) {
  World world;
  world.make_table("t");
  change_indexes(world, "t", CreateIndex{index_on("by_c", {"c"})});
  EXPECT_EQ(world.check(), "");
  world.store().transact_and_wait({}, [&](storage::View&) -> storage::Decision {
    storage::Changes changes;
    changes.finished_jobs.push_back(tables::fill_job_of(world.find("t"), 1));
    return changes;
  });
  EXPECT_NE(world.check().find("by_c is being made, but no job"), std::string::npos);
}

// What overrides choose, without a store.
struct Choice : ::testing::Test {
  Choice() {
    source.billing = tables::BillingMode::kPayPerRequest;
    source.indexes = {index_on("by_c", {"c"}), index_on("by_d", {"d"}, {"c"})};
    source.indexes[0].part = 1;
    source.indexes[1].part = 2;
    source.indexes[1].projection = tables::ProjectionType::kKeysOnly;
    for (tables::Index& index : source.indexes) index.provisioned = {};
    source.next_part = 3;
  }

  static WantedIndex wanted(const std::string& name) { return {name, {"c"}, {}}; }

  tables::TableDescription source;
};

TEST_F(Choice, OmittedIsAllAndEmptyIsNone) {
  EXPECT_FALSE(choose_indexes(source, {}));
  EXPECT_EQ(source.indexes.size(), 2u);
  EXPECT_FALSE(choose_indexes(source, {.global = std::vector<WantedIndex>{}, .local = {}}));
  EXPECT_TRUE(source.indexes.empty());
}

TEST_F(Choice, KeepsByKeyAndProjectionUnderTheNewName) {
  EXPECT_FALSE(choose_indexes(source, {.global = {{wanted("renamed")}}, .local = {}}));
  ASSERT_EQ(source.indexes.size(), 1u);
  EXPECT_EQ(source.indexes[0].name, "renamed");
  EXPECT_EQ(source.indexes[0].part, 1);
}

TEST_F(Choice, RefusesWhatTheSourceDoesNotHave) {
  WantedIndex other = wanted("by_c");
  other.projection = tables::ProjectionType::kKeysOnly;
  const auto problem = choose_indexes(source, {.global = {{other}}, .local = {}});
  ASSERT_TRUE(problem && std::holds_alternative<NoSuchIndex>(*problem));
  const auto twice =
      choose_indexes(source, {.global = {{wanted("one"), wanted("two")}}, .local = {}});
  ASSERT_TRUE(twice && std::holds_alternative<NoSuchIndex>(*twice));
}

TEST_F(Choice, AProvisionedTargetNeedsThroughputOfEachIndex) {
  source.billing = tables::BillingMode::kProvisioned;
  const auto all = choose_indexes(source, {});
  ASSERT_TRUE(all && std::holds_alternative<IndexThroughputMissing>(*all));
  const auto one = choose_indexes(source, {.global = {{wanted("by_c")}}, .local = {}});
  ASSERT_TRUE(one && std::holds_alternative<IndexThroughputMissing>(*one));
  WantedIndex given = wanted("by_c");
  given.provisioned = tables::Throughput{8, 9};
  EXPECT_FALSE(choose_indexes(source, {.global = {{given}}, .local = {}}));
  EXPECT_EQ(source.indexes[0].provisioned, (tables::Throughput{8, 9}));
}

TEST_F(Choice, ATargetPaidPerRequestTakesNone) {
  source.indexes[0].provisioned = {5, 5};
  WantedIndex given = wanted("by_c");
  given.provisioned = tables::Throughput{8, 9};
  const auto problem = choose_indexes(source, {.global = {{given}}, .local = {}});
  ASSERT_TRUE(problem && std::holds_alternative<IndexThroughputNotAllowed>(*problem));
  EXPECT_FALSE(choose_indexes(source, {}));
  EXPECT_EQ(source.indexes[0].provisioned, tables::Throughput{});
}

}  // namespace
}  // namespace tidemark::recovery

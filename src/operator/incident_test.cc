#include "operator/incident.h"

#include "operator/comparison.h"
#include "values/dynamodb_json.h"

#include <gtest/gtest.h>

#include <set>

namespace tidemark::runbooks {
namespace {

Inventory packages(int count) {
  Inventory inventory({.hash = {"Package", values::KeyType::kString},
                       .range = values::KeyAttribute{"Build", values::KeyType::kString}});
  for (int number = 0; number < count; ++number) {
    values::Item item;
    item.set("Package", values::text_value(fmt::format("p{:05}", number)));
    item.set("Build", values::text_value("1_all"));
    item.set("Size", values::AttributeValue(
                         std::get<values::Number>(values::Number::parse(fmt::to_string(number)))));
    EXPECT_TRUE(inventory.put(item));
  }
  return inventory;
}

std::set<std::string> texts(const std::vector<values::Item>& items) {
  std::set<std::string> all;
  for (const values::Item& item : items) all.insert(values::to_json(item));
  return all;
}

TEST(Incident, IsTheSameForTheSameSeed) {
  const Inventory before = packages(2000);
  SeededRandom one(5);
  SeededRandom two(5);
  SeededRandom other(6);

  const Incident first = plan_incident(before, {}, one);

  EXPECT_EQ(first.overwritten, plan_incident(before, {}, two).overwritten);
  EXPECT_NE(first.overwritten, plan_incident(before, {}, other).overwritten);
}

TEST(Incident, HitsAsManyAsAskedAndNoneTwice) {
  const Inventory before = packages(2000);
  SeededRandom random(5);

  const Incident incident = plan_incident(
      before, {.overwritten_permille = 80, .deleted_permille = 20, .good_writes_permille = 5},
      random);

  EXPECT_EQ(texts(incident.overwritten).size(), 160u);
  EXPECT_EQ(texts(incident.deleted).size(), 40u);
  EXPECT_EQ(incident.good_writes.size(), 10u);
  std::set<std::string> both = texts(incident.overwritten);
  both.merge(texts(incident.deleted));
  EXPECT_EQ(both.size(), 200u);
}

TEST(Incident, DeletesARangeOfNeighbours) {
  const Inventory before = packages(2000);
  SeededRandom random(5);

  const Incident incident = plan_incident(before, {}, random);

  const std::set<std::string> names = texts(incident.deleted);
  const auto number = [](const std::string& json) {
    return std::stoi(json.substr(json.find("\"p") + 2, 5));
  };
  EXPECT_EQ(number(*names.rbegin()) - number(*names.begin()) + 1, 40);
}

TEST(Incident, LeavesADamageThatTheComparisonCounts) {
  const Inventory before = packages(2000);
  SeededRandom random(5);
  const Incident incident = plan_incident(before, {}, random);
  Inventory after = before;

  carry_out(incident, after);

  const Differences damage = differences_between(before, after);
  EXPECT_EQ(damage.missing, incident.deleted.size());
  // Good writes change some items and bring some: both are differences to what was before.
  EXPECT_EQ(damage.different + damage.extra,
            incident.overwritten.size() + incident.good_writes.size());
  EXPECT_GT(damage.extra, 0u);
}

TEST(Incident, OverwritesNothingWithWhatItHasAlready) {
  const Inventory before = packages(200);  // p00000 has size 0, the bad value
  SeededRandom random(5);

  const Incident incident =
      plan_incident(before, {.overwritten_permille = 1000, .deleted_permille = 1}, random);

  EXPECT_EQ(incident.attribute, "Size");
  EXPECT_FALSE(
      texts(incident.overwritten).contains(R"({"Build":{"S":"1_all"},"Package":{"S":"p00000"}})"));
}

TEST(Incident, TakesWhatMostItemsHaveWhereThereAreNoNumbers) {
  Inventory before({.hash = {"Id", values::KeyType::kString}, .range = std::nullopt});
  for (int number = 0; number < 9; ++number) {
    values::Item item;
    item.set("Id", values::text_value(fmt::to_string(number)));
    item.set(number < 3 ? "Rare" : "Usual", values::text_value("x"));
    ASSERT_TRUE(before.put(item));
  }
  SeededRandom random(5);

  const Incident incident = plan_incident(before, {}, random);

  EXPECT_EQ(incident.attribute, "Usual");
  EXPECT_EQ(incident.bad_value, values::text_value("undefined"));
}

TEST(Incident, SuitsOneItem) {
  const Inventory before = packages(1);
  SeededRandom random(5);

  const Incident incident = plan_incident(before, {}, random);

  EXPECT_EQ(incident.deleted.size(), 1u);
  EXPECT_TRUE(incident.overwritten.empty());
}

TEST(Incident, SuitsKeysOfEveryType) {
  for (const char* line :
       {R"({"Id":{"N":"7"}})", R"({"Id":{"B":"AAE="}})", R"({"Id":{"S":"x"}})"}) {
    const auto json = codec::parse_json(line);
    ASSERT_TRUE(json);
    const auto item = std::get<values::Item>(values::read_item(json.value()));
    const char type = item.find("Id")->type_name().front();
    Inventory before({.hash = {"Id", static_cast<values::KeyType>(type)}, .range = std::nullopt});
    ASSERT_TRUE(before.put(item));
    SeededRandom random(1);

    const auto writes = plan_good_writes(before, 1, "Updated", random);

    ASSERT_EQ(writes.size(), 1u);
    EXPECT_FALSE(*writes.front().find("Id") == *item.find("Id")) << line;
    EXPECT_TRUE(before.key_of(writes.front())) << line;
  }
}

TEST(GoodWrites, AreHalfNewAndHalfChanged) {
  const Inventory before = packages(100);
  SeededRandom random(5);
  Inventory after = before;

  write_into(plan_good_writes(before, 20, "Updated", random), after);

  const Differences change = differences_between(before, after);
  EXPECT_EQ(change.extra, 10u);
  EXPECT_EQ(change.different, 10u);
  EXPECT_EQ(change.missing, 0u);
}

TEST(GoodWrites, ChangeAnItemWhoseNameCannotGrow) {
  Inventory before({.hash = {"Id", values::KeyType::kString}, .range = std::nullopt});
  values::Item item;
  item.set("Id", values::text_value(std::string(values::kMaxHashKeyBytes, 'x')));
  ASSERT_TRUE(before.put(item));
  SeededRandom random(5);
  Inventory after = before;

  write_into(plan_good_writes(before, 1, "Updated", random), after);

  EXPECT_EQ(after.size(), 1u);
  EXPECT_EQ(differences_between(before, after).different, 1u);
}

}  // namespace
}  // namespace tidemark::runbooks

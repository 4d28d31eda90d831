#include "storage/persistent_map.h"

#include "base/random.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace tidemark::storage {
namespace {

using Map = PersistentMap<std::uint64_t>;
using Model = std::map<std::string, std::uint64_t>;

Model content(const Map& map) {
  Model found;
  std::string last;
  for (const auto& [key, value] : map) {
    EXPECT_LT(last, key);
    last = key;
    found.emplace(key, value);
  }
  EXPECT_EQ(found.size(), map.size());
  return found;
}

// The differences, applied to what was before.
Model advanced(Model model, const Map& before, const Map& after, std::size_t& visited) {
  Map::differences(before, after,
                   [&](const std::string& key, const std::uint64_t* was, const std::uint64_t* is) {
                     ++visited;
                     EXPECT_EQ(was != nullptr, model.contains(key)) << key;
                     EXPECT_TRUE(was == nullptr || *was == model[key]) << key;
                     if (is != nullptr) {
                       model[key] = *is;
                     } else {
                       model.erase(key);
                     }
                   });
  return model;
}

TEST(PersistentMap, IsAMapAndItsCopiesStay) {
  SeededRandom random(1);
  for (int run = 0; run < 20; ++run) {
    Map map;
    Model model;
    std::vector<std::pair<Map, Model>> kept{{map, model}};
    for (int i = 0; i < 400; ++i) {
      const std::string key = fmt::format("k{}", random.below(60));
      if (random.below(3) == 0) {
        map.erase(key);
        model.erase(key);
      } else {
        const std::uint64_t value = random.next();
        map.put(key, value);
        model[key] = value;
      }
      const std::uint64_t* const found = map.find(key);
      ASSERT_EQ(found != nullptr, model.contains(key));
      EXPECT_TRUE(found == nullptr || *found == model[key]) << key;
      if (random.below(20) == 0) kept.emplace_back(map, model);
    }
    for (const auto& [copy, was] : kept) {
      EXPECT_EQ(content(copy), was);
      std::size_t visited = 0;
      EXPECT_EQ(advanced(was, copy, map, visited), model);
      EXPECT_EQ(advanced(model, map, copy, visited), was);
    }
  }
}

TEST(PersistentMap, TellsWhatIsDifferentAndNothingElse) {
  Map before;
  for (int i = 0; i < 10'000; ++i) before.put(fmt::format("k{:05}", i), 1);
  Map after = before;
  std::size_t visited = 0;
  EXPECT_EQ(advanced(content(before), before, after, visited), content(after));
  EXPECT_EQ(visited, 0u);
  after.put("k00017", 2);
  after.erase("k00400");
  after.put("new", 3);
  EXPECT_EQ(advanced(content(before), before, after, visited), content(after));
  EXPECT_EQ(visited, 3u);
}

}  // namespace
}  // namespace tidemark::storage

// Items and indexes in a World: short words for what tests of indexes do, and what the indexes of a
// table must hold, counted from its items.
#pragma once

#include "recovery/testing/world.h"
#include "tables/index_update.h"

#include <map>
#include <optional>
#include <string>

namespace tidemark::recovery::testing {

// "k=a c=x": attributes of type S.
values::Item item_of(const std::string& text);

// A global index on attributes of type S.
tables::Index index_on(const std::string& name, std::vector<std::string> hash,
                       std::vector<std::string> range = {},
                       tables::ProjectionType projection = tables::ProjectionType::kAll);

// Each a second after the one before; answer when it was committed.
Timestamp put_item(World& world, const std::string& table, const std::string& item);
Timestamp delete_item(World& world, const std::string& table, const std::string& key);
// As UpdateTable does it; the job is left to the runner.
Timestamp change_indexes(World& world, const std::string& table, tables::IndexAction action);

// Entry key to what is shown, both as stored.
using Rows = std::map<std::string, std::string>;

// What is in the part now, or was at an instant.
Rows rows_in(World& world, storage::TableId table, storage::Part part,
             std::optional<Timestamp> at = std::nullopt);
// What the index must hold of the items, by the same clock.
Rows rows_due(World& world, const tables::TableDescription& table, const tables::Index& index,
              std::optional<Timestamp> at = std::nullopt);

// Whether every active index of a table holds exactly what it must, every other one no more than
// that, and every part's tally says so. Of now, or of an instant.
void expect_sound_indexes(World& world, const tables::TableDescription& table,
                          std::optional<Timestamp> at = std::nullopt);

}  // namespace tidemark::recovery::testing

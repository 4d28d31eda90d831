#include "apps/repair.h"

#include "apps/soundness.h"
#include "codec/hex.h"
#include "codec/iso8601.h"
#include "codec/json.h"
#include "storage/repair.h"
#include "storage/stopped_store.h"
#include "storage/store.h"
#include "tables/catalog.h"
#include "tables/catalog_check.h"
#include "tables/index_update.h"

#include <cstdio>
#include <filesystem>
#include <map>

namespace tidemark::apps {
namespace {

namespace fs = std::filesystem;

constexpr int kExitLost = 1;
constexpr int kExitUnavailable = 69;  // as of serve

struct RegionRepair {
  std::string region;
  std::vector<std::string> done;
  std::vector<std::string> lost;
};

std::string instant(Timestamp at) {
  return codec::to_iso8601(at, codec::Fraction::kMicros);
}

Error system_error(std::string_view doing, const std::error_code& error) {
  return fail(Code::kUnknown, fmt::format("{}: {}", doing, error.message()));
}

// What a table is called and how its items are counted.
using Known = std::map<storage::TableId, tables::TableDescription>;

Result<Known> tables_of(const std::string& store_path, storage::Environment& environment) {
  TM_TRY(const auto store, storage::StoppedStore::open(store_path, environment));
  storage::Findings ignored;  // the copy is examined when it is done
  const tables::CatalogRows rows = tables::check_catalog(*store, ignored);
  Known known;
  for (const auto& table : rows.live) known.emplace(table.stored_as, table);
  for (const auto& dropped : rows.dropped) known.emplace(dropped.table.stored_as, dropped.table);
  return known;
}

std::string name_of(const Known& known, storage::TableId id) {
  if (id == storage::kCatalog) return "the catalog";
  const auto found = known.find(id);
  return found == known.end() ? fmt::format("table {}", id.value)
                              : fmt::format("table {}", found->second.name.name);
}

void tell_lost_rows(const storage::Repaired& repaired, const Known& known, RegionRepair& report) {
  for (const storage::LostRows& lost : repaired.rows) {
    report.lost.push_back(fmt::format("{} is damaged ({}): rows of {} with keys from {} up to {}",
                                      lost.file, lost.why, lost.family, codec::to_hex(lost.from),
                                      codec::to_hex(lost.until)));
  }
  for (const storage::MendedTable& table : repaired.tables) {
    std::string text = fmt::format("{} may lack items; its past before {} cannot be read any more",
                                   name_of(known, table.table), instant(table.past_from));
    if (table.hidden > 0) {
      text += fmt::format("; {} older items that would show in place of lost ones are gone, too",
                          table.hidden);
    }
    report.lost.push_back(std::move(text));
  }
  for (const storage::PinState& pin : repaired.pins) {
    report.lost.push_back(
        fmt::format("pin {} of {} may lack items: delete the backup it belongs to", pin.id,
                    name_of(known, pin.table)));
  }
}

// Rows of indexes may be lost, too, or be those of items that are: the server that opens the copy
// makes such indexes from the items that are left.
Status make_indexes_anew(const std::string& target, const storage::Repaired& repaired,
                         const Known& known, storage::Environment& environment,
                         RegionRepair& report) {
  std::vector<tables::TableDescription> affected;
  for (const storage::MendedTable& mended : repaired.tables) {
    const auto found = known.find(mended.table);
    if (found != known.end() && !found->second.indexes.empty()) affected.push_back(found->second);
  }
  if (affected.empty()) return Ok{};
  SimulatedClock clock(repaired.last_commit);  // the copy's own time, which must not jump
  TM_TRY(const auto store, storage::Store::open(target, environment, clock, {.trust_clock = true}));
  for (tables::TableDescription& table : affected) {
    const auto decide = [&](storage::View& view) -> storage::Decision {
      const auto live = tables::find(view, table.name);
      if (!live || !live.value() || live.value()->table_id != table.table_id) {
        return storage::Refused{};
      }
      storage::Changes changes;
      tables::TableDescription anew = *live.value();
      tables::make_indexes_anew(anew, changes);
      return changes;
    };
    const storage::Outcome outcome =
        store->transact_and_wait(std::vector{tables::live_key(table.name)}, decide);
    if (const auto* failed = std::get_if<Error>(&outcome)) return *failed;
    report.done.push_back(
        fmt::format("the indexes of table {} will be made anew by the server that opens the copy",
                    table.name.name));
  }
  return Ok{};
}

Result<RegionRepair> repair_region(const std::string& region, const std::string& source,
                                   const std::string& target, storage::Environment& environment) {
  TM_TRY(storage::Repaired repaired, storage::copy_provable(source, target, environment));
  RegionRepair report{region, repaired.done, repaired.lost};
  report.done.push_back(
      fmt::format("kept everything up to commit {}", instant(repaired.last_commit)));
  if (repaired.rows.empty()) return report;
  report.done.back() += ", except for what is lost in the middle";
  TM_TRY(const Known known, tables_of(target, environment));
  const auto tally_of = [&](storage::TableId id, storage::Part part, std::string_view key,
                            std::string_view value) -> Result<storage::Tally> {
    if (part != storage::kItems) return tables::tally_of_entry(key, value);
    const auto found = known.find(id);
    if (found == known.end()) {
      return fail(Code::kCorrupt, fmt::format("the catalog does not list table {}", id.value));
    }
    return tables::tally_of_items(found->second.keys)(key, value);
  };
  TM_TRY_STATUS(storage::mend(target, repaired, tally_of, environment));
  tell_lost_rows(repaired, known, report);
  TM_TRY_STATUS(make_indexes_anew(target, repaired, known, environment, report));
  return report;
}

// All that is not a store: keys, the clock, blobs. As it is.
Status copy_beside_stores(const std::string& source, const std::string& target) {
  std::error_code error;
  if (!fs::create_directories(target + "/regions", error)) {
    return system_error("making " + target, error);
  }
  for (const auto& entry : fs::directory_iterator(source, error)) {
    const std::string name = entry.path().filename().string();
    if (name == "LOCK" || name == "regions") continue;
    fs::copy(entry.path(), target + "/" + name, fs::copy_options::recursive, error);
    if (error) return system_error("copying " + entry.path().string(), error);
  }
  return error ? Status(system_error("listing " + source, error)) : Status(Ok{});
}

Result<std::vector<RegionRepair>> repair_all(const storage::DataDirectory& directory,
                                             const std::string& target,
                                             storage::Environment& environment) {
  TM_TRY_STATUS(copy_beside_stores(directory.path(), target));
  std::vector<RegionRepair> reports;
  for (const std::string& region : directory.regions()) {
    auto report = repair_region(region, directory.path_of_region(region),
                                target + "/regions/" + region, environment);
    if (report) {
      reports.push_back(std::move(report).value());
    } else if (report.error().code == Code::kCorrupt) {
      std::error_code ignored;
      fs::remove_all(target + "/regions/" + region, ignored);
      reports.push_back(
          {region, {}, {fmt::format("all of this region: {}", report.error().message)}});
    } else if (report.error().code != Code::kNotFound) {
      return report.error();
    }
  }
  return reports;
}

bool anything_lost(const std::vector<RegionRepair>& reports) {
  for (const RegionRepair& report : reports) {
    if (!report.lost.empty()) return true;
  }
  return false;
}

std::string text_of(const std::vector<RegionRepair>& reports, const cli::RepairOptions& options) {
  std::string text;
  for (const RegionRepair& report : reports) {
    text += report.region + '\n';
    for (const std::string& line : report.done) text += fmt::format("  {}\n", line);
    for (const std::string& line : report.lost) text += fmt::format("  LOST: {}\n", line);
  }
  text += fmt::format("{} is as it was; the repaired copy is {}{}\n\n", options.data, options.into,
                      anything_lost(reports) ? "" : "; nothing was lost");
  return text;
}

std::string json_of(const std::vector<RegionRepair>& reports, const cli::RepairOptions& options,
                    bool copy_is_sound) {
  codec::JsonWriter out;
  out.begin_object().key("directory").string(options.data).key("into").string(options.into);
  out.key("lost").boolean(anything_lost(reports)).key("sound").boolean(copy_is_sound);
  out.key("regions").begin_array();
  for (const RegionRepair& report : reports) {
    out.begin_object().key("region").string(report.region);
    out.key("done").begin_array();
    for (const std::string& line : report.done) out.string(line);
    out.end_array().key("lost").begin_array();
    for (const std::string& line : report.lost) out.string(line);
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return out.take() + '\n';
}

int refuse(const Error& error) {
  fmt::print(stderr, "tidemark repair: {}\n", error.message);
  return kExitUnavailable;
}

}  // namespace

int repair(const cli::RepairOptions& options) {
  const auto directory = storage::DataDirectory::claim_to_read(options.data);
  if (!directory) return refuse(directory.error());
  std::error_code error;
  // Under another name until it is whole.
  const std::string half = options.into + ".half";
  for (const std::string& path : {options.into, half}) {
    if (!fs::exists(path, error)) continue;
    return refuse(fail(Code::kConflict,
                       fmt::format("{} is there already; name a directory that is not", path)));
  }
  storage::Environment environment;
  const auto reports = repair_all(*directory.value(), half, environment);
  if (!reports) {
    fs::remove_all(half, error);
    return refuse(reports.error());
  }
  fs::rename(half, options.into, error);
  if (error) return refuse(system_error("naming " + options.into, error));
  const auto copy = storage::DataDirectory::claim_to_read(options.into);
  if (!copy) return refuse(copy.error());
  const std::vector<RegionReport> examined = examine(*copy.value(), environment);
  const std::string text =
      options.json ? json_of(reports.value(), options, sound(examined))
                   : text_of(reports.value(), options) + to_text(options.into, examined);
  std::fputs(text.c_str(), stdout);
  return sound(examined) && !anything_lost(reports.value()) ? 0 : kExitLost;
}

}  // namespace tidemark::apps

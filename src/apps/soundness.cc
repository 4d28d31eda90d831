#include "apps/soundness.h"

#include "codec/json.h"
#include "recovery/recovery_check.h"
#include "storage/file_check.h"
#include "storage/stopped_store.h"
#include "tables/catalog_check.h"
#include "tables/index_check.h"
#include "vault/kinds.h"

#include <algorithm>

namespace tidemark::apps {
namespace {

using storage::Finding;
using storage::Findings;

void examine_store(const storage::StoppedStore& store, RegionReport& report) {
  report.files = storage::check_sorted_files(store, report.findings);
  report.walked = storage::walk_families(store, report.findings);
  const tables::CatalogRows catalog = tables::check_catalog(store, report.findings);
  report.instants = tables::check_tallies(store, catalog, report.findings);
  report.entries = tables::check_indexes(store, catalog, report.findings);
  report.backups =
      recovery::check_recovery(store, catalog, vault::owned_by(store.jobs()), report.findings);
}

RegionReport examine_region(const std::string& region, const std::string& path,
                            storage::Environment& environment) {
  RegionReport report;
  report.region = region;
  const auto store = storage::StoppedStore::open(path, environment);
  if (store) {
    examine_store(*store.value(), report);
  } else if (store.error().code == Code::kNotFound) {
    report.empty = true;
  } else {
    report.findings.add({.rule = "cannot-open",
                         .family = "files",
                         .table = {},
                         .key = {},
                         .what = store.error().message,
                         .advice = storage::kAdviseRepair});
  }
  return report;
}

// "12 rows (340 bytes)"
std::string count_text(const storage::FamilyCount& count) {
  return fmt::format("{} rows ({} bytes)", count.rows, count.bytes);
}

std::string where(const Finding& finding) {
  std::string text = finding.family;
  if (!finding.table.empty()) text += fmt::format(" · {}", finding.table);
  if (!finding.key.empty()) text += fmt::format(" · key {}", finding.key);
  return text;
}

void append_findings(std::string& text, const Findings& findings) {
  for (const Finding& finding : findings.all()) {
    text += fmt::format("  {} [{}]\n    {}\n    what to do: {}\n", where(finding), finding.rule,
                        finding.what, finding.advice);
  }
  for (const auto& [rule, count] : findings.counts()) {
    if (count <= Findings::kShownOfARule) continue;
    text += fmt::format("  and {} more of [{}]\n", count - Findings::kShownOfARule, rule);
  }
}

void write_count(codec::JsonWriter& out, const char* family, const storage::FamilyCount& count) {
  out.key(family).begin_object();
  out.key("rows").number(static_cast<std::int64_t>(count.rows));
  out.key("bytes").number(static_cast<std::int64_t>(count.bytes));
  out.end_object();
}

void write_findings(codec::JsonWriter& out, const Findings& findings) {
  out.key("findings").begin_array();
  for (const Finding& finding : findings.all()) {
    out.begin_object();
    out.key("rule").string(finding.rule).key("family").string(finding.family);
    out.key("table").string(finding.table).key("key").string(finding.key);
    out.key("what").string(finding.what).key("advice").string(finding.advice);
    out.end_object();
  }
  out.end_array().key("broken").begin_object();
  for (const auto& [rule, count] : findings.counts()) {
    out.key(rule).number(static_cast<std::int64_t>(count));
  }
  out.end_object();
}

void write_region(codec::JsonWriter& out, const RegionReport& report) {
  const storage::Walked& walked = report.walked;
  const auto number = [&](const char* name, std::uint64_t value) {
    out.key(name).number(static_cast<std::int64_t>(value));
  };
  out.begin_object().key("region").string(report.region);
  out.key("families").begin_object();
  write_count(out, "meta", walked.meta);
  write_count(out, "cur", walked.cur);
  write_count(out, "hist", walked.hist);
  write_count(out, "log", walked.log);
  out.end_object();
  number("sortedFiles", report.files);
  number("tables", walked.tables);
  number("droppedTables", walked.dropped);
  number("pins", walked.pins);
  number("jobs", walked.jobs);
  number("failedJobs", walked.failed_jobs);
  number("bases", walked.bases);
  number("talliesCompared", report.instants);
  number("backupsCounted", report.backups);
  number("indexRowsCompared", report.entries);
  write_findings(out, report.findings);
  out.end_object();
}

}  // namespace

std::vector<RegionReport> examine(const storage::DataDirectory& directory,
                                  storage::Environment& environment) {
  std::vector<RegionReport> reports;
  for (const std::string& region : directory.regions()) {
    reports.push_back(examine_region(region, directory.path_of_region(region), environment));
  }
  return reports;
}

bool sound(const std::vector<RegionReport>& regions) {
  return std::ranges::all_of(regions,
                             [](const RegionReport& report) { return report.findings.empty(); });
}

std::string to_text(const std::string& directory, const std::vector<RegionReport>& regions) {
  std::string text;
  for (const RegionReport& report : regions) {
    const storage::Walked& walked = report.walked;
    text += report.region + '\n';
    if (report.empty) {
      text += "  no store was made here yet\n";
      continue;
    }
    text += fmt::format("  meta  {}\n  cur   {}\n  hist  {}\n  log   {}\n", count_text(walked.meta),
                        count_text(walked.cur), count_text(walked.hist), count_text(walked.log));
    text += fmt::format("  {} sorted files, every block read\n", report.files);
    text += fmt::format(
        "  {} tables ({} deleted, with history), {} pins, {} jobs ({} given up), "
        "{} bases\n",
        walked.tables, walked.dropped, walked.pins, walked.jobs, walked.failed_jobs, walked.bases);
    text += fmt::format(
        "  tallies recounted at {} instants, {} backups recounted, {} index rows compared\n",
        report.instants, report.backups, report.entries);
    append_findings(text, report.findings);
  }
  text += sound(regions) ? fmt::format("{} is sound\n", directory)
                         : fmt::format("{} is damaged: see above\n", directory);
  return text;
}

std::string to_json(const std::string& directory, const std::vector<RegionReport>& regions) {
  codec::JsonWriter out;
  out.begin_object().key("directory").string(directory);
  out.key("sound").boolean(sound(regions)).key("regions").begin_array();
  for (const RegionReport& report : regions) write_region(out, report);
  out.end_array().end_object();
  return out.take() + '\n';
}

}  // namespace tidemark::apps

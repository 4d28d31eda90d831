#include "operator/drill_report.h"

#include "codec/iso8601.h"
#include "codec/json.h"
#include "operator/text.h"

namespace tidemark::runbooks {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kLabelColumns = 20;

// "  Label               text", cut at 80 columns.
void add_line(std::string& out, std::string_view label, std::string_view text) {
  const std::string line = fmt::format("  {:<{}}{}", label, kLabelColumns, text);
  out += shortened(line, kColumns);
  out += '\n';
}

std::int64_t rpo_seconds(const DrillReport& report) {
  return (report.incident_at - report.restored_to).count() / 1'000'000;
}

std::string compared(const Differences& differences) {
  if (differences.none()) {
    return fmt::format("{} of {} items equal, digests equal", with_commas(differences.same),
                       with_commas(differences.expected));
  }
  const std::string twice =
      differences.repeated == 0 ? "" : fmt::format(", {} twice", with_commas(differences.repeated));
  return fmt::format("{} of {} equal, {} different, {} missing, {} extra{}",
                     with_commas(differences.same), with_commas(differences.expected),
                     with_commas(differences.different), with_commas(differences.missing),
                     with_commas(differences.extra), twice);
}

// Only what went wrong: its lines follow the one that says how much.
void add_examples(std::string& out, const Differences& differences) {
  if (differences.none()) return;
  add_line(out, "  digest expected", values::digest_text(differences.digest_expected));
  add_line(out, "  digest found", values::digest_text(differences.digest_found));
  for (const std::string& example : differences.examples) add_line(out, "", example);
}

std::string damage(const Differences& differences) {
  return fmt::format("{} different, {} missing, {} extra", with_commas(differences.different),
                     with_commas(differences.missing), with_commas(differences.extra));
}

void add_damage(std::string& out, const DrillReport& report) {
  const bool as_planned = report.damaged.counts_equal(report.damage_planned);
  add_line(
      out, "Damaged table",
      fmt::format("{}: {}", damage(report.damaged), as_planned ? "as planned" : "not as planned"));
  if (!as_planned) add_line(out, "  planned", damage(report.damage_planned));
}

void write_differences(codec::JsonWriter& out, std::string_view name,
                       const Differences& differences) {
  const auto number = [&](std::string_view member, std::size_t value) {
    out.key(member).number(static_cast<std::int64_t>(value));
  };
  out.key(name).begin_object();
  number("expected", differences.expected);
  number("same", differences.same);
  number("different", differences.different);
  number("missing", differences.missing);
  number("extra", differences.extra);
  number("repeated", differences.repeated);
  out.key("digestExpected").string(values::digest_text(differences.digest_expected));
  out.key("digestFound").string(values::digest_text(differences.digest_found));
  out.key("examples").begin_array();
  for (const std::string& example : differences.examples) out.string(example);
  out.end_array().end_object();
}

double in_seconds(std::chrono::microseconds took) {
  return static_cast<double>(took.count()) / 1e6;
}

void write_incident(codec::JsonWriter& out, const DrillReport& report) {
  const auto number = [&](std::string_view member, std::size_t value) {
    out.key(member).number(static_cast<std::int64_t>(value));
  };
  out.key("incident").begin_object();
  out.key("at").string(codec::to_iso8601(report.incident_at));
  out.key("attribute").string(report.attribute);
  number("overwritten", report.overwritten);
  number("deleted", report.deleted);
  number("goodWritesBefore", report.written_before);
  number("goodWritesAfter", report.written_after);
  if (!report.damaged_key.empty()) out.key("damagedKey").raw(report.damaged_key);
  out.end_object();
}

}  // namespace

bool DrillReport::passed() const {
  return deletion_refused && restored.none() && backup.none() &&
         damaged.counts_equal(damage_planned) && tally_agrees.value_or(true);
}

std::string report_text(const DrillReport& report) {
  std::string out;
  add_line(out, "Items",
           fmt::format("{}, {}, from {}", with_commas(report.items), bytes_text(report.aws_bytes),
                       report.source));
  add_line(out, "Loaded in",
           fmt::format("{}; then a backup, then more good writes: {}",
                       seconds_text(report.load_took), with_commas(report.written_before)));
  add_line(out, "Incident",
           fmt::format("{} items lost their {}, {} were deleted", with_commas(report.overwritten),
                       report.attribute, with_commas(report.deleted)));
  add_line(out, "Restored to",
           fmt::format("{} as {}", codec::to_iso8601(report.restored_to), report.restored_table));
  add_line(out, "RPO",
           fmt::format("{} s; no earlier write lost; later ones in {}: {}", rpo_seconds(report),
                       report.table, with_commas(report.written_after)));
  add_line(out, "Usable after", seconds_text(report.usable));
  add_line(out, "Materialised after", seconds_text(report.materialised));
  add_line(out, "Comparison", compared(report.restored));
  add_examples(out, report.restored);
  if (report.tally_agrees) {
    add_line(out, "Engine's tally",
             *report.tally_agrees ? "agrees with the digest of the items"
                                  : "does not agree with the items");
  }
  add_damage(out, report);
  add_line(out, "Backup", fmt::format("usable after {}", seconds_text(report.backup_usable)));
  add_line(out, "", compared(report.backup));
  add_examples(out, report.backup);
  if (!report.deletion_refused) {
    add_line(out, "Deletion protection", "did not hold: DeleteTable was not refused");
  }
  out += fmt::format("\n{}  in {}\n", report.passed() ? "PASS" : "FAIL", seconds_text(report.took));
  return out;
}

std::string report_json(const DrillReport& report) {
  codec::JsonWriter out;
  out.begin_object().key("schema").number(std::int64_t{1});
  out.key("result").string(report.passed() ? "PASS" : "FAIL");
  out.key("source").string(report.source);
  out.key("items").number(static_cast<std::int64_t>(report.items));
  out.key("bytes").number(static_cast<std::int64_t>(report.aws_bytes));
  out.key("loadSeconds").number(in_seconds(report.load_took));
  out.key("table").string(report.table);
  out.key("restoredTable").string(report.restored_table);
  out.key("backupTable").string(report.backup_table);
  write_incident(out, report);
  out.key("restoredTo").string(codec::to_iso8601(report.restored_to));
  out.key("rpoSeconds").number(rpo_seconds(report));
  out.key("usableSeconds").number(in_seconds(report.usable));
  out.key("materialisedSeconds").number(in_seconds(report.materialised));
  out.key("backupUsableSeconds").number(in_seconds(report.backup_usable));
  out.key("totalSeconds").number(in_seconds(report.took));
  write_differences(out, "restored", report.restored);
  write_differences(out, "backup", report.backup);
  write_differences(out, "damaged", report.damaged);
  write_differences(out, "damagePlanned", report.damage_planned);
  out.key("deletionRefused").boolean(report.deletion_refused);
  if (report.tally_agrees) out.key("tallyAgrees").boolean(*report.tally_agrees);
  return out.end_object().take();
}

}  // namespace tidemark::runbooks

// `tidemark stats` for people: tables of figures.
#include "apps/store_stats.h"
#include "codec/iso8601.h"

#include <algorithm>

namespace tidemark::apps {

namespace {

using storage::VersionCount;

constexpr std::size_t kPinsShown = 20;

// "1.5 MiB", "312 B"
std::string size_text(std::uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(kUnits); ++unit) value /= 1024;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

// "35 d", "6 h", "90 s"
std::string time_text(std::chrono::microseconds time) {
  const std::int64_t seconds = time.count() / 1'000'000;
  if (seconds >= 2 * 86400) return fmt::format("{} d", seconds / 86400);
  if (seconds >= 2 * 3600) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} s", seconds);
}

std::string instant_text(Timestamp at) {
  return codec::to_iso8601(at, codec::Fraction::kNone);
}

// Columns as wide as their widest cell; the first is left-aligned.
class Columns {
 public:
  explicit Columns(std::vector<std::string> head) { rows_.push_back(std::move(head)); }

  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  [[nodiscard]] std::string text() const {
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_) {
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (const auto& row : rows_) {
      std::string line = fmt::format("    {:<{}}", row.front(), widths.front());
      for (std::size_t i = 1; i < row.size(); ++i) {
        line += fmt::format("  {:>{}}", row[i], widths[i]);
      }
      text += line + '\n';
    }
    return text;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string window_text(const TableStats& table) {
  if (!table.history.kept) return "off";
  return time_text(table.history.period) + (table.for_stream ? ", for its stream" : "") +
         (table.dropped_at ? ", deleted" : "");
}

void append_tables(std::string& text, const RegionStats& region) {
  Columns columns({"table", "items", "bytes", "current", "history", "changes", "kept", "versions",
                   "an item", "a version", "free now"});
  for (const TableStats& table : region.tables) {
    std::vector<std::string> cells{
        table.name,
        fmt::format("{}", table.use.tally.items),
        size_text(static_cast<std::uint64_t>(std::max<std::int64_t>(0, table.use.tally.bytes))),
        size_text(table.use.disk.current + table.base_bytes),
        size_text(table.use.disk.history),
        size_text(table.use.disk.log),
        window_text(table)};
    if (const auto& history = table.use.history) {
      const auto versions = history->items.versions;
      const auto items = table.use.tally.items;
      cells.push_back(fmt::format("{}", versions));
      cells.push_back(items > 0 ? fmt::format("{:.1f}", static_cast<double>(versions) /
                                                            static_cast<double>(items))
                                : "-");
      cells.push_back(
          versions > 0 ? size_text((table.use.disk.history + table.use.disk.log) / versions) : "-");
      cells.push_back(fmt::format("{}", history->freeable.versions));
    } else {
      cells.insert(cells.end(), {"-", "-", "-", "-"});
    }
    columns.row(std::move(cells));
  }
  text += columns.text();
}

void append_pins(std::string& text, const RegionStats& region, Timestamp now) {
  if (region.pins.empty()) return;
  Columns columns({"pin (oldest first)", "table", "instant", "age", "held for it alone"});
  for (const PinStats& pin : region.pins) {
    if (&pin - region.pins.data() >= static_cast<std::ptrdiff_t>(kPinsShown)) break;
    columns.row({pin.backup.empty() ? pin.id : fmt::format("backup {}", pin.backup), pin.table,
                 instant_text(pin.at), time_text(now - pin.at),
                 pin.alone ? fmt::format("{} versions, {}", pin.alone->versions,
                                         size_text(pin.alone->bytes))
                           : "-"});
  }
  text += '\n' + columns.text();
  if (region.pins.size() > kPinsShown) {
    text += fmt::format("    and {} more: --output json names them all\n",
                        region.pins.size() - kPinsShown);
  }
}

std::string due_text(const storage::JobRow& job, Timestamp now) {
  if (job.failed) return "given up";
  if (job.due_at == Timestamp{}) return "at once";
  return job.due_at <= now ? "since " + time_text(now - job.due_at)
                           : "in " + time_text(job.due_at - now);
}

void append_jobs(std::string& text, const RegionStats& region, Timestamp now) {
  if (region.jobs.empty()) return;
  Columns columns({"job", "due", "failures", "last reason"});
  for (const storage::JobRow& job : region.jobs) {
    columns.row({job.id, due_text(job, now), fmt::format("{}", job.failures),
                 job.reason.empty() ? "-" : job.reason});
  }
  text += '\n' + columns.text();
}

void append_families(std::string& text, const storage::StoppedUse& use) {
  Columns columns({"family", "files", "bytes"});
  for (const storage::FamilyUse& family : use.families) {
    columns.row({family.name, fmt::format("{}", family.files), size_text(family.file_bytes)});
  }
  columns.row({"write-ahead log", "", size_text(use.log_bytes)});
  text += '\n' + columns.text();
}

void append_freeable(std::string& text, const RegionStats& region) {
  VersionCount all;
  bool walked = false;
  for (const auto& [keyspace, use] : region.use.keyspaces) {
    if (!use.history) continue;
    walked = true;
    all.versions += use.history->freeable.versions;
    all.bytes += use.history->freeable.bytes;
  }
  if (!walked) return;
  text += fmt::format("\n    trimming would free now: {} versions, {} before compression\n",
                      all.versions, size_text(all.bytes));
}

}  // namespace

std::string to_text(const DirectoryStats& stats) {
  std::string text = fmt::format("{}, format {}\n", stats.directory, storage::kDataFormat);
  for (const RegionStats& region : stats.regions) {
    if (region.empty) {
      text += fmt::format("\n{}: no store was made here yet\n", region.region);
      continue;
    }
    text += fmt::format("\n{}: store format {}, last commit {}\n\n", region.region,
                        region.use.format, instant_text(region.use.last_commit));
    if (region.damaged) {
      text += "    some rows cannot be read: run tidemark check on this directory\n\n";
    }
    append_tables(text, region);
    append_pins(text, region, stats.now);
    append_jobs(text, region, stats.now);
    append_families(text, region.use);
    append_freeable(text, region);
  }
  return text;
}

}  // namespace tidemark::apps

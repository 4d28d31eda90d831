#include "bench/report.h"

#include "codec/iso8601.h"
#include "codec/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tidemark::bench {

namespace {

// Four digits that matter, thousands parted: "123,456", "81.25", "0.9134".
std::string digits(double value) {
  if (std::fabs(value) < 1000) return fmt::format("{:.4g}", value);
  std::string text = fmt::format("{:.0f}", value);
  for (std::size_t i = text.size(); i > 3;) text.insert(i -= 3, 1, ',');
  return text;
}

std::string spread_text(const Spread& spread) {
  return fmt::format("{} .. {}", digits(spread.min), digits(spread.max));
}

using Row = std::vector<std::string>;

// The first column leans left, the others right, the last one left again.
std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line += "  ";
      const bool left = i == 0 || i + 1 == row.size();
      line += left ? fmt::format("{:<{}}", row[i], widths[i])
                   : fmt::format("{:>{}}", row[i], widths[i]);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

std::string also_text(const Measured& measured) {
  std::string text;
  for (const auto& [name, spread] : measured.also) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, digits(spread.median));
  }
  return text;
}

std::string wanted_text(const Target& target) {
  switch (target.bound) {
    case Bound::kAtLeast: return fmt::format(">= {}", digits(target.wanted));
    case Bound::kAtMost: return fmt::format("<= {}", digits(target.wanted));
    case Bound::kPrinted: break;
  }
  return "-";
}

std::string verdict(const Judged& judged) {
  if (judged.target.bound == Bound::kPrinted) return "";
  if (!judged.met()) return "MISSED";
  if (judged.target.goal == 0) return "met";
  return fmt::format("met, goal {} {}", digits(judged.target.goal),
                     judged.goal_met() ? "met" : "missed");
}

void write_spread(codec::JsonWriter& out, const Spread& spread) {
  out.key("median").number(spread.median).key("min").number(spread.min);
  out.key("max").number(spread.max);
}

void write_values(codec::JsonWriter& out, const std::vector<double>& values) {
  out.key("values").begin_array();
  for (const double value : values) out.number(value);
  out.end_array();
}

void write_measured(codec::JsonWriter& out, const Measured& measured) {
  out.begin_object().key("group").string(measured.group).key("case").string(measured.name);
  out.key("unit").string(measured.unit);
  write_spread(out, measured.spread);
  write_values(out, measured.values);
  out.key("also").begin_object();
  for (const auto& [name, spread] : measured.also) {
    out.key(name).begin_object();
    write_spread(out, spread);
    out.end_object();
  }
  out.end_object().end_object();
}

void write_judged(codec::JsonWriter& out, const Judged& judged) {
  out.begin_object().key("group").string(judged.target.group);
  out.key("target").string(judged.target.name);
  out.key("over").string(judged.target.over).key("under").string(judged.target.under);
  write_spread(out, judged.spread);
  write_values(out, judged.values);
  if (judged.target.bound != Bound::kPrinted) {
    out.key(judged.target.bound == Bound::kAtLeast ? "at_least" : "at_most");
    out.number(judged.target.wanted).key("met").boolean(judged.met());
  }
  if (judged.target.goal != 0) {
    out.key("goal").number(judged.target.goal).key("goal_met").boolean(judged.goal_met());
  }
  out.end_object();
}

void write_machine(codec::JsonWriter& out, const Machine& machine) {
  out.begin_object().key("processor").string(machine.processor);
  out.key("cores").number(std::int64_t{machine.cores});
  out.key("memory_mb").number(machine.memory_mb).key("system").string(machine.system);
  out.key("load_before").number(machine.load).end_object();
}

}  // namespace

std::string to_text(const Report& report) {
  std::vector<Row> cases{{"case", "median", "unit", "min .. max", "also"}};
  for (const Measured& one : report.measured) {
    cases.push_back({one.group + "/" + one.name, digits(one.spread.median), one.unit,
                     spread_text(one.spread), also_text(one)});
  }
  std::string text = aligned(cases);
  if (report.judged.empty()) return text;
  std::vector<Row> targets{{"target", "median", "wanted", "min .. max", ""}};
  for (const Judged& one : report.judged) {
    targets.push_back({fmt::format("{}: {}", one.target.group, one.target.name),
                       digits(one.spread.median), wanted_text(one.target), spread_text(one.spread),
                       verdict(one)});
  }
  return text + '\n' + aligned(targets);
}

std::string to_json(const Report& report, const Settings& settings, const Machine& machine,
                    Timestamp now) {
  codec::JsonWriter out;
  out.begin_object().key("date").string(codec::to_iso8601(now.floor_to_second()));
  out.key("commit").string(machine.commit).key("machine");
  write_machine(out, machine);
  out.key("settings").begin_object().key("seconds").number(settings.seconds);
  out.key("rounds").number(std::int64_t{settings.rounds}).key("quick").boolean(settings.quick);
  out.key("only").string(settings.only).key("peer").string(settings.peer).end_object();
  out.key("cases").begin_array();
  for (const Measured& one : report.measured) write_measured(out, one);
  out.end_array().key("targets").begin_array();
  for (const Judged& one : report.judged) write_judged(out, one);
  out.end_array().end_object();
  return out.take() + '\n';
}

}  // namespace tidemark::bench

#include "console/drill_screen.h"

#include "operator/text.h"

#include <algorithm>

namespace tidemark::console {
namespace {

using runbooks::DrillStep;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kEraseLine = "\r\x1b[K";
constexpr std::string_view kGreen = "32";
constexpr std::string_view kRed = "31";
constexpr microseconds kRedrawEvery = milliseconds(100);
// Often enough to see that it lives, rarely enough for a log.
constexpr microseconds kLineEvery = seconds(5);

constexpr std::size_t kBarColumns = 24;

}  // namespace

void DrillScreen::show(const DrillStep& step) {
  switch (step.event) {
    case DrillStep::Event::kBegun:
      last_drawn_ = microseconds(0);
      if (options_.animate) {
        write_(fmt::format("{}{}", kEraseLine, bar(step)));
        line_open_ = true;
      }
      return;
    case DrillStep::Event::kMoved: return show_moved(step);
    case DrillStep::Event::kEnded: return show_ended(step);
  }
}

void DrillScreen::show_moved(const DrillStep& step) {
  if (step.took - last_drawn_ < (options_.animate ? kRedrawEvery : kLineEvery)) return;
  last_drawn_ = step.took;
  if (options_.animate) {
    write_(fmt::format("{}{}", kEraseLine, bar(step)));
    line_open_ = true;
    return;
  }
  write_(fmt::format("...   {}: {} of {}\n", step.title, runbooks::with_commas(step.done),
                     runbooks::with_commas(step.total)));
}

void DrillScreen::show_ended(const DrillStep& step) {
  clear();
  const std::string took = runbooks::seconds_text(step.took);
  const std::string title = runbooks::shortened(
      step.title, options_.columns - std::min(options_.columns, took.size() + 8));
  write_(fmt::format("{}  {}, {}\n", painted("done", kGreen), title, took));
}

void DrillScreen::clear() {
  if (!line_open_) return;
  write_(kEraseLine);
  line_open_ = false;
}

std::string DrillScreen::bar(const DrillStep& step) const {
  // One column stays free: a terminal wraps in the last one.
  const std::size_t columns = options_.columns - std::min<std::size_t>(options_.columns, 1);
  if (step.total == 0) return runbooks::shortened(fmt::format("      {} ...", step.title), columns);
  const std::size_t done = std::min(step.done, step.total);
  const std::size_t filled = kBarColumns * done / step.total;
  return runbooks::shortened(fmt::format("      [{:<{}}] {:3d} %  {}", std::string(filled, '#'),
                                         kBarColumns, 100 * done / step.total, step.title),
                             columns);
}

std::string DrillScreen::painted(std::string_view text, std::string_view code) const {
  if (!options_.colour) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string coloured_verdict(std::string report, bool passed, const ScreenOptions& options) {
  if (!options.colour) return report;
  const std::string_view word = passed ? "PASS" : "FAIL";
  const auto at = report.rfind(fmt::format("\n{}", word));
  if (at == std::string::npos) return report;
  report.replace(at + 1, word.size(),
                 fmt::format("\x1b[1;{}m{}\x1b[0m", passed ? kGreen : kRed, word));
  return report;
}

}  // namespace tidemark::console

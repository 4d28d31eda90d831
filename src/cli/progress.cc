#include "cli/progress.h"

#include "operator/text.h"
#include "operator/time_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tidemark::cli {
namespace {

using Kind = runbooks::RunEvent::Kind;

constexpr int kBarWidth = 20;

std::string place_of(const runbooks::RunEvent& event) {
  return fmt::format("[{}/{}] {}", event.number, event.of, event.title);
}

// "[#####...............]", when AWS tells how far it is; else by how long it took before.
std::string bar_of(const runbooks::RunEvent& event) {
  std::optional<int> percent = event.percent;
  if (!percent && event.usually && event.usually->count() > 0) {
    percent = static_cast<int>(
        std::min<std::int64_t>(99, 100 * event.elapsed.count() / event.usually->count()));
  }
  if (!percent) return "";
  const auto filled = static_cast<std::size_t>(std::clamp(*percent, 0, 100) * kBarWidth / 100);
  return fmt::format(" [{}{}]", std::string(filled, '#'), std::string(kBarWidth - filled, '.'));
}

std::string time_of(const runbooks::RunEvent& event) {
  std::string text = " " + runbooks::elapsed_text(event.elapsed);
  if (event.usually) text += fmt::format(" (usually {})", runbooks::elapsed_text(*event.usually));
  return text;
}

}  // namespace

void Progress::show(const runbooks::RunEvent& event) {
  switch (event.kind) {
    case Kind::kRunBegun: return line(fmt::format("run {}", event.run));
    case Kind::kStepBegun:
    case Kind::kWaiting: return show_waiting(event);
    case Kind::kNote: return line("note: " + event.text);
    case Kind::kStepEnded:
      return line(
          fmt::format("{}: done in {}", place_of(event), runbooks::seconds_text(event.elapsed)));
    case Kind::kStepFailed: return line(fmt::format("{}: {}", place_of(event), event.text));
    case Kind::kStepReopened:
      return line(fmt::format("{}: what it switched off is on again", place_of(event)));
    case Kind::kStepUndone: return line(fmt::format("{}: undone", place_of(event)));
    case Kind::kRunEnded: return line(fmt::format("run {}: {}", event.run, event.text));
  }
}

void Progress::clear() {
  if (line_open_) write_("\r\x1b[K");
  line_open_ = false;
}

void Progress::line(const std::string& text) {
  clear();
  last_waiting_.clear();
  write_(text + "\n");
}

void Progress::show_waiting(const runbooks::RunEvent& event) {
  const std::string percent = event.percent ? fmt::format(" {} %", *event.percent) : "";
  const std::string what = event.text.empty() ? "" : ": " + event.text;
  if (options_.animates) {
    const std::string shown = place_of(event) + what + bar_of(event) + percent + time_of(event);
    write_("\r\x1b[K" + runbooks::shortened(shown, options_.columns - 1));
    line_open_ = true;
    return;
  }
  const std::string shown = place_of(event) + (what.empty() ? " ..." : what) + percent;
  if (shown == last_waiting_) return;
  write_(shown + "\n");
  last_waiting_ = shown;
}

}  // namespace tidemark::cli

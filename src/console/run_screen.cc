#include "console/run_screen.h"

#include "console/layout.h"
#include "operator/text.h"
#include "operator/time_words.h"

namespace tidemark::console {
namespace {

using runbooks::RunEvent;
using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::string_view kEraseLine = "\r\x1b[K";
constexpr std::string_view kGreen = "32";
constexpr std::string_view kRed = "31";
constexpr std::string_view kPlain = "";
// Often enough to see that it lives, rarely enough for a log.
constexpr microseconds kLineEvery = seconds(10);

std::string numbered(const RunEvent& event) {
  if (event.number == 0) return event.title;
  return fmt::format("{}/{} {}", event.number, event.of, event.title);
}

}  // namespace

void RunScreen::show(const RunEvent& event) {
  last_ = event;
  switch (event.kind) {
    case RunEvent::Kind::kRunBegun:
      return line("run ", kPlain,
                  fmt::format("{}; Ctrl-C stops it, so that it can go on later", event.run));
    case RunEvent::Kind::kStepBegun:
      last_line_ = microseconds(0);
      if (options_.animate) waiting(event, event.elapsed);
      return;
    case RunEvent::Kind::kWaiting: return waiting(event, event.elapsed);
    case RunEvent::Kind::kNote: return line("note", kPlain, event.text);
    case RunEvent::Kind::kStepEnded:
      return line("done", kGreen,
                  fmt::format("{}, {}", numbered(event), runbooks::seconds_text(event.elapsed)));
    case RunEvent::Kind::kStepFailed:
      return line("FAIL", kRed, fmt::format("{}: {}", numbered(event), event.text));
    case RunEvent::Kind::kStepReopened:
      return line("back", kPlain, fmt::format("{}: put back", event.title));
    case RunEvent::Kind::kStepUndone:
      return line("back", kPlain, fmt::format("{}: undone", event.title));
    case RunEvent::Kind::kRunEnded: return clear();
  }
}

void RunScreen::tick(microseconds since_event) {
  if (!last_ ||
      (last_->kind != RunEvent::Kind::kStepBegun && last_->kind != RunEvent::Kind::kWaiting)) {
    return;
  }
  waiting(*last_, last_->elapsed + since_event);
}

void RunScreen::clear() {
  if (!open_) return;
  write_(kEraseLine);
  open_ = false;
}

void RunScreen::waiting(const RunEvent& event, microseconds elapsed) {
  if (options_.animate) {
    write_(fmt::format("{}{}", kEraseLine,
                       runbooks::shortened("      " + progress(event, elapsed), options_.columns)));
    open_ = true;
    return;
  }
  if (elapsed - last_line_ < kLineEvery) return;
  last_line_ = elapsed;
  line("... ", kPlain, progress(event, elapsed));
}

void RunScreen::line(std::string_view word, std::string_view code, const std::string& text) {
  clear();
  std::string lines = wrapped(printable(text), {.columns = options_.columns, .indent = 6});
  const std::string painted = options_.colour && !code.empty()
                                  ? fmt::format("\x1b[{}m{}\x1b[0m", code, word)
                                  : std::string(word);
  write_(painted + lines.substr(4));
}

std::string RunScreen::progress(const RunEvent& event, microseconds elapsed) const {
  std::string text = fmt::format("{} {}", runbooks::elapsed_text(elapsed), numbered(event));
  if (event.percent) text += fmt::format(", {} %", *event.percent);
  if (event.usually) text += fmt::format(", usually {}", runbooks::elapsed_text(*event.usually));
  if (!event.text.empty()) text += fmt::format(" ({})", event.text);
  return printable(text);
}

}  // namespace tidemark::console

// A person for tests of the console: lines that are typed one after another, and all that was
// shown.
#pragma once

#include "console/console.h"
#include "console/testing/fake_desk.h"

#include <deque>
#include <string>

namespace tidemark::console::testing {

inline constexpr const char* kCtrlC = "^C";

class Script final : public LineReader {
 public:
  explicit Script(std::vector<std::string> lines) : lines_(lines.begin(), lines.end()) {}

  TypedLine read(std::string_view, const std::vector<std::string>& candidates) override {
    last_candidates = candidates;
    if (lines_.empty()) return {.what = TypedLine::What::kEnd};
    TypedLine line{.what = TypedLine::What::kText, .text = lines_.front()};
    if (line.text == kCtrlC) line = {.what = TypedLine::What::kInterrupted};
    lines_.pop_front();
    return line;
  }

  [[nodiscard]] bool used_up() const { return lines_.empty(); }

  std::vector<std::string> last_candidates;

 private:
  std::deque<std::string> lines_;
};

struct Night {
  FakeDesk desk;
  SimulatedClock clock{at("2026-11-21T04:05:06Z")};
  schedule::TimeZone zone = schedule::TimeZone::named("Europe/Berlin").value();
  std::size_t columns = 80;
  int interrupts = 0;
  std::string shown;
  std::vector<std::string> states;  // JSON of every screen
  Console::End end = Console::End::kLeft;
  std::vector<std::string> candidates;
  bool used_up = false;

  void types(std::vector<std::string> lines) {
    Script script(std::move(lines));
    Console console(
        desk, script, [this](std::string_view text) { shown += text; }, clock, zone,
        {.columns = [this] { return columns; },
         .take_interrupt = [this] { return interrupts > 0 && interrupts-- > 0; },
         .watch = [this](const ConsoleState& state) { states.push_back(json_of(state)); }});
    end = console.run();
    candidates = script.last_candidates;
    used_up = script.used_up();
  }

  [[nodiscard]] bool showed(std::string_view text) const {
    return shown.find(text) != std::string::npos;
  }

  // What was asked of the desk, ", " between.
  [[nodiscard]] std::string asked() const {
    std::string all;
    for (const std::string& one : desk.asked) all += (all.empty() ? "" : ", ") + one;
    return all;
  }
};

}  // namespace tidemark::console::testing

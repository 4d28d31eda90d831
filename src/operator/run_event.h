// What somebody who watches a run is told.
//
//   Conductor conductor(site, runs, [&](const RunEvent& event) { screen.show(event); });
//
// Threads   Plain values; told one at a time, on the run's thread or on another while that waits.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tidemark::runbooks {

struct RunEvent {
  enum class Kind : std::uint8_t {
    kRunBegun,   // or taken up again
    kStepBegun,  // `usually`: how long it took before
    kWaiting,    // `text`: for what; `percent` when AWS tells it
    kNote,       // `text`: something worth reading
    kStepEnded,
    kStepFailed,    // `text`: why
    kStepReopened,  // a guard is on again
    kStepUndone,
    kRunEnded,  // `text`: "finished", "undone", "unfinished"
  };

  Kind kind = Kind::kNote;
  std::string run{};       // id
  std::string step{};      // name
  std::string title{};     // of the step
  std::size_t number = 0;  // of the step, from 1
  std::size_t of = 0;
  std::string text{};
  std::chrono::microseconds elapsed{0};  // in this step
  std::optional<std::chrono::microseconds> usually{};
  std::optional<int> percent{};
};

using RunWatch = std::function<void(const RunEvent&)>;

}  // namespace tidemark::runbooks

// Replays seeds of the model run by hand: what `./dev crash` calls.
//
//   crash_replay --seed 8812 [--stop-at 412] [--fault NAME]
//   crash_replay --seeds 1..1000
//
// --shrink N spends at most N seconds (20) on cutting a failing seed down; 0 does not try.
//
// Exit status: 0 nothing wrong, 1 a seed failed, 2 wrong words.
#include "storage/testing/fault_names.h"
#include "storage/testing/model_run.h"

#include <charconv>
#include <iostream>
#include <optional>
#include <string_view>

namespace {

using namespace tidemark::storage;
using namespace tidemark::storage::testing;

constexpr const char* kUsage =
    "usage: crash_replay --seed N | --seeds A..B  [--stop-at K] [--fault NAME] [--shrink "
    "SECONDS]\n";

struct Words {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::optional<std::size_t> stop_at;
  std::string_view fault;
  std::chrono::seconds shrink_at_most{20};
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool read_word(std::string_view word, std::string_view value, Words& words) {
  if (word == "--fault") {
    words.fault = value;
    return true;
  }
  if (word == "--seeds") {
    const auto dots = value.find("..");
    if (dots == std::string_view::npos) return false;
    const auto first = number(value.substr(0, dots));
    const auto last = number(value.substr(dots + 2));
    if (!first || !last || *first > *last) return false;
    words.first = *first;
    words.last = *last;
    return true;
  }
  const auto count = number(value);
  if (!count) return false;
  if (word == "--seed") {
    words.first = words.last = *count;
    return true;
  }
  if (word == "--stop-at") {
    words.stop_at = static_cast<std::size_t>(*count);
    return true;
  }
  if (word == "--shrink") {
    words.shrink_at_most = std::chrono::seconds(*count);
    return true;
  }
  return false;
}

// False when the seed failed.
bool replay(std::uint64_t seed, const Words& words) {
  Plan plan = plan_of(seed);
  if (words.stop_at && *words.stop_at < plan.ops.size()) plan.ops.resize(*words.stop_at);
  const RunReport report = run_plan(plan);
  if (!report.failure) return true;
  const std::string suffix = words.fault.empty() ? "" : " --fault " + std::string(words.fault);
  std::cout << "seed " << seed << ": " << *report.failure << "\n"
            << replay_line(plan, report) << suffix << std::endl;
  if (words.shrink_at_most.count() == 0) return false;
  std::cout << "shrunk to:\n" << describe(shrink(plan, report, words.shrink_at_most));
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  Words words;
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 >= argc || !read_word(argv[i], argv[i + 1], words)) {
      std::cerr << kUsage;
      return 2;
    }
  }
  if (argc == 1) {
    std::cerr << kUsage;
    return 2;
  }
  if (!words.fault.empty()) {
    const auto fault = fault_named(words.fault);
    if (!fault) {
      std::cerr << "no fault is named " << words.fault << "; known:\n";
      for (const auto& [name, unused] : all_faults()) std::cerr << "  " << name << "\n";
      return 2;
    }
    planted_fault = *fault;
  }
  std::uint64_t failed = 0;
  for (std::uint64_t seed = words.first; seed <= words.last; ++seed) {
    if (!replay(seed, words)) ++failed;
  }
  std::cout << words.last - words.first + 1 << " seeds, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}

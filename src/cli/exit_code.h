// What the process ends with. One table: --help, the manual and docs/command-line.md say the same.
//
//   return ExitCode::kUnfinished;          // from a command's run
//   exit_code_table()                      // every code with its meaning
//
// Source    252 to 255 and 130 mean what they mean to the AWS CLI (its "return codes" topic, read
//           2026-11-21); the others are ours.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tidemark::cli {

enum class ExitCode : std::uint8_t {
  kDone = 0,
  kFound = 1,
  kDiffers = 3,
  kUnfinished = 4,
  kCancelled = 5,
  kNoDirectory = 69,
  kInterrupted = 130,
  kUsage = 252,
  kSetting = 253,
  kService = 254,
  kFailed = 255,
};

struct ExitCodeMeaning {
  ExitCode code;
  std::string_view meaning;
};

// Ascending by number.
std::span<const ExitCodeMeaning> exit_code_table();

inline constexpr int number_of(ExitCode code) {
  return static_cast<int>(code);
}

}  // namespace tidemark::cli

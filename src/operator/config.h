// The operator's configuration, tidemark.yaml: which account this is about, and what it is called
// there.
//
//   account: "012345678901"          12 digits; with any other credentials nothing destructive runs
//   region: ca-central-1
//   vault: nightly                   AWS Backup's vault that restores choose from
//   role: service-role/AWSBackup     by name, path and name, or ARN
//   timeout: 2h                      of one wait; seconds, a length of time, or -1: none
//   time zone: America/Vancouver     of times typed and shown; without it the machine's
//   profile: production              of the shared AWS configuration
//   endpoint: http://127.0.0.1:8000  instead of AWS's own
//
// Every key may be left out. A key that is unknown or there twice is refused, and so is a value
// that is no plain word: every problem is told, with its line.
//
//   const ConfigReading read = read_config(text);
//   if (read.problems.empty()) … read.config.account …
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

struct Config {
  std::string account{};  // here and below: empty when not given
  std::string region{};
  std::string vault{};
  std::string role{};
  std::optional<std::chrono::seconds> timeout{};  // of one wait; none: as long as it takes
  bool timeout_given = false;
  std::string time_zone{};
  std::string profile{};
  std::string endpoint{};
};

struct ConfigProblem {
  int line = 0;      // from 1; 0: of the whole file
  std::string what;  // "account \"11111111111\" has 11 digits, not 12"
  std::string hint;  // what would work
};

struct ConfigReading {
  Config config;                        // what could be read
  std::vector<ConfigProblem> problems;  // in the order of lines
};

// Larger is no configuration.
inline constexpr std::size_t kLargestConfigBytes = 64 * 1024;

[[nodiscard]] ConfigReading read_config(std::string_view text);

// "tidemark.yaml:3: unknown key \"acount\": did you mean account", a line each.
[[nodiscard]] std::string problems_text(const std::vector<ConfigProblem>& problems,
                                        std::string_view file);

// The text of such a file; read_config reads it back.
[[nodiscard]] std::string config_text(const Config& config);

// Where it lies unless --config says otherwise: XDG_CONFIG_HOME/tidemark/tidemark.yaml, else
// HOME/.config/tidemark/tidemark.yaml. Empty without both. As the XDG rules say, a relative
// XDG_CONFIG_HOME counts as none.
[[nodiscard]] std::string config_path(std::string_view xdg_config_home, std::string_view home);

// Reads the file, all problems in one Error.
// Errors: kNotFound  there is no such file
//         kInvalid   it has problems, or is no file that can be read
Result<Config> load_config(const std::string& path);

}  // namespace tidemark::runbooks

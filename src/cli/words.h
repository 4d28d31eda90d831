// The words of one command line, read and checked for form: what a command's run is given.
//
//   words.text("--name")        // "nightly"; the option's default when it was not typed
//   words.flag("--wait")        // typed or not
//   words.text("TABLE")         // positionals by their name
//
// Threads   Plain value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::cli {

class Words {
 public:
  // Typed, not defaulted.
  [[nodiscard]] bool has(std::string_view name) const;

  [[nodiscard]] bool flag(std::string_view name) const { return has(name); }

  // The last one typed, else the default, else "".
  [[nodiscard]] const std::string& text(std::string_view name) const;

  // All that were typed, in order.
  [[nodiscard]] const std::vector<std::string>& all(std::string_view name) const;

  // A whole number that the spec's check has accepted.
  [[nodiscard]] long long number(std::string_view name) const;

  void add(std::string_view name, std::string value);
  void set_default(std::string_view name, std::string value);

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> typed_;
  std::map<std::string, std::string, std::less<>> defaults_;
};

}  // namespace tidemark::cli

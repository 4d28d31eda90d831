// What a process knows of its surroundings, as a plain value: `apps` makes one from the process,
// a test from a few words. Nothing else in this program asks the system for it.
//
//   const Environment environment = environment_of(::environ);
//   const std::string profile = environment.get("AWS_PROFILE", "default");
//
// Threads   A plain value.
#pragma once

#include "base/result.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::client {

// Runs a program (words[0], looked for in PATH) with these arguments, without a shell, and answers
// with what it wrote to its standard output. Its standard error goes where this program's goes.
// Errors: kNotFound  there is no such program
//         kInvalid   it ended with another status than 0; says which
using RunProgram = std::function<Result<std::string>(const std::vector<std::string>& words)>;

struct Environment {
  std::map<std::string, std::string, std::less<>> variables{};
  RunProgram run{};  // empty: programs cannot be run here, and what needs one says so

  // nullopt when unset or empty: AWS's tools take an empty variable for none.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;

  [[nodiscard]] std::string get(std::string_view name, std::string_view otherwise) const;

  // "true" in any letters, as AWS's tools read their switches.
  [[nodiscard]] bool is_true(std::string_view name) const;

  // "~" and "~/…" by HOME; any other path as it is.
  [[nodiscard]] std::string path(std::string_view written) const;
};

// From "NAME=value" entries, ended by a null pointer.
Environment environment_of(const char* const* entries);

}  // namespace tidemark::client

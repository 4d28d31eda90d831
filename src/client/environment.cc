#include "client/environment.h"

#include "http/message.h"

namespace tidemark::client {

std::optional<std::string> Environment::find(std::string_view name) const {
  const auto found = variables.find(name);
  if (found == variables.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::string Environment::get(std::string_view name, std::string_view otherwise) const {
  return find(name).value_or(std::string(otherwise));
}

bool Environment::is_true(std::string_view name) const {
  return http::equal_ignoring_case(get(name, ""), "true");
}

std::string Environment::path(std::string_view written) const {
  if (written != "~" && !written.starts_with("~/")) return std::string(written);
  return get("HOME", "") + std::string(written.substr(1));
}

Environment environment_of(const char* const* entries) {
  Environment environment;
  for (; entries != nullptr && *entries != nullptr; ++entries) {
    const std::string_view entry(*entries);
    const auto equals = entry.find('=');
    if (equals == entry.npos) continue;
    // Of a name given twice getenv sees the first, and so do we.
    environment.variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return environment;
}

}  // namespace tidemark::client

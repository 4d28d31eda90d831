#include "client/profiles.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace tidemark::client {
namespace {

// nullopt: there is no such file.
Result<std::optional<std::string>> text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file && (errno == ENOENT || errno == ENOTDIR)) return std::optional<std::string>();
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.good() && !file.eof()) {
    return fail(Code::kInvalid, fmt::format("{} cannot be read: {}", path, std::strerror(errno)));
  }
  return std::optional<std::string>(std::move(text));
}

Result<IniFile> read_ini(const std::string& path) {
  TM_TRY(const auto text, text_of_file(path));
  if (!text) return IniFile{};
  return parse_ini(*text, path);
}

// "x" of "profile x", `profile "x y"` and so on; empty for a section of another kind.
Result<std::string> named(const IniSection& section, std::string_view kind,
                          const std::string& path) {
  if (!section.name.starts_with(kind)) return std::string();
  auto words = shell_words(section.name);
  if (!words) {
    return fail(Code::kInvalid,
                fmt::format("{}: section [{}]: {}", path, section.name, words.error().message));
  }
  if (words.value().size() != 2 || words.value()[0] != kind) return std::string();
  return words.value()[1];
}

Status take_section(Profiles& profiles, const IniSection& section) {
  const std::string& path = profiles.config_path;
  if (section.name == "default") profiles.by_name["default"].config = section.values;
  TM_TRY(const std::string profile, named(section, "profile", path));
  if (!profile.empty()) profiles.by_name[profile].config = section.values;
  TM_TRY(const std::string session, named(section, "sso-session", path));
  if (!session.empty()) profiles.sso_sessions[session] = section.values;
  TM_TRY(const std::string services, named(section, "services", path));
  if (!services.empty()) profiles.services[services] = section.nested;
  return Ok{};
}

std::string names_in(const Profiles& profiles) {
  std::string names;
  for (const auto& [name, profile] : profiles.by_name) {
    names += (names.empty() ? "" : ", ") + name;
  }
  return names.empty() ? "none" : names;
}

std::optional<std::string> set_in(const IniValues& values, std::string_view name) {
  const auto found = values.find(name);
  if (found == values.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<std::string> Profile::get(std::string_view name) const {
  if (auto value = set_in(credentials, name)) return value;
  return set_in(config, name);
}

const Profile* Profiles::find(std::string_view name) const {
  const auto found = by_name.find(name);
  return found != by_name.end() ? &found->second : nullptr;
}

Result<Profiles> read_profiles(const Environment& environment) {
  Profiles profiles;
  profiles.config_path = environment.path(environment.get("AWS_CONFIG_FILE", "~/.aws/config"));
  profiles.credentials_path =
      environment.path(environment.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"));
  TM_TRY(const IniFile config, read_ini(profiles.config_path));
  for (const IniSection& section : config.sections) TM_TRY_STATUS(take_section(profiles, section));
  TM_TRY(const IniFile credentials, read_ini(profiles.credentials_path));
  for (const IniSection& section : credentials.sections) {
    profiles.by_name[section.name].credentials = section.values;
  }
  return profiles;
}

ChosenProfile chosen_profile(const Environment& environment, std::string_view word) {
  if (!word.empty()) return {.name = std::string(word), .chosen_by = "--profile"};
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    if (const auto name = environment.find(variable)) return {.name = *name, .chosen_by = variable};
  }
  return {.name = "default", .chosen_by = ""};
}

Result<const Profile*> profile_to_use(const Profiles& profiles, const ChosenProfile& chosen) {
  static const Profile kEmpty;
  if (const Profile* profile = profiles.find(chosen.name)) return profile;
  if (chosen.chosen_by.empty()) return &kEmpty;
  return fail(Code::kNotFound, fmt::format("profile {} ({}) is neither in {} nor in {}; there: {}",
                                           chosen.name, chosen.chosen_by, profiles.config_path,
                                           profiles.credentials_path, names_in(profiles)));
}

}  // namespace tidemark::client

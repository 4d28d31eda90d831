// The AWS tools' shared files, ~/.aws/config and ~/.aws/credentials, as one set of profiles.
//
//   TM_TRY(const Profiles profiles, read_profiles(environment));
//   const Profile* profile = profiles.find("prod");      // null: in neither file
//   profile->get("role_arn")                             // nullopt: not set
//
// Values may be secrets: print names, never values.
//
// Threads   Immutable once read.
// Errors    kInvalid  a file cannot be parsed; names file and line
// Source    aws-contract F.2: AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE; of a setting in both
//           files the credentials file's counts; a file that is not there is empty.
#pragma once

#include "client/environment.h"
#include "client/ini_file.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::client {

struct Profile {
  IniValues config{};
  IniValues credentials{};

  // The credentials file's, else the config file's; nullopt when unset or empty.
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;
};

struct Profiles {
  std::string config_path{};
  std::string credentials_path{};
  std::map<std::string, Profile, std::less<>> by_name{};
  std::map<std::string, IniValues, std::less<>> sso_sessions{};
  // [services NAME]: settings by service key, "dynamodb" → "endpoint_url".
  std::map<std::string, std::map<std::string, IniValues, std::less<>>, std::less<>> services{};

  [[nodiscard]] const Profile* find(std::string_view name) const;
};

Result<Profiles> read_profiles(const Environment& environment);

// The profile to use: the word given, AWS_PROFILE, AWS_DEFAULT_PROFILE, "default".
struct ChosenProfile {
  std::string name{};
  std::string chosen_by{};  // "--profile", "AWS_PROFILE"; empty: nobody chose
};

ChosenProfile chosen_profile(const Environment& environment, std::string_view word);

// Errors: kNotFound  somebody chose it and it is in neither file; says which there are
Result<const Profile*> profile_to_use(const Profiles& profiles, const ChosenProfile& chosen);

}  // namespace tidemark::client

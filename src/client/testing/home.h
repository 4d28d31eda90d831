// A home directory of a test's own, and an environment that knows nothing else.
//
//   Home home;
//   home.write(".aws/config", "[default]\nregion = eu-west-1\n");
//   session_options(home.environment({{"AWS_PROFILE", "prod"}}), {}, means);
#pragma once

#include "client/environment.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

namespace tidemark::client::testing {

class Home {
 public:
  Home() {
    std::string name = (std::filesystem::temp_directory_path() / "tidemark-home-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }

  ~Home() { std::filesystem::remove_all(path_); }

  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;

  // The file's whole path.
  std::string write(std::string_view name, std::string_view text) const {
    const std::filesystem::path path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  [[nodiscard]] std::string path(std::string_view name) const { return (path_ / name).string(); }

  using Variables = std::map<std::string, std::string, std::less<>>;

  [[nodiscard]] Environment environment(Variables variables = {}) const {
    variables.emplace("HOME", path_.string());
    variables.emplace("AWS_EC2_METADATA_DISABLED", "true");
    return {.variables = std::move(variables)};
  }

 private:
  std::filesystem::path path_;
};

}  // namespace tidemark::client::testing

#include "operator/config.h"

#include "operator/config_values.h"
#include "operator/text.h"
#include "operator/time_words.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace tidemark::runbooks {
namespace {

// A value as it stands in the file.
struct Written {
  std::string text;
  bool quoted = false;
  int line = 0;
};

// Of each key: its name, and how a value goes into a Config; an Error's message is the problem.
struct Key {
  std::string_view name;
  Status (*take)(Config& config, const Written& value);
};

Status take_account(Config& config, const Written& value) {
  TM_TRY_STATUS(check_account(value.text));
  config.account = value.text;
  return Ok{};
}

Status take_region(Config& config, const Written& value) {
  TM_TRY_STATUS(check_region(value.text));
  config.region = value.text;
  return Ok{};
}

Status take_vault(Config& config, const Written& value) {
  TM_TRY_STATUS(check_vault(value.text));
  config.vault = value.text;
  return Ok{};
}

Status take_role(Config& config, const Written& value) {
  TM_TRY_STATUS(check_role(value.text));
  config.role = value.text;
  return Ok{};
}

Status take_timeout(Config& config, const Written& value) {
  TM_TRY(config.timeout, read_timeout(value.text));
  config.timeout_given = true;
  return Ok{};
}

Status take_time_zone(Config& config, const Written& value) {
  TM_TRY(const schedule::TimeZone zone, schedule::TimeZone::named(value.text));
  config.time_zone = zone.name();
  return Ok{};
}

Status take_profile(Config& config, const Written& value) {
  TM_TRY_STATUS(check_profile(value.text));
  config.profile = value.text;
  return Ok{};
}

Status take_endpoint(Config& config, const Written& value) {
  TM_TRY_STATUS(check_endpoint(value.text));
  config.endpoint = value.text;
  return Ok{};
}

constexpr std::array<Key, 8> kKeys{{{"account", take_account},
                                    {"region", take_region},
                                    {"vault", take_vault},
                                    {"role", take_role},
                                    {"timeout", take_timeout},
                                    {"time zone", take_time_zone},
                                    {"profile", take_profile},
                                    {"endpoint", take_endpoint}}};

// "time_zone", "TimeZone" and "time-zone" are near enough to be meant.
std::string letters(std::string_view name) {
  std::string kept;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') kept += static_cast<char>(c + ('a' - 'A'));
    if (c >= 'a' && c <= 'z') kept += c;
  }
  return kept;
}

std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = corner + (a[i - 1] == b[j - 1] ? 0u : 1u);
      corner = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

std::string hint_for_unknown(std::string_view name) {
  const std::string asked = letters(name.substr(0, 64));
  for (const Key& key : kKeys) {
    if (edits_between(asked, letters(key.name)) <= 2) {
      return fmt::format("did you mean \"{}\"", key.name);
    }
  }
  std::string all;
  for (const Key& key : kKeys) all += fmt::format("{}{}", all.empty() ? "" : ", ", key.name);
  return fmt::format("the keys are {}", all);
}

// The file is one map of plain words to plain words: everything deeper is a problem where it
// begins, and what lies inside it is passed over.
class FlatMap final : public YAML::EventHandler {
 public:
  explicit FlatMap(ConfigReading& reading) : reading_(reading) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2) problem(mark, "a second document begins", "keep one");
    depth_ = 0;
    key_.reset();
  }

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (depth_ == 0) return;  // an empty file: nothing is configured
    value(mark, {.text = "", .line = mark.line + 1});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    problem(mark, "an alias stands for a value", "write the value itself");
    pass_over();
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    if (anchor != 0) problem(mark, "a value has an anchor", "write the value alone");
    if (!tag.empty() && tag != "?" && tag != "!") {
      problem(mark, fmt::format("a value has the tag {}", shortened(tag, 40)),
              "write the value alone");
    }
    value(mark, {.text = text, .quoted = tag == "!", .line = mark.line + 1});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    begin(mark, "a list");
  }

  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    if (depth_ == 0) {
      depth_ = 1;
      return;
    }
    begin(mark, "a map");
  }

  void OnMapEnd() override { end(); }

 private:
  void problem(const YAML::Mark& mark, std::string what, std::string hint) {
    reading_.problems.push_back(
        {.line = mark.line + 1, .what = std::move(what), .hint = std::move(hint)});
  }

  void begin(const YAML::Mark& mark, std::string_view kind) {
    if (depth_ == 0) {
      problem(mark, fmt::format("the file is {}", kind),
              "write lines such as \"region: us-east-1\"");
      depth_ = 1;  // what lies inside is no key
    } else if (depth_ == 1) {
      problem(mark,
              key_ ? fmt::format("{} is {}", shortened(key_->text, 40), kind)
                   : fmt::format("a key is {}", kind),
              "every key has one plain value");
    }
    ++depth_;
  }

  void end() {
    if (--depth_ == 1) pass_over();
  }

  // A key or its value is over without having been one.
  void pass_over() {
    if (depth_ != 1) return;
    if (key_) {
      key_.reset();
    } else {
      key_ = Written{.text = "", .quoted = true};
    }
  }

  void value(const YAML::Mark& mark, Written written) {
    if (depth_ == 0) {
      problem(mark, "the file is a single value", "write lines such as \"region: us-east-1\"");
    }
    if (depth_ != 1) return;
    if (!key_) {
      key_ = std::move(written);
      return;
    }
    const Written key = *std::exchange(key_, std::nullopt);
    if (key.line != 0) take(key, written);
  }

  void take(const Written& key, const Written& written) {
    const auto known = std::ranges::find(kKeys, key.text, [](const Key& one) { return one.name; });
    const auto tell = [&](int line, std::string what, std::string hint) {
      reading_.problems.push_back({.line = line, .what = std::move(what), .hint = std::move(hint)});
    };
    if (known == kKeys.end()) {
      tell(key.line, fmt::format("unknown key \"{}\"", shortened(key.text, 40)),
           hint_for_unknown(key.text));
      return;
    }
    int& first = seen_.at(static_cast<std::size_t>(known - kKeys.begin()));
    if (first != 0) {
      tell(key.line, fmt::format("{} is there twice, first in line {}", key.text, first),
           "keep one");
      return;
    }
    first = key.line;
    if (written.text.empty()) {
      tell(key.line, fmt::format("{} has no value", key.text), "write one, or leave the key out");
      return;
    }
    if (const Status taken = known->take(reading_.config, written); !taken) {
      tell(written.line, taken.error().message, "");
    }
  }

  ConfigReading& reading_;
  int documents_ = 0;
  int depth_ = 0;
  std::optional<Written> key_;
  std::array<int, kKeys.size()> seen_{};
};

}  // namespace

ConfigReading read_config(std::string_view text) {
  ConfigReading reading;
  if (text.size() > kLargestConfigBytes) {
    reading.problems.push_back(
        {.line = 0,
         .what = fmt::format("the file has {} bytes", text.size()),
         .hint = fmt::format("a configuration has at most {}", kLargestConfigBytes)});
    return reading;
  }
  if (!is_utf8(text)) {
    reading.problems.push_back(
        {.line = 0, .what = "the file is not UTF-8", .hint = "save it as UTF-8"});
    return reading;
  }
  FlatMap map(reading);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(map)) {
    }
  } catch (const YAML::Exception& error) {
    reading.problems.push_back({.line = error.mark.line + 1,
                                .what = fmt::format("no YAML: {}", error.msg),
                                .hint = "write lines such as \"region: us-east-1\""});
  }
  std::ranges::stable_sort(reading.problems, {}, &ConfigProblem::line);
  return reading;
}

std::string problems_text(const std::vector<ConfigProblem>& problems, std::string_view file) {
  std::string text;
  for (const ConfigProblem& one : problems) {
    text += one.line == 0 ? fmt::format("{}: ", file) : fmt::format("{}:{}: ", file, one.line);
    text += one.what;
    if (!one.hint.empty()) text += fmt::format(": {}", one.hint);
    text += '\n';
  }
  return text;
}

std::string config_text(const Config& config) {
  std::string text = "# The operator's configuration; `tidemark config check` reads it again.\n";
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}: {}\n", key, quoted_yaml(value));
  };
  add("account", config.account);
  add("region", config.region);
  add("vault", config.vault);
  add("role", config.role);
  if (config.timeout_given) {
    text += config.timeout ? fmt::format("timeout: {}  # seconds\n", config.timeout->count())
                           : std::string("timeout: -1  # none\n");
  }
  add("time zone", config.time_zone);
  add("profile", config.profile);
  add("endpoint", config.endpoint);
  return text;
}

std::string config_path(std::string_view xdg_config_home, std::string_view home) {
  if (xdg_config_home.starts_with('/')) {
    return fmt::format("{}/tidemark/tidemark.yaml", xdg_config_home);
  }
  if (home.empty()) return {};
  return fmt::format("{}/.config/tidemark/tidemark.yaml", home);
}

Result<Config> load_config(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::exists(path, failed)) {
    return fail(Code::kNotFound, fmt::format("there is no configuration {}", path));
  }
  // One byte more than allowed tells that it is too large; the rest need not be read.
  std::string text(kLargestConfigBytes + 1, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad() || std::filesystem::is_directory(path, failed)) {
    return fail(Code::kInvalid, fmt::format("configuration {} cannot be read", path));
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  ConfigReading reading = read_config(text);
  if (!reading.problems.empty()) {
    return fail(Code::kInvalid,
                fmt::format("the configuration has {} problem{}:\n{}", reading.problems.size(),
                            reading.problems.size() == 1 ? "" : "s",
                            problems_text(reading.problems, path)));
  }
  return std::move(reading.config);
}

}  // namespace tidemark::runbooks

#include "client/ini_file.h"

#include <algorithm>
#include <cctype>

namespace tidemark::client {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string lower(std::string_view text) {
  std::string made(text);
  std::ranges::transform(made, made.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return made;
}

// Reads line by line; keeps where the last name stood, since what is further in continues it.
class Reader {
 public:
  explicit Reader(std::string_view path) : path_(path) {}

  Status take(std::string_view line) {
    ++line_;
    const std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#' || text.front() == ';') return Ok{};
    const std::size_t indent = line.find_first_not_of(kBlanks);
    if (!name_.empty() && indent > indent_) return continue_value(text);
    if (text.front() == '[' && text.rfind(']') > 1 && text.rfind(']') != text.npos) {
      indent_ = indent;
      return begin_section(text.substr(1, text.rfind(']') - 1));
    }
    indent_ = indent;
    return begin_value(text);
  }

  IniFile finish() { return std::move(file_); }

 private:
  [[nodiscard]] Error trouble(std::string_view what) const {
    return fail(Code::kInvalid, fmt::format("{}:{}: {}", path_, line_, what));
  }

  Status begin_section(std::string_view name) {
    name_.clear();
    if (std::ranges::find(file_.sections, name, &IniSection::name) != file_.sections.end()) {
      return trouble(fmt::format("section [{}] is there already", name));
    }
    file_.sections.push_back({.name = std::string(name)});
    return Ok{};
  }

  Status begin_value(std::string_view text) {
    if (file_.sections.empty()) return trouble("a setting before the first [section]");
    const auto sign = text.find_first_of("=:");
    if (sign == text.npos || trimmed(text.substr(0, sign)).empty()) {
      return trouble("expected name = value or [section]");
    }
    name_ = lower(trimmed(text.substr(0, sign)));
    const std::string_view value = trimmed(text.substr(sign + 1));
    empty_ = value.empty();
    if (!file_.sections.back().values.emplace(name_, value).second) {
      return trouble(fmt::format("{} is set already in [{}]", name_, file_.sections.back().name));
    }
    return Ok{};
  }

  // Under a name without a value stand settings of their own; else it is more of the value.
  Status continue_value(std::string_view text) {
    IniSection& section = file_.sections.back();
    if (!empty_) {
      section.values[name_] += '\n' + std::string(text);
      return Ok{};
    }
    const auto sign = text.find('=');
    if (sign == text.npos) return trouble(fmt::format("expected name = value under {}", name_));
    section.values.erase(name_);
    section.nested[name_].insert_or_assign(std::string(trimmed(text.substr(0, sign))),
                                           std::string(trimmed(text.substr(sign + 1))));
    return Ok{};
  }

  const std::string path_;
  IniFile file_;
  int line_ = 0;
  std::string name_;        // the name the last value has; empty: none yet in this section
  bool empty_ = false;      // it had no value on its own line
  std::size_t indent_ = 0;  // of the line it stands in
};

}  // namespace

Result<IniFile> parse_ini(std::string_view text, std::string_view path) {
  Reader reader(path);
  while (!text.empty()) {
    const auto end = text.find('\n');
    TM_TRY_STATUS(reader.take(text.substr(0, end)));
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
  }
  return reader.finish();
}

Result<std::vector<std::string>> shell_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;  // a word has begun, if only by quotation marks
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // Within double quotation marks a backslash only hides what would end or begin something.
    const bool escapes = c == '\\' && quote != '\'' && i + 1 < text.size() &&
                         (quote == '\0' || text[i + 1] == '"' || text[i + 1] == '\\');
    if (escapes) {
      word += text[++i];
      open = true;
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      open = true;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (open) words.push_back(std::move(word));
      word.clear();
      open = false;
    } else {
      word += c;
      open = true;
    }
  }
  if (quote != '\0') return fail(Code::kInvalid, "a quotation does not end");
  if (open) words.push_back(std::move(word));
  return words;
}

}  // namespace tidemark::client

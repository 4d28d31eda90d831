#include "operator/config_import.h"

#include "operator/config_values.h"
#include "operator/text.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$';
}

struct Entry {
  std::string key{};
  std::string value{};
  bool string = false;
  int line = 0;
};

// Just enough of JavaScript: one object of plain values, with comments.
class ObjectLiteral {
 public:
  explicit ObjectLiteral(std::string_view text) : text_(text) {}

  Result<std::vector<Entry>> entries() {
    // What stands before the object is a declaration; comments there may hold braces.
    while (at_ < text_.size() && text_[at_] != '{') {
      if (!skip_blanks()) ++at_;
    }
    if (at_ == text_.size()) return no("there is no object { … } in it");
    ++at_;
    std::vector<Entry> found;
    for (;;) {
      skip_blanks();
      if (takes('}')) return found;
      TM_TRY(Entry entry, entry_here());
      found.push_back(std::move(entry));
      skip_blanks();
      if (takes(',')) continue;
      if (takes('}')) return found;
      return no(fmt::format("after \"{}\" a comma or a brace is missing", found.back().key));
    }
  }

 private:
  [[nodiscard]] Error no(std::string_view why) const {
    return fail(Code::kInvalid, fmt::format("line {}: {}", line(), why));
  }

  [[nodiscard]] int line() const {
    return 1 + static_cast<int>(std::ranges::count(text_.substr(0, at_), '\n'));
  }

  bool takes(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // Blanks and comments. Whether there were any.
  bool skip_blanks() {
    const std::size_t begin = at_;
    for (;;) {
      const std::string_view rest = text_.substr(at_);
      if (rest.empty()) break;
      if (rest.starts_with("//")) {
        at_ += std::min(rest.find('\n'), rest.size());
      } else if (rest.starts_with("/*")) {
        const auto end = rest.find("*/", 2);
        at_ += end == rest.npos ? rest.size() : end + 2;
      } else if (std::string_view(" \t\r\n").find(rest.front()) != std::string_view::npos) {
        ++at_;
      } else {
        break;
      }
    }
    return at_ != begin;
  }

  Result<std::string> string_here() {
    const char quote = text_[at_++];
    std::string value;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\n') return no("a string does not end in its line");
      if (text_[at_] == '\\') return no("a string holds an escape: write the character itself");
      value += text_[at_++];
    }
    if (!takes(quote)) return no("a string does not end");
    return value;
  }

  [[nodiscard]] bool at_quote() const {
    return at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"' || text_[at_] == '`');
  }

  std::string word_here() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_name(text_[at_]) || text_[at_] == '-' || text_[at_] == '.')) {
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<Entry> entry_here() {
    Entry entry{.line = line()};
    if (at_quote()) {
      TM_TRY(entry.key, string_here());
    } else {
      entry.key = word_here();
    }
    if (entry.key.empty()) return no("a key is missing");
    skip_blanks();
    if (!takes(':'))
      return no(fmt::format("after \"{}\" a colon is missing", shortened(entry.key, 40)));
    skip_blanks();
    entry.string = at_quote();
    if (entry.string) {
      TM_TRY(entry.value, string_here());
    } else {
      entry.value = word_here();
    }
    if (!entry.string && entry.value.empty()) {
      return no(fmt::format("\"{}\" has no plain value", shortened(entry.key, 40)));
    }
    return entry;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Error in_line(const Entry& entry, std::string_view why) {
  return fail(Code::kInvalid, fmt::format("line {}: {}{}", entry.line,
                                          why.starts_with(entry.key) ? "" : entry.key + " ", why));
}

// A number cannot begin with a zero, so what is short of 12 digits lost them.
Status take_environment(const Entry& entry, ImportedConfig& into) {
  std::string digits = entry.value;
  if (digits.empty() || !std::ranges::all_of(digits, is_digit)) {
    return in_line(entry, fmt::format("\"{}\" is no account's number", shortened(digits, 40)));
  }
  if (!entry.string && digits.size() > 1 && digits.front() == '0') {
    return in_line(entry, fmt::format("{} begins with a zero, which JavaScript takes for another "
                                      "number: write it in quotes",
                                      shortened(digits, 40)));
  }
  if (!entry.string && digits.size() < 12) {
    into.notes.push_back(
        fmt::format("environment {} has {} digits: zeros in front were taken for lost, and the "
                    "account is \"{:0>12}\"; doctor compares it with the credentials",
                    digits, digits.size(), digits));
    digits = fmt::format("{:0>12}", digits);
  }
  if (const Status good = check_account(digits); !good) return in_line(entry, good.error().message);
  into.config.account = digits;
  return Ok{};
}

Status take(const Entry& entry, ImportedConfig& into) {
  Config& config = into.config;
  const auto checked = [&](Status good) -> Status {
    if (good) return Ok{};
    return in_line(entry, good.error().message);
  };
  if (entry.key == "environment") return take_environment(entry, into);
  if (entry.key == "timeout") {
    const auto timeout = read_timeout(entry.value);
    if (!timeout) return in_line(entry, timeout.error().message);
    config.timeout = timeout.value();
    config.timeout_given = true;
    return Ok{};
  }
  if (entry.key == "vaultName") {
    config.vault = entry.value;
    return checked(check_vault(entry.value));
  }
  if (entry.key == "backupRole") {
    config.role = entry.value;
    return checked(check_role(entry.value));
  }
  if (entry.key == "inputType" || entry.key == "dynamoInputType") {
    into.notes.push_back(fmt::format(
        "{} is left out: times are typed as \"Nov 21 2026 - 00:04:15\" and in other forms",
        entry.key));
    return Ok{};
  }
  return in_line(entry,
                 "is no key of the original console: those are environment, timeout, "
                 "vaultName and backupRole");
}

}  // namespace

Result<ImportedConfig> import_config(std::string_view text) {
  if (text.size() > kLargestConfigBytes) {
    return fail(Code::kInvalid, fmt::format("the file has {} bytes: a configuration has at most {}",
                                            text.size(), kLargestConfigBytes));
  }
  TM_TRY(const std::vector<Entry> entries, ObjectLiteral(text).entries());
  ImportedConfig imported;
  std::vector<std::string> seen;
  for (const Entry& entry : entries) {
    if (std::ranges::find(seen, entry.key) != seen.end()) {
      return in_line(entry, "is there twice: keep one");
    }
    seen.push_back(entry.key);
    TM_TRY_STATUS(take(entry, imported));
  }
  if (entries.empty()) {
    return fail(Code::kInvalid,
                "there is no key in it: the original console has environment, "
                "timeout, vaultName and backupRole");
  }
  imported.notes.push_back(
      "the original takes its region from AWS_REGION: add a line such as \"region: ca-central-1\"");
  return imported;
}

}  // namespace tidemark::runbooks

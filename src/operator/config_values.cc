#include "operator/config_values.h"

#include "operator/text.h"
#include "operator/time_words.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

constexpr std::size_t kAccountDigits = 12;
// AWS Backup's rule for a vault's name; IAM's for a role's (API references, read 2026-11-21).
constexpr std::size_t kShortestVault = 2;
constexpr std::size_t kLongestVault = 50;
constexpr std::size_t kLongestRole = 64;
constexpr std::size_t kLongestPath = 512;
// A wait longer than a restore of the largest table takes is none.
constexpr std::chrono::seconds kLongestTimeout = std::chrono::hours(24 * 30);

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

bool is_visible(char c) {
  return c > ' ' && c < 127;
}

Error no(std::string_view kind, std::string_view value, std::string_view why) {
  return fail(Code::kInvalid, fmt::format("{} \"{}\" {}", kind, shortened(value, 60), why));
}

}  // namespace

Status check_account(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) {
    return no("account", text, "is no account: write its 12 digits, in quotes");
  }
  if (text.size() == kAccountDigits) return Ok{};
  if (text.size() > kAccountDigits) {
    return no("account", text, fmt::format("has {} digits: an account has 12", text.size()));
  }
  return no("account", text,
            fmt::format("has {} digits: an account has 12, and a number loses its zeros in front; "
                        "write \"{:0>12}\", in quotes, if that is it",
                        text.size(), text));
}

Status check_region(std::string_view text) {
  const auto dash = text.rfind('-');
  const bool good =
      dash != text.npos && dash >= 4 && dash + 1 < text.size() && text[2] == '-' &&
      text.find("--") == text.npos && text.size() <= 32 &&
      std::ranges::all_of(text.substr(0, dash), [](char c) { return is_lower(c) || c == '-'; }) &&
      std::ranges::all_of(text.substr(dash + 1), is_digit);
  if (good) return Ok{};
  return no("region", text, "is no region's name such as eu-west-1");
}

Status check_vault(std::string_view text) {
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
  if (text.size() >= kShortestVault && text.size() <= kLongestVault &&
      std::ranges::all_of(text, allowed)) {
    return Ok{};
  }
  return no("vault", text, "is no vault's name: 2 to 50 letters, digits, \"-\" and \"_\"");
}

std::string role_name(std::string_view role) {
  const auto slash = role.rfind('/');
  return std::string(slash == role.npos ? role : role.substr(slash + 1));
}

Status check_role(std::string_view text) {
  std::string_view path = text;
  if (text.starts_with("arn:")) {
    // arn:PARTITION:iam::ACCOUNT:role/PATH/NAME
    const auto role = text.find(":role/");
    const auto iam = text.find(":iam::");
    const std::string_view account = iam == text.npos || role == text.npos || role < iam
                                         ? ""
                                         : text.substr(iam + 6, role - iam - 6);
    if (account.size() != kAccountDigits || !std::ranges::all_of(account, is_digit)) {
      return no("role", text,
                "is no role's ARN such as arn:aws:iam::012345678901:role/service-role/Backup");
    }
    path = text.substr(role + 6);
  }
  const auto allowed = [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("_+=,.@-").find(c) != std::string_view::npos;
  };
  const std::string name = role_name(path);
  const bool good = !name.empty() && name.size() <= kLongestRole && path.size() <= kLongestPath &&
                    std::ranges::all_of(name, allowed) && std::ranges::all_of(path, is_visible);
  if (good) return Ok{};
  return no("role", text,
            "is no role's name, path and name, or ARN: a name has up to 64 letters, digits and "
            "\"_+=,.@-\"");
}

Status check_profile(std::string_view text) {
  const auto allowed = [](char c) { return is_visible(c) && c != '[' && c != ']'; };
  if (!text.empty() && text.size() <= 128 && std::ranges::all_of(text, allowed)) return Ok{};
  return no("profile", text, "is no profile's name");
}

Status check_endpoint(std::string_view text) {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  const std::string_view host = text.substr(scheme);
  const bool good = scheme != 0 && !host.empty() && text.size() <= 512 &&
                    std::ranges::all_of(host, is_visible) &&
                    host.find_first_of("/?#@") == host.npos;
  if (good) return Ok{};
  return no("endpoint", text,
            "is no endpoint such as https://dynamodb.example.org or http://127.0.0.1:8000, "
            "without a path");
}

Result<std::optional<std::chrono::seconds>> read_timeout(std::string_view text) {
  using Timeout = std::optional<std::chrono::seconds>;
  if (text == "-1") return Timeout();
  const bool number = !text.empty() && text.size() <= 9 && std::ranges::all_of(text, is_digit);
  const auto read =
      number ? Result<std::chrono::seconds>(std::chrono::seconds(std::stol(std::string(text))))
             : read_duration(text);
  if (!read || read.value().count() < 1 || read.value() > kLongestTimeout) {
    return no("timeout", text,
              "is no timeout: write seconds, a length of time such as 2h (at most 30 days), or -1 "
              "for none");
  }
  return Timeout(read.value());
}

std::string quoted_yaml(std::string_view value) {
  const auto plain = [](char c) {
    return is_letter(c) || c == '-' || c == '_' || c == '/' || c == '.' || is_digit(c);
  };
  const bool number_like = !value.empty() && !is_letter(value.front());
  static constexpr std::string_view kWords[] = {"true", "false", "null", "yes", "no",
                                                "on",   "off",   "y",    "n"};
  std::string lower(value);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  });
  const bool word = std::ranges::find(kWords, lower) != std::end(kWords);
  if (!value.empty() && !number_like && !word && std::ranges::all_of(value, plain)) {
    return std::string(value);
  }
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

}  // namespace tidemark::runbooks

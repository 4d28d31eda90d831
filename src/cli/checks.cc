#include "cli/checks.h"

#include "cli/jmespath/expression.h"
#include "codec/iso8601.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>

namespace tidemark::cli {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Source: CreateTable and CreateBackup, TableName and BackupName: 3 to 255 of a-zA-Z0-9_.-
std::string check_aws_name(const std::string& text, std::string_view what) {
  const auto good = [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
  };
  if (text.size() < 3 || text.size() > 255) {
    return fmt::format("\"{}\" is no name of a {}: it has {} characters, 3 to 255 are allowed",
                       text, what, text.size());
  }
  if (!std::ranges::all_of(text, good)) {
    return fmt::format("\"{}\" is no name of a {}: letters, digits, _ . - are allowed", text, what);
  }
  return "";
}

}  // namespace

std::string check_account(const std::string& text) {
  return text.size() == 12 && std::ranges::all_of(text, is_digit)
             ? ""
             : fmt::format("\"{}\" is no account of 12 digits", text);
}

std::string check_region(const std::string& text) {
  const auto dash = text.rfind('-');
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  const bool good = dash != std::string::npos && dash >= 4 && dash + 1 < text.size() &&
                    text.find("--") == std::string::npos && text.front() != '-' &&
                    text.find('-') == 2 &&
                    std::all_of(text.begin(), text.begin() + static_cast<long>(dash), letter) &&
                    std::all_of(text.begin() + static_cast<long>(dash) + 1, text.end(), is_digit);
  return good ? "" : fmt::format("\"{}\" is no region's name", text);
}

std::string check_instant(const std::string& text) {
  const auto at = codec::parse_iso8601(text);
  return at ? "" : at.error().message;
}

std::string check_named(const std::string& text) {
  return text.empty() ? "it names no place" : "";
}

std::string check_file_named(const std::string& text) {
  return text.empty() ? "it names no file" : "";
}

std::string check_url(const std::string& text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme) && text.size() > scheme.size() && text[scheme.size()] != '/') {
      return "";
    }
  }
  return fmt::format("\"{}\" is no http:// or https:// URL with a host", text);
}

std::string check_query(const std::string& text) {
  const auto query = jmespath::compile(text);
  return query ? "" : fmt::format("\"{}\" is no JMESPath: {}", text, query.error().message);
}

std::string check_port(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool good = problem == std::errc() && end == text.data() + text.size() && !text.empty();
  return good ? "" : fmt::format("\"{}\" is no port, which is 0 to 65535", text);
}

std::string check_whole(const std::string& text) {
  long long value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = problem == std::errc() && end == text.data() + text.size() && value >= 0 &&
                    is_digit(text.front());
  return good ? "" : fmt::format("\"{}\" is no whole number", text);
}

std::string check_table(const std::string& text) {
  return check_aws_name(text, "table");
}

std::string check_backup_name(const std::string& text) {
  return check_aws_name(text, "backup");
}

std::string check_arn(const std::string& text) {
  const bool good = text.starts_with("arn:") && std::ranges::count(text, ':') >= 5;
  return good ? "" : fmt::format("\"{}\" is no ARN", text);
}

}  // namespace tidemark::cli

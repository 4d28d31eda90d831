#include "server/access_log.h"

#include "base/log.h"
#include "wire/json_protocol.h"

#include <algorithm>
#include <array>

namespace tidemark::server {
namespace {

constexpr std::size_t kLongestPath = 256;
constexpr std::size_t kLongestName = 1024;
constexpr std::array<std::string_view, 3> kTableMembers{"TableName", "TargetTableName",
                                                        "ResourceArn"};

// A query may hold a signature; it is never logged.
std::string_view path_of(std::string_view target) {
  return target.substr(0, std::min(target.find('?'), kLongestPath));
}

bool is_name(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-.:/").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, plain);
}

}  // namespace

std::string table_in(std::string_view body) {
  for (std::string& text : wire::text_members(body, kTableMembers)) {
    if (is_name(text)) return std::move(text);
  }
  return {};
}

std::string error_in(std::string_view body) {
  static constexpr std::array<std::string_view, 1> kType{"__type"};
  const std::string type = wire::text_members(body, kType).front();
  const std::string name = type.substr(type.find('#') + 1);
  return is_name(name) ? name : std::string();
}

void log_access(const AccessEntry& entry) {
  const LogRequest named(entry.request_id);
  log_info("access", "answered",
           {{"peer", entry.peer},
            {"method", entry.method},
            {"path", path_of(entry.target)},
            {"operation", entry.operation},
            {"table", entry.table},
            {"account", entry.account},
            {"status", entry.status},
            {"error", entry.error},
            {"received", entry.received_bytes},
            {"bytes", entry.sent_bytes},
            {"micros", entry.took.count()}});
}

}  // namespace tidemark::server

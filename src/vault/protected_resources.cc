#include "vault/protected_resources.h"

#include <map>

namespace tidemark::vault {
namespace {

constexpr std::size_t kChunk = 256;

std::string resources_of(const std::string& account) {
  return key_of(account, "resource");
}

// The first resource whose rows lie at or behind a key.
Result<std::optional<std::string>> next_resource(const Rows& rows, const std::string& prefix,
                                                 const std::string& from) {
  TM_TRY(storage::Scan scan,
         rows.store->scan({rows.table, kRecoveryPointsByResourcePart, from, end_of_prefix(prefix)},
                          storage::Direction::kForward));
  std::optional<std::string> resource;
  if (scan.valid()) {
    std::string_view rest = scan.key().substr(prefix.size());
    TM_TRY(resource, codec::take_ordered(rest));
  }
  TM_TRY_STATUS(scan.status());
  return resource;
}

}  // namespace

Result<std::optional<ProtectedResource>> protected_resource(const Rows& rows,
                                                            const std::string& account,
                                                            const std::string& resource_arn) {
  const std::string prefix = key_of(account, "resource", resource_arn);
  TM_TRY(storage::Scan scan, rows.store->scan({rows.table, kRecoveryPointsByResourcePart, prefix,
                                               end_of_prefix(prefix)},
                                              storage::Direction::kBackward));
  for (; scan.valid(); scan.next()) {
    std::string_view rest = scan.key().substr(prefix.size());
    TM_TRY_STATUS(codec::take_ordered(rest));
    TM_TRY(const std::string arn, codec::take_ordered(rest));
    TM_TRY(auto point, find<RecoveryPoint>(rows, point_key(account, arn)));
    // It may have gone since the walk began.
    if (point) return point;
  }
  TM_TRY_STATUS(scan.status());
  return std::optional<ProtectedResource>();
}

Result<ProtectedList> protected_resources(const Rows& rows, const std::string& account,
                                          const std::string& after, std::size_t limit) {
  const std::string prefix = resources_of(account);
  std::string from = after.empty() ? prefix : end_of_prefix(key_of(account, "resource", after));
  ProtectedList list;
  while (true) {
    TM_TRY(const auto resource, next_resource(rows, prefix, from));
    if (!resource) return list;
    if (list.resources.size() == limit) {
      list.last = list.resources.back().resource_arn;
      return list;
    }
    TM_TRY(auto newest, protected_resource(rows, account, *resource));
    if (newest) list.resources.push_back(std::move(*newest));
    from = end_of_prefix(key_of(account, "resource", *resource));
  }
}

Result<ProtectedList> protected_in_vault(const Rows& rows, const std::string& account,
                                         const std::string& vault, const std::string& after,
                                         std::size_t limit) {
  std::map<std::string, ProtectedResource> newest;
  std::string walked;
  do {
    TM_TRY(PointList chunk, points_of_vault(rows, account, vault, walked, kChunk));
    for (RecoveryPoint& point : chunk.points) {
      std::string resource = point.resource_arn;
      if (resource > after) newest.insert_or_assign(std::move(resource), std::move(point));
    }
    walked = std::move(chunk.last);
  } while (!walked.empty());
  ProtectedList list;
  for (auto& [resource, point] : newest) {
    if (list.resources.size() == limit) {
      list.last = list.resources.back().resource_arn;
      break;
    }
    list.resources.push_back(std::move(point));
  }
  return list;
}

}  // namespace tidemark::vault

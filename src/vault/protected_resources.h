// Resources of which there are recovery points, from the rows of the recovery points.
//
//   TM_TRY(const auto page, protected_resources(rows, account, {}, 100));
//
// Threads   Any; these wait for the disk.
// Source    aws-contract C.2; API reference, ListProtectedResources.
#pragma once

#include "vault/recovery_point.h"

#include <optional>
#include <string>
#include <vector>

namespace tidemark::vault {

// A resource, as its newest recovery point has it.
using ProtectedResource = RecoveryPoint;

struct ProtectedList {
  std::vector<ProtectedResource> resources;  // by ARN
  std::string last;  // give back as `after` for what comes behind; empty: there is no more
};

// `after`: the ARN behind which to go on.
Result<ProtectedList> protected_resources(const Rows& rows, const std::string& account,
                                          const std::string& after, std::size_t limit);

// Those of which the vault has recovery points, the newest of which stands for each.
Result<ProtectedList> protected_in_vault(const Rows& rows, const std::string& account,
                                         const std::string& vault, const std::string& after,
                                         std::size_t limit);

// nullopt: there is no recovery point of it.
Result<std::optional<ProtectedResource>> protected_resource(const Rows& rows,
                                                            const std::string& account,
                                                            const std::string& resource_arn);

}  // namespace tidemark::vault

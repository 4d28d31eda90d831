#include "api/update_mix.h"

#include "api/errors.h"

#include <array>

namespace tidemark::api {
namespace {

Reply bad_parameters(std::string_view text) {
  return validation_error(fmt::format("One or more parameter values were invalid: {}", text));
}

int count(const UpdateParts& parts) {
  const std::array all{parts.billing || parts.throughput,
                       parts.maxima,
                       parts.warm,
                       parts.protection,
                       parts.table_class,
                       parts.encryption,
                       parts.stream,
                       parts.index_made_or_deleted || parts.index_updated};
  int present = 0;
  for (const bool part : all) present += part ? 1 : 0;
  return present;
}

}  // namespace

UpdateParts parts_of(const tables::TableUpdate& update) {
  UpdateParts parts;
  parts.billing = update.billing.has_value();
  parts.to_provisioned = update.billing == tables::BillingMode::kProvisioned;
  parts.throughput = update.provisioned.has_value();
  parts.maxima = update.on_demand_maxima.has_value();
  parts.warm = update.warm.has_value();
  parts.protection = update.deletion_protected.has_value();
  parts.table_class = update.infrequent_access.has_value();
  parts.encryption = update.encryption.has_value();
  for (const tables::IndexAction& action : update.indexes) {
    const bool changed = std::holds_alternative<tables::ChangeIndex>(action);
    (changed ? parts.index_updated : parts.index_made_or_deleted) = true;
  }
  parts.stream = update.changes_stream();
  return parts;
}

std::optional<Reply> mixed(const UpdateParts& parts) {
  const int present = count(parts);
  if (present == 0) {
    return validation_error(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, "
        "ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, "
        "OnDemandThroughput, WarmThroughput or TableClass is required");
  }
  if (present == 1) return std::nullopt;
  const auto alone = [](std::string_view what) {
    return bad_parameters(fmt::format("{} must be the only operation in the request", what));
  };
  if (parts.encryption) return alone("Server-Side Encryption modification");
  if (parts.table_class) return alone("TableClass modification");
  if (parts.protection) return alone("DeletionProtection modification");
  if (parts.warm && parts.index_made_or_deleted) {
    return bad_parameters(
        "Create global secondary index cannot be specified when updating WarmThroughput");
  }
  if (parts.warm) return alone("WarmThroughput");
  const bool iops = parts.throughput || parts.to_provisioned;
  if (parts.stream && iops) {
    return bad_parameters("You cannot modify stream status while updating table IOPS");
  }
  if (parts.maxima && (parts.stream || parts.index_made_or_deleted || parts.index_updated ||
                       (parts.throughput && !parts.billing))) {
    return bad_parameters(
        "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request");
  }
  if (parts.index_made_or_deleted && iops) {
    return bad_parameters("You cannot create or delete index while updating table IOPS");
  }
  if (parts.index_made_or_deleted && parts.stream) {
    return bad_parameters("You cannot create or delete index while changing stream status");
  }
  return std::nullopt;
}

bool is_maxima_only(const tables::TableUpdate& update) {
  return update.on_demand_maxima && !update.billing && !update.provisioned &&
         !update.infrequent_access;
}

}  // namespace tidemark::api

// The rows of AWS Backup of one region, in a store in memory, and short words for what tests do.
#pragma once

#include "storage/side_table.h"
#include "storage/testing/world.h"
#include "vault/recovery_point.h"

#include <gtest/gtest.h>

#include <string>

namespace tidemark::vault::testing {

class Region {
 public:
  static constexpr char kAccount[] = "123456789012";
  static constexpr char kName[] = "eu-west-1";

  Region() : table_(storage::side_table(world_.store(), "backup").value()) {}

  [[nodiscard]] Rows rows() { return {&world_.store(), table_, kName}; }

  [[nodiscard]] SimulatedClock& clock() { return world_.clock(); }

  static std::string table_arn(const std::string& table) {
    return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", kName, kAccount, table);
  }

  void vault(const std::string& name) {
    Vault vault;
    vault.name = {kAccount, kName, name};
    world_.commit([&](storage::View&) -> storage::Decision {
      storage::Changes changes;
      put(changes, table_, vault);
      return changes;
    });
  }

  // Made now.
  RecoveryPoint point(const std::string& id, const std::string& table, const std::string& vault) {
    RecoveryPoint point;
    point.id = id;
    point.vault = {kAccount, kName, vault};
    point.arn = point_arn(point.vault, id);
    point.resource_name = table;
    point.resource_arn = table_arn(table);
    point.created_at = world_.clock().now();
    world_.commit([&](storage::View& view) -> storage::Decision {
      storage::Changes changes;
      EXPECT_TRUE(add_point(view, changes, table_, point));
      return changes;
    });
    return point;
  }

  void remove(const RecoveryPoint& point) {
    world_.commit([&](storage::View& view) -> storage::Decision {
      storage::Changes changes;
      EXPECT_TRUE(remove_point(view, changes, table_, point));
      return changes;
    });
  }

 private:
  storage::testing::World world_;
  storage::TableId table_;
};

}  // namespace tidemark::vault::testing

// What a person chooses from: tables, backups and recovery points, newest first, with what cannot
// be used marked and why.
//
//   TM_TRY(const std::vector<BackupChoice> backups, backups_of(session, "Orders"));
//   TM_TRY(const std::vector<PointChoice> points, points_of(session, "nightly", "Orders", now));
//
// Threads   One call at a time.
// Errors    Those of the calls; kNotFound where the message says so.
#pragma once

#include "base/clock.h"
#include "client/session.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

// Names, as AWS orders them.
Result<std::vector<std::string>> table_names(client::Session& session);

struct TableCard {
  std::string name{};
  bool exists = false;
  std::string status{};
  bool deletion_protection = false;
  bool continuous_backups = false;  // PointInTimeRecoveryStatus: the other one is always ENABLED
  int period_days = 0;
  Timestamp earliest{};  // of the window, as told; while continuous_backups
  Timestamp latest{};
};

// One table asked for by name: no list is searched, so the only table there is can be missing, too.
Result<TableCard> table_card(client::Session& session, std::string_view table);

struct BackupChoice {
  std::string arn{};  // what it is found again by; names may be there twice
  std::string name{};
  std::string table{};
  Timestamp created{};
  std::uint64_t bytes = 0;
  bool system = false;     // AWS's own, of a deleted table
  std::string unusable{};  // why not: "is CREATING"; empty: it can be restored
};

// Of one table, or of every one when `table` is empty.
Result<std::vector<BackupChoice>> backups_of(client::Session& session, std::string_view table);

struct PointChoice {
  std::string arn{};
  std::string table{};
  Timestamp created{};
  std::optional<std::uint64_t> bytes{};
  bool cold = false;
  std::string unusable{};  // "is PARTIAL"; empty: it can be restored
};

// Of the vault's tables: of one, or of every one when `table` is empty.
// Errors: kNotFound  there is no such vault
Result<std::vector<PointChoice>> points_of(client::Session& session, std::string_view vault,
                                           std::string_view table, Timestamp now);

// Asks again right before it is used: by StorageClass, which lists do not have.
Result<PointChoice> point_now(client::Session& session, std::string_view vault,
                              const PointChoice& chosen);

}  // namespace tidemark::runbooks

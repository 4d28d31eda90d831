// An AWS of its own: tables, point-in-time recovery, backups, vaults and restore jobs, in this
// process, on a simulated clock, with AWS's delays and with whatever a test does to a call.
//
//   FakeAws aws(clock);
//   aws.add_table("Orders", {"a", "b"});
//   aws.at_call([&](const FakeAws::Moment& moment) { if (moment.number == 7) throw Killed{}; });
//   client::Session session({.region = "eu-west-1", .endpoint = "http://aws", …}, aws, …);
//
// Knows nothing of the engine: what is told of AWS here is aws-contract.md's A.3 to A.7 and C.
//
// Threads   Any; one call at a time is carried out.
#pragma once

#include "base/clock.h"
#include "client/aws_client.h"
#include "codec/json.h"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks::testing {

// Key → the item as DynamoDB-JSON. Every table's key is "id", text.
using FakeItems = std::map<std::string, std::string, std::less<>>;

struct FakeSettings {
  bool deletion_protection = false;
  std::map<std::string, std::string> tags{};
  std::string ttl_attribute{};
  std::string stream_view{};
  std::string table_class = "STANDARD";
  std::string policy{};
  std::optional<Timestamp> recovery_since{};  // PITR on since
  int recovery_days = 35;
};

struct FakeTable {
  std::string name{};
  std::string id{};
  Timestamp created{};
  Timestamp active_at{};               // CREATING until then
  Timestamp settled_at{};              // UPDATING until then
  std::optional<Timestamp> gone_at{};  // DELETING until then
  std::string source_backup{};         // of a restore under way
  std::string source_table{};
  std::optional<Timestamp> restore_at{};
  FakeSettings settings{};
  std::vector<std::pair<Timestamp, FakeItems>> history{};  // rising; the last is now

  [[nodiscard]] const FakeItems& items() const { return history.back().second; }
};

struct FakeBackup {
  std::string arn{};
  std::string name{};
  std::string table{};
  std::string type = "USER";
  Timestamp created{};
  Timestamp available_at{};
  FakeItems items{};
};

struct FakeRecoveryPoint {
  std::string arn{};
  std::string table{};
  std::string status = "COMPLETED";
  std::string storage_class = "WARM";
  Timestamp created{};
  FakeItems items{};
};

struct FakeRestoreJob {
  std::string point{};
  std::string table{};
  std::string token{};
  Timestamp done_at{};
  std::string failure{};  // not empty: it fails with this when it is due
  bool cleared = false;   // the failed job's table is gone
};

// AWS's own, roughly: A.3, A.6.
struct FakeDelays {
  std::chrono::seconds restore{0};
  std::chrono::seconds backup{0};
  std::chrono::seconds deletion{0};
  std::chrono::seconds update{0};
};

class FakeAws final : public http::Transport {
 public:
  static constexpr const char* kAccount = "123456789012";
  static constexpr const char* kRegion = "eu-west-1";
  static constexpr const char* kCaller = "arn:aws:iam::123456789012:user/oncall";

  struct Moment {
    std::size_t number = 0;  // of the call, from 1
    std::string operation{};
    bool after = false;  // it took effect
  };

  // May throw (the caller is killed) or answer an error (the connection breaks).
  using AtCall = std::function<std::optional<Error>(const Moment&)>;

  explicit FakeAws(SimulatedClock& clock) : clock_(clock) {}

  Result<http::Response> send(const http::Outgoing& request) override;

  void at_call(AtCall at_call) { at_call_ = std::move(at_call); }

  [[nodiscard]] std::size_t calls() const { return calls_; }

  FakeDelays delays{};

  // Answered instead of the operation's own, for as long as it is set: its name and text.
  std::map<std::string, std::pair<std::string, std::string>, std::less<>> refusals{};

  // With PITR on, protected, tagged: what a restore loses. Items "a" have {"id","v":"a-v1"}.
  FakeTable& add_table(const std::string& name, const std::vector<std::string>& ids);
  void put(const std::string& table, const std::string& id, const std::string& value);
  FakeRecoveryPoint& add_recovery_point(const std::string& vault, const std::string& table);

  // Null: no such table.
  FakeTable* table(std::string_view name);

  std::map<std::string, FakeTable, std::less<>> tables{};
  std::map<std::string, FakeBackup, std::less<>> backups{};  // by ARN
  std::map<std::string, std::vector<FakeRecoveryPoint>, std::less<>> vaults{};
  std::map<std::string, FakeRestoreJob, std::less<>> restore_jobs{};  // by id
  std::map<std::string, std::vector<std::string>, std::less<>> roles{
      {"restorer",
       {"AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"}}};
  std::string next_restore_job_fails_with{};

  // What the files of this folder share.
  struct Refusal {
    std::string name{};
    std::string message{};
    int status = 400;
  };

  using Answered = std::variant<std::string, Refusal>;  // JSON, or an error

  [[nodiscard]] Timestamp now() const { return clock_.now(); }

  [[nodiscard]] std::string arn_of(std::string_view table) const;
  [[nodiscard]] std::string status_of(const FakeTable& table) const;
  std::string unique(std::string_view what);
  void settle();  // what is due by now happens

  FakeTable& begin_restore(const std::string& target, const FakeItems& items);

 private:
  Answered dynamodb(std::string_view operation, const codec::JsonValue& body);
  Answered dynamodb_settings(std::string_view operation, const codec::JsonValue& body);
  Answered dynamodb_recovery(std::string_view operation, const codec::JsonValue& body);
  Answered backup(const http::Outgoing& request, std::string_view operation);
  Answered query(std::string_view form);
  http::Response answer(const http::Outgoing& request, const std::string& operation);

  SimulatedClock& clock_;
  std::mutex mutex_;
  AtCall at_call_{};
  std::size_t calls_ = 0;
  std::uint64_t made_ = 0;
};

}  // namespace tidemark::runbooks::testing

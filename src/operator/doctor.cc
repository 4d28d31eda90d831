#include "operator/doctor.h"

#include "client/backup.h"
#include "client/dynamodb.h"
#include "operator/backup_role.h"
#include "operator/config_values.h"
#include "operator/text.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using client::Answer;
using client::Service;
using client::ServiceError;

// A clock this far off still signs well, but times typed on it are not the service's.
constexpr std::chrono::seconds kNotableSkew{60};
constexpr std::string_view kResourceType = "DynamoDB";

bool is_denied(std::string_view name) {
  return name.find("AccessDenied") != std::string_view::npos || name == "UnauthorizedOperation";
}

// A table that is being made or deleted is nobody's problem.
template <class T>
bool is_gone(const Result<Answer<T>>& answer) {
  if (!answer) return false;
  const auto* error = std::get_if<ServiceError>(&answer.value());
  return error != nullptr &&
         (error->name == "ResourceNotFoundException" || error->name == "TableNotFoundException");
}

// Why a call could not be answered, with what to do about it.
struct Trouble {
  std::string what;
  std::string todo;
};

Trouble trouble_of(client::Session& session, Service service, std::string_view operation,
                   const ServiceError& error) {
  const std::string what = client::to_error(operation, error).message;
  if (is_denied(error.name)) {
    return {what, fmt::format("allow {} to whoever runs this", operation)};
  }
  if (error.name.find("Token") != std::string::npos ||
      error.name.find("Signature") != std::string::npos || error.name == "InvalidClientTokenId" ||
      error.name == "InvalidAccessKeyId") {
    return {what, "sign in again, or set the credentials anew"};
  }
  return {what, fmt::format("see what {} says about it", session.endpoint(service))};
}

Trouble trouble_of(client::Session& session, Service service, const Error& error) {
  if (error.code == Code::kBusy || error.code == Code::kUnknown) {
    return {fmt::format("{} does not answer: {}", session.endpoint(service), error.message),
            "check the network, the proxy and --endpoint-url"};
  }
  return {error.message, "set credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID or `aws sso login`)"};
}

class Doctor {
 public:
  Doctor(client::Session& session, const Config& config, const Clock& clock)
      : session_(session), config_(config), clock_(clock) {}

  Examination examine() {
    check_credentials();
    check_region();
    check_dynamodb();
    check_vault();
    check_role();
    check_opt_in();
    return std::move(found_);
  }

 private:
  void good(std::string about, std::string what) {
    found_.checked.push_back({std::move(about), Finding::kGood, std::move(what), ""});
  }

  void risk(std::string about, std::string what, std::string todo) {
    found_.checked.push_back({std::move(about), Finding::kRisk, std::move(what), std::move(todo)});
  }

  void problem(std::string about, std::string what, std::string todo) {
    found_.checked.push_back(
        {std::move(about), Finding::kProblem, std::move(what), std::move(todo)});
  }

  // The answer, or null after telling why there is none.
  template <class T>
  const T* told(std::string about, Service service, std::string_view operation,
                const Result<Answer<T>>& answer) {
    if (!answer) {
      const Trouble trouble = trouble_of(session_, service, answer.error());
      problem(std::move(about), trouble.what, trouble.todo);
      return nullptr;
    }
    if (const auto* error = std::get_if<ServiceError>(&answer.value())) {
      const Trouble trouble = trouble_of(session_, service, operation, *error);
      problem(std::move(about), trouble.what, trouble.todo);
      return nullptr;
    }
    return &std::get<T>(answer.value());
  }

  void check_credentials() {
    const auto who = who_am_i(session_);
    if (!who) {
      const Trouble trouble = trouble_of(session_, Service::kSts, who.error());
      problem("credentials", trouble.what, trouble.todo);
      return;
    }
    found_.who = who.value();
    good("credentials",
         fmt::format(
             "{}{}", who.value().arn,
             who.value().profile.empty() ? "" : fmt::format(", profile {}", who.value().profile)));
    if (config_.account.empty()) {
      risk("account", fmt::format("{}, and the configuration expects none", who.value().account),
           fmt::format("add `account: \"{}\"` to tidemark.yaml: then nothing runs in another one",
                       who.value().account));
    } else if (const Status same = guard_account(who.value(), config_.account); !same) {
      problem("account", same.error().message,
              fmt::format("use credentials of {}, or correct `account` in tidemark.yaml",
                          config_.account));
    } else {
      good("account", who.value().account);
    }
  }

  void check_region() {
    if (!config_.region.empty() && session_.region() != config_.region) {
      problem(
          "region",
          fmt::format("{} is used, the configuration says {}", session_.region(), config_.region),
          "leave --region and AWS_REGION out, or correct `region` in tidemark.yaml");
      return;
    }
    good("region", fmt::format("{}, {}", session_.region(), session_.endpoint(Service::kDynamoDb)));
  }

  void check_clock(Timestamp server_time) {
    // The Date header has whole seconds: the server's clock shows up to a second more.
    const auto ahead = std::chrono::duration_cast<std::chrono::seconds>(
        clock_.now().floor_to_second() - server_time);
    const auto skew = std::chrono::abs(ahead);
    const std::string what =
        fmt::format("this machine's clock is {} {} the service's", seconds_text(skew),
                    ahead.count() > 0 ? "ahead of" : "behind");
    const std::string todo = "set the clock (timedatectl set-ntp true)";
    if (skew >= kLargestSkew) {
      problem("clock", what + ": requests are refused", todo);
    } else if (skew >= kNotableSkew) {
      risk("clock", what, todo);
    } else {
      good("clock", fmt::format("within {} s of the service's", skew.count() + 1));
    }
  }

  void check_dynamodb() {
    client::DynamoDb dynamodb(session_.of(Service::kDynamoDb));
    const auto answer = session_.of(Service::kDynamoDb).call("ListTables", R"({"Limit":1})");
    const auto* reply = told("DynamoDB", Service::kDynamoDb, "ListTables", answer);
    if (reply == nullptr) return;
    if (reply->server_time) {
      check_clock(*reply->server_time);
    } else {
      risk("clock", "the service does not tell its time", "compare the clock by hand");
    }
    const auto listed = dynamodb.list_tables();
    const auto* tables = told("DynamoDB", Service::kDynamoDb, "ListTables", listed);
    if (tables == nullptr) return;
    good("DynamoDB", fmt::format("{} table{}", tables->size(), tables->size() == 1 ? "" : "s"));
    for (const std::string& table : *tables) check_table(dynamodb, table);
  }

  void check_table(client::DynamoDb& dynamodb, const std::string& table) {
    const std::string about = fmt::format("table {}", table);
    const auto described = dynamodb.describe_table(table);
    if (is_gone(described)) return;
    const auto* state = told(about, Service::kDynamoDb, "DescribeTable", described);
    if (state == nullptr) return;
    const auto told_window = dynamodb.describe_continuous_backups(table);
    if (is_gone(told_window)) return;  // AWS says so, too, of a table that is still CREATING
    const auto* window = told(about, Service::kDynamoDb, "DescribeContinuousBackups", told_window);
    if (window == nullptr) return;
    if (!window->enabled) {
      risk(about, "point-in-time recovery is off: it cannot go back to a second",
           fmt::format("tidemark protect {}", table));
    } else if (!state->deletion_protection) {
      risk(about,
           fmt::format("point-in-time recovery of {} days, but no deletion protection",
                       window->period_days),
           fmt::format("tidemark protect {}", table));
    } else {
      good(about, fmt::format("point-in-time recovery of {} days, deletion protection",
                              window->period_days));
    }
  }

  void check_vault() {
    if (config_.vault.empty()) {
      risk("vault", "none is configured: restores from AWS Backup cannot be chosen",
           "add `vault: NAME` to tidemark.yaml (tidemark vaults lists them)");
      return;
    }
    client::AwsBackup backup(session_.of(Service::kBackup));
    const auto answer = backup.describe_vault(config_.vault);
    if (answer) {
      if (const auto* error = std::get_if<ServiceError>(&answer.value());
          error != nullptr && error->name == "ResourceNotFoundException") {
        return problem("vault", fmt::format("there is no vault {}", config_.vault),
                       "make it, or correct `vault` in tidemark.yaml");
      }
    }
    const auto* vault = told("vault", Service::kBackup, "DescribeBackupVault", answer);
    if (vault == nullptr) return;
    good("vault",
         fmt::format("{}, {} recovery point{}{}", vault->name, vault->recovery_points,
                     vault->recovery_points == 1 ? "" : "s", vault->locked ? ", locked" : ""));
  }

  void check_role() {
    if (config_.role.empty()) {
      risk("role", "none is configured: restores from AWS Backup cannot be started",
           "add `role: NAME` to tidemark.yaml");
      return;
    }
    const auto role = find_backup_role(session_, config_.role);
    if (!role) {
      const bool missing = role.error().code == Code::kNotFound;
      return problem("role", role.error().message,
                     missing ? "make it, or correct `role` in tidemark.yaml"
                             : "allow iam:GetRole and iam:ListAttachedRolePolicies to whoever "
                               "runs this");
    }
    bool sound = true;
    for (const std::string& policy : role.value().missing_policies) {
      sound = false;
      problem("role", fmt::format("{} does not carry {}", role.value().arn, policy),
              fmt::format("aws iam attach-role-policy --role-name {} --policy-arn "
                          "arn:aws:iam::aws:policy/service-role/{}",
                          role.value().name, policy));
    }
    if (!role.value().trusts_backup) {
      sound = false;
      problem("role", fmt::format("{} does not trust AWS Backup", role.value().arn),
              "allow sts:AssumeRole to backup.amazonaws.com in its trust policy");
    }
    if (sound) good("role", fmt::format("{}, both policies", role.value().arn));
  }

  void check_opt_in() {
    client::AwsBackup backup(session_.of(Service::kBackup));
    const auto answer = backup.region_settings();
    const auto* settings = told("AWS Backup", Service::kBackup, "DescribeRegionSettings", answer);
    if (settings == nullptr) return;
    const auto is_on = [](const std::map<std::string, bool>& by_type) {
      const auto found = by_type.find(std::string(kResourceType));
      return found != by_type.end() && found->second;
    };
    if (!is_on(settings->opted_in)) {
      return problem("AWS Backup", "DynamoDB is not opted in here: no plan backs a table up",
                     "aws backup update-region-settings --resource-type-opt-in-preference "
                     "DynamoDB=true");
    }
    if (!is_on(settings->managed)) {
      return risk("AWS Backup",
                  "its advanced features are off for DynamoDB: no cold storage, no copies",
                  "aws backup update-region-settings --resource-type-management-preference "
                  "DynamoDB=true");
    }
    good("AWS Backup", "DynamoDB is opted in, with advanced features");
  }

  client::Session& session_;
  const Config& config_;
  const Clock& clock_;
  Examination found_;
};

}  // namespace

bool Examination::healthy() const {
  return count(Finding::kProblem) == 0;
}

std::size_t Examination::count(Finding finding) const {
  return static_cast<std::size_t>(
      std::ranges::count(checked, finding, [](const Checked& one) { return one.finding; }));
}

Examination examine(client::Session& session, const Config& config, const Clock& clock) {
  return Doctor(session, config, clock).examine();
}

std::string text_of(const Examination& examination) {
  std::string text;
  for (const Checked& one : examination.checked) {
    const std::string_view word = one.finding == Finding::kGood   ? "ok"
                                  : one.finding == Finding::kRisk ? "risk"
                                                                  : "PROBLEM";
    text += fmt::format("{:<7}  {}: {}\n", word, one.about, one.what);
    if (!one.todo.empty()) text += fmt::format("         -> {}\n", one.todo);
  }
  const std::size_t problems = examination.count(Finding::kProblem);
  const std::size_t risks = examination.count(Finding::kRisk);
  text += fmt::format("\n{} problem{}, {} risk{}\n", problems, problems == 1 ? "" : "s", risks,
                      risks == 1 ? "" : "s");
  return text;
}

}  // namespace tidemark::runbooks

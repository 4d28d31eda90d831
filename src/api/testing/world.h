// A whole engine in a temporary directory, asked as the server would ask it, without a socket.
#pragma once

#include "api/dispatch.h"
#include "base/check.h"
#include "codec/json.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::api {

class World {
 public:
  static constexpr std::string_view kAccount = "123456789012";
  static constexpr std::string_view kRegion = "eu-west-1";

  World() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tidemark-api-XXXXXX").string();
    TM_CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
    auto claimed = storage::DataDirectory::claim(path_, storage::ClockKind::kSimulated);
    TM_CHECK(static_cast<bool>(claimed));
    directory_ = std::move(claimed).value();
    regions_.emplace(*directory_, environment_, clock, jobs, std::vector<std::string>{"eu-west-1"},
                     storage::StoreOptions{.disk_reserve_bytes = 0});
    engine.emplace(Engine{.regions = *regions_,
                          .clock = clock,
                          .random = random,
                          .jobs = jobs,
                          .endpoint = {},
                          .simulated_clock = &clock});
  }

  ~World() {
    regions_.reset();
    directory_.reset();
    std::filesystem::remove_all(path_);
  }

  Reply ask(std::string operation, std::string body,
            std::optional<std::string> as_of = std::nullopt) {
    return finish(dispatch({.account = std::string(kAccount),
                            .region = region,
                            .operation = std::move(operation),
                            .body = std::move(body),
                            .request_id = "R",
                            .as_of = std::move(as_of),
                            .deleted_tables = std::nullopt,
                            .recovery_period_days = std::nullopt},
                           *engine));
  }

  // The body of an answer that is no error.
  codec::JsonValue good(std::string operation, std::string body,
                        std::optional<std::string> as_of = std::nullopt) {
    const Reply reply = ask(std::move(operation), std::move(body), std::move(as_of));
    if (reply.status != 200) fmt::print(stderr, "{}\n", reply.body);
    TM_CHECK(reply.status == 200);
    if (reply.body.empty()) return codec::JsonValue(codec::JsonValue::Members{});
    auto parsed = codec::parse_json(reply.body);
    TM_CHECK(static_cast<bool>(parsed));
    return std::move(parsed).value();
  }

  // "ValidationException: text" of an answer that is an error, "" of one that is not.
  std::string problem(std::string operation, std::string body,
                      std::optional<std::string> as_of = std::nullopt) {
    const Reply reply = ask(std::move(operation), std::move(body), std::move(as_of));
    if (reply.status == 200) return "";
    const auto parsed = codec::parse_json(reply.body);
    TM_CHECK(static_cast<bool>(parsed));
    const std::string& type = *parsed.value().find("__type")->string();
    const codec::JsonValue* text = parsed.value().find("message");
    if (text == nullptr) text = parsed.value().find("Message");
    return fmt::format("{}: {}", type.substr(type.find('#') + 1),
                       text == nullptr ? "" : *text->string());
  }

  // Table `name` with a string partition key "Id" and, if asked for, a number sort key "Seq".
  void make_table(std::string_view name, bool sorted = false) {
    good(
        "CreateTable",
        fmt::format(
            R"({{"TableName":"{}","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{{"AttributeName":"Id","AttributeType":"S"}}{}],"KeySchema":[{{"AttributeName":"Id","KeyType":"HASH"}}{}]}})",
            name, sorted ? R"(,{"AttributeName":"Seq","AttributeType":"N"})" : "",
            sorted ? R"(,{"AttributeName":"Seq","KeyType":"RANGE"})" : ""));
  }

  std::string region{kRegion};
  SimulatedClock clock{Timestamp::from_seconds(1'800'000'000)};
  SeededRandom random{1};
  storage::JobRunner jobs{clock, random};

 private:
  std::string path_;
  storage::Environment environment_;
  std::unique_ptr<storage::DataDirectory> directory_;
  std::optional<tables::Regions> regions_;

 public:
  std::optional<Engine> engine;
};

}  // namespace tidemark::api

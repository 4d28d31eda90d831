#include "cli/reading.h"

#include "cli/checks.h"
#include "cli/document.h"
#include "cli/plain_item.h"
#include "cli/times.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tidemark::cli {
namespace {

using codec::JsonValue;

constexpr std::string_view kMostItems = "--max-items";

std::string body_of(const JsonValue::Members& members) {
  codec::JsonWriter out;
  codec::write_json(out, JsonValue(members));
  return out.take();
}

void add_items(Rows& items, const JsonValue& reply, bool typed, std::size_t most) {
  const JsonValue* page = reply.find("Items");
  if (page == nullptr || page->array() == nullptr) return;
  for (const JsonValue& item : *page->array()) {
    if (items.size() == most) return;
    items.push_back(typed ? item : plain_item(item));
  }
}

}  // namespace

std::vector<OptionSpec> reading_options(std::vector<OptionSpec> own) {
  own.push_back({.name = "--as-of",
                 .value = "TIME",
                 .help = "The state of that instant; on Tidemark's engine"});
  own.push_back({.name = "--ddb-json", .help = "Items as DynamoDB-JSON, every digit kept"});
  return own;
}

Result<Reading> reading_of(const Words& words, CommandContext& context) {
  Reading reading{.aws = nullptr, .past = nullptr, .typed = words.flag("--ddb-json")};
  if (words.has("--as-of")) {
    TM_TRY(const Timestamp at, instant_of(words, "--as-of", context));
    TM_TRY(reading.past, context.session_as_of(words.text("TABLE"), at));
    reading.aws = &reading.past->of(client::Service::kDynamoDb);
  } else {
    TM_TRY(client::Session* const session, context.session());
    reading.aws = &session->of(client::Service::kDynamoDb);
  }
  return reading;
}

Result<ExitCode> show_pages(std::string_view operation, const JsonValue::Members& members,
                            const Words& words, CommandContext& context) {
  TM_TRY(const Reading reading, reading_of(words, context));
  const auto most = static_cast<std::size_t>(words.number(kMostItems));
  JsonValue::Members request{{"TableName", JsonValue(words.text("TABLE"))}};
  request.insert(request.end(), members.begin(), members.end());
  Rows items;
  bool more = true;
  std::optional<JsonValue> next;
  while (more && items.size() < most) {
    JsonValue::Members page = request;
    // A filter drops items after the limit has counted them: only then are whole pages read.
    if (!words.has("--filter-expression")) {
      page.emplace_back("Limit", JsonValue(static_cast<std::int64_t>(
                                     std::min<std::size_t>(most - items.size(), 1'000'000))));
    }
    if (next) page.emplace_back("ExclusiveStartKey", *next);
    TM_TRY(const client::Reply reply,
           client::accepted(operation, reading.aws->call(operation, body_of(page))));
    add_items(items, reply.body, reading.typed, most);
    const JsonValue* last = reply.body.find("LastEvaluatedKey");
    more = last != nullptr && !last->is_null();
    if (more) next = *last;
  }
  const auto count = static_cast<std::int64_t>(items.size());
  TM_TRY_STATUS(context.show(document()
                                 .text("table", words.text("TABLE"))
                                 .text("asOf", words.text("--as-of"))
                                 .number("count", count)
                                 .flag("more", more)
                                 .value("items", JsonValue(std::move(items)))
                                 .take()));
  return ExitCode::kDone;
}

std::string check_json_object(const std::string& text) {
  const auto json = codec::parse_json(text);
  if (!json) return fmt::format("it is no JSON: {}", json.error().message);
  return json.value().object() != nullptr ? "" : "it is no JSON object";
}

std::vector<OptionSpec> paged_options() {
  return {{.name = "--filter-expression", .value = "EXPR", .help = "Only items that it holds for"},
          {.name = "--projection-expression", .value = "EXPR", .help = "Only these attributes"},
          {.name = "--expression-attribute-values",
           .value = "JSON",
           .help = "What \":name\" stands for, DynamoDB-JSON",
           .check = check_json_object},
          {.name = "--expression-attribute-names",
           .value = "JSON",
           .help = "What \"#name\" stands for",
           .check = check_json_object},
          {.name = "--index-name", .value = "NAME", .help = "Read this index"},
          {.name = std::string(kMostItems),
           .value = "N",
           .help = "Stop after so many",
           .otherwise = "1000",
           .check = check_whole}};
}

JsonValue::Members paged_members(const Words& words) {
  JsonValue::Members members;
  const auto add_text = [&](const char* option, const char* member) {
    if (words.has(option)) members.emplace_back(member, JsonValue(words.text(option)));
  };
  const auto add_json = [&](const char* option, const char* member) {
    if (!words.has(option)) return;
    members.emplace_back(member, codec::parse_json(words.text(option)).value());
  };
  add_text("--filter-expression", "FilterExpression");
  add_text("--projection-expression", "ProjectionExpression");
  add_text("--index-name", "IndexName");
  add_json("--expression-attribute-values", "ExpressionAttributeValues");
  add_json("--expression-attribute-names", "ExpressionAttributeNames");
  return members;
}

}  // namespace tidemark::cli

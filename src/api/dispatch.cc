#include "api/dispatch.h"

#include "api/backup/dispatch.h"
#include "api/errors.h"
#include "api/evidence.h"
#include "api/identity/dynamodb_wishes.h"
#include "api/identity/operations.h"
#include "api/operations.h"
#include "api/parameters/operations.h"
#include "api/query/door.h"
#include "api/tagging/operations.h"
#include "api/topics/operations.h"
#include "codec/iso8601.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace tidemark::api {
namespace {

const Operation* find_operation(std::string_view name) {
  const auto all = operations();
  const auto found =
      std::ranges::find_if(all, [name](const Operation* each) { return each->name == name; });
  return found == all.end() ? nullptr : *found;
}

// Calls `visit` with each of the words parted by blanks until it returns false.
template <class Visit>
void each_word(std::string_view words, Visit visit) {
  while (!words.empty()) {
    const std::size_t blank = std::min(words.find(' '), words.size());
    if (blank > 0 && !visit(words.substr(0, blank))) return;
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
}

Reply unknown_operation(const std::string& name) {
  const auto known = unsupported_operations();
  if (std::ranges::find(known, name) == known.end()) {
    return error_reply("UnknownOperationException", "");
  }
  return error_reply("UnknownOperationException",
                     fmt::format("{} is not supported by this version of Tidemark", name));
}

std::optional<Reply> refused_member(const Operation& operation, const codec::JsonValue& body) {
  std::optional<Reply> refusal;
  each_word(operation.refused, [&](std::string_view member) {
    const codec::JsonValue* value = body.find(member);
    if (value == nullptr || value->is_null()) return true;
    refusal = validation_error(fmt::format("{} in {} is not supported by this version of Tidemark",
                                           member, operation.name));
    return false;
  });
  return refusal;
}

std::optional<Reply> refused_header(const Operation& operation, const Call& call) {
  const auto refusal = [&](std::string_view header) {
    return validation_error(fmt::format("{} does not take the header {}", operation.name, header));
  };
  if (call.as_of && !operation.as_of) return refusal("x-tidemark-as-of");
  if (call.deleted_tables && !operation.deleted_tables) {
    return refusal("x-tidemark-deleted-tables");
  }
  if (call.recovery_period_days && !operation.recovery_period_days) {
    return refusal("x-tidemark-recovery-period-days");
  }
  return std::nullopt;
}

}  // namespace

bool knows(std::string_view operation) {
  const auto others = unsupported_operations();
  const Operation* const found = find_operation(operation);
  return (found != nullptr && !found->of_streams) ||
         std::ranges::find(others, operation) != others.end();
}

bool streams_know(std::string_view operation) {
  const Operation* const found = find_operation(operation);
  return found != nullptr && found->of_streams;
}

Handling dispatch(Call call, Engine& engine) {
  const Operation* operation = find_operation(call.operation);
  if (operation == nullptr) return unknown_operation(call.operation);
  auto body = codec::parse_json(call.body);
  if (!body || body.value().object() == nullptr) return serialization_error("");
  if (auto refusal = refused_header(*operation, call)) return *std::move(refusal);
  if (auto refusal = refused_member(*operation, body.value())) return *std::move(refusal);
  std::optional<Timestamp> as_of;
  if (call.as_of) {
    const auto at = codec::parse_iso8601(*call.as_of);
    if (!at) {
      return validation_error(fmt::format("x-tidemark-as-of: {}", at.error().message));
    }
    as_of = at.value();
  }
  const Request request{std::move(call), std::move(body).value(), as_of};
  if (!request.call.principal.empty()) {
    if (auto refusal = refuse_unauthorized(request, engine)) return *std::move(refusal);
  }
  return operation->handle(request, engine);
}

Reply finish(Handling handling) {
  if (auto* reply = std::get_if<Reply>(&handling)) return std::move(*reply);
  if (auto* background = std::get_if<BackgroundReply>(&handling)) return background->work();
  auto& pending = std::get<PendingReply>(handling);
  std::mutex mutex;
  std::condition_variable told;
  bool done = false;
  pending.start([&] {
    const std::lock_guard lock(mutex);
    done = true;
    told.notify_all();
  });
  std::unique_lock lock(mutex);
  told.wait(lock, [&] { return done; });
  return pending.answer();
}

namespace {

void write_words(codec::JsonWriter& out, std::string_view words) {
  out.begin_array();
  each_word(words, [&](std::string_view word) {
    out.string(word);
    return true;
  });
  out.end_array();
}

void write_operations(codec::JsonWriter& out, bool of_streams) {
  for (const Operation* operation : operations()) {
    if (operation->of_streams != of_streams) continue;
    out.key(operation->name).begin_object();
    out.key("fidelity")
        .string(operation->refused.empty() && operation->partly.empty() ? "same" : "subset");
    out.key("honoured");
    write_words(out, operation->honoured);
    out.key("partly");
    write_words(out, operation->partly);
    out.key("refused");
    write_words(out, operation->refused);
    out.key("shown_by");
    write_words(out, shown_by(operation->name));
    out.end_object();
  }
}

}  // namespace

std::string fidelity() {
  codec::JsonWriter out;
  out.begin_object().key("product").string("tidemark");
  out.key("extras").begin_array();
  for (const std::string_view extra : {"as-of-reads", "deleted-tables", "tally", "changes",
                                       "recovery-period-days", "events", "verify"}) {
    out.string(extra);
  }
  out.end_array().key("services").begin_object().key("dynamodb").begin_object();
  write_operations(out, false);
  for (const std::string_view name : unsupported_operations()) {
    out.key(name).begin_object().key("fidelity").string("refused").key("shown_by");
    write_words(out, shown_by(name));
    out.end_object();
  }
  out.end_object().key("dynamodbstreams").begin_object();
  write_operations(out, true);
  out.end_object().key("backup").begin_object();
  write_backup_fidelity(out);
  out.end_object().key("ssm").begin_object();
  write_target_fidelity(out, kParametersService);
  out.end_object().key("tagging").begin_object();
  write_target_fidelity(out, kTaggingService);
  out.end_object().key("sns").begin_object();
  write_query_fidelity(out, kTopicsService);
  out.end_object().key("iam").begin_object();
  write_query_fidelity(out, kIam);
  out.end_object().key("sts").begin_object();
  write_query_fidelity(out, kSts);
  out.end_object().end_object().end_object();
  return out.take();
}

}  // namespace tidemark::api

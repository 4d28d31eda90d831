#include "api/identity/target_wish.h"
#include "api/target/operation.h"
#include "base/log.h"
#include "wire/sigv4_canonical.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tidemark::api {
namespace {

const TargetOperation* find_operation(const TargetService& service, std::string_view name) {
  const auto all = service.operations();
  const auto found =
      std::ranges::find_if(all, [name](const TargetOperation* each) { return each->name == name; });
  return found == all.end() ? nullptr : *found;
}

std::optional<Reply> refused_member(const TargetService& service, const TargetOperation& operation,
                                    const codec::JsonValue& body) {
  for (const std::string_view member : wire::split(operation.refused, " ")) {
    const codec::JsonValue* const value = body.find(member);
    if (value == nullptr || value->is_null()) continue;
    return target_refusal(service.validation_error,
                          fmt::format("{} in {} is not supported by this version of Tidemark",
                                      member, operation.name));
  }
  return std::nullopt;
}

Reply carry_out(const TargetService& service, const TargetOperation& operation, Call call,
                Engine& engine) {
  auto body = codec::parse_json(call.body.empty() ? "{}" : call.body);
  if (!body || body.value().object() == nullptr) {
    return target_refusal("SerializationException", "");
  }
  if (auto refusal = refused_member(service, operation, body.value())) return *std::move(refusal);
  if (call.as_of || call.deleted_tables || call.recovery_period_days) {
    return target_refusal(service.validation_error,
                          fmt::format("{} takes none of Tidemark's own headers", operation.name));
  }
  const TargetRequest request{std::move(call), std::move(body).value()};
  for (const Wish& wish : target_wishes(service, request)) {
    if (const auto text = denied(request.call, engine, wish)) {
      return target_refusal("AccessDeniedException", *text);
    }
  }
  Reply reply = operation.handle(request, engine);
  reply.content_type = kJson11;
  return reply;
}

void write_words(codec::JsonWriter& out, std::string_view name, std::string_view words) {
  out.key(name).begin_array();
  for (const std::string_view word : wire::split(words, " ")) out.string(word);
  out.end_array();
}

}  // namespace

Handling dispatch_target(const TargetService& service, Call call, Engine& engine) {
  const TargetOperation* const operation = find_operation(service, call.operation);
  if (operation == nullptr) {
    return target_refusal(
        "UnknownOperationException",
        fmt::format("{} is not supported by this version of Tidemark", call.operation));
  }
  return BackgroundReply{[&service, operation, call = std::move(call), &engine] {
    return carry_out(service, *operation, call, engine);
  }};
}

Reply target_refusal(std::string_view name, std::string_view message) {
  codec::JsonWriter out;
  out.begin_object().key("__type").string(name).key("message").string(message).end_object();
  const bool ours = name == "InternalServerError" || name == "InternalServiceException";
  return {.status = ours ? 500 : 400, .body = out.take(), .content_type = std::string(kJson11)};
}

Reply target_error(std::string_view internal, const Error& error) {
  log_error("api", "a request could not be carried out", {{"reason", to_text(error)}});
  return target_refusal(
      internal, error.code == Code::kBusy ? error.message : "The request could not be completed.");
}

Reply target_reply(std::string body) {
  return {.body = std::move(body), .content_type = std::string(kJson11)};
}

void write_target_fidelity(codec::JsonWriter& out, const TargetService& service) {
  for (const TargetOperation* one : service.operations()) {
    const bool whole = one->refused.empty() && one->partly.empty();
    out.key(one->name).begin_object().key("fidelity").string(whole ? "same" : "subset");
    write_words(out, "honoured", one->honoured);
    write_words(out, "partly", one->partly);
    write_words(out, "refused", one->refused);
    out.end_object();
  }
}

}  // namespace tidemark::api

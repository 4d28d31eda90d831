#include "api/identity/authorize.h"
#include "api/identity/query_wish.h"
#include "api/query/operation.h"
#include "api/query/reply.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::api {
namespace {

const QueryOperation* find_operation(const QueryService& service, std::string_view name) {
  const auto all = service.operations();
  const auto found =
      std::ranges::find_if(all, [name](const QueryOperation* each) { return each->name == name; });
  return found == all.end() ? nullptr : *found;
}

Reply unknown_operation(const QueryRequest& request) {
  const std::string& name = request.call.operation;
  const auto others = request.service->others();
  if (std::ranges::find(others, name) != others.end()) {
    return query_refusal(request, 400, "InvalidAction",
                         fmt::format("{} is not supported by this version of Tidemark", name));
  }
  return query_refusal(
      request, 400, "InvalidAction",
      fmt::format("Could not find operation {} for version {}", name, request.service->version));
}

std::optional<Reply> refused_member(const QueryRequest& request) {
  std::string_view words = request.operation->refused;
  while (!words.empty()) {
    const std::size_t blank = std::min(words.find(' '), words.size());
    const std::string_view member = words.substr(0, blank);
    words.remove_prefix(std::min(blank + 1, words.size()));
    if (member.empty() || !request.form.has(member)) continue;
    const std::string* text = request.form.find(member);
    // How clients write a list without elements.
    if (text != nullptr && text->empty()) continue;
    return query_validation_error(
        request, fmt::format("{} in {} is not supported by this version of Tidemark", member,
                             request.operation->name));
  }
  return std::nullopt;
}

std::optional<Reply> refused_header(const QueryRequest& request) {
  const Call& call = request.call;
  if (!call.as_of && !call.deleted_tables && !call.recovery_period_days) return std::nullopt;
  return query_validation_error(
      request, fmt::format("{} takes none of Tidemark's own headers", request.operation->name));
}

// Root may everything; others what their policies say.
std::optional<Reply> unauthorized(const QueryRequest& request, Engine& engine) {
  if (request.call.principal.empty() || request.operation->unguarded) return std::nullopt;
  const auto denial = denied(request.call, engine, query_wish(request, engine));
  if (!denial) return std::nullopt;
  return query_refusal(request, 403, "AccessDenied", *denial);
}

}  // namespace

Handling dispatch_query(const QueryService& service, Call call, Engine& engine) {
  QueryRequest request{.call = std::move(call), .form = {}, .service = &service};
  request.operation = find_operation(service, request.call.operation);
  if (request.operation == nullptr) return unknown_operation(request);
  const Call& asked = request.call;
  auto form = wire::QueryParameters::parse(asked.body.empty() ? asked.query : asked.body);
  if (!form) {
    return query_refusal(request, 400, "MalformedQueryString",
                         "The query string contains a syntax error.");
  }
  request.form = std::move(form).value();
  if (auto refusal = refused_header(request)) return *std::move(refusal);
  if (auto refusal = refused_member(request)) return *std::move(refusal);
  if (auto refusal = unauthorized(request, engine)) return *std::move(refusal);
  return request.operation->handle(request, engine);
}

}  // namespace tidemark::api

#include "operator/asking.h"

#include "operator/json_members.h"

#include <algorithm>
#include <array>

namespace tidemark::runbooks {
namespace {

using client::Service;
using client::ServiceError;
using codec::JsonValue;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

bool is_denial(const ServiceError& error) {
  return contains(error.name, "AccessDenied") || contains(error.name, "NotAuthorized") ||
         contains(error.name, "Unauthorized") || error.name == "AuthorizationError" ||
         error.name == "OptInRequired" || error.name == "SubscriptionRequiredException";
}

// Of these credentials everything would be refused.
bool is_about_credentials(const ServiceError& error) {
  constexpr std::array<std::string_view, 9> kNames{
      "ExpiredToken",         "ExpiredTokenException",      "UnrecognizedClientException",
      "InvalidClientTokenId", "InvalidSignatureException",  "SignatureDoesNotMatch",
      "IncompleteSignature",  "MissingAuthenticationToken", "RequestExpired"};
  return std::ranges::any_of(kNames, [&](auto name) { return error.name.starts_with(name); });
}

bool is_unknown_here(const ServiceError& error) {
  return contains(error.name, "UnknownOperation") || error.name == "InvalidAction" ||
         contains(error.name, "NotImplemented") || error.status == 404 || error.status == 501;
}

Why why_of(const Question& question, const ServiceError& error) {
  if (is_denial(error)) return Why::kDenied;
  if (is_unknown_here(error)) return Why::kUnsupported;
  if (is_about_credentials(error)) return Why::kDenied;
  const bool trouble = error.status >= 500 || client::is_throttle(error);
  return trouble && question.service != Service::kDynamoDb ? Why::kUnreachable : Why::kImpossible;
}

std::string said(const Question& question, const ServiceError& error) {
  const std::string text = fmt::format("{}: {}", question.operation, error.name);
  return error.message.empty() ? text : fmt::format("{}: {}", text, error.message);
}

}  // namespace

Result<Gap> gap_of(const Question& question, const ServiceError& error) {
  const bool repeatable = error.status >= 500 && error.status != 501;
  const bool trouble = repeatable || client::is_throttle(error) || is_about_credentials(error);
  if (question.service == Service::kDynamoDb && trouble && !is_unknown_here(error)) {
    return client::to_error(question.operation, error);
  }
  return Gap{question.aspect, why_of(question, error), said(question, error)};
}

Result<Gap> gap_of(const Question& question, const Error& error) {
  if (question.service == Service::kDynamoDb || error.code != Code::kBusy) return error;
  return Gap{question.aspect, Why::kUnreachable, error.message};
}

Asking::Told Asking::taken(const Question& question, Result<client::Answer<client::Reply>> answer,
                           std::vector<Gap>& gaps, std::string_view absent) {
  if (!answer) {
    TM_TRY(Gap gap, gap_of(question, answer.error()));
    gaps.push_back(std::move(gap));
    return std::optional<JsonValue>();
  }
  if (const auto* error = std::get_if<ServiceError>(&answer.value())) {
    if (!absent.empty() && error->name == absent) return std::optional<JsonValue>();
    TM_TRY(Gap gap, gap_of(question, *error));
    gaps.push_back(std::move(gap));
    return std::optional<JsonValue>();
  }
  return std::optional<JsonValue>(std::move(std::get<client::Reply>(answer.value()).body));
}

Asking::Told Asking::ask(const Question& question, std::string_view body, std::vector<Gap>& gaps,
                         std::string_view absent) {
  return taken(question, session_.of(question.service).call(question.operation, body), gaps,
               absent);
}

Result<bool> Asking::ask_pages(const Question& question, const PageBody& body,
                               std::vector<Gap>& gaps,
                               const std::function<void(const JsonValue&)>& on_page) {
  for (std::string token;;) {
    TM_TRY(const auto page, ask(question, body(token), gaps));
    if (!page) return false;
    on_page(*page);
    const std::string next = text_in(*page, "NextToken");
    if (next.empty()) return true;
    // A server that never moves on would keep us here for ever.
    if (next == token) {
      return fail(Code::kCorrupt, fmt::format("{}: NextToken does not move", question.operation));
    }
    token = next;
  }
}

Result<bool> Asking::query_pages(const Question& question, const client::Parameters& parameters,
                                 std::vector<Gap>& gaps,
                                 const std::function<void(const JsonValue&)>& on_page) {
  for (std::string token;;) {
    client::Parameters page_parameters = parameters;
    if (!token.empty()) page_parameters.emplace_back("NextToken", token);
    TM_TRY(const auto page,
           taken(question, session_.of(question.service).query(question.operation, page_parameters),
                 gaps, {}));
    if (!page) return false;
    on_page(*page);
    const std::string next = text_in(*page, "NextToken");
    if (next.empty()) return true;
    if (next == token) {
      return fail(Code::kCorrupt, fmt::format("{}: NextToken does not move", question.operation));
    }
    token = next;
  }
}

}  // namespace tidemark::runbooks

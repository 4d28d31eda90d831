#include "api/query/reply.h"

#include "base/log.h"

namespace tidemark::api {
namespace {

Reply xml(int status, std::string body) {
  return {.status = status, .body = std::move(body), .content_type = std::string(wire::kXml)};
}

wire::QueryAnswered answered(const QueryRequest& request) {
  return {.operation = request.operation->name, .name_space = request.service->name_space};
}

}  // namespace

Reply query_reply(const QueryRequest& request, std::string_view result_xml) {
  return xml(200, wire::query_answer(answered(request), result_xml, request.call.request_id));
}

Reply query_reply(const QueryRequest& request) {
  return xml(200, wire::query_answer(answered(request), std::nullopt, request.call.request_id));
}

Reply query_refusal(const QueryRequest& request, int status, std::string_view code,
                    std::string_view message) {
  return xml(status, wire::query_error_body(request.service->name_space, code, message,
                                            status < 500, request.call.request_id));
}

Reply query_validation_error(const QueryRequest& request, std::string_view message) {
  return query_refusal(request, 400, "ValidationError", message);
}

Reply query_error(const QueryRequest& request, const Error& error) {
  switch (error.code) {
    case Code::kInvalid:
    case Code::kConflict:
    case Code::kLimit: return query_validation_error(request, error.message);
    case Code::kNotFound: return query_refusal(request, 404, "NoSuchEntity", error.message);
    case Code::kDenied: return query_refusal(request, 403, "AccessDenied", error.message);
    case Code::kBusy: return query_refusal(request, 503, "ServiceUnavailable", error.message);
    case Code::kUnknown:
    case Code::kCorrupt: break;
  }
  log_error(
      "api", "a request could not be carried out",
      {{"reason", to_text(error)}, {"file", error.file ? error.file : ""}, {"line", error.line}});
  return query_refusal(request, 500, "InternalFailure", "The request could not be completed.");
}

}  // namespace tidemark::api

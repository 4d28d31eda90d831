#include "api/query/door.h"

#include "wire/query_protocol.h"
#include "wire/sigv4_canonical.h"

namespace tidemark::api {
namespace {

void write_words(codec::JsonWriter& out, std::string_view name, std::string_view words) {
  out.key(name).begin_array();
  for (const std::string_view word : wire::split(words, " ")) out.string(word);
  out.end_array();
}

}  // namespace

std::string query_operation_of(const Call& call) {
  const auto form = wire::QueryParameters::parse(call.body.empty() ? call.query : call.body);
  const std::string* const action = form ? form.value().find("Action") : nullptr;
  return action == nullptr ? std::string() : *action;
}

Reply refuse_query(const QueryService& service, std::string_view name, std::string_view message) {
  const wire::QueryErrorName known = wire::query_error_name(name);
  return {.status = known.status,
          .body = wire::query_error_body(service.name_space, known.code, message,
                                         known.status < 500, ""),
          .content_type = std::string(wire::kXml)};
}

void write_query_fidelity(codec::JsonWriter& out, const QueryService& service) {
  for (const QueryOperation* one : service.operations()) {
    const bool whole = one->refused.empty() && one->partly.empty();
    out.key(one->name).begin_object().key("fidelity").string(whole ? "same" : "subset");
    write_words(out, "honoured", one->honoured);
    write_words(out, "partly", one->partly);
    write_words(out, "refused", one->refused);
    out.end_object();
  }
  for (const std::string_view name : service.others()) {
    out.key(name).begin_object().key("fidelity").string("refused").end_object();
  }
}

}  // namespace tidemark::api

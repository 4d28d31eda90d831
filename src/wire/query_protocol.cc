#include "wire/query_protocol.h"

#include "codec/uri.h"
#include "wire/xml_writer.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::wire {
namespace {

Result<std::string> form_decode(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return codec::percent_decode(spaced);
}

}  // namespace

Result<QueryParameters> QueryParameters::parse(std::string_view form) {
  auto all = std::make_shared<Map>();
  while (!form.empty()) {
    const std::size_t end = std::min(form.find('&'), form.size());
    const std::string_view pair = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    TM_TRY(std::string name, form_decode(pair.substr(0, equals)));
    TM_TRY(std::string value, form_decode(pair.substr(std::min(equals + 1, pair.size()))));
    all->insert_or_assign(std::move(name), std::move(value));
  }
  return QueryParameters(std::move(all), "");
}

std::string QueryParameters::path_of(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

const std::string* QueryParameters::find(std::string_view name) const {
  const auto found = all_->find(path_of(name));
  return found == all_->end() ? nullptr : &found->second;
}

const std::string* QueryParameters::text() const {
  const auto found = all_->find(path_);
  return found == all_->end() ? nullptr : &found->second;
}

bool QueryParameters::has(std::string_view name) const {
  const std::string path = path_of(name);
  if (all_->contains(path)) return true;
  const std::string beneath = path + ".";
  const auto next = all_->lower_bound(beneath);
  return next != all_->end() && next->first.starts_with(beneath);
}

std::vector<QueryParameters> QueryParameters::list(std::string_view name) const {
  std::vector<QueryParameters> elements;
  while (true) {
    const std::string member = fmt::format("{}.member.{}", name, elements.size() + 1);
    if (!has(member)) return elements;
    elements.push_back(structure(member));
  }
}

std::vector<std::pair<std::string, QueryParameters>> QueryParameters::entries(
    std::string_view name, std::string_view key, std::string_view value) const {
  std::vector<std::pair<std::string, QueryParameters>> all;
  while (true) {
    const QueryParameters entry = structure(fmt::format("{}.entry.{}", name, all.size() + 1));
    const std::string* own_key = entry.find(key);
    if (own_key == nullptr) return all;
    all.emplace_back(*own_key, entry.structure(value));
  }
}

QueryParameters QueryParameters::structure(std::string_view name) const {
  return {all_, path_of(name)};
}

std::string query_answer(const QueryAnswered& answered, std::optional<std::string_view> result_xml,
                         std::string_view request_id) {
  XmlWriter out;
  out.raw(fmt::format("<{}Response xmlns=\"{}\">", answered.operation, answered.name_space));
  if (result_xml) {
    out.open(fmt::format("{}Result", answered.operation)).raw(*result_xml).close();
  }
  out.open("ResponseMetadata").text("RequestId", request_id).close();
  out.raw(fmt::format("</{}Response>", answered.operation));
  return out.take();
}

std::string query_error_body(std::string_view name_space, std::string_view code,
                             std::string_view message, bool sender, std::string_view request_id) {
  XmlWriter out;
  out.raw(fmt::format("<ErrorResponse xmlns=\"{}\">", name_space)).open("Error");
  out.text("Type", sender ? "Sender" : "Receiver").text("Code", code).text("Message", message);
  out.close().text("RequestId", request_id).raw("</ErrorResponse>");
  return out.take();
}

QueryErrorName query_error_name(std::string_view json_name) {
  struct Known {
    std::string_view json;
    std::string_view code;
    int status;
  };

  static constexpr Known kKnown[] = {
      {"AccessDeniedException", "AccessDenied", 403},
      {"ExpiredTokenException", "ExpiredToken", 403},
      {"IncompleteSignatureException", "IncompleteSignature", 400},
      {"InternalServerError", "InternalFailure", 500},
      {"InvalidSignatureException", "SignatureDoesNotMatch", 403},
      {"MissingAuthenticationTokenException", "MissingAuthenticationToken", 403},
      {"RequestEntityTooLargeException", "RequestEntityTooLarge", 413},
      {"SerializationException", "MalformedQueryString", 400},
      {"ThrottlingException", "Throttling", 400},
      {"UnknownOperationException", "InvalidAction", 400},
      {"UnrecognizedClientException", "InvalidClientTokenId", 403},
      {"ValidationException", "ValidationError", 400},
  };
  for (const Known& known : kKnown) {
    if (known.json == json_name) return {std::string(known.code), known.status};
  }
  if (json_name.ends_with("Exception")) json_name.remove_suffix(9);
  return {std::string(json_name), 400};
}

}  // namespace tidemark::wire

// AWS's query protocol: requests are forms, answers are XML. IAM, STS and SNS speak it.
//
//   TM_TRY(const QueryParameters form, QueryParameters::parse(body));
//   const std::string* name = form.find("RoleName");
//   for (const QueryParameters& tag : form.list("Tags")) … tag.find("Key"), tag.find("Value") …
//   for (const auto& [key, value] : form.entries("Attributes")) … value.text() …
//
//   query_answer({"ListTopics", "http://sns.amazonaws.com/doc/2010-03-31/"}, result_xml, id)
//   query_error_body("http://sns.amazonaws.com/doc/2010-03-31/", "NotFound", "…", true, id)
//
// Threads   Values are immutable; pure functions.
// Source    aws-contract E.1.
#pragma once

#include "base/result.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::wire {

inline constexpr std::string_view kXml = "text/xml";
inline constexpr std::string_view kForm = "application/x-www-form-urlencoded";

// A parameter and everything beneath it: "Tags.member.1" and "Tags.member.1.Key".
class QueryParameters {
 public:
  QueryParameters() : all_(std::make_shared<const Map>()) {}

  // A form as it is sent, blanks as '+' or %20. Of a repeated name the last value counts.
  // Errors: kInvalid  a % without two hexadecimal digits behind it
  static Result<QueryParameters> parse(std::string_view form);

  // The value of a parameter beneath this one; null when there is none.
  [[nodiscard]] const std::string* find(std::string_view name) const;

  // The value of this parameter itself: of an element of a list of texts.
  [[nodiscard]] const std::string* text() const;

  // Whether it was sent, with a value or with anything beneath it.
  [[nodiscard]] bool has(std::string_view name) const;

  // Name.member.1, Name.member.2, … up to the first that is missing.
  [[nodiscard]] std::vector<QueryParameters> list(std::string_view name) const;

  // Name.entry.1.key and Name.entry.1.value, and so on, in the order sent. Some maps of SNS name
  // the two otherwise.
  [[nodiscard]] std::vector<std::pair<std::string, QueryParameters>> entries(
      std::string_view name, std::string_view key = "key", std::string_view value = "value") const;

  [[nodiscard]] QueryParameters structure(std::string_view name) const;

 private:
  using Map = std::map<std::string, std::string, std::less<>>;

  QueryParameters(std::shared_ptr<const Map> all, std::string path)
      : all_(std::move(all)), path_(std::move(path)) {}

  [[nodiscard]] std::string path_of(std::string_view name) const;

  std::shared_ptr<const Map> all_;
  std::string path_;  // empty: the whole form
};

// The operation that answers, and its service's name space.
struct QueryAnswered {
  std::string_view operation{};
  std::string_view name_space{};
};

// <OpResponse xmlns="…"><OpResult>…</OpResult><ResponseMetadata>…; without a result for operations
// that AWS gives none.
[[nodiscard]] std::string query_answer(const QueryAnswered& answered,
                                       std::optional<std::string_view> result_xml,
                                       std::string_view request_id);

// <ErrorResponse xmlns="…"><Error><Type>Sender</Type>…; `sender`: the caller's fault.
[[nodiscard]] std::string query_error_body(std::string_view name_space, std::string_view code,
                                           std::string_view message, bool sender,
                                           std::string_view request_id);

// What the front end's refusals are called in this protocol: "InvalidSignatureException" is
// SignatureDoesNotMatch, 403. Names it does not know keep theirs, without "Exception", and 400.
struct QueryErrorName {
  std::string code{};
  int status = 400;
};

[[nodiscard]] QueryErrorName query_error_name(std::string_view json_name);

}  // namespace tidemark::wire

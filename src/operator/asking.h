// Asking AWS for settings when a refusal is no end of the matter but a line in the report.
//
//   Asking asking(session);
//   TM_TRY(const auto told, asking.ask({Aspect::kTags, Service::kDynamoDb, "ListTagsOfResource"},
//                                      body, gaps));
//   if (told) … told->find("Tags") …         // unset: a gap was noted
//
// DynamoDB itself must answer: what it cannot say for lack of a connection, of credentials or of
// capacity is an Error. The services beside it may be missing.
//
// Threads   One.
#pragma once

#include "client/session.h"
#include "operator/passport.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::runbooks {

// What is asked, and of which setting it tells.
struct Question {
  Aspect aspect;
  client::Service service = client::Service::kDynamoDb;
  std::string_view operation;
};

// Errors: the call could be repeated, or nobody's settings can be read: see above
Result<Gap> gap_of(const Question& question, const client::ServiceError& error);
Result<Gap> gap_of(const Question& question, const Error& error);

class Asking {
 public:
  using Told = Result<std::optional<codec::JsonValue>>;
  // Makes the request of a page: the token of the one before is empty at first.
  using PageBody = std::function<std::string(const std::string& token)>;

  explicit Asking(client::Session& session) : session_(session) {}

  // The answer's body; unset when a gap was noted, or when the error is `absent`: AWS's name for
  // there being no such thing.
  Told ask(const Question& question, std::string_view body, std::vector<Gap>& gaps,
           std::string_view absent = {});

  // Page by page as long as answers have a NextToken; false after a gap.
  Result<bool> ask_pages(const Question& question, const PageBody& body, std::vector<Gap>& gaps,
                         const std::function<void(const codec::JsonValue&)>& on_page);

  // CloudWatch's way.
  Result<bool> query_pages(const Question& question, const client::Parameters& parameters,
                           std::vector<Gap>& gaps,
                           const std::function<void(const codec::JsonValue&)>& on_page);

 private:
  Told taken(const Question& question, Result<client::Answer<client::Reply>> answer,
             std::vector<Gap>& gaps, std::string_view absent);

  client::Session& session_;
};

}  // namespace tidemark::runbooks

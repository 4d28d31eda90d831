// Somebody who is told of every call before it is sent and after it was answered: the journal.
//
//   session.watch(&journal);    // before every call: journal.before(call); an Error: nothing is
//   sent
//
// Threads   Calls of several threads come at once.
#pragma once

#include "client/answer.h"
#include "client/retry.h"
#include "client/service.h"

#include <string_view>

namespace tidemark::client {

// One operation with its arguments, however many attempts it takes. Views live during the call.
struct SentCall {
  Service service = Service::kDynamoDb;
  std::string_view operation{};  // "StartRestoreJob"
  std::string_view target{};     // rest: "PUT /restore-jobs"; else empty
  std::string_view body{};       // JSON; a form for query services; never a credential
  Repeat repeat = Repeat::kAlways;

  // Whether it only looks: Describe…, List…, Get…, Query, Scan, BatchGet….
  [[nodiscard]] bool reads() const;
};

class CallWatch {
 public:
  virtual ~CallWatch() = default;

  // An Error becomes the call's outcome, and nothing is sent.
  virtual Status before(const SentCall& call) = 0;

  virtual void after(const SentCall& call, const Result<Answer<Reply>>& outcome) = 0;
};

}  // namespace tidemark::client

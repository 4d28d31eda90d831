// What the server hands to an operation, and what it gets back. The server knows no operation;
// an operation knows no socket.
#pragma once

#include "base/timestamp.h"

#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace tidemark::api {

// One authenticated request to an AWS operation.
struct Call {
  std::string account;    // 12 digits, whose key signed it
  std::string region;     // from the credential scope
  std::string operation;  // "PutItem"
  std::string body;       // the request's bytes, as sent
  std::string request_id;
  // Who signed it: an IAM user's or role session's ARN; empty for the account's root.
  std::string principal = {};
  std::string access_key = {};  // of who is not root
  std::string source_ip = {};   // of who is not root, and of all services but DynamoDB
  bool secure = false;          // likewise: it came by TLS
  // Of a REST operation, which has these instead of `operation`; of a query operation the last.
  std::string method = {};  // "PUT"
  std::string path = {};    // as sent, percent-encoded
  std::string query = {};   // what follows '?', as sent
  // Tidemark's own headers, texts as sent; unset when absent.
  std::optional<std::string> as_of;                 // x-tidemark-as-of, or the /@… path
  std::optional<std::string> deleted_tables;        // x-tidemark-deleted-tables
  std::optional<std::string> recovery_period_days;  // x-tidemark-recovery-period-days
};

struct Reply {
  int status = 200;
  std::string body;
  std::string content_type = "application/x-amz-json-1.0";
  std::string error_type = {};  // header x-amzn-ErrorType, where the protocol has it
};

// A write under way. `start` begins it and returns at once; `done` is called once, on another
// thread, when the outcome is known; then `answer` is called on the connection's thread.
struct PendingReply {
  std::function<void(std::function<void()> done)> start;
  std::function<Reply()> answer;
};

// Too long for a connection's thread: to be run on the worker pool.
struct BackgroundReply {
  std::function<Reply()> work;
};

using Handling = std::variant<Reply, PendingReply, BackgroundReply>;

}  // namespace tidemark::api

// One line of the log for a request that was answered. Names, sizes and times; of the request's
// path no query, of its body nothing but the table's name.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::server {

struct AccessEntry {
  std::string_view request_id;  // x-amzn-RequestId of the answer
  std::string_view peer;
  std::string_view method;
  std::string_view target;
  std::string_view operation;
  std::string_view account;  // empty: nobody's
  std::string_view table;    // empty: none
  int status = 0;
  std::string_view error;      // empty: none
  std::size_t sent_bytes = 0;  // of the answer's body, packed if it was
  std::size_t received_bytes = 0;
  std::chrono::microseconds took{0};
};

void log_access(const AccessEntry& entry);

// What a request calls its table, if that looks like the name or ARN of one; else empty.
std::string table_in(std::string_view body);

// "ResourceNotFoundException"; empty when the body is no error of AWS's.
std::string error_in(std::string_view body);

}  // namespace tidemark::server

// An HTTP request and its response, as this program sees them.
//
//   if (const auto type = request.headers.find("Content-Type")) …     // case does not matter
//   Response response{.status = 200, .body = "healthy"};
//   response.headers.add("Content-Type", "text/plain");
//
// Threads   Plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::http {

// Header fields in the order they were sent. Names keep their letters; looking up ignores case.
// A view into it lives until the next `add` or the end of the Headers.
class Headers {
 public:
  struct Field {
    std::string_view name{};
    std::string_view value{};
  };

  void add(std::string_view name, std::string_view value);

  // The first field of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

  [[nodiscard]] std::size_t count(std::string_view name) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  // Field `index`, 0 … size() - 1, in the order sent.
  [[nodiscard]] Field at(std::size_t index) const;

 private:
  struct Entry {
    std::uint32_t name_bytes;
    std::uint32_t value_bytes;
    std::uint32_t begin;  // of the name in text_; the value follows it
  };

  std::string text_;  // one allocation for all fields
  std::vector<Entry> entries_;
};

struct Request {
  std::string method{};  // as sent: "POST"
  std::string target{};  // as sent, nothing decoded: "/path%20x?a=b"
  Headers headers{};
  std::string body{};  // de-chunked; content codings such as gzip are left alone
  std::string peer{};  // "127.0.0.1:49152"
  bool encrypted = false;
};

struct Response {
  int status = 200;
  Headers headers{};  // without Content-Length and Connection: those are http's own
  std::string body{};
};

// A request to be sent.
struct Outgoing {
  std::string method{};
  std::string url{};  // scheme, host, port, path and query; sent exactly as written
  Headers headers{};  // a Host field replaces the one made from the URL
  std::string body{};
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{60'000};  // from start to the response's last byte
};

// ASCII letters compare equal in both cases.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

// "Not Found" for 404; "Status" for a number without a name.
[[nodiscard]] std::string_view reason_of(int status);

}  // namespace tidemark::http

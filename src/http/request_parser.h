// Bytes of a connection to one Request. Strict: what two parsers could read in two ways is refused.
//
//   RequestParser parser(limits);
//   while (parser.state() < RequestParser::kDone) buffer.drop(parser.feed(buffer.text()));
//
// Refused, with the status to answer: both Content-Length and Transfer-Encoding (400), more than
// one of either (400), a transfer coding other than chunked (501), no Host or two (400), a bare
// line feed or a blank before a colon (400), a header line folded in two (400), too large a head
// (431), body (413) or chunk head (400). Trailers are read and dropped.
//
// Threads   One.
#pragma once

#include "http/message.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tidemark::http {

struct ParserLimits {
  std::size_t head_bytes = 64 * 1024;
  std::size_t head_fields = 256;
  // Largest body for a request whose head is this one; its body is still empty.
  std::function<std::size_t(const Request&)> body_bytes{};
};

struct Refusal {
  int status = 400;
  std::string reason{};  // lower case, no full stop
};

class RequestParser {
 public:
  enum State {
    kHead,  // the head is not complete
    kBody,  // the head is there, the body is not
    kDone,
    kRefused,
  };

  explicit RequestParser(const ParserLimits& limits);
  ~RequestParser();

  // Reads from the start of `bytes`; answers how many are used up. Stops at the end of the head,
  // so that kBody can be seen, and at the end of the request. While the head is incomplete
  // nothing is used up: call again with the same bytes and more behind them.
  std::size_t feed(std::string_view bytes);

  [[nodiscard]] State state() const;

  // In kRefused.
  [[nodiscard]] const Refusal& refusal() const;

  // The head from kBody on; all of it in kDone.
  [[nodiscard]] Request& request();

  // From kBody on: whether the connection may carry another request after this one.
  [[nodiscard]] bool keep_alive() const;

  // From kBody on: the client waits for "100 Continue" before it sends the body.
  [[nodiscard]] bool expects_continue() const;

  // In kBody: how many bytes of body are still to come; 0 when chunked.
  [[nodiscard]] std::size_t remaining_bytes() const;

 private:
  class Impl;  // keeps Beast out of this header

  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);

  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::http

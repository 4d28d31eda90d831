#include "http/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace tidemark::http {
namespace {

namespace beast_http = boost::beast::http;
using beast_error = boost::beast::error_code;

// Bytes of spare room behind a body, so that a SIMD JSON parser may read past its end in place.
constexpr std::size_t kBodyPadding = 64;

// A chunk's size with its extensions, or the trailer: what is not body must not pile up either.
constexpr std::size_t kMaxChunkHeadBytes = 4096;

// Nothing from a chunk's head to the request's end is shorter. Beast aborts when it has seen the
// last chunk's "0\r\n" and is asked again about less.
constexpr std::size_t kLeastChunkBytes = 5;

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool has_folded_line(std::string_view lines) {
  for (auto at = lines.find('\n'); at != lines.npos; at = lines.find('\n', at + 1)) {
    if (at + 1 < lines.size() && is_blank(lines[at + 1])) return true;
  }
  return false;
}

// Finds the end of a head that arrives in pieces, and refuses at once what no head can be made of,
// at the same byte however it is cut.
class HeadScan {
 public:
  enum Found { kMore, kEnd, kWrong };

  // `bytes` begin as at the last call. kEnd: end() is behind the empty line.
  Found scan(std::string_view bytes) {
    // TLS on a plain port, for one.
    if (!bytes.empty() && (bytes.front() <= ' ' || bytes.front() > '~')) {
      return wrong("no method at the start");
    }
    for (auto at = bytes.find('\n', scanned_); at != bytes.npos; at = bytes.find('\n', at + 1)) {
      scanned_ = at;
      if (at == 0 || bytes[at - 1] != '\r') return wrong("a line ends without a carriage return");
      if (at >= 3 && bytes[at - 2] == '\n') {
        end_ = at + 1;
        return kEnd;
      }
      if (at + 1 == bytes.size()) return kMore;  // the next byte tells
      // RFC 9112, 5.2: whoever does not know of it takes the next line for a field of its own.
      if (is_blank(bytes[at + 1])) return wrong("a header line is folded");
    }
    scanned_ = bytes.size();
    return kMore;
  }

  [[nodiscard]] std::size_t end() const { return end_; }

  [[nodiscard]] const char* reason() const { return reason_; }

 private:
  Found wrong(const char* reason) {
    reason_ = reason;
    return kWrong;
  }

  std::size_t scanned_ = 0;
  std::size_t end_ = 0;
  const char* reason_ = "";
};

}  // namespace

class RequestParser::Impl final : public beast_http::basic_parser<true> {
 public:
  explicit Impl(const ParserLimits& limits) : limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.head_bytes) + 1);  // feed() keeps the limit
    body_limit(boost::none);
    eager(false);
  }

  Request request;
  Refusal refusal;
  bool refused = false;
  bool expects_continue = false;
  bool at_chunk_head = false;  // since it was last cleared
  HeadScan head;

  [[nodiscard]] std::size_t head_bytes() const { return limits_.head_bytes; }

  void refuse(int status, std::string reason, beast_error& error) {
    if (refusal.reason.empty()) refusal = {status, std::move(reason)};
    error = beast_http::error::bad_value;
  }

 private:
  void on_request_impl(beast_http::verb, boost::beast::string_view method,
                       boost::beast::string_view target, int version, beast_error&) override {
    version_ = version;
    request.method = view(method);
    request.target = view(target);
  }

  void on_response_impl(int, boost::beast::string_view, int, beast_error&) override {}

  void on_field_impl(beast_http::field name, boost::beast::string_view name_text,
                     boost::beast::string_view value, beast_error& error) override {
    // A trailer comes too late to say whose request this is and what for: read and dropped.
    if (head_done_) return;
    if (request.headers.size() == limits_.head_fields) {
      return refuse(431, fmt::format("more than {} header fields", limits_.head_fields), error);
    }
    request.headers.add(view(name_text), view(value));
    if (name == beast_http::field::transfer_encoding &&
        !equal_ignoring_case(view(value), "chunked")) {
      refuse(501, "only the transfer coding chunked is supported", error);
    }
    // Beast would take "5, 5" for 5.
    if (name == beast_http::field::content_length && value.find(',') != value.npos) {
      refuse(400, "the body's length is stated twice", error);
    }
    if (name == beast_http::field::expect) {
      expects_continue = equal_ignoring_case(view(value), "100-continue");
      if (!expects_continue) refuse(417, "only 100-continue can be expected", error);
    }
  }

  void on_header_impl(beast_error& error) override {
    head_done_ = true;
    const Headers& headers = request.headers;
    const std::size_t lengths = headers.count("Content-Length");
    const std::size_t codings = headers.count("Transfer-Encoding");
    if (lengths + codings > 1) return refuse(400, "the body's length is stated twice", error);
    // RFC 9112, 6.1: faulty framing, since machines of that time know nothing of codings.
    if (codings > 0 && version_ < 11) return refuse(400, "HTTP/1.0 has no codings", error);
    if (headers.count("Host") != 1) return refuse(400, "exactly one Host header is needed", error);
    const std::size_t limit =
        limits_.body_bytes ? limits_.body_bytes(request) : std::size_t{1} << 20;
    if (content_length() && *content_length() > limit) return refuse_large(limit, error);
    body_limit(limit);
    body_limit_bytes_ = limit;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, beast_error&) override {
    if (length) request.body.reserve(*length + kBodyPadding);
  }

  std::size_t on_body_impl(boost::beast::string_view bytes, beast_error&) override {
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, beast_error&) override {
    at_chunk_head = true;
  }

  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes,
                                 beast_error&) override {
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_finish_impl(beast_error&) override {
    request.body.reserve(request.body.size() + kBodyPadding);
  }

 public:
  void refuse_large(std::size_t limit, beast_error& error) {
    refuse(413, fmt::format("the body is larger than {} bytes", limit), error);
  }

  // What Beast is not asked, or let through.
  void refuse_whole(int status, std::string reason) {
    refused = true;
    if (refusal.reason.empty()) refusal = {status, std::move(reason)};
  }

  // What Beast found wrong, as a refusal of ours.
  void explain(const beast_error& error) {
    refused = true;
    if (!refusal.reason.empty()) return;
    beast_error ignored;
    if (error == beast_http::error::body_limit) return refuse_large(body_limit_bytes_, ignored);
    if (error == beast_http::error::bad_version) {
      return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken", ignored);
    }
    refuse(400, error.message(), ignored);
  }

 private:
  const ParserLimits& limits_;
  std::size_t body_limit_bytes_ = 0;
  int version_ = 11;
  bool head_done_ = false;
};

RequestParser::RequestParser(const ParserLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
  if (state() >= kDone) return 0;
  return impl_->is_header_done() ? feed_body(bytes) : feed_head(bytes);
}

// Beast sees a head only once it is whole: of a part of one it reads what it can, so that its
// verdict would depend on how the bytes were cut.
std::size_t RequestParser::feed_head(std::string_view bytes) {
  const std::size_t limit = impl_->head_bytes();
  switch (impl_->head.scan(bytes.substr(0, limit))) {
    case HeadScan::kWrong: impl_->refuse_whole(400, impl_->head.reason()); return 0;
    case HeadScan::kMore:
      if (bytes.size() >= limit) impl_->refuse_whole(431, "the head is too large");
      return 0;
    case HeadScan::kEnd: break;
  }
  beast_error error;
  const std::size_t taken = impl_->put({bytes.data(), impl_->head.end()}, error);
  if (error) impl_->explain(error);
  return taken;
}

std::size_t RequestParser::feed_body(std::string_view bytes) {
  std::size_t used = 0;
  // Beast wants to be called again after each chunk header, each piece of body.
  while (state() < kDone && used < bytes.size()) {
    const std::string_view rest = bytes.substr(used);
    if (impl_->chunked() && rest.size() < kLeastChunkBytes) break;
    beast_error error;
    impl_->at_chunk_head = false;
    const std::size_t taken = impl_->put({rest.data(), rest.size()}, error);
    used += taken;
    if (error && error != beast_http::error::need_more) {
      impl_->explain(error);
      break;
    }
    const std::size_t chunk_head = impl_->at_chunk_head ? taken - 1 : error ? rest.size() : 0;
    if (chunk_head > kMaxChunkHeadBytes) {
      impl_->refuse_whole(400, "a chunk's head or the trailer is too large");
    }
    if (impl_->at_chunk_head && has_folded_line(rest.substr(0, taken))) {
      impl_->refuse_whole(400, "a line of the trailer is folded");
    }
    if (error) break;
  }
  return used;
}

RequestParser::State RequestParser::state() const {
  if (impl_->refused) return kRefused;
  if (impl_->is_done()) return kDone;
  return impl_->is_header_done() ? kBody : kHead;
}

const Refusal& RequestParser::refusal() const {
  return impl_->refusal;
}

Request& RequestParser::request() {
  return impl_->request;
}

bool RequestParser::keep_alive() const {
  return impl_->keep_alive();
}

bool RequestParser::expects_continue() const {
  return impl_->expects_continue;
}

std::size_t RequestParser::remaining_bytes() const {
  const auto remaining = impl_->content_length_remaining();
  return remaining ? static_cast<std::size_t>(*remaining) : 0;
}

}  // namespace tidemark::http

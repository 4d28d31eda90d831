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

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

class RequestParser::Impl final : public beast_http::basic_parser<true> {
 public:
  explicit Impl(const ParserLimits& limits) : limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.head_bytes));
    body_limit(boost::none);
    eager(false);
  }

  Request request;
  Refusal refusal;
  bool refused = false;
  bool expects_continue = false;

  void refuse(int status, std::string reason, beast_error& error) {
    if (refusal.reason.empty()) refusal = {status, std::move(reason)};
    error = beast_http::error::bad_value;
  }

 private:
  void on_request_impl(beast_http::verb, boost::beast::string_view method,
                       boost::beast::string_view target, int, beast_error&) override {
    request.method = view(method);
    request.target = view(target);
  }

  void on_response_impl(int, boost::beast::string_view, int, beast_error&) override {}

  void on_field_impl(beast_http::field name, boost::beast::string_view name_text,
                     boost::beast::string_view value, beast_error& error) override {
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
    const Headers& headers = request.headers;
    const std::size_t lengths = headers.count("Content-Length");
    const std::size_t codings = headers.count("Transfer-Encoding");
    if (lengths + codings > 1) return refuse(400, "the body's length is stated twice", error);
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

  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, beast_error&) override {}

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

  // What Beast found wrong, as a refusal of ours.
  void explain(const beast_error& error) {
    refused = true;
    if (!refusal.reason.empty()) return;
    beast_error ignored;
    if (error == beast_http::error::header_limit) {
      return refuse(431, "the head is too large", ignored);
    }
    if (error == beast_http::error::body_limit) return refuse_large(body_limit_bytes_, ignored);
    if (error == beast_http::error::bad_version) {
      return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken", ignored);
    }
    refuse(400, error.message(), ignored);
  }

 private:
  const ParserLimits& limits_;
  std::size_t body_limit_bytes_ = 0;
};

RequestParser::RequestParser(const ParserLimits& limits) : impl_(std::make_unique<Impl>(limits)) {}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::feed(std::string_view bytes) {
  std::size_t used = 0;
  const bool had_head = impl_->is_header_done();
  // Beast wants to be called again after each chunk header, each piece of body.
  while (state() < kDone) {
    beast_error error;
    const std::string_view rest = bytes.substr(used);
    const std::size_t taken = impl_->put({rest.data(), rest.size()}, error);
    used += taken;
    if (error == beast_http::error::need_more) break;
    if (error) {
      impl_->explain(error);
      break;
    }
    if (!had_head && impl_->is_header_done()) break;
    if (used == bytes.size()) break;
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

#include "http/connection.h"

#include "base/log.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>

namespace tidemark::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using std::chrono::steady_clock;
constexpr asio::use_awaitable_t<Executor> kAwait;

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kHeadBytes = 512;  // more than a response's head usually takes
constexpr std::size_t kLargeReadBytes = 256 * 1024;
constexpr std::chrono::milliseconds kLastWords{2'000};
// An idle connection keeps its buffer for so long: those in use never miss it, ten thousand that
// are not do not cost their 16 KiB each.
constexpr std::chrono::milliseconds kKeepBuffer{1'000};
// Of each body so much is not counted, so that a few great bodies cannot shut out small ones.
constexpr std::size_t kUncountedBodyBytes = 64 * 1024;
constexpr std::size_t kMaxDiscardedBytes = 64u << 20;

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {
    ErrorCode ignored;
    socket_.non_blocking(true, ignored);
  }

  Task<bool> handshake() override { co_return true; }

  Task<bool> wait_readable() override {
    ErrorCode error;
    co_await socket_.async_wait(Socket::wait_read, asio::redirect_error(kAwait, error));
    co_return !error;
  }

  Task<std::size_t> read_some(char* into, std::size_t bytes) override {
    ErrorCode error;
    const std::size_t got = co_await socket_.async_read_some(asio::buffer(into, bytes),
                                                             asio::redirect_error(kAwait, error));
    co_return got;
  }

  Task<bool> write(std::string_view bytes) override {
    ErrorCode error;
    // A response nearly always fits the socket's buffer: no turn of the event loop then.
    const std::size_t sent = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
    if (!error && sent == bytes.size()) co_return true;
    if (error && error != asio::error::would_block) co_return false;
    bytes.remove_prefix(sent);
    error = {};
    co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()),
                               asio::redirect_error(kAwait, error));
    co_return !error;
  }

  Task<void> finish_writing() override {
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }

 protected:
  Socket& socket() override { return socket_; }

 private:
  Socket socket_;
};

Response plain_text(const Refusal& refusal) {
  Response response{.status = refusal.status, .headers = {}, .body = {}};
  response.headers.add("Content-Type", "text/plain");
  response.body = fmt::format("{}: {}\n", reason_of(refusal.status), refusal.reason);
  return response;
}

// The whole response as the one buffer that is written.
std::string bytes_of(const Response& response, bool keep_alive, bool with_body) {
  std::string out;
  out.reserve(kHeadBytes + response.body.size());
  const auto append_number = [&](auto number) { out.append(fmt::format_int(number).c_str()); };
  out.append("HTTP/1.1 ");
  append_number(response.status);
  out.append(" ").append(reason_of(response.status)).append("\r\n");
  for (std::size_t i = 0; i < response.headers.size(); ++i) {
    const Headers::Field field = response.headers.at(i);
    out.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  if (response.status != 204) {
    out.append("Content-Length: ");
    append_number(response.body.size());
    out.append("\r\n");
  }
  out.append(keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
  if (with_body) out.append(response.body);
  return out;
}

}  // namespace

void Stream::cancel() {
  ErrorCode ignored;
  socket().cancel(ignored);
}

void Stream::close() {
  ErrorCode ignored;
  socket().close(ignored);
}

std::unique_ptr<Stream> plain_stream(Socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

void ConnectionExchange::answer(Response response) {
  if (gate_->is_here()) return deliver(std::move(response));
  gate_->post([self = shared_from_this(), response = std::move(response)]() mutable {
    self->deliver(std::move(response));
  });
}

void ConnectionExchange::deliver(Response response) {
  if (connection_ != nullptr) connection_->deliver(std::move(response));
}

Connection::Connection(ConnectionHost& host, asio::io_context& context,
                       std::unique_ptr<Stream> stream, std::string peer, bool encrypted)
    : host_(host),
      stream_(std::move(stream)),
      peer_(std::move(peer)),
      encrypted_(encrypted),
      answered_(context, steady_clock::time_point::max()) {}

Connection::~Connection() {
  if (exchange_) exchange_->detach();
  let_go();
}

Task<void> Connection::turn_away() {
  wait_at_most(host_.options.head_timeout);
  const bool ready = co_await stream_->handshake();
  const Refusal full{503, "too many connections are open"};
  if (ready) co_await refuse(full);
  stream_->close();
}

Task<void> Connection::serve() {
  wait_at_most(host_.options.head_timeout);
  const bool ready = co_await stream_->handshake();
  bool keep_alive = ready;
  while (keep_alive && !host_.draining) {
    const bool begun = co_await wait_for_first_byte();
    if (!begun) break;
    RequestParser parser(host_.options.limits);
    const bool complete = co_await read_request(parser);
    if (!complete) break;
    keep_alive = parser.keep_alive();
    const bool with_body = parser.request().method != "HEAD";
    hand_over(std::move(parser.request()));
    co_await wait_for_response();
    keep_alive = keep_alive && !host_.draining;
    const bool written = co_await write(*response_, keep_alive, with_body);
    response_.reset();
    let_go();
    keep_alive = keep_alive && written;
    // Who sends a thousand requests in one piece waits its turn after each like everybody else.
    if (begin_ < end_) co_await asio::post(answered_.get_executor(), kAwait);
  }
  stream_->close();
}

std::string_view Connection::unread() const {
  return std::string_view(buffer_).substr(begin_, end_ - begin_);
}

Task<bool> Connection::fill(std::size_t at_least) {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (buffer_.size() > kLargeReadBytes) {
      buffer_.clear();
      buffer_.shrink_to_fit();
    }
  }
  if (buffer_.size() - end_ < at_least) {
    buffer_.erase(0, begin_);
    end_ -= begin_;
    begin_ = 0;
    buffer_.resize(end_ + at_least);
  }
  const std::size_t got = co_await stream_->read_some(buffer_.data() + end_, buffer_.size() - end_);
  end_ += got;
  co_return got > 0;
}

Task<bool> Connection::wait_for_first_byte() {
  if (begin_ < end_) co_return true;
  wait_at_most(host_.options.idle_timeout);
  idle_ = true;
  bool got = false;
  while (!host_.draining && !expired_) {
    releasing_ = false;
    if (buffer_.empty() && !encrypted_) {
      const bool readable = co_await stream_->wait_readable();
      if (!readable) break;
    }
    got = co_await fill(kReadBytes);
    if (got || !releasing_) break;
    buffer_ = {};
  }
  idle_ = false;
  co_return got;
}

// False when all bodies together are too much.
bool Connection::hold(std::size_t body_bytes) {
  if (body_bytes <= kUncountedBodyBytes + held_bytes_) return true;
  const std::size_t more = body_bytes - kUncountedBodyBytes - held_bytes_;
  held_bytes_ += more;
  return host_.held_bytes.fetch_add(more) + more <= host_.options.max_held_bytes;
}

void Connection::let_go() {
  if (held_bytes_ > 0) host_.held_bytes -= std::exchange(held_bytes_, 0);
}

Task<bool> Connection::read_request(RequestParser& parser) {
  wait_at_most(host_.options.head_timeout);
  bool had_head = false;
  while (true) {
    begin_ += parser.feed(unread());
    if (!hold(parser.request().body.size())) {
      const Refusal full{503, "too many large requests are under way"};
      co_await refuse(full);
      co_return false;
    }
    if (parser.state() == RequestParser::kDone) co_return true;
    if (parser.state() == RequestParser::kRefused) {
      co_await refuse(parser.refusal());
      co_return false;
    }
    if (parser.state() == RequestParser::kBody && !had_head) {
      had_head = true;
      wait_at_most(host_.options.body_timeout);
      if (parser.expects_continue() && begin_ == end_) {
        const bool sent = co_await stream_->write("HTTP/1.1 100 Continue\r\n\r\n");
        if (!sent) co_return false;
      }
      if (begin_ < end_) continue;  // the parser stopped at the end of the head
    }
    const bool more = co_await read_more(parser);
    if (!more) co_return false;
  }
}

Task<bool> Connection::read_more(const RequestParser& parser) {
  const std::size_t expected =
      parser.state() == RequestParser::kBody ? parser.remaining_bytes() : 0;
  const bool got = co_await fill(std::clamp(expected, kReadBytes, kLargeReadBytes));
  if (!got && expired_) {
    const Refusal late{408, "the request did not arrive in time"};
    co_await refuse(late);
  }
  co_return got;
}

Task<void> Connection::refuse(const Refusal& refusal) {
  ++host_.refused;
  const auto& page = host_.options.refuse;
  const Response response = page ? page(refusal) : plain_text(refusal);
  const bool written = co_await write(response, false, true);
  if (!written) co_return;
  // Closing over unread bytes would reset the connection and take the response with it.
  wait_at_most(kLastWords);
  co_await stream_->finish_writing();
  for (std::size_t discarded = 0; discarded < kMaxDiscardedBytes;) {
    begin_ = end_ = 0;
    const bool more = co_await fill(kReadBytes);
    if (!more) break;
    discarded += end_;
  }
}

void Connection::hand_over(Request&& request) {
  ++host_.requests;
  request.peer = peer_;
  request.encrypted = encrypted_;
  deadline_ = steady_clock::time_point::max();
  exchange_ = std::make_shared<ConnectionExchange>(host_.gate, this);
  try {
    host_.handler(std::move(request), Responder(exchange_));
  } catch (const std::exception& thrown) {
    // The Responder went down with the handler and has answered 500.
    log_error("http", fmt::format("a handler threw: {}", thrown.what()));
  }
}

Task<void> Connection::wait_for_response() {
  while (!response_) {
    ErrorCode cancelled;
    co_await answered_.async_wait(asio::redirect_error(kAwait, cancelled));
  }
  exchange_->detach();
  exchange_.reset();
}

void Connection::deliver(Response response) {
  response_ = std::move(response);
  answered_.cancel();
}

Task<bool> Connection::write(const Response& response, bool keep_alive, bool with_body) {
  wait_at_most(host_.options.write_timeout);
  const std::string bytes = bytes_of(response, keep_alive, with_body);
  const bool written = co_await stream_->write(bytes);
  co_return written;
}

void Connection::wait_at_most(std::chrono::milliseconds time) {
  deadline_ = steady_clock::now() + time;
  expired_ = false;
}

void Connection::check_deadline(steady_clock::time_point now) {
  if (idle_ && !encrypted_ && !buffer_.empty() &&
      now >= deadline_ - host_.options.idle_timeout + kKeepBuffer) {
    releasing_ = true;
    stream_->cancel();
  }
  if (now < deadline_) return;
  if (expired_) return stream_->close();  // it did not even take its 408
  expired_ = true;
  deadline_ = now + kLastWords;
  stream_->cancel();
}

void Connection::drain() {
  if (idle_) stream_->cancel();
}

}  // namespace tidemark::http

// One connection: read a request, hand it over, write the response, again. Internal to http.
//
// Threads   The thread of its Worker, but for the Exchange it hands out.
#pragma once

#include "http/listener.h"
#include "http/stream.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace tidemark::http {

using SteadyTimer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

// The way from any thread to a worker's thread, until the worker stops.
class Gate {
 public:
  explicit Gate(boost::asio::io_context& context) : context_(&context) {}

  // The thread that runs the context; called on it.
  void set_here() { thread_ = std::this_thread::get_id(); }

  void close() {
    const std::lock_guard lock(mutex_);
    context_ = nullptr;
  }

  [[nodiscard]] bool is_here() const { return std::this_thread::get_id() == thread_.load(); }

  // Dropped once closed.
  template <class Work>
  void post(Work work) {
    const std::lock_guard lock(mutex_);
    if (context_ != nullptr) boost::asio::post(*context_, std::move(work));
  }

 private:
  std::mutex mutex_;
  boost::asio::io_context* context_;  // null once closed
  std::atomic<std::thread::id> thread_;
};

// What all connections of one worker share.
struct ConnectionHost {
  const ListenerOptions& options;
  const Handler& handler;
  std::atomic<std::size_t>& held_bytes;  // of all workers' larger bodies
  std::shared_ptr<Gate> gate;
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> refused{0};
  bool draining = false;
};

class Connection;

// Answers one request of a connection; outlives it when the handler is slow.
class ConnectionExchange final : public Exchange,
                                 public std::enable_shared_from_this<ConnectionExchange> {
 public:
  ConnectionExchange(std::shared_ptr<Gate> gate, Connection* connection)
      : gate_(std::move(gate)), connection_(connection) {}

  void answer(Response response) override;

  void post(std::function<void()> work) override { gate_->post(std::move(work)); }

  // The connection has gone. On its thread.
  void detach() { connection_ = nullptr; }

 private:
  void deliver(Response response);

  std::shared_ptr<Gate> gate_;
  Connection* connection_;  // read and written on the connection's thread only
};

class Connection {
 public:
  Connection(ConnectionHost& host, boost::asio::io_context& context, std::unique_ptr<Stream> stream,
             std::string peer, bool encrypted);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs until the connection is over.
  Task<void> serve();

  // Says that there are too many connections, instead.
  Task<void> turn_away();

  // Called now and then: gives up what has waited too long.
  void check_deadline(std::chrono::steady_clock::time_point now);

  // Ends at once when idle, otherwise after the response under way.
  void drain();

  void deliver(Response response);

 private:
  Task<bool> fill(std::size_t at_least);
  Task<bool> wait_for_first_byte();
  Task<bool> read_request(RequestParser& parser);
  Task<bool> read_more(const RequestParser& parser);
  bool hold(std::size_t body_bytes);
  void let_go();
  Task<void> refuse(const Refusal& refusal);
  Task<void> wait_for_response();
  Task<bool> write(const Response& response, bool keep_alive, bool with_body);

  void hand_over(Request&& request);
  void wait_at_most(std::chrono::milliseconds time);
  [[nodiscard]] std::string_view unread() const;

  ConnectionHost& host_;
  std::unique_ptr<Stream> stream_;
  const std::string peer_;
  const bool encrypted_;
  SteadyTimer answered_;  // never expires; cancelled when the response is there
  std::shared_ptr<ConnectionExchange> exchange_;  // shared with the handler's Responder
  std::optional<Response> response_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
  std::size_t held_bytes_ = 0;  // this connection's part of the host's
  bool idle_ = false;
  bool releasing_ = false;  // idle for so long that its buffer is to go
  bool expired_ = false;
  std::string buffer_;
  std::size_t begin_ = 0;  // what is unread lies in [begin_, end_)
  std::size_t end_ = 0;
};

}  // namespace tidemark::http

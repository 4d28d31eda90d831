#include "http/listener.h"

#include "base/check.h"
#include "base/log.h"
#include "http/connection.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <unordered_set>

namespace tidemark::http {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using std::chrono::steady_clock;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
constexpr asio::use_awaitable_t<Executor> kAwait;

// Deadlines are looked at this often: one timer a thread instead of several a request.
constexpr std::chrono::milliseconds kTick{50};
// After running out of file descriptors.
constexpr std::chrono::milliseconds kAcceptPause{100};

// Connections over the limit that are being told so, at once. More are closed without a word.
constexpr std::size_t kMostTurnedAway = 256;

// Connections open over all workers; `drain` waits for none.
class OpenCount {
 public:
  void add() { ++count_; }

  void remove() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) changed_.notify_all();
  }

  [[nodiscard]] std::size_t value() const { return count_; }

  bool wait_for_none(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, at_most, [&] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<std::size_t> count_{0};
};

std::string text_of(const asio::ip::tcp::endpoint& peer) {
  const std::string address = peer.address().to_string();
  return peer.address().is_v6() ? fmt::format("[{}]:{}", address, peer.port())
                                : fmt::format("{}:{}", address, peer.port());
}

// One event loop with its thread and its connections.
class Worker {
 public:
  // What all workers of a listener count together.
  struct Shared {
    OpenCount open{};                        // also those being turned away
    std::atomic<std::size_t> leaving{0};     // being turned away
    std::atomic<std::size_t> held_bytes{0};  // of larger bodies
  };

  Worker(const ListenerOptions& options, const Handler& handler, TlsContext* tls, Shared& shared)
      : host_{.options = options,
              .handler = handler,
              .held_bytes = shared.held_bytes,
              .gate = std::make_shared<Gate>(context_)},
        context_(1),
        tls_(tls),
        shared_(shared) {}

  ~Worker() { halt(); }

  void start() {
    asio::co_spawn(context_, watch_deadlines(), asio::detached);
    thread_ = std::thread([this] {
      host_.gate->set_here();
      context_.run();
    });
  }

  [[nodiscard]] asio::io_context& context() { return context_; }

  enum class Fate { kServed, kTurnedAway };

  // Any thread. The socket belongs to this worker's context.
  void take(Socket socket, Fate fate) {
    asio::post(context_, [this, fate, socket = std::move(socket)]() mutable {
      adopt(std::move(socket), fate);
    });
  }

  // Any thread.
  void drain() {
    asio::post(context_, [this] {
      host_.draining = true;
      for (Connection* connection : connections_) connection->drain();
    });
  }

  // Not on its own thread. What its connections' Responders say later is dropped.
  void halt() {
    host_.gate->close();
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] const ConnectionHost& host() const { return host_; }

 private:
  void adopt(Socket socket, Fate fate) {
    ErrorCode error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return forget(fate);  // gone already
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    auto stream =
        tls_ != nullptr ? tls_->stream(std::move(socket)) : plain_stream(std::move(socket));
    auto connection = std::make_unique<Connection>(host_, context_, std::move(stream),
                                                   text_of(peer), tls_ != nullptr);
    asio::co_spawn(context_, run(std::move(connection), fate), asio::detached);
  }

  void forget(Fate fate) {
    if (fate == Fate::kTurnedAway) --shared_.leaving;
    shared_.open.remove();
  }

  Task<void> run(std::unique_ptr<Connection> connection, Fate fate) {
    const Registration registration(*this, connection.get(), fate);
    try {
      if (fate == Fate::kServed) {
        co_await connection->serve();
      } else {
        co_await connection->turn_away();
      }
    } catch (const std::exception& thrown) {
      log_error("http", fmt::format("a connection ended: {}", thrown.what()));
    }
  }

  Task<void> watch_deadlines() {
    SteadyTimer timer(context_);
    while (true) {
      timer.expires_after(kTick);
      ErrorCode error;
      co_await timer.async_wait(asio::redirect_error(kAwait, error));
      const auto now = steady_clock::now();
      for (Connection* connection : connections_) connection->check_deadline(now);
    }
  }

  // Also when the coroutine is destroyed with its event loop.
  struct Registration {
    Registration(Worker& host, Connection* served, Fate its_fate)
        : worker(host), connection(served), fate(its_fate) {
      worker.connections_.insert(connection);
    }

    ~Registration() {
      worker.connections_.erase(connection);
      worker.forget(fate);
    }

    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

    Worker& worker;
    Connection* connection;
    Fate fate;
  };

  std::unordered_set<Connection*> connections_;
  ConnectionHost host_;
  asio::io_context context_;  // destroys the connections left, so it goes before what they use
  TlsContext* tls_;           // null: plain
  Shared& shared_;
  std::thread thread_;
};

}  // namespace

class Listener::Impl {
 public:
  Impl(ListenerOptions options, Handler handler)
      : options_(std::move(options)), handler_(std::move(handler)) {}

  ~Impl() { stop(); }

  Status start() {
    TM_CHECK(workers_.empty());
    TM_TRY_STATUS(load_certificate());
    const unsigned threads = std::max(1u, options_.threads);
    for (unsigned i = 0; i < threads; ++i) {
      workers_.push_back(std::make_unique<Worker>(options_, handler_, tls_.get(), shared_));
    }
    if (Status bound = bind(); !bound) {
      workers_.clear();
      return bound;
    }
    asio::co_spawn(workers_.front()->context(), accept(), asio::detached);
    for (const auto& worker : workers_) worker->start();
    return Ok{};
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

  bool drain(std::chrono::milliseconds at_most) {
    if (workers_.empty()) return true;
    stop_accepting();
    for (const auto& worker : workers_) worker->drain();
    const bool finished = shared_.open.wait_for_none(at_most);
    stop();
    return finished;
  }

  void stop() {
    // All threads end before anything is destroyed; the acceptor goes before its event loop; the
    // first event loop goes first, since `accept` may hold a socket of any other.
    for (const auto& worker : workers_) worker->halt();
    for (const auto& worker : workers_) add_up(worker->host());
    acceptor_.reset();
    for (auto& worker : workers_) worker.reset();
    workers_.clear();
  }

  [[nodiscard]] ListenerStats stats() const {
    ListenerStats sum{accepted_, turned_away_, past_requests_, past_refused_, shared_.open.value()};
    for (const auto& worker : workers_) {
      sum.requests += worker->host().requests;
      sum.refused += worker->host().refused;
    }
    return sum;
  }

 private:
  Status load_certificate() {
    if (options_.tls_cert_file.empty() != options_.tls_key_file.empty()) {
      return fail(Code::kInvalid, "TLS needs a certificate file and a key file, not one of them");
    }
    if (options_.tls_cert_file.empty()) return Ok{};
    TM_TRY(tls_, load_tls(options_.tls_cert_file, options_.tls_key_file));
    return Ok{};
  }

  Status bind() {
    ErrorCode error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) {
      return fail(Code::kInvalid,
                  fmt::format("listen address {} is no IPv4 or IPv6 address", options_.address));
    }
    const asio::ip::tcp::endpoint endpoint(address, options_.port);
    acceptor_.emplace(workers_.front()->context());
    acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(Acceptor::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(Acceptor::max_listen_connections, error);
    if (error) {
      acceptor_.reset();
      return cannot_listen(error);
    }
    port_ = acceptor_->local_endpoint().port();
    return Ok{};
  }

  [[nodiscard]] Error cannot_listen(const ErrorCode& error) const {
    const Code code = error == asio::error::address_in_use  ? Code::kConflict
                      : error == asio::error::access_denied ? Code::kDenied
                                                            : Code::kInvalid;
    return fail(code, fmt::format("cannot listen on {} port {}: {}", options_.address,
                                  options_.port, error.message()));
  }

  // Deals connections round. One acceptor a thread (SO_REUSEPORT) would let the kernel's hash put
  // most of a few long-lived connections on one thread, and a second server on the same port.
  Task<void> accept() {
    SteadyTimer pause(workers_.front()->context());
    std::size_t next = 0;
    while (acceptor_->is_open()) {
      Worker& worker = *workers_[next++ % workers_.size()];
      ErrorCode error;
      Socket socket =
          co_await acceptor_->async_accept(worker.context(), asio::redirect_error(kAwait, error));
      if (!error) {
        admit(worker, std::move(socket));
      } else if (error != asio::error::operation_aborted) {
        log_warn("http", fmt::format("cannot accept: {}", error.message()));
        pause.expires_after(kAcceptPause);
        co_await pause.async_wait(asio::redirect_error(kAwait, error));
      }
    }
  }

  void admit(Worker& worker, Socket socket) {
    auto fate = Worker::Fate::kServed;
    if (shared_.open.value() - shared_.leaving >= options_.max_connections) {
      ++turned_away_;
      if (shared_.leaving >= kMostTurnedAway) return;
      ++shared_.leaving;
      fate = Worker::Fate::kTurnedAway;
    } else {
      ++accepted_;
    }
    shared_.open.add();
    worker.take(std::move(socket), fate);
  }

  void stop_accepting() {
    if (!acceptor_) return;
    asio::post(workers_.front()->context(), [this] {
      ErrorCode ignored;
      acceptor_->close(ignored);
    });
  }

  void add_up(const ConnectionHost& host) {
    past_requests_ += host.requests;
    past_refused_ += host.refused;
  }

  const ListenerOptions options_;
  const Handler handler_;
  std::unique_ptr<TlsContext> tls_;
  Worker::Shared shared_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::optional<Acceptor> acceptor_;
  std::uint16_t port_ = 0;
  std::atomic<std::uint64_t> accepted_{0};
  std::atomic<std::uint64_t> turned_away_{0};
  std::uint64_t past_requests_ = 0;
  std::uint64_t past_refused_ = 0;
};

Listener::Listener(ListenerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {}

Listener::~Listener() = default;

Status Listener::start() {
  return impl_->start();
}

std::uint16_t Listener::port() const {
  return impl_->port();
}

bool Listener::drain(std::chrono::milliseconds at_most) {
  return impl_->drain(at_most);
}

void Listener::stop() {
  impl_->stop();
}

ListenerStats Listener::stats() const {
  return impl_->stats();
}

}  // namespace tidemark::http

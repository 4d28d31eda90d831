#include "bench/load.h"

#include "base/clock.h"
#include "bench/signed_post.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tidemark::bench {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr int kLongestSilenceMs = 20'000;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}

  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Error failed(std::string_view what) {
  return fail(Code::kUnknown, fmt::format("{}: {}", what, std::strerror(errno)));
}

Result<Descriptor> connect_to(const Endpoint& endpoint) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port);
  if (::inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr) != 1) {
    return fail(Code::kInvalid, fmt::format("{} is not an IPv4 address", endpoint.host));
  }
  if (::connect(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return failed(fmt::format("connecting to {}:{}", endpoint.host, endpoint.port));
  }
  const int on = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

Status send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return failed("sending");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return Ok{};
}

// A response's parts, once all of it is there.
struct Answer {
  int status = 0;
  std::string_view body{};
  std::size_t bytes = 0;  // with its head
};

std::optional<Answer> answer_in(std::string_view received) {
  static constexpr std::string_view kLength = "\r\nContent-Length: ";
  const auto head_end = received.find("\r\n\r\n");
  if (head_end == received.npos) return std::nullopt;
  const std::string_view head = received.substr(0, head_end);
  const auto is_same_letter = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  const auto length_at = std::ranges::search(head, kLength, is_same_letter);
  std::size_t length = 0;
  if (!length_at.empty()) std::from_chars(length_at.end(), head.data() + head.size(), length);
  if (received.size() < head_end + 4 + length) return std::nullopt;
  Answer answer{.body = received.substr(head_end + 4, length), .bytes = head_end + 4 + length};
  std::from_chars(head.data() + std::min<std::size_t>(9, head.size()), head.data() + head.size(),
                  answer.status);
  return answer;
}

double thread_cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// One run of a workload over its connections.
class Run {
 public:
  Run(const Endpoint& endpoint, const Workload& workload)
      : endpoint_(endpoint),
        workload_(workload),
        post_(endpoint, workload.operation, SystemClock().now()),
        poll_(::epoll_create1(0)) {}

  Status open(int connections) {
    for (int i = 0; i < connections; ++i) {
      TM_TRY(Descriptor socket, connect_to(endpoint_));
      epoll_event event{.events = EPOLLIN, .data = {.u32 = static_cast<std::uint32_t>(i)}};
      if (::epoll_ctl(poll_.number(), EPOLL_CTL_ADD, socket.number(), &event) != 0) {
        return failed("epoll_ctl");
      }
      slots_.push_back({.socket = std::move(socket)});
    }
    return Ok{};
  }

  Result<Sample> go(double seconds) {
    const double cpu_before = thread_cpu_seconds();
    for (Slot& slot : slots_) TM_TRY_STATUS(send_next(slot));
    while (watch_.seconds() < seconds) TM_TRY_STATUS(turn());
    const double elapsed = watch_.seconds();
    const double cpu = thread_cpu_seconds() - cpu_before;
    const auto answered = static_cast<double>(micros_.size());
    // What is still under way does not count, but must not be left behind either.
    asking_ = false;
    while (under_way_ > 0) TM_TRY_STATUS(turn());
    std::ranges::sort(micros_);
    return Sample{.value = answered / elapsed,
                  .also = {{"p50_us", percentile(0.50)},
                           {"p99_us", percentile(0.99)},
                           {"generator_busy", cpu / elapsed},
                           {"requests", answered}}};
  }

 private:
  struct Slot {
    Descriptor socket;
    std::string received{};
    std::uint64_t number = 0;
    double sent_at = 0;
  };

  Status turn() {
    std::array<epoll_event, 64> events;
    const int ready = ::epoll_wait(poll_.number(), events.data(), events.size(), kLongestSilenceMs);
    if (ready < 0) return failed("epoll_wait");
    if (ready == 0) return fail(Code::kUnknown, "nothing was answered for 20 s");
    for (int i = 0; i < ready; ++i) {
      TM_TRY_STATUS(receive(slots_[events[static_cast<std::size_t>(i)].data.u32]));
    }
    return Ok{};
  }

  Status receive(Slot& slot) {
    const ssize_t got = ::recv(slot.socket.number(), chunk_->data(), chunk_->size(), 0);
    if (got <= 0) return failed("a connection ended");
    const std::string_view fresh(chunk_->data(), static_cast<std::size_t>(got));
    // Nearly always the whole answer comes in one piece: no copy then.
    if (!slot.received.empty()) slot.received += fresh;
    const std::string_view all = slot.received.empty() ? fresh : std::string_view(slot.received);
    const auto answer = answer_in(all);
    if (!answer) {
      if (slot.received.empty()) slot.received = fresh;
      return Ok{};
    }
    TM_TRY_STATUS(check(slot, *answer, all));
    slot.received.clear();
    --under_way_;
    if (!asking_) return Ok{};
    micros_.push_back(static_cast<float>((watch_.seconds() - slot.sent_at) * 1e6));
    return send_next(slot);
  }

  Status check(const Slot& slot, const Answer& answer, std::string_view all) const {
    const bool right = answer.status == 200 && answer.bytes == all.size() &&
                       workload_.is_right(slot.number, answer.body);
    if (right) return Ok{};
    return fail(Code::kUnknown, fmt::format("{} number {} was answered wrongly: {}",
                                            workload_.operation, slot.number, all));
  }

  Status send_next(Slot& slot) {
    slot.number = next_number_++;
    workload_.ask(slot.number, body_);
    slot.sent_at = watch_.seconds();
    ++under_way_;
    return send_all(slot.socket.number(), post_.with(body_));
  }

  [[nodiscard]] double percentile(double part) const {
    if (micros_.empty()) return 0;
    const auto at = static_cast<std::size_t>(part * static_cast<double>(micros_.size()));
    return micros_[std::min(at, micros_.size() - 1)];
  }

  const Endpoint& endpoint_;
  const Workload& workload_;
  SignedPost post_;
  Descriptor poll_;
  std::vector<Slot> slots_;
  std::unique_ptr<std::array<char, kReadBytes>> chunk_ =
      std::make_unique<std::array<char, kReadBytes>>();
  std::string body_;
  std::vector<float> micros_;
  std::uint64_t next_number_ = 0;
  int under_way_ = 0;
  bool asking_ = true;
  Stopwatch watch_;
};

}  // namespace

Result<Sample> run_load(const Endpoint& endpoint, const Workload& workload, int connections,
                        double seconds) {
  Run run(endpoint, workload);
  TM_TRY_STATUS(run.open(connections));
  return run.go(seconds);
}

namespace {

Result<std::string> exchange_once(const Endpoint& endpoint, const std::string& name,
                                  const std::string& request) {
  TM_TRY(const Descriptor socket, connect_to(endpoint));
  TM_TRY_STATUS(send_all(socket.number(), request));
  std::string received;
  std::array<char, 4096> chunk;
  while (true) {
    const ssize_t got = ::recv(socket.number(), chunk.data(), chunk.size(), 0);
    if (got <= 0) return failed(fmt::format("{} was not answered", name));
    received.append(chunk.data(), static_cast<std::size_t>(got));
    const auto answer = answer_in(received);
    if (!answer) continue;
    if (answer->status == 200) return std::string(answer->body);
    return fail(Code::kUnknown, fmt::format("{} was refused: {}", name, answer->body));
  }
}

}  // namespace

Result<std::string> ask_once(const Endpoint& endpoint, const std::string& operation,
                             const std::string& body) {
  SignedPost post(endpoint, operation, SystemClock().now());
  return exchange_once(endpoint, operation, post.with(body));
}

Result<std::string> get_once(const Endpoint& endpoint, const std::string& path) {
  return exchange_once(
      endpoint, path,
      fmt::format("GET {} HTTP/1.1\r\nHost: {}:{}\r\n\r\n", path, endpoint.host, endpoint.port));
}

}  // namespace tidemark::bench

#include "tests/contract/lying_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tidemark::contract {
namespace {

void send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Until the other side has closed.
void wait_for_the_end(int connection) {
  std::array<char, 256> bytes{};
  while (::recv(connection, bytes.data(), bytes.size(), 0) > 0) {
  }
}

std::size_t length_in(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  return at == head.npos ? 0 : std::strtoul(head.c_str() + at + 16, nullptr, 10);
}

}  // namespace

LyingServer::LyingServer(std::vector<Act> acts) : acts_(std::move(acts)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

LyingServer::~LyingServer() {
  ::shutdown(listener_, SHUT_RDWR);  // wakes accept
  thread_.join();
  ::close(listener_);
}

std::string LyingServer::url() const {
  return fmt::format("http://127.0.0.1:{}", port_);
}

std::vector<std::string> LyingServer::requests() const {
  const std::lock_guard lock(mutex_);
  return bodies_;
}

std::vector<std::string> LyingServer::heads() const {
  const std::lock_guard lock(mutex_);
  return heads_;
}

std::size_t LyingServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

void LyingServer::serve() {
  for (std::size_t number = 0;; ++number) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    {
      const std::lock_guard lock(mutex_);
      ++connections_;
    }
    play(connection, acts_.at(std::min(number, acts_.size() - 1)));
    ::close(connection);
  }
}

void LyingServer::play(int connection, const Act& act) {
  if (act.end == End::kBeforeTheRequest || !read_request(connection)) return;
  if (act.end == End::kBeforeTheAnswer) return;
  if (act.end == End::kNever) return wait_for_the_end(connection);
  const std::string head =
      fmt::format("HTTP/1.1 {} Said\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n",
                  act.status, act.headers, act.body.size());
  const bool half = act.end == End::kInTheAnswer;
  send_all(connection, head + act.body.substr(0, half ? act.body.size() / 2 : act.body.npos));
  ::shutdown(connection, SHUT_WR);
  wait_for_the_end(connection);
}

bool LyingServer::read_request(int connection) {
  std::string text;
  std::array<char, 4096> bytes{};
  for (;;) {
    const auto head_end = text.find("\r\n\r\n");
    if (head_end != text.npos && text.size() >= head_end + 4 + length_in(text)) {
      const std::lock_guard lock(mutex_);
      heads_.push_back(text.substr(0, head_end));
      bodies_.push_back(text.substr(head_end + 4));
      return true;
    }
    const auto got = ::recv(connection, bytes.data(), bytes.size(), 0);
    if (got <= 0) return false;
    text.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace tidemark::contract

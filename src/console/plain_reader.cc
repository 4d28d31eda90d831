#include "console/plain_reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace tidemark::console {
namespace {

constexpr int kLookAgainMs = 100;

}  // namespace

bool PlainReader::wait() const {
  for (;;) {
    if (take_interrupt_ && take_interrupt_()) return false;
    pollfd file{.fd = file_, .events = POLLIN, .revents = 0};
    if (::poll(&file, 1, kLookAgainMs) > 0) return true;
  }
}

TypedLine PlainReader::read(std::string_view prompt, const std::vector<std::string>&) {
  write_(prompt);
  for (;;) {
    if (const auto end = buffer_.find('\n');
        end != std::string::npos || (ended_ && !buffer_.empty())) {
      std::string text = buffer_.substr(0, end);
      buffer_.erase(0, end == std::string::npos ? end : end + 1);
      if (text.ends_with('\r')) text.pop_back();
      text.resize(std::min(text.size(), kLongestLine));
      if (echo_) write_(text + '\n');
      return {.what = TypedLine::What::kText, .text = std::move(text)};
    }
    if (ended_) {
      write_("\n");
      return {.what = TypedLine::What::kEnd};
    }
    if (!wait()) {
      buffer_.clear();
      write_("\n");
      return {.what = TypedLine::What::kInterrupted};
    }
    std::array<char, 4096> bytes;
    const ssize_t count = ::read(file_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      ended_ = true;
      continue;
    }
    // What does not end for a megabyte is no typing.
    if (buffer_.size() < (1u << 20)) buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace tidemark::console

#include "http/message.h"

#include <algorithm>
#include <array>

namespace tidemark::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// Enough for a request of an AWS client.
constexpr std::size_t kUsualBytes = 640;
constexpr std::size_t kUsualFields = 12;

struct Reason {
  int status;
  std::string_view text;
};

constexpr std::array kReasons{
    Reason{200, "OK"},
    Reason{204, "No Content"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{413, "Payload Too Large"},
    Reason{417, "Expectation Failed"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
    Reason{505, "HTTP Version Not Supported"},
};

}  // namespace

void Headers::add(std::string_view name, std::string_view value) {
  const Entry entry{static_cast<std::uint32_t>(name.size()),
                    static_cast<std::uint32_t>(value.size()),
                    static_cast<std::uint32_t>(text_.size())};
  if (entries_.empty()) {
    text_.reserve(kUsualBytes);
    entries_.reserve(kUsualFields);
  }
  text_.append(name).append(value);
  entries_.push_back(entry);
}

Headers::Field Headers::at(std::size_t index) const {
  const Entry& entry = entries_.at(index);
  const std::string_view text = text_;
  return {text.substr(entry.begin, entry.name_bytes),
          text.substr(entry.begin + entry.name_bytes, entry.value_bytes)};
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  const std::string_view text = text_;
  for (const Entry& entry : entries_) {
    if (entry.name_bytes != name.size()) continue;
    if (!equal_ignoring_case(text.substr(entry.begin, name.size()), name)) continue;
    return text.substr(entry.begin + entry.name_bytes, entry.value_bytes);
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  std::size_t found = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    found += equal_ignoring_case(at(i).name, name) ? 1 : 0;
  }
  return found;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string_view reason_of(int status) {
  const auto* found = std::ranges::find(kReasons, status, &Reason::status);
  return found == kReasons.end() ? "Status" : found->text;
}

}  // namespace tidemark::http

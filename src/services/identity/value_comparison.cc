#include "services/identity/value_comparison.h"

#include "codec/iso8601.h"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>

namespace tidemark::services {
namespace {

using enum Comparison;

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// ISO 8601, a day alone too, or seconds since 1970.
std::optional<double> instant_of(std::string_view text) {
  if (const auto seconds = number_of(text)) return *seconds;
  const bool day = text.size() == 10;
  const auto at = codec::parse_iso8601(day ? fmt::format("{}T00:00:00Z", text) : std::string(text));
  if (!at) return std::nullopt;
  return static_cast<double>(at.value().micros) / 1e6;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<bool> truth_of(std::string_view text) {
  if (equal_ignoring_case(text, "true")) return true;
  if (equal_ignoring_case(text, "false")) return false;
  return std::nullopt;
}

// Addresses of both kinds as 16 bytes; those of version 4 as IPv6 maps them.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool four = false;
};

std::optional<Address> address_of(std::string_view text) {
  const std::string terminated(text);
  Address address;
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  address.bytes = {};
  address.bytes[10] = address.bytes[11] = 0xff;
  address.four = true;
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data() + 12) == 1) return address;
  return std::nullopt;
}

struct Network {
  Address address;
  unsigned bits = 128;
};

// "10.0.0.0/8", or one address.
std::optional<Network> network_of(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto address = address_of(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network network{*address};
  if (slash == text.size()) return network;
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (bits > (address->four ? 32u : 128u)) return std::nullopt;
  network.bits = bits + (address->four ? 96 : 0);
  return network;
}

bool lies_in(const Address& address, const Network& network) {
  for (unsigned bit = 0; bit < network.bits; ++bit) {
    const unsigned mask = 0x80u >> (bit % 8);
    if ((address.bytes[bit / 8] & mask) != (network.address.bytes[bit / 8] & mask)) return false;
  }
  return true;
}

bool in_order(Comparison comparison, double sent, double wanted) {
  switch (comparison) {
    case kNumericEquals:
    case kDateEquals: return sent == wanted;
    case kNumericLessThan:
    case kDateLessThan: return sent < wanted;
    case kNumericLessThanEquals:
    case kDateLessThanEquals: return sent <= wanted;
    case kNumericGreaterThan:
    case kDateGreaterThan: return sent > wanted;
    default: return sent >= wanted;
  }
}

bool is_date(Comparison comparison) {
  return comparison >= kDateEquals && comparison <= kDateGreaterThanEquals;
}

bool is_numeric(Comparison comparison) {
  return comparison >= kNumericEquals && comparison <= kNumericGreaterThanEquals;
}

}  // namespace

bool compares(Comparison comparison, std::string_view sent, std::string_view wanted) {
  if (is_numeric(comparison) || is_date(comparison)) {
    const auto read = is_date(comparison) ? instant_of : number_of;
    const auto left = read(sent);
    const auto right = read(wanted);
    return left && right && in_order(comparison, *left, *right);
  }
  if (comparison == kStringEqualsIgnoreCase) return equal_ignoring_case(sent, wanted);
  if (comparison == kBool) {
    const auto left = truth_of(sent);
    return left && left == truth_of(wanted);
  }
  if (comparison == kIpAddress) {
    const auto address = address_of(sent);
    const auto network = network_of(wanted);
    return address && network && lies_in(*address, *network);
  }
  return sent == wanted;
}

bool is_comparable(Comparison comparison, std::string_view wanted) {
  if (is_numeric(comparison)) return number_of(wanted).has_value();
  if (is_date(comparison)) return instant_of(wanted).has_value();
  if (comparison == kBool || comparison == kNull) return truth_of(wanted).has_value();
  if (comparison == kIpAddress) return network_of(wanted).has_value();
  return true;
}

}  // namespace tidemark::services

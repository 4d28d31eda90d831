#include "vault/points/names.h"

#include <fmt/format.h>

#include <charconv>

namespace tidemark::vault {
namespace {

constexpr std::string_view kManifestEnd = ".manifest";

// What `name` has behind `prefix`; nothing if it does not begin with it.
std::optional<std::string_view> behind(std::string_view prefix, std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  return name.substr(prefix.size());
}

}  // namespace

std::string manifests_prefix(std::string_view prefix) {
  return fmt::format("{}points/", prefix);
}

std::string manifest_name(std::string_view prefix, std::string_view point) {
  return fmt::format("{}points/{}{}", prefix, point, kManifestEnd);
}

std::optional<std::string> point_of_manifest(std::string_view prefix, std::string_view name) {
  const auto rest = behind(manifests_prefix(prefix), name);
  if (!rest || !rest->ends_with(kManifestEnd)) return std::nullopt;
  const std::string_view point = rest->substr(0, rest->size() - kManifestEnd.size());
  if (point.empty() || point.find('/') != point.npos) return std::nullopt;
  return std::string(point);
}

std::string segments_prefix(std::string_view prefix) {
  return fmt::format("{}segments/", prefix);
}

std::string run_prefix(std::string_view prefix, std::string_view writer) {
  return fmt::format("{}segments/{}/", prefix, writer);
}

std::string segment_name(std::string_view prefix, std::string_view writer, std::uint64_t number) {
  return fmt::format("{}segments/{}/{:08}", prefix, writer, number);
}

std::string cold_name(std::string_view name) {
  return fmt::format("{}{}", kColdFolder, name);
}

std::optional<SegmentName> segment_of(std::string_view prefix, std::string_view name) {
  const auto rest = behind(segments_prefix(prefix), name);
  if (!rest) return std::nullopt;
  const std::size_t slash = rest->find('/');
  if (slash == rest->npos) return std::nullopt;
  SegmentName segment{.writer = std::string(rest->substr(0, slash))};
  const std::string_view digits = rest->substr(slash + 1);
  const char* end = digits.data() + digits.size();
  const auto [stopped, problem] = std::from_chars(digits.data(), end, segment.number);
  const bool number = problem == std::errc() && stopped == end;
  if (!number || segment_name(prefix, segment.writer, segment.number) != name) return std::nullopt;
  return segment;
}

}  // namespace tidemark::vault

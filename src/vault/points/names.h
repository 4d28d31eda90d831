// Names of blobs below a vault's prefix, "<account>/<region>/<vault>/".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::vault {

// Begins the names of all that lies in the cold area (docs/formats/blob_store.md).
inline constexpr std::string_view kColdFolder = "cold/";

// "<prefix>points/<point>.manifest"
std::string manifest_name(std::string_view prefix, std::string_view point);

// "<prefix>points/": list it for all manifests of a vault.
std::string manifests_prefix(std::string_view prefix);

// The recovery point of a name that manifest_name() gave; nothing for other names.
std::optional<std::string> point_of_manifest(std::string_view prefix, std::string_view name);

// "<prefix>segments/<writer>/<number>"
std::string segment_name(std::string_view prefix, std::string_view writer, std::uint64_t number);

// "<prefix>segments/", and "<prefix>segments/<writer>/".
std::string segments_prefix(std::string_view prefix);
std::string run_prefix(std::string_view prefix, std::string_view writer);

// "cold/<name>": of a segment that lies in the cold area.
std::string cold_name(std::string_view name);

struct SegmentName {
  std::string writer;
  std::uint64_t number = 0;
};

// Of a name that segment_name() gave; nothing for other names.
std::optional<SegmentName> segment_of(std::string_view prefix, std::string_view name);

}  // namespace tidemark::vault

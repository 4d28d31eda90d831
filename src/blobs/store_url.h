// Where a blob store is, as people write it.
//
//   parse_store_url("/mnt/nas/vaults")                                   // a directory
//   parse_store_url("file:///mnt/nas/vaults")
//   parse_store_url("s3://bucket/some/prefix?endpoint=http://127.0.0.1:7480&region=eu-west-1")
//
// Options of a bucket, all percent-decoded:
//   endpoint      http(s)://host[:port] of an S3-compatible service; without it: Amazon S3
//   region        default us-east-1
//   path-style    true: host/bucket/key; false: bucket.host/key. Default: true with an endpoint
//   access-key, secret-key, session-token
//   object-lock   compliance, governance, none; default: compliance where the bucket has Object
//                 Lock, none where it has not
//   ca            a PEM file with the authority of an https endpoint
//
// Threads   Pure functions.
#pragma once

#include "base/result.h"
#include "wire/sigv4_sign.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tidemark::blobs {

struct DirectoryPlace {
  std::string path{};
};

enum class LockMode : std::uint8_t { kNone, kGovernance, kCompliance };

struct BucketPlace {
  std::string bucket{};
  std::string prefix{};    // without slashes at its ends; may be empty
  std::string endpoint{};  // without a slash at its end; empty: Amazon S3
  std::string region = "us-east-1";
  bool path_style = false;
  wire::Credentials credentials{};  // empty: the URL named none
  std::optional<LockMode> object_lock{};
  std::string ca_file{};

  // "s3://bucket/prefix at http://…", no secret in it.
  [[nodiscard]] std::string describe() const;
};

using StorePlace = std::variant<DirectoryPlace, BucketPlace>;

// Errors: kInvalid  names what cannot be read and what would work; never a secret
Result<StorePlace> parse_store_url(std::string_view url);

}  // namespace tidemark::blobs

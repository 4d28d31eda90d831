// The Parameter Store of one region: parameters of every account, with their last hundred versions.
//
//   Parameters parameters(store);
//   TM_TRY(const PutAnswer answer, parameters.put(account, {.name = "/orders/url", .value = …}));
//   TM_TRY(const auto found, parameters.find(account, "/orders/url"));
//
// Threads   Any. Members wait for the disk: not for a connection's thread.
// Durable   An answer of `put`, `remove` or `set_tags` is on disk.
// Format    docs/formats/parameters.md.
// Errors    Those of the store; kCorrupt of a damaged row.
#pragma once

#include "base/result.h"
#include "services/parameters/parameter.h"
#include "storage/store.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tidemark::services {

// How many versions of a parameter are kept; with another one the oldest goes.
// Source: AWS Systems Manager user guide, "Working with parameter versions" (read 2026-11-21).
inline constexpr std::size_t kParameterVersions = 100;

struct ParameterPut {
  Parameter parameter{};  // version, modified_at and, without has_type, type are not looked at
  bool has_type = true;
  ParameterTags tags{};
  bool overwrite = false;
};

struct ParameterWritten {
  std::uint64_t version = 0;
};

struct ParameterExists {};

struct ParameterNeedsType {};

struct ParameterChangesType {};

using ParameterAnswer =
    std::variant<ParameterWritten, ParameterExists, ParameterNeedsType, ParameterChangesType>;

struct NoParameter {};

struct TooManyParameterTags {};

using ParameterTagAnswer = std::variant<Ok, NoParameter, TooManyParameterTags>;

inline constexpr std::size_t kMaxParameterTags = 50;

class Parameters {
 public:
  // The table that holds them is made when it is first needed.
  explicit Parameters(storage::Store& store) : store_(store) {}

  Result<ParameterAnswer> put(std::string_view account, const ParameterPut& wanted);

  Result<std::optional<CurrentParameter>> find(std::string_view account, std::string_view name);

  // A version, the newest included.
  Result<std::optional<Parameter>> version(std::string_view account, std::string_view name,
                                           std::uint64_t version);

  // All that are kept, oldest first; empty: there is no such parameter.
  Result<std::vector<Parameter>> versions(std::string_view account, std::string_view name);

  // Those that `wanted` takes, by name, behind the name `after`, at most `limit`.
  Result<std::vector<CurrentParameter>> list(
      std::string_view account, std::string_view after, std::size_t limit,
      const std::function<bool(const CurrentParameter&)>& wanted);

  // With all versions. Answers whether it was there.
  Result<bool> remove(std::string_view account, std::string_view name);

  // `change` is applied to the tags that are there; may be called again.
  Result<ParameterTagAnswer> change_tags(std::string_view account, std::string_view name,
                                         const std::function<void(ParameterTags&)>& change);

 private:
  Result<storage::TableId> rows();

  storage::Store& store_;
};

}  // namespace tidemark::services

// One place where credentials may be, and a provider that looks at several in their order.
//
//   chain_of({environment_source(…), profile_source(…)}, clock)->now()
//
// The first place that has some is kept; from it new ones are fetched before they end: from fifteen
// minutes before on while others are still signed with, from ten on everybody waits. When fetching
// fails, what is held is used to its end.
//
// Threads   As CredentialProvider: one thread fetches, whatever their number.
// Errors    Whatever a place answers; kDenied, when none has any: names each, and why not there.
// Source    aws-contract F.2.
#pragma once

#include "base/clock.h"
#include "client/credentials.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::client {

struct Fetched {
  wire::Credentials credentials{};
  std::optional<Timestamp> expires{};  // unset: never
};

// Nothing is set up there.
struct Absent {
  std::string why{};  // "AWS_ACCESS_KEY_ID is not set"
};

using Found = std::variant<Fetched, Absent>;

struct CredentialSource {
  std::string name{};  // "environment variables"
  // An Error: it is set up, and does not work; nobody looks further. Never names a secret.
  std::function<Result<Found>()> fetch{};
};

inline constexpr std::chrono::minutes kFetchEarly{15};
inline constexpr std::chrono::minutes kFetchNow{10};
// After a failure, while there are others to sign with.
inline constexpr std::chrono::seconds kFetchAgain{30};

// `clock` outlives it.
std::shared_ptr<CredentialProvider> chain_of(std::vector<CredentialSource> sources,
                                             const Clock& clock);

}  // namespace tidemark::client

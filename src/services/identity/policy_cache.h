// Policies that were read already: every request of a user asks the same few.
//
//   const std::shared_ptr<const Policy> policy = cache.read(text, PolicyKind::kIdentity);
//
// Threads   Any, at once.
#pragma once

#include "services/identity/policy.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace tidemark::services {

class PolicyCache {
 public:
  // Null: it cannot be read, which for a kept policy means that an older version of this program
  // knew more than this one.
  std::shared_ptr<const Policy> read(const std::string& text, PolicyKind kind);

 private:
  std::mutex mutex_;
  std::map<std::pair<PolicyKind, std::string>, std::shared_ptr<const Policy>> read_;
};

}  // namespace tidemark::services

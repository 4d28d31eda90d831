#include "services/identity/policy_cache.h"

namespace tidemark::services {
namespace {

constexpr std::size_t kMost = 4096;

}  // namespace

std::shared_ptr<const Policy> PolicyCache::read(const std::string& text, PolicyKind kind) {
  const std::lock_guard lock(mutex_);
  const std::pair key(kind, text);
  if (const auto found = read_.find(key); found != read_.end()) return found->second;
  auto policy = read_policy(text, kind);
  if (!policy) return nullptr;
  if (read_.size() >= kMost) read_.clear();
  auto shared = std::make_shared<const Policy>(std::move(policy).value());
  read_.emplace(key, shared);
  return shared;
}

}  // namespace tidemark::services

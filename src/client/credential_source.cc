#include "client/credential_source.h"

#include <condition_variable>
#include <mutex>

namespace tidemark::client {
namespace {

class Chain final : public CredentialProvider {
 public:
  Chain(std::vector<CredentialSource> sources, const Clock& clock)
      : sources_(std::move(sources)), clock_(clock) {}

  Result<wire::Credentials> now() override {
    std::unique_lock lock(mutex_);
    if (need() == Need::kNone) return held_->credentials;
    if (fetching_) {
      if (need() == Need::kSoon) return held_->credentials;
      const std::uint64_t before = fetched_;
      arrived_.wait(lock, [&] { return fetched_ != before; });
    } else {
      fetch(lock);
    }
    if (held_ && alive()) return held_->credentials;
    return last_error_;
  }

  bool refused(const wire::Credentials& used) override {
    const std::lock_guard lock(mutex_);
    if (!held_ || !held_->expires) return false;  // fetched again they would be the same
    if (held_->credentials.key_id != used.key_id) return true;  // somebody fetched others already
    held_->expires = clock_.now();
    again_at_.reset();
    return true;
  }

  [[nodiscard]] std::string origin() const override {
    const std::lock_guard lock(mutex_);
    return chosen_ ? sources_[*chosen_].name : "not looked for yet";
  }

 private:
  enum class Need : std::uint8_t { kNone, kSoon, kNow };

  [[nodiscard]] bool alive() const {
    return held_ && (!held_->expires || *held_->expires > clock_.now());
  }

  [[nodiscard]] Need need() const {
    if (!alive()) return Need::kNow;
    if (!held_->expires || (again_at_ && clock_.now() < *again_at_)) return Need::kNone;
    const auto left = *held_->expires - clock_.now();
    if (left > kFetchEarly) return Need::kNone;
    return left > kFetchNow ? Need::kSoon : Need::kNow;
  }

  // Without the lock while it fetches.
  void fetch(std::unique_lock<std::mutex>& lock) {
    fetching_ = true;
    const std::optional<std::size_t> chosen = chosen_;
    lock.unlock();
    auto found = chosen ? fetch_from(*chosen) : look_everywhere();
    lock.lock();
    fetching_ = false;
    ++fetched_;
    // Not at every call: when fetching failed, and when what came is to end soon itself.
    again_at_ = clock_.now() + kFetchAgain;
    if (found) {
      held_ = std::move(found).value();
    } else {
      last_error_ = std::move(found).error();
    }
    arrived_.notify_all();
  }

  Result<Fetched> fetch_from(std::size_t index) {
    TM_TRY(Found found, sources_[index].fetch());
    if (auto* fetched = std::get_if<Fetched>(&found)) return checked(std::move(*fetched), index);
    return fail(Code::kDenied, fmt::format("{}: the credentials are gone: {}", sources_[index].name,
                                           std::get<Absent>(found).why));
  }

  Result<Fetched> look_everywhere() {
    std::string looked;
    for (std::size_t index = 0; index < sources_.size(); ++index) {
      TM_TRY(Found found, sources_[index].fetch());
      if (auto* fetched = std::get_if<Fetched>(&found)) {
        const std::lock_guard lock(mutex_);
        chosen_ = index;
        return checked(std::move(*fetched), index);
      }
      looked += fmt::format("{}{}: {}", looked.empty() ? "" : "; ", sources_[index].name,
                            std::get<Absent>(found).why);
    }
    return fail(Code::kDenied, fmt::format("no credentials: {}", looked));
  }

  Result<Fetched> checked(Fetched fetched, std::size_t index) const {
    if (!fetched.expires || *fetched.expires > clock_.now()) return fetched;
    return fail(Code::kDenied,
                fmt::format("{}: the credentials have expired", sources_[index].name));
  }

  const std::vector<CredentialSource> sources_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  bool fetching_ = false;
  std::uint64_t fetched_ = 0;  // how often, well or not
  std::optional<std::size_t> chosen_;
  std::optional<Fetched> held_;
  std::optional<Timestamp> again_at_;
  Error last_error_;
};

}  // namespace

std::shared_ptr<CredentialProvider> chain_of(std::vector<CredentialSource> sources,
                                             const Clock& clock) {
  return std::make_shared<Chain>(std::move(sources), clock);
}

}  // namespace tidemark::client

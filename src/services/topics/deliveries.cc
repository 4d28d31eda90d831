#include "services/topics/deliveries.h"

#include "base/log.h"
#include "codec/row_bytes.h"
#include "services/topics/envelope.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::services {
namespace {

using storage::Changes;
using storage::Decision;
using storage::JobRow;
using storage::Refused;
using storage::Step;
using storage::View;

constexpr std::chrono::microseconds kFirstDelay = std::chrono::seconds(1);
constexpr std::chrono::microseconds kLongestDelay = std::chrono::minutes(5);
// A receiver that is slow, or a server that does not listen yet, is looked at again so soon.
constexpr std::chrono::microseconds kLookAgainAfter = std::chrono::milliseconds(250);
constexpr std::chrono::seconds kConnectWithin{3};
constexpr std::chrono::seconds kAnswerWithin{10};
constexpr std::size_t kDiscardedInAStep = 1000;

// How often the job's first message failed so far stands at the end of its state.
struct State {
  SubscriptionName name;
  std::uint64_t failures = 0;
};

Result<State> state_of(const JobRow& row) {
  codec::RowReader in(row.state, "a delivery job");
  State state;
  state.name.topic.region = in.text();
  state.name.topic.account = in.text();
  state.name.topic.name = in.text();
  state.name.id = in.text();
  state.failures = in.varint();
  TM_TRY_STATUS(in.status());
  return state;
}

std::string bytes_of(const State& state) {
  codec::RowWriter out;
  out.text(state.name.topic.region);
  out.text(state.name.topic.account);
  out.text(state.name.topic.name);
  out.text(state.name.id);
  out.varint(state.failures);
  return out.take();
}

std::chrono::microseconds delay_after(std::uint64_t failures) {
  std::chrono::microseconds delay = kFirstDelay;
  for (std::uint64_t i = 1; i < failures && delay < kLongestDelay; ++i) delay *= 2;
  return std::min(delay, kLongestDelay);
}

enum class Verdict { kDelivered, kTryAgain, kGiveUp };

Verdict verdict_on(const Result<http::Response>& outcome) {
  // A URL that cannot be used will not become one.
  if (!outcome) {
    return outcome.error().code == Code::kInvalid ? Verdict::kGiveUp : Verdict::kTryAgain;
  }
  const int status = outcome.value().status;
  if (status >= 200 && status < 300) return Verdict::kDelivered;
  return status >= 400 && status < 500 && status != 429 ? Verdict::kGiveUp : Verdict::kTryAgain;
}

std::string reason_of(const Result<http::Response>& outcome) {
  return outcome ? fmt::format("status {}", outcome.value().status) : to_text(outcome.error());
}

// Ends the job if nothing waits any more; a message that came meanwhile makes it look again.
Step end_of(const JobRow& row, const Topics& topics, const std::string& id) {
  return {row, true, [topics, id](View& view) -> Decision {
            const auto more = topics.any_waiting(view, id);
            if (!more || more.value()) return Refused{};
            return Changes{};
          }};
}

// The subscription is gone, and what waits for it with it.
Step discard(const JobRow& row, const Topics& topics, const std::string& id, Timestamp now) {
  Step step{row, false, [topics, id](View& view) -> Decision {
              Changes changes;
              changes.makes_room = true;
              if (!topics.discard(view, id, kDiscardedInAStep, changes)) return Refused{};
              return changes;
            }};
  step.row.due_at = now;
  return step;
}

}  // namespace

Deliveries::Deliveries(http::Transport& transport, const Clock& clock, std::string key_file,
                       Courier::Options options)
    : clock_(clock), signer_(std::move(key_file), clock), courier_(transport, options) {}

void Deliveries::add_kinds(storage::JobRunner& runner) {
  runner.add_kind(std::string(kDeliverJob),
                  [this](storage::Store& store, const JobRow& row) { return step(store, row); });
}

void Deliveries::set_address(std::string address) {
  const std::lock_guard lock(mutex_);
  address_ = std::move(address);
}

std::string Deliveries::address() const {
  const std::lock_guard lock(mutex_);
  return address_;
}

Result<Step> Deliveries::step(storage::Store& store, const JobRow& row) {
  TM_TRY(const Topics topics, Topics::of(store));
  TM_TRY(const State state, state_of(row));
  TM_TRY(const auto waiting, topics.first_waiting(store, state.name.id));
  if (!waiting) return end_of(row, topics, state.name.id);
  TM_TRY(const auto to, topics.subscription(store, state.name));
  if (!to) return discard(row, topics, state.name.id, clock_.now());
  const std::string address = this->address();
  if (!address.empty()) return deliver(row, *to, *waiting, address);
  Step later{row, false, {}};
  later.row.due_at = clock_.now() + kLookAgainAfter;
  return later;
}

Result<Step> Deliveries::deliver(const JobRow& row, const Subscription& to,
                                 const Topics::Waiting& waiting, const std::string& address) {
  TM_TRY(http::Outgoing request, request_for(waiting.delivery, to, address, signer_));
  request.connect_timeout = kConnectWithin;
  request.timeout = kAnswerWithin;
  const auto outcome = courier_.attempt(row.id + waiting.key.key, request);
  if (outcome) return after(row, waiting, to, *outcome);
  Step later{row, false, {}};
  later.row.due_at = clock_.now() + kLookAgainAfter;
  return later;
}

Step Deliveries::after(const JobRow& row, const Topics::Waiting& waiting, const Subscription& to,
                       const Result<http::Response>& outcome) const {
  Verdict verdict = verdict_on(outcome);
  const Timestamp now = clock_.now();
  const bool is_old = now - waiting.delivery.published_at >= kDeliverWithin;
  if (verdict == Verdict::kTryAgain && is_old) verdict = Verdict::kGiveUp;
  if (verdict == Verdict::kGiveUp) {
    log_warn("services", "a message was not delivered",
             {{"topic", topic_arn(waiting.delivery.topic)},
              {"message_id", waiting.delivery.message_id},
              {"subscription", to.id},
              {"reason", reason_of(outcome)}});
  }
  auto state = state_of(row);
  State next = state ? state.value() : State{};
  next.failures = verdict == Verdict::kTryAgain ? next.failures + 1 : 0;
  Step step{row, false, {}};
  step.row.state = bytes_of(next);
  step.row.due_at = verdict == Verdict::kTryAgain ? now + delay_after(next.failures) : now;
  if (verdict == Verdict::kTryAgain) return step;
  step.also = [key = waiting.key](View&) -> Decision {
    Changes changes;
    changes.makes_room = true;
    changes.remove(key);
    return changes;
  };
  return step;
}

}  // namespace tidemark::services

// Empties the outbox of topics: one job a subscription, which sends the oldest message that waits
// for it, and on failure tries again later. At least once: a message may come twice after a crash.
//
//   Deliveries deliveries(transport, clock, data + "/message-signing.pem", {});
//   deliveries.add_kinds(runner);
//   deliveries.set_address("http://127.0.0.1:8000");      // once the server listens
//
// A message is delivered when the receiver answers 2xx. 4xx other than 429 end it, as on AWS;
// everything else is tried again after 1 s, doubling up to 5 min, until the message is an hour old.
//
// Threads   Any. Must outlive the runner that steps its jobs, and end before the stores.
// Source    Amazon SNS developer guide, "Amazon SNS message delivery retries" (read 2026-11-21).
//           AWS gives up after three retries, 20 s apart, unless a delivery policy says otherwise.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "http/transport.h"
#include "services/topics/courier.h"
#include "services/topics/message_signer.h"
#include "services/topics/topics.h"
#include "storage/job_runner.h"

#include <mutex>
#include <string>

namespace tidemark::services {

inline constexpr std::chrono::hours kDeliverWithin{1};

class Deliveries {
 public:
  // `transport` and `clock` outlive this. `key_file`: of the MessageSigner.
  Deliveries(http::Transport& transport, const Clock& clock, std::string key_file,
             Courier::Options options);

  void add_kinds(storage::JobRunner& runner);

  // Scheme and host of the links in messages. Until it is known nothing is sent.
  void set_address(std::string address);

  [[nodiscard]] MessageSigner& signer() { return signer_; }

  Result<storage::Step> step(storage::Store& store, const storage::JobRow& row);

 private:
  Result<storage::Step> deliver(const storage::JobRow& row, const Subscription& to,
                                const Topics::Waiting& waiting, const std::string& address);
  storage::Step after(const storage::JobRow& row, const Topics::Waiting& waiting,
                      const Subscription& to, const Result<http::Response>& outcome) const;
  [[nodiscard]] std::string address() const;

  const Clock& clock_;
  MessageSigner signer_;
  Courier courier_;
  mutable std::mutex mutex_;
  std::string address_;
};

}  // namespace tidemark::services

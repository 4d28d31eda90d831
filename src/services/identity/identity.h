// The identities of all accounts: kept in one store, read from memory.
//
//   TM_TRY(auto identity, Identity::open(source, clock, real_clock, random));
//   identity->now()->find<User>(name_key(account, "ann"));
//   Changed<User> made;
//   TM_TRY_STATUS(identity->change<Changed<User>>([&](Draft& draft) {
//     return create_user(draft, {.account = account, .name = "ann"});
//   }, made));
//
// Threads   Any. now() is for every thread; change() waits for the disk, so not on a connection's
//           thread, and runs one at a time.
// Durable   A change is on disk before change() answers, and shown to now() only then.
// Format    docs/formats/identity.md.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "services/identity/directory.h"
#include "services/identity/policy_cache.h"
#include "storage/changes.h"
#include "storage/store.h"

#include <functional>
#include <memory>
#include <mutex>

namespace tidemark::services {

// What a change does: rows it writes, seen at once in now().
class Draft {
 public:
  Draft(Directory& directory, storage::Changes& changes, storage::TableId table, Timestamp at,
        Timestamp real, Random& random)
      : directory_(directory),
        changes_(changes),
        table_(table),
        at_(at),
        real_(real),
        random_(random) {}

  [[nodiscard]] const Directory& now() const { return directory_; }

  [[nodiscard]] Timestamp at() const { return at_; }

  // By the real clock.
  [[nodiscard]] Timestamp real_time() const { return real_; }

  [[nodiscard]] Random& random() const { return random_; }

  template <class Row>
  void put(Row row) {
    changes_.put({table_, Row::kPart, row.key()}, row.encode());
    directory_.put(std::move(row));
  }

  template <class Row>
  void remove(const std::string& key) {
    changes_.remove({table_, Row::kPart, key});
    directory_.remove<Row>(key);
  }

 private:
  Directory& directory_;
  storage::Changes& changes_;
  storage::TableId table_;
  Timestamp at_;
  Timestamp real_;
  Random& random_;
};

class Identity {
 public:
  // The store with the rows; null when it is not there yet and need not be made.
  using StoreSource = std::function<Result<storage::Store*>(bool make)>;

  // `clock` dates what is made; `real_clock` judges sessions.
  // Errors: kCorrupt of a damaged row, and those of the store
  static Result<std::unique_ptr<Identity>> open(StoreSource source, const Clock& clock,
                                                const Clock& real_clock, Random& random);

  [[nodiscard]] std::shared_ptr<const Directory> now() const;

  // Calls `decide` once with the newest state and commits what it wrote, all or nothing; `answer`
  // is what it said.
  // Errors: those of the store; nothing was changed then
  template <class Answer>
  Status change(const std::function<Answer(Draft&)>& decide, Answer& answer) {
    return run([&](Draft& draft) { answer = decide(draft); });
  }

  [[nodiscard]] PolicyCache& policies() { return policies_; }

  [[nodiscard]] const Clock& real_clock() const { return real_clock_; }

  [[nodiscard]] const Clock& clock() const { return clock_; }

 private:
  Identity(StoreSource source, const Clock& clock, const Clock& real_clock, Random& random);

  Status load();
  Status run(const std::function<void(Draft&)>& decide);

  StoreSource source_;
  const Clock& clock_;
  const Clock& real_clock_;
  Random& random_;
  PolicyCache policies_;
  std::mutex changing_;
  mutable std::mutex shown_mutex_;
  std::shared_ptr<const Directory> shown_;
};

}  // namespace tidemark::services

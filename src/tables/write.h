// A write that is prepared and not yet begun: what it reads, how it decides, and where its answer
// will be. The first of the two plain functions that a write is; the second is given the answer.
//
//   Write<PutAnswer> write(store, {key}, [=](View& view, PutAnswer& answer) -> Result<Decision>
//   {…}); write.start([] { /* post */ }); Result<PutAnswer> answer = write.answer();     // after
//   that
//
// Threads   start() from any thread; `decide` and `done` run on the committer's; answer() after.
#pragma once

#include "base/result.h"
#include "storage/store.h"

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark::tables {

// The table is gone, or another has its name. What every write may answer.
struct NoTable {};

template <class Answer>
class Write {
 public:
  // As storage::Decide; sets `answer` whether it refuses or not. An Error refuses, too.
  using Decide = std::function<Result<storage::Decision>(storage::View&, Answer&)>;

  Write(storage::Store& store, std::vector<storage::KeyRef> keys, Decide decide)
      : store_(&store), keys_(std::move(keys)), state_(std::make_shared<State>()) {
    state_->decide = std::move(decide);
  }

  void start(std::function<void()> done) {
    store_->transact(
        keys_,
        [state = state_](storage::View& view) -> storage::Decision {
          state->error.reset();
          state->answer = Answer{};
          auto decision = state->decide(view, state->answer);
          if (decision) return std::move(decision).value();
          state->error = std::move(decision).error();
          return storage::Refused{};
        },
        [state = state_, done = std::move(done)](const storage::Outcome& outcome) {
          if (const auto* committed = std::get_if<storage::Committed>(&outcome)) {
            state->committed_at = committed->at;
          } else if (const auto* error = std::get_if<Error>(&outcome)) {
            state->error = *error;
          }
          done();
        });
  }

  // start() and answer() in one, for a thread that may wait for the disk.
  Result<Answer> run() {
    std::promise<void> told;
    start([&told] { told.set_value(); });
    told.get_future().wait();
    return answer();
  }

  // Once: the answer is given away.
  [[nodiscard]] Result<Answer> answer() {
    if (state_->error) return *state_->error;
    return std::move(state_->answer);
  }

  // Unset when the decision refused.
  [[nodiscard]] std::optional<Timestamp> committed_at() const { return state_->committed_at; }

 private:
  struct State {
    Decide decide;
    Answer answer;
    std::optional<Error> error;
    std::optional<Timestamp> committed_at;
  };

  storage::Store* store_;
  std::vector<storage::KeyRef> keys_;
  std::shared_ptr<State> state_;  // also the committer's, until done
};

}  // namespace tidemark::tables

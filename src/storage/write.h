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

namespace tidemark::storage {

template <class Answer>
class Write {
 public:
  // As Decide; sets `answer` whether it refuses or not. An Error refuses, too.
  using Decide = std::function<Result<Decision>(View&, Answer&)>;

  Write(Store& store, std::vector<KeyRef> keys, Decide decide)
      : store_(&store), keys_(std::move(keys)), state_(std::make_shared<State>()) {
    state_->decide = std::move(decide);
  }

  void start(std::function<void()> done) {
    store_->transact(
        keys_,
        [state = state_](View& view) -> Decision {
          state->error.reset();
          state->answer = Answer{};
          auto decision = state->decide(view, state->answer);
          if (decision) return std::move(decision).value();
          state->error = std::move(decision).error();
          return Refused{};
        },
        [state = state_, done = std::move(done)](const Outcome& outcome) {
          if (const auto* committed = std::get_if<Committed>(&outcome)) {
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

  Store* store_;
  std::vector<KeyRef> keys_;
  std::shared_ptr<State> state_;  // also the committer's, until done
};

}  // namespace tidemark::storage

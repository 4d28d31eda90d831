// Compares a store's answers with the model's, and keeps the first difference in words.
//
// Threads   One, with nothing in flight, except where a member says otherwise.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "storage/store.h"
#include "storage/testing/model.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::storage::testing {

// One past question and its answer, asked again as long as it may be asked.
struct Answered {
  KeyRef key;
  Timestamp at;
  std::optional<Version> answer;
};

// A scan left open, and what it must still give.
struct HeldScan {
  Scan scan;
  Listing rest;  // in the scan's direction
  std::string what;
};

class Verdict {
 public:
  // `moot` says that the plug was pulled: what the dying store answers counts no more.
  Verdict(Model& model, Clock& clock, std::function<bool()> moot)
      : model_(model), clock_(clock), moot_(std::move(moot)) {}

  // The store that is open now.
  void look_at(Store& store);

  // What kind of answer as-of questions about `table` at `at` must get.
  enum class Expected { kAnswer, kRefusal, kEither };
  Expected expected(TableId table, Timestamp at);

  // Everything, at `instants` random instants of each table.
  void everything(Random& random, int instants);
  // One table at one random instant: a few of the ways to ask.
  void something(Random& random);

  void catalog_rows();
  void window(const ModelTable& table);
  void instant(TableId table, Timestamp at, Random& random);
  void newest(const ModelTable& table, Random& random);
  void pin(const std::string& id, Random& random);
  void changes(const ModelTable& table, Random& random);
  void asked_before();
  void remember(const Answered& answered, Random& random);

  // Reads on to the end of it.
  void finish(HeldScan held);
  // Reads at most `rows` of it.
  void read_some(HeldScan& held, std::size_t rows);

  // An instant worth asking about: at, before or after a commit, a bound, a pin.
  Timestamp instant_of(const ModelTable& table, Random& random);

  // Somebody was told what was so at `at`.
  void closed(Timestamp at);

  // Counts although the plug was pulled.
  void fail(std::string text);

  [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }

  // As-of questions about the past that were answered as the model does, or rightly refused.
  [[nodiscard]] std::size_t answers() const { return answers_; }

  [[nodiscard]] std::size_t denials() const { return denials_; }

 private:
  void differ(std::string text);
  void point(const KeyRef& key, Timestamp at, Expected expect, Random& random);
  void tally(TableId table, Part part, Timestamp at, Expected expect);
  void paged(TableId table, Part part, std::optional<Timestamp> at, Expected expect,
             Random& random);
  void same_listing(const std::string& what, const Listing& want, const Listing& got);

  Model& model_;
  Clock& clock_;
  std::function<bool()> moot_;
  Store* store_ = nullptr;
  std::vector<Answered> answered_;
  Timestamp highest_clock_;                // that any question saw
  std::map<TableId, Timestamp> earliest_;  // as last seen, while history is kept
  std::optional<std::string> failure_;
  std::size_t answers_ = 0;
  std::size_t denials_ = 0;
};

// The rows of a listing in [from, until), in the direction's order.
Listing part_of(Listing listing, const std::string& from, const std::string& until,
                Direction direction);

}  // namespace tidemark::storage::testing

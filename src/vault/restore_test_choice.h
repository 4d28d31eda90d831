// Which recovery points a restore test restores: one for each table that the selection takes.
// Pure, but for the chance it is given.
//
//   PointChooser chooser(plan, selection, now, random);
//   for (…) chooser.offer(point);
//   for (const RecoveryPoint& point : chooser.chosen()) …
//
// Source: aws-contract C.8; API reference, RestoreTestingRecoveryPointSelection.
#pragma once

#include "base/random.h"
#include "vault/recovery_point.h"
#include "vault/restore_testing.h"
#include "vault/tags.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tidemark::vault {

class PointChooser {
 public:
  // `plan` and `selection` outlive this. A run that begins at `now` looks back from there.
  PointChooser(const RestoreTestingPlan& plan, const RestoreTestingSelection& selection,
               Timestamp now, Random& random)
      : plan_(plan), selection_(selection), now_(now), random_(random) {}

  void offer(const RecoveryPoint& point);

  // By the table's ARN.
  [[nodiscard]] std::vector<RecoveryPoint> chosen() const;

 private:
  struct Choice {
    RecoveryPoint point;
    std::uint64_t offered = 1;
  };

  [[nodiscard]] bool may_be_chosen(const RecoveryPoint& point) const;

  const RestoreTestingPlan& plan_;
  const RestoreTestingSelection& selection_;
  Timestamp now_;
  Random& random_;
  std::map<std::string, Choice> choices_;  // by the table's ARN
};

// Whether the selection's conditions take a table with these tags.
bool conditions_hold(const RestoreTestingSelection& selection, const Tags& tags);

}  // namespace tidemark::vault

// Whether a selection takes a resource, from its ARN and its tags as they are at the run.
//
//   const SelectionMatcher matcher(selection.document, region_settings);
//   if (matcher.takes({.arn = …, .tags = …})) …
//
// A resource is taken if Resources or ListOfTags name it (either will do), all Conditions hold,
// and NotResources do not name it. A kind that the region has not opted in is taken only when its
// ARN is written out. Where a tag is missing, StringEquals and StringLike do not hold, their
// negations do.
//
// Threads  A matcher does not change.
// Source   API reference, BackupSelection; the union of Resources and ListOfTags from
//          aws/aws-cdk#18911; what a missing tag means is IAM's rule, AWS Backup's is not written.
#pragma once

#include "vault/backup_selection.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::vault {

// What might be backed up, as it is at the run.
struct Candidate {
  std::string_view arn;
  std::string_view kind;  // "DynamoDB"
  const std::map<std::string, std::string>& tags;
};

class SelectionMatcher {
 public:
  // `opted_in`: whether the region has opted a kind in; `selection` outlives this.
  SelectionMatcher(const SelectionDocument& selection,
                   std::function<bool(std::string_view kind)> opted_in);

  [[nodiscard]] bool takes(const Candidate& resource) const;

  // ARNs that are written out whole and not taken off again: what they name is backed up, or
  // fails to be, whether it is there or not.
  [[nodiscard]] std::vector<std::string> written_out() const;

 private:
  [[nodiscard]] bool conditions_hold(const Candidate& resource) const;

  const SelectionDocument& selection_;
  std::function<bool(std::string_view)> opted_in_;
};

// Whether `text` is what `pattern` says, in which '*' stands for any text, an empty one too.
bool is_like(std::string_view text, std::string_view pattern);

}  // namespace tidemark::vault

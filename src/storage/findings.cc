#include "storage/findings.h"

#include <utility>

namespace tidemark::storage {

void Findings::add(Finding finding) {
  if (++counts_[finding.rule] <= kShownOfARule) all_.push_back(std::move(finding));
}

}  // namespace tidemark::storage

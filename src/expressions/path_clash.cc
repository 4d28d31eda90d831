#include "expressions/path_clash.h"

#include <algorithm>

namespace tidemark::expressions {

namespace {

enum class Clash { kNone, kOverlap, kConflict };

Clash clash_of(const DocumentPath& one, const DocumentPath& two) {
  const std::size_t common = std::min(one.size(), two.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (one[i].index() != two[i].index()) return Clash::kConflict;
    if (one[i] != two[i]) return Clash::kNone;
  }
  return Clash::kOverlap;
}

std::string text_of(std::string_view verb, const DocumentPath& one, const DocumentPath& two) {
  return fmt::format(
      "Two document paths {} with each other; must remove or rewrite one of these paths; path one: "
      "{}, path two: {}",
      verb, to_text(one), to_text(two));
}

}  // namespace

void note_clash(const std::vector<DocumentPath>& earlier, const DocumentPath& next,
                Findings& findings) {
  for (const DocumentPath& path : earlier) {
    const Clash clash = clash_of(path, next);
    if (clash == Clash::kOverlap) findings.note(Rank::kOverlap, text_of("overlap", path, next));
    if (clash == Clash::kConflict) findings.note(Rank::kConflict, text_of("conflict", path, next));
  }
}

}  // namespace tidemark::expressions

#include "codec/iso8601.h"
#include "operator/json_members.h"
#include "operator/passport.h"
#include "operator/text.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kLabelColumns = 25;

// `text` in lines of at most `columns`, at blanks and after commas; a word longer than that stays
// whole: somebody will want to copy it.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ,"), text.size() - 1) + 1;
    const std::string_view word = text.substr(0, end);
    std::string& line = lines.back();
    if (!line.empty() && line.size() + trimmed(word).size() > columns) {
      line = trimmed(line);
      lines.emplace_back(word);
    } else {
      line += word;
    }
    text.remove_prefix(end);
  }
  lines.back() = trimmed(lines.back());
  return lines;
}

// "  Label                  text", what is too long below itself.
void add_line(std::string& out, std::string_view label, std::string_view text) {
  const std::string head = fmt::format("  {:<{}}", label, kLabelColumns - 2);
  std::string indent = head.size() > kLabelColumns ? head + ' ' : head;
  const std::size_t left = kColumns - std::min(kColumns / 2, indent.size());
  for (const std::string& line : wrapped(text, left)) {
    out += trimmed(indent + line).empty() ? "" : indent + line;
    out += '\n';
    indent.assign(kLabelColumns, ' ');
  }
}

void add_gaps(std::string& out, std::string_view title, const std::vector<Gap>& gaps) {
  if (gaps.empty()) return;
  out += fmt::format("\n{}\n", title);
  for (const Gap& gap : gaps) {
    add_line(out, words_of(gap.aspect), fmt::format("{}: {}", word_of(gap.why), gap.detail));
  }
}

std::string fact_text(const Fact& fact) {
  return fact.what == words_of(fact.aspect) ? fact.value
                                            : fmt::format("{}: {}", fact.what, fact.value);
}

}  // namespace

std::string passport_text(const Passport& passport) {
  std::string out = fmt::format("Passport of {} in {}, read {}\n\n", passport.table,
                                passport.region, codec::to_iso8601(passport.read_at));
  add_line(out, "key", keys_text(passport.shape.keys));
  for (const IndexShape& index : passport.shape.indexes) {
    add_line(out, fmt::format("{} index", index.global ? "global" : "local"),
             fmt::format("{}: {}, {}", index.name, keys_text(index.keys), index.projection));
  }
  add_line(out, "items",
           fmt::format("{}, {}, as AWS counted last", with_commas(passport.shape.items),
                       bytes_text(passport.shape.bytes)));
  std::optional<Aspect> before;
  for (const Fact& fact : facts_of(passport)) {
    add_line(out, before == fact.aspect ? "" : words_of(fact.aspect), fact_text(fact));
    before = fact.aspect;
  }
  add_gaps(out, "Could not be read:", passport.gaps);
  if (!passport.notes.empty()) out += "\nTo know:\n";
  for (const std::string& note : passport.notes) add_line(out, "", note);
  return out;
}

std::string difference_text(const PassportDifference& difference) {
  std::string out;
  if (difference.none()) {
    out = difference.not_compared.empty() ? "All settings are the same.\n"
                                          : "All settings that could be compared are the same.\n";
  } else {
    out = fmt::format("{} settings differ:\n\n", difference.settings.size());
  }
  for (const SettingDifference& setting : difference.settings) {
    add_line(out, words_of(setting.aspect),
             fmt::format("{}: {}, should be {}", setting.what, setting.found, setting.wanted));
  }
  add_gaps(out, "Not compared:", difference.not_compared);
  return out;
}

}  // namespace tidemark::runbooks

#include "codec/json.h"
#include "operator/passport_steps.h"

#include <array>

namespace tidemark::runbooks {
namespace {

constexpr std::array<std::string_view, 3> kEnds{"there already", "put back", "not whole"};

std::string_view end_of(const PassportStepResult& step) {
  return kEnds.at(static_cast<std::size_t>(step.end));
}

}  // namespace

std::string applied_text(const PassportApplied& applied) {
  std::string out;
  for (const PassportStepResult& step : applied.steps) {
    out += fmt::format("  {:<23}{}\n", words_of(step.aspect), end_of(step));
  }
  if (!applied.gaps.empty()) out += "\nNot put back:\n";
  for (const Gap& gap : applied.gaps) {
    out += fmt::format("  {:<23}{}: {}\n", words_of(gap.aspect), word_of(gap.why), gap.detail);
  }
  return out;
}

std::string applied_json(const PassportApplied& applied) {
  codec::JsonWriter out;
  out.begin_object().key("schema").number(std::int64_t{1});
  out.key("whole").boolean(applied.whole()).key("steps").begin_array();
  for (const PassportStepResult& step : applied.steps) {
    out.begin_object().key("setting").string(key_of(step.aspect));
    out.key("end").string(end_of(step));
    out.key("changes").number(std::int64_t{step.changes}).end_object();
  }
  out.end_array().key("gaps").begin_array();
  for (const Gap& gap : applied.gaps) {
    out.begin_object().key("setting").string(key_of(gap.aspect));
    out.key("why").string(word_of(gap.why)).key("detail").string(gap.detail).end_object();
  }
  return out.end_array().end_object().take();
}

}  // namespace tidemark::runbooks

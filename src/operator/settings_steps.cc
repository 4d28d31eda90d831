#include "operator/settings_steps.h"

#include "operator/course.h"
#include "operator/parallel.h"
#include "operator/passport_reader.h"
#include "operator/passport_steps.h"

namespace tidemark::runbooks {
namespace {

constexpr const char* kPassport = "passport";
constexpr const char* kGaps = "passport-gaps";

std::string gap_line(const Gap& gap) {
  return fmt::format("{}: {} ({})", words_of(gap.aspect), word_of(gap.why), gap.detail);
}

Status read_once(Course& course, const std::string& table) {
  TM_TRY(const Passport read, read_passport(course.site().session, table));
  for (const Gap& gap : read.gaps) {
    // Nothing has been changed yet, and what is not noted now is lost: better to try again.
    const bool own = gap.aspect != Aspect::kScaling && gap.aspect != Aspect::kAlarms;
    if (own && gap.why == Why::kUnreachable) {
      return fail(Code::kBusy, fmt::format("could not read {} of {}", gap_line(gap), table));
    }
    course.note("could not read " + gap_line(gap));
  }
  for (const std::string& note : read.notes) course.note(note);
  return course.remember(kPassport, passport_json(read));
}

}  // namespace

Result<std::optional<Passport>> passport_of(Course& course) {
  if (!course.knows(kPassport)) return std::optional<Passport>();
  TM_TRY(Passport passport, passport_from_json(course.fact(kPassport)));
  return std::optional<Passport>(std::move(passport));
}

Step read_passport_step(const std::string& table) {
  Step step{.name = "read-passport",
            .title = fmt::format("note the settings of {} that a restore loses", table)};
  step.done = [](Course& course) -> Result<bool> { return course.knows(kPassport); };
  step.act = [table](Course& course) { return read_once(course, table); };
  return step;
}

Step adopt_passport_step(const std::string& table, const std::string& passport_json) {
  if (passport_json.empty()) return read_passport_step(table);
  Step step{
      .name = "read-passport",
      .title = fmt::format("take the settings of {} as they were noted with the backup", table)};
  step.done = [](Course& course) -> Result<bool> { return course.knows(kPassport); };
  step.act = [passport_json](Course& course) { return course.remember(kPassport, passport_json); };
  return step;
}

Status put_passport_back(Course& course, const std::string& table) {
  TM_TRY(const std::optional<Passport> passport, passport_of(course));
  if (!passport) return Ok{};
  PassportSteps steps(course.site().session, *passport, table, {});
  std::vector<Gap> gaps = steps.not_tried();
  for (std::size_t number = 0; number < steps.all().size(); ++number) {
    TM_TRY_STATUS(go_on(course.site().stop));
    TM_TRY(const PassportStepResult result, steps.carry_out(number));
    if (result.end == PassportStepResult::End::kApplied) course.note(steps.all()[number].text);
    gaps.insert(gaps.end(), result.gaps.begin(), result.gaps.end());
  }
  std::string lines;
  for (const Gap& gap : gaps) {
    course.note("not put back: " + gap_line(gap));
    lines += gap_line(gap) + "\n";
  }
  if (lines.empty() && !course.knows(kGaps)) return Ok{};
  return course.remember(kGaps, lines);
}

Step apply_passport_step(const std::string& table) {
  Step step{.name = "apply-passport", .title = fmt::format("put the settings back on {}", table)};
  step.act = [table](Course& course) { return put_passport_back(course, table); };
  return step;
}

}  // namespace tidemark::runbooks

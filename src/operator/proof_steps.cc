#include "operator/proof_steps.h"

#include "codec/iso8601.h"
#include "operator/certificate.h"
#include "operator/cleanup.h"
#include "operator/course.h"
#include "operator/durable_file.h"
#include "operator/settings_steps.h"
#include "operator/text.h"
#include "operator/verification.h"

#include <charconv>

namespace tidemark::runbooks {
namespace {

constexpr const char* kCopyContent = "copy-content";

Result<std::optional<Timestamp>> instant_of(const std::string& text) {
  if (text.empty()) return std::optional<Timestamp>();
  TM_TRY(const Timestamp at, codec::parse_iso8601(text));
  return std::optional<Timestamp>(at);
}

// "<items> <bytes> <digest>".
std::string content_text(const Tally& tally) {
  return fmt::format("{} {} {}", tally.items, tally.aws_bytes, tally.digest);
}

std::optional<Tally> content_in(const std::string& text) {
  const std::size_t first = text.find(' ');
  const std::size_t second = text.find(' ', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  Tally tally;
  std::from_chars(text.data(), text.data() + first, tally.items);
  std::from_chars(text.data() + first + 1, text.data() + second, tally.aws_bytes);
  tally.digest = text.substr(second + 1);
  return tally;
}

VerifySite verify_site(Course& course) {
  const Site& site = course.site();
  return {.session = site.session, .extras = site.extras, .clock = site.clock};
}

// How the comparison may read, and who hears of it.
VerifyRequest request_in(Course& course) {
  VerifyRequest request;
  request.scan = course.site().scan;
  request.scan.stop = course.site().stop;
  request.on_progress = [&course](std::uint64_t items) {
    course.tell(RunEvent::Kind::kWaiting, fmt::format("{} items read", with_commas(items)));
  };
  return request;
}

Status check_copy(Course& course, const CheckCopy& what) {
  VerifyRequest request = request_in(course);
  TM_TRY(request.wanted.as_of, instant_of(what.at));
  request.wanted.table = what.table;
  request.found.table = what.copy;
  TM_TRY(const Verification answer, verify(verify_site(course), request));
  if (answer.differs()) {
    return fail(Code::kConflict, fmt::format("{} is not what {} was: {}", what.copy, what.table,
                                             verification_text(answer)));
  }
  for (const NotCompared& left : answer.not_compared) {
    if (left.what == "settings") continue;  // a restored copy has none
    course.note(fmt::format("not compared: {}: {}", left.what, left.why));
  }
  if (answer.found_content) {
    TM_TRY_STATUS(course.remember(kCopyContent, content_text(answer.found_content->sums)));
  }
  return course.remember("copy-checked", answer.same() ? "the same" : "not wholly compared");
}

std::vector<CertifiedStep> ended_steps(const Course& course) {
  std::vector<CertifiedStep> steps;
  const auto& ended = course.run().progress().ended;
  for (const PlannedStep& step : course.plan().steps) {
    const auto found = ended.find(step.name);
    if (found != ended.end()) steps.push_back({.title = step.title, .took = found->second});
  }
  return steps;
}

// When the table could be used again: its restore had ended.
Timestamp usable_at(const Course& course) {
  Timestamp at;
  for (const JournalLine& line : course.run().lines()) {
    if (line.what == "step-ended" && line.member("step") == "restore") at = line.at;
  }
  return at;
}

std::vector<std::string> kept_copies(const Course& course) {
  std::vector<std::string> kept;
  const Run& run = course.run();
  for (const Leftover& left : leftovers_of(
           {.id = run.id(), .plan = run.plan(), .progress = run.progress(), .damage = {}})) {
    kept.push_back(left.kind == Leftover::Kind::kTable ? "table " + left.name : left.id);
  }
  return kept;
}

Result<Certificate> certificate_of(Course& course, const Certify& what, Verification answer) {
  const Plan& plan = course.plan();
  const Site& site = course.site();
  Certificate certificate;
  certificate.run = course.run().id();
  certificate.kind = plan.kind;
  certificate.outcome = "finished";
  certificate.program = site.version;
  certificate.caller = plan.caller;
  certificate.account = plan.account;
  certificate.region = plan.region;
  certificate.endpoint = site.session.endpoint(client::Service::kDynamoDb);
  certificate.table = plan.table;
  certificate.restored = what.found;
  certificate.state.source = what.source;
  TM_TRY(certificate.state.asked, instant_of(what.asked));
  TM_TRY(certificate.state.latest, instant_of(plan.input("latest-restorable")));
  certificate.began_at = course.run().lines().front().at;
  certificate.ended_at = site.clock.now();
  certificate.usable_at = usable_at(course);
  certificate.steps = ended_steps(course);
  certificate.verification = std::move(answer);
  certificate.kept = kept_copies(course);
  certificate.journal_hash = course.run().journal_hash();
  return certificate;
}

std::string verdict_of(const Verification& answer) {
  if (answer.differs()) return "differs";
  return answer.same() ? "verified" : "unverified";
}

Status certify(Course& course, const Certify& what) {
  VerifyRequest request = request_in(course);
  TM_TRY(request.wanted.as_of, instant_of(what.wanted_at));
  request.wanted.table = what.wanted;
  request.found.table = what.found;
  TM_TRY(request.passport, passport_of(course));
  if (what.wanted_at.empty()) request.wanted_content = content_in(course.fact(kCopyContent));
  TM_TRY(Verification answer, verify(verify_site(course), request));
  course.note(verification_text(answer));
  TM_TRY_STATUS(course.remember("verdict", verdict_of(answer)));
  TM_TRY(const Certificate certificate, certificate_of(course, what, std::move(answer)));
  const std::string beside = course.run().directory() + "/certificate";
  TM_TRY_STATUS(write_durably(beside + ".json", certificate_json(certificate)));
  return write_durably(beside + ".txt", certificate_text(certificate));
}

}  // namespace

Step check_copy_step(const CheckCopy& what) {
  Step step{.name = "check-copy",
            .title = fmt::format("compare {} with {} as of {}", what.copy, what.table, what.at)};
  step.done = [](Course& course) -> Result<bool> { return course.knows("copy-checked"); };
  step.act = [what](Course& course) { return check_copy(course, what); };
  return step;
}

Step certify_step(const Certify& what) {
  Step step{.name = "certify",
            .title = fmt::format("compare {} with what was asked for, write the certificate",
                                 what.found)};
  step.act = [what](Course& course) { return certify(course, what); };
  return step;
}

}  // namespace tidemark::runbooks

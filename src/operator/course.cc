#include "operator/course.h"

#include "operator/parallel.h"
#include "operator/text.h"

#include <algorithm>

namespace tidemark::runbooks {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// An engine beside us answers in milliseconds; AWS's Describe calls are limited to about ten a
// second an account, and its restores take minutes.
constexpr milliseconds kFirstPoll{20};
constexpr milliseconds kSlowestPoll{10'000};

milliseconds slower(milliseconds wait) {
  return std::min(kSlowestPoll, wait * 8 / 5);
}

std::string deed_fact(std::string_view deed) {
  return fmt::format("intends:{}", deed);
}

}  // namespace

std::string Course::fact(std::string_view name) const {
  const auto& facts = run_.progress().facts;
  const auto found = facts.find(name);
  return found != facts.end() ? found->second : std::string();
}

Status Course::remember(std::string_view name, std::string value) {
  if (fact(name) == value) return Ok{};
  return run_.write("fact", {{"name", std::string(name)}, {"value", std::move(value)}});
}

Status Course::begin(const Step& step) {
  if (!run_.progress().begun.contains(step.name)) {
    TM_TRY_STATUS(run_.write("step-begun", {{"step", step.name}}));
  }
  tell(RunEvent::Kind::kStepBegun);
  return Ok{};
}

Status Course::intend(std::string_view deed) {
  return remember(deed_fact(deed), "yes");
}

bool Course::intended(std::string_view deed) const {
  return knows(deed_fact(deed));
}

Status Course::wait_for(std::string_view what, const std::function<Result<bool>()>& there) {
  const microseconds began = site_.clock.since_boot();
  for (milliseconds wait = kFirstPoll;; wait = slower(wait)) {
    if (heeds_stop_) TM_TRY_STATUS(go_on(site_.stop));
    TM_TRY(const bool came, there());
    if (came) break;
    const microseconds waited = site_.clock.since_boot() - began;
    if (site_.patience.count() > 0 && waited >= site_.patience) {
      return fail(Code::kBusy, fmt::format("waited {} for {}, which has not come about",
                                           seconds_text(waited), what));
    }
    tell(RunEvent::Kind::kWaiting, std::string(what));
    site_.pause(wait);
  }
  percent_.reset();
  return Ok{};
}

void Course::note(std::string text) {
  tell(RunEvent::Kind::kNote, std::move(text));
}

void Course::enter(const Step& step, std::size_t number, std::size_t of) {
  about_.run = run_.id();
  about_.step = step.name;
  about_.title = step.title;
  about_.number = number;
  about_.of = of;
  entered_ = site_.clock.since_boot();
  percent_.reset();
}

void Course::tell(RunEvent::Kind kind, std::string text) {
  if (!watch_) return;
  RunEvent event = about_;
  event.run = run_.id();
  event.kind = kind;
  event.text = std::move(text);
  event.elapsed = elapsed();
  event.usually = usually;
  event.percent = percent_;
  watch_(event);
}

microseconds Course::elapsed() const {
  return site_.clock.since_boot() - entered_;
}

}  // namespace tidemark::runbooks

#include "operator/runs.h"

#include "codec/iso8601.h"
#include "codec/sha256.h"
#include "operator/durable_file.h"

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

namespace tidemark::runbooks {
namespace {

constexpr const char* kPlan = "/plan.json";
constexpr const char* kJournal = "/journal.jsonl";
constexpr const char* kLock = "/lock";

std::chrono::microseconds micros_in(const std::string& digits) {
  std::int64_t micros = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), micros);
  return std::chrono::microseconds{micros};
}

void take_step_line(const JournalLine& line, RunProgress& progress) {
  const std::string& step = line.member("step");
  if (line.what == "step-begun") {
    progress.begun.insert(step);
  } else if (line.what == "step-ended") {
    progress.ended[step] = micros_in(line.member("took_us"));
    progress.why.clear();
  } else if (line.what == "step-failed") {
    progress.why = line.member("why");
  } else if (line.what == "step-reopened") {
    progress.ended.erase(step);
  } else if (line.what == "step-undone") {
    progress.begun.erase(step);
    progress.ended.erase(step);
    progress.undone.insert(step);
    progress.why.clear();
  }
}

struct Files {
  std::string plan_text;
  Plan plan;
  JournalText journal;
};

Result<Files> read_files(const std::string& directory) {
  Files files;
  TM_TRY(std::optional<std::string> plan_text, read_file(directory + kPlan));
  if (!plan_text) return fail(Code::kCorrupt, fmt::format("{} has no plan.json", directory));
  files.plan_text = std::move(*plan_text);
  TM_TRY(files.plan, parse_plan(files.plan_text));
  TM_TRY(const auto journal, read_file(directory + kJournal));
  TM_TRY(files.journal, read_journal(journal.value_or(""), codec::sha256_hex(files.plan_text)));
  return files;
}

RunSummary summary_of(const std::string& directory, std::string id) {
  RunSummary summary{.id = std::move(id), .plan = {}, .progress = {}, .damage = {}};
  auto files = read_files(directory);
  if (!files) {
    summary.damage = files.error().message;
    return summary;
  }
  summary.plan = std::move(files.value().plan);
  summary.progress = progress_of(files.value().journal.lines);
  return summary;
}

// -1: another process has it.
Result<int> locked(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return file_error("open", path);
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return file;
  ::close(file);
  return -1;
}

}  // namespace

std::string_view name_of(RunState state) {
  switch (state) {
    case RunState::kUnfinished: return "unfinished";
    case RunState::kFinished: return "finished";
    case RunState::kGoingBack: return "going back";
    case RunState::kUndone: break;
  }
  return "undone";
}

RunProgress progress_of(const std::vector<JournalLine>& lines) {
  RunProgress progress;
  for (const JournalLine& line : lines) {
    progress.last_at = line.at;
    if (line.what == "fact") {
      progress.facts[line.member("name")] = line.member("value");
    } else if (line.what == "undo-begun") {
      progress.state = RunState::kGoingBack;
    } else if (line.what == "run-undone") {
      progress.state = RunState::kUndone;
    } else if (line.what == "run-ended") {
      progress.state = RunState::kFinished;
      progress.verdict = line.member("verdict");
    } else {
      take_step_line(line, progress);
    }
  }
  return progress;
}

Run::Run(std::string id, std::string directory, int lock, Plan plan, Journal journal)
    : id_(std::move(id)),
      directory_(std::move(directory)),
      lock_(lock),
      plan_(std::move(plan)),
      journal_(std::move(journal)),
      progress_(progress_of(journal_.lines())) {}

Run::Run(Run&& other) noexcept
    : id_(std::move(other.id_)),
      directory_(std::move(other.directory_)),
      lock_(std::exchange(other.lock_, -1)),
      plan_(std::move(other.plan_)),
      journal_(std::move(other.journal_)),
      progress_(std::move(other.progress_)) {}

Run::~Run() {
  if (lock_ >= 0) ::close(lock_);
}

Status Run::write(std::string_view what, JournalMembers members) {
  TM_TRY_STATUS(journal_.write(what, std::move(members)));
  progress_ = progress_of(journal_.lines());
  return Ok{};
}

Result<Run> Runs::begin(const Plan& plan) {
  const std::string id =
      fmt::format("{}-{}", codec::to_basic_iso8601(clock_.now()), random_.hex(4));
  const std::string directory = directory_ + "/" + id;
  TM_TRY_STATUS(make_directories(directory));
  TM_TRY_STATUS(sync_parent(directory));
  const std::string text = json_of(plan);
  TM_TRY_STATUS(write_durably(directory + kPlan, text));
  return take(id, plan, text);
}

Result<Run> Runs::take(std::string id, Plan plan, std::string_view plan_text) {
  const std::string directory = directory_ + "/" + id;
  TM_TRY(const int lock, locked(directory + kLock));
  if (lock < 0) {
    return fail(Code::kConflict, fmt::format("another process works on run {}", id));
  }
  auto journal = Journal::open(directory + kJournal, codec::sha256_hex(plan_text), clock_);
  if (!journal) {
    ::close(lock);
    return fail(journal.error().code, fmt::format("run {}: {}", id, journal.error().message));
  }
  return Run(std::move(id), directory, lock, std::move(plan), std::move(journal).value());
}

Result<Run> Runs::open(std::string_view id) {
  TM_TRY(std::string whole, whole_id(id));
  const std::string directory = directory_ + "/" + whole;
  TM_TRY(const std::optional<std::string> text, read_file(directory + kPlan));
  if (!text) return fail(Code::kCorrupt, fmt::format("run {} has no plan.json", whole));
  auto plan = parse_plan(*text);
  if (!plan) return fail(Code::kCorrupt, fmt::format("run {}: {}", whole, plan.error().message));
  return take(std::move(whole), std::move(plan).value(), *text);
}

std::vector<std::string> Runs::ids() const {
  std::vector<std::string> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, none)) {
    // A run whose plan was never whole never began.
    if (std::filesystem::exists(entry.path() / "plan.json", none)) {
      found.push_back(entry.path().filename().string());
    }
  }
  std::ranges::sort(found);
  return found;
}

Result<std::string> Runs::whole_id(std::string_view id) const {
  std::vector<std::string> alike;
  for (std::string& known : ids()) {
    if (known == id) return std::move(known);
    if (!id.empty() && known.starts_with(id)) alike.push_back(std::move(known));
  }
  if (alike.size() == 1) return std::move(alike.front());
  if (alike.empty()) {
    return fail(Code::kNotFound,
                fmt::format("there is no run \"{}\" in {}; `tidemark runs list` names them", id,
                            directory_));
  }
  return fail(Code::kNotFound,
              fmt::format("\"{}\" begins {} runs: {}", id, alike.size(), fmt::join(alike, ", ")));
}

Result<std::vector<RunSummary>> Runs::list() const {
  std::vector<RunSummary> summaries;
  std::vector<std::string> known = ids();
  for (auto id = known.rbegin(); id != known.rend(); ++id) {
    summaries.push_back(summary_of(directory_ + "/" + *id, *id));
  }
  // An id tells the second; the plan the instant. What is damaged tells none and comes last.
  std::ranges::stable_sort(summaries, std::ranges::greater(),
                           [](const RunSummary& run) { return run.plan.made_at; });
  return summaries;
}

Result<RunSummary> Runs::show(std::string_view id) const {
  TM_TRY(std::string whole, whole_id(id));
  const std::string directory = directory_ + "/" + whole;
  return summary_of(directory, std::move(whole));
}

Result<std::optional<std::chrono::microseconds>> Runs::usual(std::string_view kind,
                                                             std::string_view step) const {
  std::vector<std::chrono::microseconds> took;
  TM_TRY(const std::vector<RunSummary> summaries, list());
  for (const RunSummary& summary : summaries) {
    if (summary.plan.kind != kind) continue;
    const auto found = summary.progress.ended.find(step);
    if (found != summary.progress.ended.end()) took.push_back(found->second);
  }
  if (took.empty()) return std::optional<std::chrono::microseconds>();
  std::ranges::nth_element(took, took.begin() + static_cast<std::ptrdiff_t>(took.size() / 2));
  return std::optional(took[took.size() / 2]);
}

}  // namespace tidemark::runbooks

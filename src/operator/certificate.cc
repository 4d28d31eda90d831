#include "operator/certificate.h"

#include "codec/iso8601.h"
#include "operator/text.h"

namespace tidemark::runbooks {
namespace {

using codec::JsonWriter;
using Micros = std::chrono::microseconds;

constexpr std::size_t kLabelColumns = 20;
constexpr std::size_t kTitleColumns = 58;

void add_line(std::string& out, std::string_view label, std::string_view text) {
  out += fmt::format("  {:<{}}{}\n", label, kLabelColumns, text);
}

std::string span_text(const std::optional<Micros>& span) {
  return span ? seconds_text(*span) : "not known";
}

// Every line of `text` moved to the right.
std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    out += line.empty() ? "\n" : fmt::format("  {}\n", line);
  }
  return out;
}

void add_what(std::string& out, const Certificate& it) {
  add_line(out, "Table", it.table);
  if (it.restored != it.table) add_line(out, "Restored as", it.restored);
  add_line(out, "From", it.state.source);
  if (it.state.asked) add_line(out, "State as of", codec::to_iso8601(*it.state.asked));
  add_line(out, "Account, region", fmt::format("{}, {}", it.account, it.region));
  add_line(out, "Endpoint", it.endpoint);
  add_line(out, "By", it.caller);
  add_line(out, "With", it.program);
  add_line(out, "Run", fmt::format("{} ({})", it.run, it.kind));
}

void add_times(std::string& out, const Certificate& it) {
  add_line(out, "Began", codec::to_iso8601(it.began_at));
  add_line(out, "Ended", codec::to_iso8601(it.ended_at));
  add_line(out, "RPO", fmt::format("{} of writes are not in it", span_text(it.lost())));
  if (it.lost_at_best()) {
    add_line(out, "  at best",
             fmt::format("{}: the latest restorable instant was {}", span_text(it.lost_at_best()),
                         codec::to_iso8601(*it.state.latest)));
  }
  add_line(out, "RTO", seconds_text(it.recovery_time()));
  for (const CertifiedStep& step : it.steps) {
    out += fmt::format("    {:<{}}{:>14}\n", shortened(step.title, kTitleColumns - 2),
                       kTitleColumns, seconds_text(step.took));
  }
}

void write_seconds(JsonWriter& out, std::string_view key, const std::optional<Micros>& span) {
  out.key(key);
  span ? out.number(static_cast<double>(span->count()) / 1e6) : out.null();
}

void write_instant(JsonWriter& out, std::string_view key, const std::optional<Timestamp>& at) {
  out.key(key);
  at ? out.string(codec::to_iso8601(*at)) : out.null();
}

void write_what(JsonWriter& out, const Certificate& it) {
  out.key("run").string(it.run).key("kind").string(it.kind);
  out.key("outcome").string(it.outcome).key("verified").boolean(it.verified());
  out.key("program").string(it.program).key("caller").string(it.caller);
  out.key("account").string(it.account).key("region").string(it.region);
  out.key("endpoint").string(it.endpoint).key("table").string(it.table);
  out.key("restored").string(it.restored).key("source").string(it.state.source);
  write_instant(out, "stateAsOf", it.state.asked);
  write_instant(out, "latestRestorable", it.state.latest);
}

void write_times(JsonWriter& out, const Certificate& it) {
  write_instant(out, "beganAt", it.began_at);
  write_instant(out, "endedAt", it.ended_at);
  write_seconds(out, "rpoSeconds", it.lost());
  write_seconds(out, "rpoAtBestSeconds", it.lost_at_best());
  write_seconds(out, "rtoSeconds", it.recovery_time());
  out.key("steps").begin_array();
  for (const CertifiedStep& step : it.steps) {
    out.begin_object().key("title").string(step.title);
    write_seconds(out, "seconds", step.took);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

bool Certificate::verified() const {
  return outcome == "finished" && verification && verification->same();
}

std::optional<Micros> Certificate::lost() const {
  if (!state.asked) return std::nullopt;
  return began_at - *state.asked;
}

std::optional<Micros> Certificate::lost_at_best() const {
  if (!state.latest) return std::nullopt;
  return began_at - *state.latest;
}

Micros Certificate::recovery_time() const {
  return (usable_at.micros != 0 ? usable_at : ended_at) - began_at;
}

std::string certificate_text(const Certificate& certificate) {
  std::string out = fmt::format("Certificate of a restore: {}\n\n",
                                certificate.verified() ? "VERIFIED" : "NOT VERIFIED");
  if (certificate.outcome != "finished") add_line(out, "Outcome", certificate.outcome);
  add_what(out, certificate);
  out += '\n';
  add_times(out, certificate);
  out += "\n  Comparison\n";
  out += certificate.verification ? indented(indented(verification_text(*certificate.verification)))
                                  : "    nothing was compared\n";
  if (certificate.settings) {
    out += "\n  Settings put back\n" + indented(applied_text(*certificate.settings));
  }
  if (!certificate.kept.empty()) out += "\n  Copies that are still there\n";
  for (const std::string& copy : certificate.kept) out += fmt::format("    {}\n", copy);
  out += fmt::format("\n  Journal, last line  {}\n", certificate.journal_hash);
  return out;
}

std::string certificate_json(const Certificate& certificate) {
  JsonWriter out;
  out.begin_object().key("schema").number(std::int64_t{1});
  write_what(out, certificate);
  write_times(out, certificate);
  out.key("verification");
  if (certificate.verification) {
    write_verification(out, *certificate.verification);
  } else {
    out.null();
  }
  out.key("settings");
  certificate.settings ? out.raw(applied_json(*certificate.settings)) : out.null();
  out.key("kept").begin_array();
  for (const std::string& copy : certificate.kept) out.string(copy);
  out.end_array().key("journalHash").string(certificate.journal_hash);
  return out.end_object().take();
}

}  // namespace tidemark::runbooks

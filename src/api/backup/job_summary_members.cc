#include "api/backup/job_summary_members.h"

#include "api/backup/errors.h"
#include "api/backup/pages.h"

#include <charconv>

namespace tidemark::api {
namespace {

Parsed<vault::SummaryWanted> summary_wanted(const BackupRequest& request) {
  vault::SummaryWanted wanted;
  if (const auto* state = request.in_query("State")) wanted.state = *state;
  if (const auto* type = request.in_query("ResourceType")) wanted.resource_type = *type;
  if (const auto* category = request.in_query("MessageCategory")) {
    wanted.message_category = *category;
  }
  const std::string* const name = request.in_query("AggregationPeriod");
  if (name == nullptr) return wanted;
  const auto period = vault::parse_summary_period(*name);
  if (!period) {
    return invalid_value(fmt::format(
        "AggregationPeriod must be ONE_DAY, SEVEN_DAYS or FOURTEEN_DAYS, not {}", *name));
  }
  wanted.period = *period;
  return wanted;
}

// The token says how many summaries were shown.
Parsed<std::size_t> shown_before(const PageWanted& page) {
  if (page.after.empty()) return std::size_t{0};
  std::size_t shown = 0;
  const char* const end = page.after.data() + page.after.size();
  const auto read = std::from_chars(page.after.data(), end, shown);
  if (read.ec != std::errc() || read.ptr != end) {
    return invalid_value("NextToken is not one that was given out");
  }
  return shown;
}

void write_summary(codec::JsonWriter& out, const Call& call, const vault::JobSummary& summary,
                   bool with_category) {
  out.begin_object();
  out.key("Region").string(call.region);
  out.key("AccountId").string(call.account);
  out.key("State").string(summary.state);
  out.key("ResourceType").string(summary.resource_type);
  if (with_category && !summary.message_category.empty()) {
    out.key("MessageCategory").string(summary.message_category);
  }
  out.key("Count").number(summary.count);
  out.key("StartTime").epoch_seconds(summary.start);
  out.key("EndTime").epoch_seconds(summary.end);
  out.end_object();
}

}  // namespace

bool wants_own_jobs(const BackupRequest& request) {
  const std::string* const account = request.in_query("AccountId");
  return account == nullptr || *account == request.call.account || *account == vault::kAny ||
         *account == vault::kTogether;
}

Reply summary_reply(const BackupRequest& request, Engine& engine, std::string_view list,
                    const std::vector<vault::JobFact>& jobs, bool with_category) {
  TM_OR_REPLY(const PageWanted page, page_wanted(request, "MaxResults", "NextToken"));
  TM_OR_REPLY(const vault::SummaryWanted wanted, summary_wanted(request));
  TM_OR_REPLY(const std::size_t before, shown_before(page));
  const auto all = vault::summarise(jobs, wanted, engine.clock.now());
  codec::JsonWriter out;
  out.begin_object().key(list).begin_array();
  std::size_t shown = before;
  for (; shown < all.size() && shown < before + page.limit; ++shown) {
    write_summary(out, request.call, all[shown], with_category);
  }
  out.end_array();
  out.key("AggregationPeriod").string(vault::name_of(wanted.period));
  write_next_token(out, shown < all.size() ? std::to_string(shown) : "");
  out.end_object();
  return backup_json(out.take());
}

}  // namespace tidemark::api

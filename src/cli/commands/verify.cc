#include "cli/checks.h"
#include "cli/commands/specs.h"
#include "cli/document.h"
#include "cli/files.h"
#include "cli/running.h"
#include "cli/times.h"
#include "operator/cost_estimate.h"
#include "operator/passport_reader.h"
#include "operator/verification.h"

#include <fmt/format.h>

namespace tidemark::cli {
namespace {

using runbooks::Passport;
using runbooks::Verification;

constexpr long long kMostConnections = 64;
constexpr std::size_t kLargestPriceList = 1 << 16;

std::string check_connections(const std::string& text) {
  Words word;
  word.add("N", text);
  const bool good =
      check_whole(text).empty() && word.number("N") >= 1 && word.number("N") <= kMostConnections;
  return good ? "" : fmt::format("\"{}\" is not 1 to {}", text, kMostConnections);
}

// Before anything is read: what reading both tables whole would cost.
Status tell_cost(const Passport& wanted, const Passport& found, const std::string& price_list,
                 const CommandContext& context) {
  runbooks::Prices prices;
  if (!price_list.empty()) {
    TM_TRY(const std::string text, text_of_file(price_list, kLargestPriceList));
    TM_TRY(prices, runbooks::prices_from_json(text));
  }
  const auto scan_of = [&](const Passport& passport) {
    return runbooks::estimate_scan(
        passport.shape, true,
        {.provisioned = passport.capacity.provisioned.has_value(),
         .infrequent_access = passport.table_class == "STANDARD_INFREQUENT_ACCESS"},
        prices);
  };
  context.tell("where there is no tally, both tables are read:\n" +
               runbooks::estimate_text(runbooks::together({scan_of(wanted), scan_of(found)})));
  return Ok{};
}

Result<Verification> compared(const Words& words, CommandContext& context) {
  TM_TRY(const auto place, workplace(context));
  client::Session& session = place->site.session;
  runbooks::VerifyRequest request{.wanted = {.table = words.text("WANTED")},
                                  .found = {.table = words.text("FOUND")}};
  if (words.has("--as-of")) {
    TM_TRY(request.wanted.as_of, instant_of(words, "--as-of", context));
  }
  TM_TRY(request.passport, runbooks::read_passport(session, request.wanted.table));
  TM_TRY(const Passport found, runbooks::read_passport(session, request.found.table));
  request.read_items = !words.flag("--quick");
  request.scan.connections = static_cast<unsigned>(words.number("--connections"));
  request.scan.max_read_units = static_cast<double>(words.number("--max-rcu"));
  request.scan.stop = context.around().stop;
  if (request.read_items) {
    TM_TRY_STATUS(tell_cost(*request.passport, found, words.text("--prices"), context));
  }
  return runbooks::verify(
      {.session = session, .extras = place->site.extras, .clock = context.around().clock}, request);
}

Result<ExitCode> verify_tables(const Words& words, CommandContext& context) {
  TM_TRY(const Verification answer, compared(words, context));
  codec::JsonWriter json;
  runbooks::write_verification(json, answer);
  TM_TRY(codec::JsonValue inner, codec::parse_json(json.text()));
  TM_TRY_STATUS(context.show(document()
                                 .flag("same", answer.same())
                                 .flag("complete", answer.complete())
                                 .value("verification", std::move(inner))
                                 .take(),
                             runbooks::verification_text(answer)));
  if (answer.differs()) return ExitCode::kDiffers;
  return answer.same() ? ExitCode::kDone : ExitCode::kFound;
}

}  // namespace

CommandSpec verify_spec() {
  return {.path = {"verify"},
          .summary = "Compare a restored table with what it should be: items, keys, settings",
          .positionals =
              {{.name = "WANTED", .help = "The table as it should be", .check = check_table},
               {.name = "FOUND", .help = "The table that is looked at", .check = check_table}},
          .options = {{.name = "--as-of",
                       .value = "TIME",
                       .help = "WANTED as it was then; on Tidemark's engine"},
                      {.name = "--max-rcu",
                       .value = "N",
                       .help = "Read capacity units a second at most; 0: no bound",
                       .otherwise = "0",
                       .check = check_whole},
                      {.name = "--connections",
                       .value = "N",
                       .help = "At once",
                       .otherwise = "8",
                       .check = check_connections},
                      {.name = "--prices",
                       .value = "FILE",
                       .help = "A price list for the estimate (default: us-east-1's)",
                       .check = check_file_named},
                      {.name = "--quick", .help = "Only what can be told without reading items"}},
          .notes = fmt::format("Exit code 3 when they differ, 1 when nothing differs but the items "
                               "could not be compared.\n\n{}",
                               kTimeForms),
          .examples = {{"tidemark verify orders orders-restored --max-rcu 500"},
                       {"tidemark verify orders orders-then --as-of 2026-11-21T14:03:26Z"}},
          .run = verify_tables};
}

}  // namespace tidemark::cli

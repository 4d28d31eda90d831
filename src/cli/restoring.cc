#include "cli/restoring.h"

#include "cli/checks.h"

namespace tidemark::cli {

OptionSpec to_option() {
  return {.name = "--to",
          .value = "NEW",
          .help = "Into this table, which must not exist",
          .check = check_table};
}

OptionSpec strategy_option() {
  return {.name = "--strategy",
          .value = "WAY",
          .help = "Under its own name: recreate deletes it and makes it again",
          .choices = {"recreate"}};
}

OptionSpec budget_option() {
  return {.name = "--max-rcu",
          .value = "N",
          .help = "Read capacity units a second at most, to compare tables; 0: no bound",
          .otherwise = "0",
          .check = check_whole};
}

OptionSpec required(OptionSpec option) {
  option.required = true;
  return option;
}

std::string check_target(const Words& words) {
  return words.has("--to") == words.has("--strategy")
             ? "either --to NEW (a new table) or --strategy recreate (under its own name) is needed"
             : "";
}

void take_budget(const Words& words, Workplace& place) {
  place.site.scan.max_read_units = static_cast<double>(words.number("--max-rcu"));
}

}  // namespace tidemark::cli

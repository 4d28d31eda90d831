#include "cli/global_options.h"

#include "cli/checks.h"

#include <array>

namespace tidemark::cli {

std::span<const GlobalOptionSpec> global_option_specs() {
  static const std::array kSpecs{
      GlobalOptionSpec{{.name = "--output",
                        .value = "FORM",
                        .help = "table, json, yaml or text",
                        .otherwise = "table",
                        .choices = {"table", "json", "yaml", "text"}},
                       Reach::kShows,
                       true},
      GlobalOptionSpec{{.name = "--query",
                        .value = "JMESPATH",
                        .help = "What of the answer is shown",
                        .check = check_query},
                       Reach::kShows,
                       true},
      GlobalOptionSpec{{.name = "--no-color", .help = "No colours (also: NO_COLOR)"},
                       Reach::kShows},
      GlobalOptionSpec{{.name = "--config",
                        .value = "FILE",
                        .help = "tidemark.yaml (default: in ~/.config/tidemark)",
                        .check = check_file_named},
                       Reach::kReads},
      GlobalOptionSpec{{.name = "--profile",
                        .value = "NAME",
                        .help = "Of the AWS configuration files (default: AWS_PROFILE)"},
                       Reach::kReads},
      GlobalOptionSpec{{.name = "--region",
                        .value = "NAME",
                        .help = "Default: AWS_REGION, then the profile's, then the config's",
                        .check = check_region},
                       Reach::kReads},
      GlobalOptionSpec{{.name = "--endpoint-url",
                        .value = "URL",
                        .help = "For every service (default: AWS_ENDPOINT_URL, then AWS's own)",
                        .check = check_url},
                       Reach::kReads},
      GlobalOptionSpec{{.name = "--yes", .help = "Ask nothing: every confirmation is given"},
                       Reach::kChanges},
      GlobalOptionSpec{{.name = "--dry-run", .help = "Show what would be done, change nothing"},
                       Reach::kChanges},
      GlobalOptionSpec{{.name = "--plan",
                        .value = "FILE",
                        .help = "Write the plan for tidemark apply, change nothing",
                        .check = check_file_named,
                        .excludes = "--dry-run"},
                       Reach::kPlans},
  };
  return kSpecs;
}

namespace {

OutputForm form_of(const std::string& word) {
  if (word == "json") return OutputForm::kJson;
  if (word == "yaml") return OutputForm::kYaml;
  return word == "text" ? OutputForm::kText : OutputForm::kTable;
}

}  // namespace

GlobalOptions global_options(const Words& words) {
  return {.profile = words.text("--profile"),
          .region = words.text("--region"),
          .endpoint_url = words.text("--endpoint-url"),
          .output = form_of(words.text("--output")),
          .query = words.text("--query"),
          .no_color = words.flag("--no-color"),
          .yes = words.flag("--yes"),
          .dry_run = words.flag("--dry-run"),
          .plan_file = words.text("--plan"),
          .config = words.text("--config")};
}

}  // namespace tidemark::cli

// The options that commands share, with the AWS CLI's names and order of precedence.
//
//   const GlobalOptions options = global_options(words);
//   options.region            // "" when neither typed: environment and profile decide
//
// Threads   Pure functions.
#pragma once

#include "cli/command.h"

#include <cstdint>
#include <span>
#include <string>

namespace tidemark::cli {

enum class OutputForm : std::uint8_t { kTable, kJson, kYaml, kText };

struct GlobalOptions {
  std::string profile{};
  std::string region{};
  std::string endpoint_url{};
  OutputForm output = OutputForm::kTable;
  std::string query{};  // JMESPath; empty: everything
  bool no_color = false;
  bool yes = false;         // every confirmation is given
  bool dry_run = false;     // the plan is shown, nothing is changed
  std::string plan_file{};  // the plan is written there, nothing is changed
  std::string config{};     // of tidemark.yaml; empty: the usual places
};

struct GlobalOptionSpec {
  OptionSpec option;
  Reach from;  // the commands of this reach and of those after it take it
  bool of_documents = false;  // and only those that show documents
};

std::span<const GlobalOptionSpec> global_option_specs();

GlobalOptions global_options(const Words& words);

}  // namespace tidemark::cli

// Takes over the configuration of the original recovery console: a JavaScript file with the keys
// environment, timeout, vaultName and backupRole.
//
//   const config = {
//     environment: 11111111111,
//     timeout: -1, // -1 for no timeout
//     vaultName: 'nightly',
//     backupRole: 'backup'
//   };
//
//   TM_TRY(const ImportedConfig imported, import_config(text));
//   config_text(imported.config)     // tidemark.yaml
//
// Threads   Pure function.
// Source    bcgov/bcparks-ar-api, arSam/disaster-recovery/config.js (read 2026-11-21): timeout
//           counts seconds, environment is the account's number.
#pragma once

#include "operator/config.h"

namespace tidemark::runbooks {

struct ImportedConfig {
  Config config;
  std::vector<std::string> notes;  // what a person should look at, a sentence each
};

// Errors: kInvalid  no object of such keys, or a value that none of them can have; names the line
Result<ImportedConfig> import_config(std::string_view text);

}  // namespace tidemark::runbooks

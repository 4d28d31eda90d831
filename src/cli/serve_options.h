// What `tidemark serve` was asked for: plain values, checked for form, handed to apps.
#pragma once

#include "base/log.h"
#include "base/timestamp.h"
#include "cli/words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::cli {

enum class ClockKind : std::uint8_t {
  kRemembered,  // not named: what the data directory remembers; a new directory takes the system's
  kSystem,
  kSimulated,
};

struct ServeOptions {
  std::string data;                  // directory, made when missing; never empty
  std::string listen = "127.0.0.1";  // address, no host name
  std::uint16_t port = 8000;         // 0: any free port
  bool no_auth = false;              // refused by the server unless `listen` is loopback
  std::string account =
      "123456789012";                // 12 digits: owner of the first key, and of --no-auth calls
  std::vector<std::string> regions;  // accepted in a credential scope; never empty
  std::string tls_cert;              // PEM files; both or neither
  std::string tls_key;
  ClockKind clock = ClockKind::kRemembered;
  std::optional<Timestamp> now;  // with kSimulated only: where the clock starts
  bool accept_clock = false;     // the system's clock is right, however far it went since
  // Where recovery points lie: a directory or s3://BUCKET/PREFIX?…; empty: DATA/vaults.
  std::string vault_store;
  std::string vault_key;  // file with the keys that seal recovery points; empty: none

  // One that is there already: what lies in it is listed and restored here, too. Not with the
  // above.
  std::string attach_vault;
  unsigned cold_restore_hours = 0;  // what a recovery point in cold storage takes to come back
  bool aws_timing = false;          // imitate AWS's delays and its 5-minute restorable lag
  bool access_log = false;          // one line a request
  LogFormat log_format = LogFormat::kText;
  LogLevel log_level = LogLevel::kInfo;
  bool name_tables_in_metrics = false;  // to everybody, not only to this machine and to keys
  // Written (whole, by rename) with the port number once the server accepts; empty: no file.
  std::string port_file;
};

// Of words that its spec has accepted.
ServeOptions serve_options(const Words& words);

}  // namespace tidemark::cli

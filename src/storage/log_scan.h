// Reads a file in the form of RocksDB's logs (the write-ahead log, the MANIFEST) record by record
// and says whether it is whole, torn at its end, or damaged.
//
// RocksDB itself takes several damages for the end of the file and drops what follows without a
// word: a length that reaches beyond the end, a type that belongs to recycled logs. See
// docs/decisions/0008-what-a-log-proves.md.
//
// Threads   Plain functions.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace rocksdb {
class Env;
}

namespace tidemark::storage {

struct LogScan {
  enum Verdict : std::uint8_t {
    kWhole,
    kTorn,     // ends inside a record that was still being written: it was never acknowledged
    kDamaged,  // bytes are not what was written
  };

  Verdict verdict = kWhole;
  std::uint64_t records = 0;    // whole ones before the end or the damage
  std::uint64_t whole_end = 0;  // offset behind the last of them
  std::string why;              // of a tear or damage: "at offset 4711: its checksum is wrong"
};

// `record` is told of every whole record, in order.
// Errors: kUnknown  the file cannot be read
Result<LogScan> scan_log(rocksdb::Env& env, const std::string& path,
                         const std::function<void(std::string_view)>& record = {});

}  // namespace tidemark::storage

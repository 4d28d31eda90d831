#include "storage/log_scan.h"

#include "codec/crc32c.h"
#include "storage/database.h"

#include <rocksdb/env.h>

#include <algorithm>
#include <optional>

namespace tidemark::storage {

namespace {

// RocksDB's log format: blocks of 32 KiB; in each, fragments of
// `checksum u32 · length u16 · type u8 · payload`, little-endian; fewer than 7 bytes are padding.
constexpr std::size_t kBlock = 32 * 1024;
constexpr std::size_t kHeader = 7;

enum Type : std::uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

std::uint32_t masked(std::uint32_t crc) {
  return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

struct Fragment {
  std::uint32_t checksum;
  std::size_t length;
  std::uint8_t type;

  explicit Fragment(std::string_view head)
      : checksum(0),
        length(static_cast<std::size_t>(byte_at(head, 4)) | std::size_t{byte_at(head, 5)} << 8),
        type(byte_at(head, 6)) {
    for (unsigned i = 4; i-- > 0;) checksum = checksum << 8 | byte_at(head, i);
  }
};

class Scanner {
 public:
  explicit Scanner(const std::function<void(std::string_view)>& record) : record_(record) {}

  // One block, shorter only at the end of the file. False: nothing behind it counts.
  bool take(std::string_view block, bool last);

  LogScan done() {
    if (scan_.verdict == LogScan::kWhole && started_) {
      stop(LogScan::kTorn, "the file ends inside a record");
    }
    return std::move(scan_);
  }

 private:
  bool fragment(std::string_view rest, bool last);
  bool cut_short(const Fragment& head, std::string_view rest);
  bool assemble(std::uint8_t type, std::string_view payload, std::uint64_t end);

  bool stop(LogScan::Verdict verdict, std::string_view why) {
    scan_.verdict = verdict;
    scan_.why = fmt::format("at offset {}: {}", offset_, why);
    return false;
  }

  const std::function<void(std::string_view)>& record_;
  LogScan scan_;
  std::uint64_t offset_ = 0;  // of the fragment at hand
  std::string pieces_;        // of a record that spans fragments
  bool started_ = false;
};

bool Scanner::take(std::string_view block, bool last) {
  const std::uint64_t begin = offset_;
  std::size_t at = 0;
  while (block.size() - at >= kHeader) {
    offset_ = begin + at;
    const std::string_view rest = block.substr(at);
    if (!fragment(rest, last)) return false;
    at += kHeader + Fragment(rest).length;
  }
  offset_ = begin + at;
  if (last && block.size() < kBlock && at < block.size()) {
    return stop(LogScan::kTorn, "the file ends inside a record's header");
  }
  offset_ = begin + block.size();
  return true;
}

bool Scanner::fragment(std::string_view rest, bool last) {
  const Fragment head(rest);
  if (head.checksum == 0 && head.length == 0 && head.type == 0) {
    const bool nothing = last && rest.find_first_not_of('\0') == std::string_view::npos;
    return nothing ? stop(LogScan::kTorn, "the file ends in zeros")
                   : stop(LogScan::kDamaged, "a record of zeros");
  }
  if (head.type < kFull || head.type > kLast) {
    return stop(LogScan::kDamaged, fmt::format("a record of unknown type {}", head.type));
  }
  const std::uint64_t left_in_block = kBlock - offset_ % kBlock;
  if (kHeader + head.length > left_in_block) {
    return stop(LogScan::kDamaged, "a record longer than its block");
  }
  if (kHeader + head.length > rest.size()) return cut_short(head, rest);
  const std::uint32_t sum = codec::crc32c(0, rest.substr(kHeader - 1, 1 + head.length));
  if (masked(sum) != head.checksum) return stop(LogScan::kDamaged, "its checksum is wrong");
  return assemble(head.type, rest.substr(kHeader, head.length), offset_ + kHeader + head.length);
}

// The file ends before the fragment does. If the checksum fits a shorter one, it was written
// whole, and what is wrong is its length.
bool Scanner::cut_short(const Fragment& head, std::string_view rest) {
  std::uint32_t sum = codec::crc32c(0, rest.substr(kHeader - 1, 1));
  for (std::size_t length = 0;; ++length) {
    if (masked(sum) == head.checksum) {
      return stop(LogScan::kDamaged,
                  fmt::format("its length says {}, its checksum fits {}", head.length, length));
    }
    if (kHeader + length == rest.size()) break;
    sum = codec::crc32c(sum, rest.substr(kHeader + length, 1));
  }
  return stop(LogScan::kTorn, "the file ends inside a record");
}

bool Scanner::assemble(std::uint8_t type, std::string_view payload, std::uint64_t end) {
  const bool begins = type == kFull || type == kFirst;
  if (begins == started_) return stop(LogScan::kDamaged, "a piece of a record is missing");
  if (begins) pieces_.clear();
  pieces_ += payload;
  started_ = type == kFirst || type == kMiddle;
  if (started_) return true;
  ++scan_.records;
  scan_.whole_end = end;
  if (record_) record_(pieces_);
  return true;
}

}  // namespace

Result<LogScan> scan_log(rocksdb::Env& env, const std::string& path,
                         const std::function<void(std::string_view)>& record) {
  std::unique_ptr<rocksdb::SequentialFile> file;
  auto status = env.NewSequentialFile(path, &file, rocksdb::EnvOptions());
  std::uint64_t size = 0;
  if (status.ok()) status = env.GetFileSize(path, &size);
  if (!status.ok()) return to_error(status, "reading " + path);
  Scanner scanner(record);
  std::string scratch(kBlock, '\0');
  for (std::uint64_t done = 0; done < size;) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, size - done));
    rocksdb::Slice block;
    status = file->Read(wanted, &block, scratch.data());
    if (!status.ok()) return to_error(status, "reading " + path);
    if (block.size() != wanted) {
      return fail(Code::kUnknown, fmt::format("reading {}: {} bytes at offset {} instead of {}",
                                              path, block.size(), done, wanted));
    }
    done += wanted;
    if (!scanner.take(block.ToStringView(), done == size)) break;
  }
  return scanner.done();
}

}  // namespace tidemark::storage

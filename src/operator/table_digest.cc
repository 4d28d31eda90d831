#include "operator/table_digest.h"

#include "codec/crc32c.h"
#include "values/item_size.h"

namespace tidemark::runbooks {

std::size_t TableDigest::share_of(std::string_view key) {
  return codec::crc32c(0, key) % kShares;
}

Status TableDigest::add(const values::Item& item) {
  const auto key = values::key_of_item(keys_, item);
  const auto* bytes = std::get_if<std::string>(&key);
  if (bytes == nullptr) return fail(Code::kCorrupt, "an item has not the table's key");
  const values::Digest digest = values::digest_of(item);
  const std::size_t aws_bytes = values::bytes_of(item);
  const std::size_t share = share_of(*bytes);
  Part& part = parts_[share % parts_.size()];
  const std::lock_guard lock(part.mutex);
  ++part.sums.items;
  part.sums.aws_bytes += aws_bytes;
  part.sums.digest += digest;
  part.shares[share / parts_.size()] += digest;
  return Ok{};
}

TableSums TableDigest::sums() const {
  TableSums sums;
  for (const Part& part : parts_) {
    sums.items += part.sums.items;
    sums.aws_bytes += part.sums.aws_bytes;
    sums.digest += part.sums.digest;
  }
  return sums;
}

std::vector<std::size_t> shares_that_differ(const TableDigest& a, const TableDigest& b) {
  std::vector<std::size_t> shares;
  for (std::size_t share = 0; share < TableDigest::kShares; ++share) {
    const std::size_t part = share % a.parts_.size();
    const std::size_t place = share / a.parts_.size();
    if (a.parts_[part].shares[place] != b.parts_[part].shares[place]) shares.push_back(share);
  }
  return shares;
}

}  // namespace tidemark::runbooks

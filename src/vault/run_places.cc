#include "vault/run_places.h"

#include "vault/points/names.h"

#include <algorithm>

namespace tidemark::vault {
namespace {

constexpr std::size_t kNamesAPage = 1000;

Status remove_all(blobs::BlobStore& blobs, const std::string& folder) {
  for (bool more = true; more;) {
    TM_TRY(const blobs::BlobPage page, blobs.list(folder, "", kNamesAPage));
    for (const blobs::BlobInfo& blob : page.blobs) TM_TRY_STATUS(blobs.remove(blob.name));
    more = page.more;
  }
  return Ok{};
}

Status move_to_cold(blobs::BlobStore& blobs, const blobs::BlobInfo& warm) {
  const std::string name = cold_name(warm.name);
  TM_TRY(const auto there, blobs.find(name));
  // What is there and as long was put whole, and a name always has the same bytes.
  if (!there || there->bytes != warm.bytes) {
    TM_TRY(const std::string bytes, blobs.get(warm.name));
    TM_TRY_STATUS(blobs.put(name, bytes));
  }
  return blobs.remove(warm.name);
}

// False: `left` is used up.
Result<bool> move_run(blobs::BlobStore& blobs, const std::string& folder, std::uint64_t& left) {
  for (bool more = true; more;) {
    TM_TRY(const blobs::BlobPage page, blobs.list(folder, "", kNamesAPage));
    for (const blobs::BlobInfo& blob : page.blobs) {
      if (left == 0) return false;
      TM_TRY_STATUS(move_to_cold(blobs, blob));
      left -= std::min(left, blob.bytes);
    }
    more = page.more;
  }
  return true;
}

}  // namespace

Result<bool> settle_runs(blobs::BlobStore& blobs, std::string_view prefix,
                         const std::vector<std::string>& runs, const NamedRuns& named) {
  std::uint64_t left = kSettleBytes;
  for (const std::string& run : runs) {
    if (named.wanted_warm(run)) continue;
    const std::string folder = run_prefix(prefix, run);
    if (named.cold.contains(run)) {
      TM_TRY(const bool moved, move_run(blobs, folder, left));
      if (!moved) return false;
      continue;
    }
    TM_TRY_STATUS(remove_all(blobs, folder));
    TM_TRY_STATUS(remove_all(blobs, cold_name(folder)));
  }
  return true;
}

Status remove_run(blobs::BlobStore& blobs, std::string_view prefix, const std::string& writer) {
  return remove_all(blobs, run_prefix(prefix, writer));
}

}  // namespace tidemark::vault

#include "vault/points/new_base.h"

namespace tidemark::vault {

Result<NewBase> NewBase::open(blobs::BlobStore& store, const std::vector<Run>& runs,
                              const Keyring& keys, RunTarget target, const RunProgress& from) {
  target.kind = RunKind::kBase;
  TM_TRY(MergedRows rows, MergedRows::open(store, target.prefix, runs, keys, from.last));
  return NewBase(std::move(rows), RunWriter(store, std::move(target), from));
}

Result<bool> NewBase::step(std::uint64_t bytes) {
  for (std::uint64_t copied = 0; from_.valid() && copied < bytes;) {
    const RowView& row = from_.row();
    copied += row.key.size() + row.value->size();
    TM_TRY_STATUS(to_.append(row.part, row.key, row.value));
    TM_TRY_STATUS(from_.next());
  }
  if (from_.valid()) return false;
  TM_TRY_STATUS(to_.finish());
  return true;
}

}  // namespace tidemark::vault

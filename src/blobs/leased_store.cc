#include "blobs/leased_store.h"

#include "codec/iso8601.h"

namespace tidemark::blobs {

Status LeasedStore::may_write(std::string_view name) const {
  if (lease_.held() && !held_back_) return Ok{};
  if (lease_.held()) {
    return fail(Code::kBusy,
                fmt::format("{}: {} waits until what another engine wrote is known here",
                            describe(), name));
  }
  const LeaseRecord seen = lease_.seen();
  if (seen.epoch == 0) {
    return fail(Code::kDenied,
                fmt::format("{}: {} may not be written: no lease was had yet", describe(), name));
  }
  return fail(Code::kDenied,
              fmt::format("{}: {} may not be written: engine {} writes here, until {} at least",
                          describe(), name, seen.holder, codec::to_iso8601(seen.until)));
}

Status LeasedStore::remove(std::string_view name) {
  const Status may = may_write(name);
  if (may) return store_.remove(name);
  TM_TRY(const auto there, store_.find(name));
  return there ? may : Status(Ok{});
}

}  // namespace tidemark::blobs

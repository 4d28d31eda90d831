#include "vault/points/segment_blob.h"

#include "vault/points/names.h"

namespace tidemark::vault {

Result<std::string> get_segment(blobs::BlobStore& store, const std::string& name,
                                blobs::BlobRange range) {
  auto warm = store.get(name, range);
  if (warm || warm.error().code != Code::kNotFound) return warm;
  auto cold = store.get(cold_name(name), range);
  if (cold || cold.error().code != Code::kNotFound) return cold;
  return warm;
}

}  // namespace tidemark::vault

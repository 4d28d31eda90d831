// The two parts of a manifest as bytes. What decode_ finds is put into `manifest`.
// Format: docs/formats/recovery_point.md, "Manifest".
#pragma once

#include "vault/points/manifest.h"
#include "vault/points/run_bytes.h"

namespace tidemark::vault {

std::string encode_open_part(const Manifest& manifest);
std::string encode_private_part(const Manifest& manifest);

// Errors: kCorrupt  naming the field
Status decode_open_part(std::string_view bytes, Manifest& manifest);
// After decode_open_part().
Status decode_private_part(std::string_view bytes, Manifest& manifest);

}  // namespace tidemark::vault

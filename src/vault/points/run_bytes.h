// Pieces of runs as bytes, shared by job rows and manifests.
#pragma once

#include "codec/row_bytes.h"
#include "vault/points/run.h"

namespace tidemark::vault {

void put_key(codec::RowWriter& out, const RowKey& key);
RowKey take_key(codec::RowReader& in);

void put_digest(codec::RowWriter& out, const codec::Sha256Digest& digest);
codec::Sha256Digest take_digest(codec::RowReader& in);

// All of a segment but its first and last key.
void put_sizes(codec::RowWriter& out, const SegmentInfo& segment);
SegmentInfo take_sizes(codec::RowReader& in);

}  // namespace tidemark::vault

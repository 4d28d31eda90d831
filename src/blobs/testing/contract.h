// What every blob store promises, as tests that any of them is run through.
//
//   expect_contract(store, {.folder = "contract"});      // inside a GoogleTest case
//
// Blobs of other names in the store are left alone; those under `folder` are removed at the end.
#pragma once

#include "blobs/blob_store.h"

#include <string>

namespace tidemark::blobs::testing {

struct Contract {
  std::string folder = "contract";
  std::size_t large_bytes = 20u << 20;  // beyond what a bucket takes in one part
  bool exclusive = true;  // put_new is atomic: false where the service knows no condition
  int racers = 8;
};

void expect_contract(BlobStore& store, const Contract& contract);

// For stores whose locks() is true. Leaves blobs that are locked until `until`.
void expect_locks(BlobStore& store, const std::string& folder, Timestamp until);

}  // namespace tidemark::blobs::testing

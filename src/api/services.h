// What the operations of DynamoDB's neighbours work with, beside the Engine; built once, outlives
// every call.
#pragma once

#include "vault/regions.h"

namespace tidemark::blobs {
class BlobStore;
}  // namespace tidemark::blobs

namespace tidemark::api {

struct Services {
  vault::Regions& backup;
  blobs::BlobStore* blobs = nullptr;
};

}  // namespace tidemark::api

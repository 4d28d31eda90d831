// What the operations of DynamoDB's neighbours work with, beside the Engine; built once, outlives
// every call.
#pragma once

#include "vault/regions.h"

#include <chrono>
#include <functional>

namespace tidemark::blobs {
class BlobStore;
}  // namespace tidemark::blobs

namespace tidemark::services {
class Deliveries;
class Identity;
}  // namespace tidemark::services

namespace tidemark::api {

struct Services {
  vault::Regions& backup;
  blobs::BlobStore* blobs = nullptr;
  // Wakes the runner of jobs: something may be due.
  std::function<void()> poke_jobs = [] {};
  // How long a recovery point in cold storage takes to come back.
  std::chrono::microseconds cold_restore_delay{0};
  services::Deliveries* deliveries = nullptr;  // null: what is published stays in the outbox
  services::Identity* identity = nullptr;
};

}  // namespace tidemark::api

#include "api/backup/errors.h"
#include "api/backup/operations.h"
#include "vault/resource_arn.h"

namespace tidemark::api {
namespace {

// What jobs here can move; AWS's list is longer.
Reply handle(const BackupRequest&, Engine&) {
  codec::JsonWriter out;
  out.begin_object().key("ResourceTypes").begin_array();
  out.string(vault::kDynamoDb);
  out.end_array().end_object();
  return backup_json(out.take());
}

}  // namespace

const BackupOperation kGetSupportedResourceTypes{.name = "GetSupportedResourceTypes",
                                                 .method = "GET",
                                                 .path = "/supported-resource-types",
                                                 .handle = handle};

}  // namespace tidemark::api

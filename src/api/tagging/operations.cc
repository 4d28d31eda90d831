#include "api/tagging/operations.h"

#include <array>

namespace tidemark::api {
namespace {

std::span<const TargetOperation* const> operations() {
  static constexpr std::array kAll{&kGetResources, &kGetTagKeys, &kGetTagValues, &kTagResources,
                                   &kUntagResources};
  return kAll;
}

}  // namespace

const TargetService kTaggingService{.name = "tagging",
                                    .prefix = "ResourceGroupsTaggingAPI_20170126",
                                    .validation_error = "InvalidParameterException",
                                    .operations = operations};

}  // namespace tidemark::api

// The operations of the Resource Groups Tagging API.
#pragma once

#include "api/target/operation.h"

namespace tidemark::api {

extern const TargetOperation kGetResources;
extern const TargetOperation kGetTagKeys;
extern const TargetOperation kGetTagValues;
extern const TargetOperation kTagResources;
extern const TargetOperation kUntagResources;

extern const TargetService kTaggingService;

}  // namespace tidemark::api

// The operations of the Parameter Store of AWS Systems Manager.
#pragma once

#include "api/target/operation.h"

namespace tidemark::api {

extern const TargetOperation kAddTagsToResource;
extern const TargetOperation kDeleteParameter;
extern const TargetOperation kDeleteParameters;
extern const TargetOperation kDescribeParameters;
extern const TargetOperation kGetParameter;
extern const TargetOperation kGetParameterHistory;
extern const TargetOperation kGetParameters;
extern const TargetOperation kGetParametersByPath;
extern const TargetOperation kListTagsForParameter;
extern const TargetOperation kPutParameter;
extern const TargetOperation kRemoveTagsFromResource;

extern const TargetService kParametersService;

}  // namespace tidemark::api

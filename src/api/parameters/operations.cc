#include "api/parameters/operations.h"

#include <array>

namespace tidemark::api {
namespace {

std::span<const TargetOperation* const> operations() {
  static constexpr std::array kAll{
      &kAddTagsToResource,  &kDeleteParameter,        &kDeleteParameters,
      &kDescribeParameters, &kGetParameter,           &kGetParameterHistory,
      &kGetParameters,      &kGetParametersByPath,    &kListTagsForParameter,
      &kPutParameter,       &kRemoveTagsFromResource,
  };
  return kAll;
}

}  // namespace

const TargetService kParametersService{.name = "ssm",
                                       .prefix = "AmazonSSM",
                                       .validation_error = "ValidationException",
                                       .operations = operations};

}  // namespace tidemark::api

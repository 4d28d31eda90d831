// Resources that have recovery points, as AWS Backup shows them.
#pragma once

#include "api/backup/operation.h"
#include "vault/protected_resources.h"

#include <string_view>

namespace tidemark::api {

// Members of a ProtectedResource.
void write_protected(codec::JsonWriter& out, const vault::ProtectedResource& resource);

// Results and NextToken.
Reply protected_reply(const vault::ProtectedList& list);

// "DynamoDB"; empty for what is no ARN.
std::string kind_of(std::string_view resource_arn);

}  // namespace tidemark::api

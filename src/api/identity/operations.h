// IAM and STS as this server has them. Each operation is defined in the file of its noun.
#pragma once

#include "api/query/operation.h"

namespace tidemark::api {

extern const QueryOperation kCreateUser;
extern const QueryOperation kGetUser;
extern const QueryOperation kListUsers;
extern const QueryOperation kDeleteUser;

extern const QueryOperation kCreateAccessKey;
extern const QueryOperation kListAccessKeys;
extern const QueryOperation kUpdateAccessKey;
extern const QueryOperation kDeleteAccessKey;

extern const QueryOperation kCreateRole;
extern const QueryOperation kGetRole;
extern const QueryOperation kListRoles;
extern const QueryOperation kUpdateRole;
extern const QueryOperation kUpdateAssumeRolePolicy;
extern const QueryOperation kDeleteRole;
extern const QueryOperation kListInstanceProfilesForRole;

extern const QueryOperation kCreatePolicy;
extern const QueryOperation kGetPolicy;
extern const QueryOperation kListPolicies;
extern const QueryOperation kDeletePolicy;
extern const QueryOperation kCreatePolicyVersion;
extern const QueryOperation kGetPolicyVersion;
extern const QueryOperation kListPolicyVersions;
extern const QueryOperation kDeletePolicyVersion;
extern const QueryOperation kSetDefaultPolicyVersion;

extern const QueryOperation kAttachRolePolicy;
extern const QueryOperation kDetachRolePolicy;
extern const QueryOperation kListAttachedRolePolicies;
extern const QueryOperation kAttachUserPolicy;
extern const QueryOperation kDetachUserPolicy;
extern const QueryOperation kListAttachedUserPolicies;

extern const QueryOperation kPutRolePolicy;
extern const QueryOperation kGetRolePolicy;
extern const QueryOperation kListRolePolicies;
extern const QueryOperation kDeleteRolePolicy;
extern const QueryOperation kPutUserPolicy;
extern const QueryOperation kGetUserPolicy;
extern const QueryOperation kListUserPolicies;
extern const QueryOperation kDeleteUserPolicy;

extern const QueryOperation kTagUser;
extern const QueryOperation kUntagUser;
extern const QueryOperation kListUserTags;
extern const QueryOperation kTagRole;
extern const QueryOperation kUntagRole;
extern const QueryOperation kListRoleTags;
extern const QueryOperation kTagPolicy;
extern const QueryOperation kUntagPolicy;
extern const QueryOperation kListPolicyTags;
extern const QueryOperation kListGroupsForUser;

extern const QueryOperation kSimulatePrincipalPolicy;

extern const QueryOperation kGetCallerIdentity;
extern const QueryOperation kAssumeRole;

extern const QueryService kIam;
extern const QueryService kSts;

}  // namespace tidemark::api

#include "api/topics/operations.h"

#include <array>

namespace tidemark::api {
namespace {

std::span<const QueryOperation* const> operations() {
  static constexpr std::array kAll{
      &kConfirmSubscription,
      &kCreateTopic,
      &kDeleteTopic,
      &kGetSubscriptionAttributes,
      &kGetTopicAttributes,
      &kListSubscriptions,
      &kListSubscriptionsByTopic,
      &kListTagsForTopic,
      &kListTopics,
      &kPublish,
      &kPublishBatch,
      &kSetSubscriptionAttributes,
      &kSetTopicAttributes,
      &kSubscribe,
      &kTagTopic,
      &kUnsubscribe,
      &kUntagTopic,
  };
  return kAll;
}

// Text messages to telephones, messages to applications, and permissions other than by a policy.
std::span<const std::string_view> others() {
  static constexpr auto kOthers = std::to_array<std::string_view>({
      "AddPermission",
      "CheckIfPhoneNumberIsOptedOut",
      "CreatePlatformApplication",
      "CreatePlatformEndpoint",
      "CreateSMSSandboxPhoneNumber",
      "DeleteEndpoint",
      "DeletePlatformApplication",
      "DeleteSMSSandboxPhoneNumber",
      "GetDataProtectionPolicy",
      "GetEndpointAttributes",
      "GetPlatformApplicationAttributes",
      "GetSMSAttributes",
      "GetSMSSandboxAccountStatus",
      "ListEndpointsByPlatformApplication",
      "ListOriginationNumbers",
      "ListPhoneNumbersOptedOut",
      "ListPlatformApplications",
      "ListSMSSandboxPhoneNumbers",
      "OptInPhoneNumber",
      "PutDataProtectionPolicy",
      "RemovePermission",
      "SetEndpointAttributes",
      "SetPlatformApplicationAttributes",
      "SetSMSAttributes",
      "VerifySMSSandboxPhoneNumber",
  });
  return kOthers;
}

}  // namespace

const QueryService kTopicsService{.name = "sns",
                                  .version = "2010-03-31",
                                  .name_space = "http://sns.amazonaws.com/doc/2010-03-31/",
                                  .operations = operations,
                                  .others = others};

}  // namespace tidemark::api

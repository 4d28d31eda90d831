// The operations of Amazon SNS.
#pragma once

#include "api/query/operation.h"

namespace tidemark::api {

extern const QueryOperation kConfirmSubscription;
extern const QueryOperation kCreateTopic;
extern const QueryOperation kDeleteTopic;
extern const QueryOperation kGetSubscriptionAttributes;
extern const QueryOperation kGetTopicAttributes;
extern const QueryOperation kListSubscriptions;
extern const QueryOperation kListSubscriptionsByTopic;
extern const QueryOperation kListTagsForTopic;
extern const QueryOperation kListTopics;
extern const QueryOperation kPublish;
extern const QueryOperation kPublishBatch;
extern const QueryOperation kSetSubscriptionAttributes;
extern const QueryOperation kSetTopicAttributes;
extern const QueryOperation kSubscribe;
extern const QueryOperation kTagTopic;
extern const QueryOperation kUnsubscribe;
extern const QueryOperation kUntagTopic;

extern const QueryService kTopicsService;

}  // namespace tidemark::api

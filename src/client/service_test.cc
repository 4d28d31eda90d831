#include "client/service.h"

#include "client/call_watch.h"

#include <gtest/gtest.h>

namespace tidemark::client {
namespace {

TEST(Services, AreListedInTheOrderOfTheEnumeration) {
  for (std::size_t i = 0; i < kServices; ++i) {
    EXPECT_EQ(all_services()[i].service, static_cast<Service>(i)) << i;
  }
}

TEST(Services, HaveWhatTheirProtocolNeeds) {
  for (const ServiceFacts& facts : all_services()) {
    EXPECT_EQ(facts.target_prefix.empty(), facts.protocol != Protocol::kJson) << facts.name;
    EXPECT_EQ(facts.version.empty(), facts.protocol != Protocol::kQuery) << facts.name;
    EXPECT_EQ(service_named(facts.key), facts.service);
  }
}

TEST(SentCall, KnowsWhatOnlyLooks) {
  for (const char* operation : {"DescribeTable", "ListTagsOfResource", "GetItem", "BatchGetItem",
                                "Query", "Scan", "GetCallerIdentity"}) {
    EXPECT_TRUE(SentCall{.operation = operation}.reads()) << operation;
  }
  for (const char* operation : {"DeleteTable", "BatchWriteItem", "StartRestoreJob", "AssumeRole",
                                "PutItem", "UpdateTable", "RestoreTableToPointInTime"}) {
    EXPECT_FALSE(SentCall{.operation = operation}.reads()) << operation;
  }
}

}  // namespace
}  // namespace tidemark::client

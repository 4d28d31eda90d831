#include "blobs/s3_text.h"

#include "blobs/chunk_sums.h"

#include <gtest/gtest.h>

namespace tidemark::blobs {
namespace {

TEST(S3Text, AListAsAmazonSendsIt) {
  const auto list = read_object_list(R"(<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix></Prefix>
<KeyCount>2</KeyCount><MaxKeys>2</MaxKeys><EncodingType>url</EncodingType>
<IsTruncated>true</IsTruncated><Contents><Key>a/b%20c</Key><Size>12</Size></Contents>
<Contents><Key>a/d</Key><Size>5000000000</Size></Contents></ListBucketResult>)");
  ASSERT_TRUE(list) << to_text(list.error());
  ASSERT_EQ(list.value().objects.size(), 2u);
  EXPECT_TRUE(list.value().truncated);
  EXPECT_EQ(list.value().objects[0].key, "a/b c");
  EXPECT_EQ(list.value().objects[1].bytes, 5'000'000'000u);
}

TEST(S3Text, AKeyIsItselfWhereTheServiceDoesNotEncode) {
  const auto list = read_object_list(
      "<ListBucketResult><Contents><Key>a%20b</Key></Contents></ListBucketResult>");
  ASSERT_TRUE(list);
  EXPECT_EQ(list.value().objects[0].key, "a%20b");
  EXPECT_FALSE(list.value().truncated);
}

TEST(S3Text, VersionsAndMarkersInOrder) {
  const auto list = read_version_list(R"(<ListVersionsResult>
<DeleteMarker><Key>k</Key><VersionId>3</VersionId></DeleteMarker>
<Version><Key>k</Key><VersionId>2</VersionId></Version><CommonPrefixes/>
<IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>
<NextVersionIdMarker>2</NextVersionIdMarker></ListVersionsResult>)");
  ASSERT_TRUE(list);
  ASSERT_EQ(list.value().versions.size(), 2u);
  EXPECT_EQ(list.value().versions[0].version, "3");
  EXPECT_EQ(list.value().next_key, "k");
  EXPECT_EQ(list.value().next_version, "2");
}

TEST(S3Text, ProblemsAlsoBehindSpaces) {
  const std::string_view body = "  \n<Error><Code>SlowDown</Code><Message>later</Message></Error>";
  EXPECT_TRUE(is_problem(body));
  EXPECT_EQ(read_problem(body).code, "SlowDown");
  EXPECT_FALSE(is_problem("<CompleteMultipartUploadResult/>"));
  EXPECT_FALSE(is_problem(""));
  EXPECT_EQ(read_problem("no xml").code, "");
}

TEST(S3Text, OtherDocumentsAreDamage) {
  for (const char* body : {"", "<ListBucketRe", "<html/>", "{}"}) {
    const auto list = read_object_list(body);
    ASSERT_FALSE(list) << body;
    EXPECT_EQ(list.error().code, Code::kCorrupt);
    EXPECT_FALSE(read_version_list(body));
    EXPECT_FALSE(read_upload_id(body));
    EXPECT_FALSE(read_versioning(body));
    EXPECT_FALSE(read_object_lock(body));
  }
}

TEST(S3Text, WhatIsSent) {
  EXPECT_EQ(retention_text("COMPLIANCE", Timestamp::from_seconds(1'790'000'000)),
            R"(<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Mode>COMPLIANCE</Mode>)"
            "<RetainUntilDate>2026-09-21T14:13:20Z</RetainUntilDate></Retention>");
  EXPECT_NE(completion_text({"\"a\"", "\"b\""}).find("<PartNumber>2</PartNumber>"),
            std::string::npos);
}

TEST(ChunkSums, TravelAsText) {
  const std::string bytes(600'000, 'x');
  const auto sums = read_chunk_sums(chunk_sums_of(bytes).text());
  ASSERT_TRUE(sums) << to_text(sums.error());
  EXPECT_EQ(sums.value().sums.size(), 3u);
  EXPECT_TRUE(sums.value().fit(bytes, 0, bytes.size()));
  EXPECT_TRUE(sums.value().fit(bytes.substr(262'144, 262'144), 262'144, bytes.size()));
  EXPECT_TRUE(sums.value().fit(bytes.substr(524'288), 524'288, bytes.size()));
  EXPECT_FALSE(sums.value().fit(bytes.substr(1), 0, bytes.size()));
  EXPECT_FALSE(sums.value().fit(bytes.substr(0, 5), 0, bytes.size()));
  EXPECT_FALSE(sums.value().fit(bytes, 0, bytes.size() + 1'000'000)) << "of another blob";
  EXPECT_TRUE(chunk_sums_of("").fit("", 0, 0));
}

TEST(ChunkSums, FitIntoMetadata) {
  const std::string bytes(256u << 20, 'x');
  const ChunkSums sums = chunk_sums_of(bytes);
  EXPECT_EQ(sums.chunk_bytes, 1u << 20);
  EXPECT_LT(sums.text().size(), 1'500u);
}

TEST(ChunkSums, OtherTextIsDamage) {
  for (const char* text : {"", "1:", "1:262144", "1:262144:AAA", "2:262144:AAAA", "1:0:AAAA",
                           "1:300000:AAAAAA==", "1:262144:AAAA"}) {
    EXPECT_FALSE(read_chunk_sums(text)) << text;
  }
  EXPECT_TRUE(read_chunk_sums("1:262144:AAAAAA=="));
}

}  // namespace
}  // namespace tidemark::blobs

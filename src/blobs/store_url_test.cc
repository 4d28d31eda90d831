#include "blobs/store_url.h"

#include <gtest/gtest.h>

namespace tidemark::blobs {
namespace {

BucketPlace bucket(std::string_view url) {
  auto place = parse_store_url(url);
  EXPECT_TRUE(place) << to_text(place.error());
  return std::get<BucketPlace>(std::move(place).value());
}

TEST(StoreUrl, APathIsADirectory) {
  for (const char* url : {"/var/lib/vaults", "file:///var/lib/vaults"}) {
    const auto place = parse_store_url(url);
    ASSERT_TRUE(place);
    EXPECT_EQ(std::get<DirectoryPlace>(place.value()).path, "/var/lib/vaults");
  }
  EXPECT_EQ(std::get<DirectoryPlace>(parse_store_url("relative/too").value()).path, "relative/too");
}

TEST(StoreUrl, ABucketOfAmazons) {
  const BucketPlace place = bucket("s3://my.bucket-1/some/prefix/?region=eu-west-1");
  EXPECT_EQ(place.bucket, "my.bucket-1");
  EXPECT_EQ(place.prefix, "some/prefix");
  EXPECT_EQ(place.region, "eu-west-1");
  EXPECT_FALSE(place.path_style);
  EXPECT_TRUE(place.credentials.key_id.empty());
  EXPECT_FALSE(place.object_lock);
  EXPECT_EQ(place.describe(), "s3://my.bucket-1/some/prefix at Amazon S3, eu-west-1");
}

TEST(StoreUrl, ABucketOfAnotherService) {
  const BucketPlace place = bucket(
      "s3://bucket?endpoint=http://127.0.0.1:7480/&access-key=AK&secret-key=a%2Fb%2Bc"
      "&session-token=t&object-lock=governance&ca=/etc/ca.pem");
  EXPECT_EQ(place.endpoint, "http://127.0.0.1:7480");
  EXPECT_TRUE(place.path_style);
  EXPECT_EQ(place.prefix, "");
  EXPECT_EQ(place.credentials.secret, "a/b+c");
  EXPECT_EQ(place.credentials.session_token, "t");
  EXPECT_EQ(place.object_lock, LockMode::kGovernance);
  EXPECT_EQ(place.ca_file, "/etc/ca.pem");
  EXPECT_EQ(place.describe().find("a/b+c"), std::string::npos);
  EXPECT_FALSE(bucket("s3://bucket?endpoint=https://s3.example&path-style=false").path_style);
}

TEST(StoreUrl, RefusesByName) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "a directory or s3://BUCKET/PREFIX"},
      {"gs://bucket", "not gs://"},
      {"s3://", "'' is no bucket name"},
      {"s3://UPPER", "'UPPER' is no bucket name"},
      {"s3://bucket/a//b", "'a//b' is no prefix"},
      {"s3://bucket/a b", "'a b' is no prefix"},
      {"s3://bucket?colour=red", "no option 'colour'"},
      {"s3://bucket?endpoint", "'endpoint' has no value"},
      {"s3://bucket?endpoint=127.0.0.1:9000", "'127.0.0.1:9000' is not http://HOST"},
      {"s3://bucket?endpoint=http://", "'http://' is not http://HOST"},
      {"s3://bucket?endpoint=http://h/path", "is not http://HOST"},
      {"s3://bucket?path-style=maybe", "'maybe' is neither true nor false"},
      {"s3://bucket?object-lock=on", "'on' is none of compliance"},
      {"s3://bucket?region=a&region=b", "'region' is given twice"},
      {"s3://bucket?access-key=AK", "one is missing"},
      {"s3://bucket?region=%zz", "'region' is badly encoded"},
  };
  for (const auto& [url, expected] : cases) {
    const auto place = parse_store_url(url);
    ASSERT_FALSE(place) << url;
    EXPECT_EQ(place.error().code, Code::kInvalid);
    EXPECT_NE(place.error().message.find(expected), std::string::npos) << place.error().message;
  }
}

}  // namespace
}  // namespace tidemark::blobs

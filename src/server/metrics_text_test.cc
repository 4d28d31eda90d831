#include "server/metrics_text.h"

#include "base/log.h"
#include "server/access_log.h"
#include "server/front_door.h"
#include "server/metrics.h"
#include "wire/json_protocol.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tidemark::server {
namespace {

using namespace std::chrono_literals;

TEST(MetricsText, WritesAFamilyWithItsSamples) {
  MetricsText text;
  text.family("tidemark_x_total", MetricKind::kCounter, "How many.");
  text.sample({{"a", "1"}, {"b", "2"}}, 12);
  text.family("tidemark_y", MetricKind::kGauge, "How much.");
  text.sample({}, 0.5);

  EXPECT_EQ(text.take(),
            "# HELP tidemark_x_total How many.\n# TYPE tidemark_x_total counter\n"
            "tidemark_x_total{a=\"1\",b=\"2\"} 12\n"
            "# HELP tidemark_y How much.\n# TYPE tidemark_y gauge\ntidemark_y 0.5\n");
}

TEST(MetricsText, EscapesLabels) {
  MetricsText text;
  text.family("x", MetricKind::kGauge, "h");
  text.sample({{"l", "a\"b\\c\nd"}}, 1);
  EXPECT_TRUE(text.take().ends_with("x{l=\"a\\\"b\\\\c\\nd\"} 1\n"));
}

TEST(MetricsText, WritesCumulativeBuckets) {
  Histogram<1, 2> histogram;
  for (const std::uint64_t value : {1, 3, 4, 100}) histogram.record(value);
  MetricsText text;
  text.family("x", MetricKind::kHistogram, "h");
  text.histogram({{"l", "v"}}, histogram.counts(), 2);

  EXPECT_EQ(text.take(),
            "# HELP x h\n# TYPE x histogram\n"
            "x_bucket{l=\"v\",le=\"1\"} 1\n"
            "x_bucket{l=\"v\",le=\"2\"} 3\n"
            "x_bucket{l=\"v\",le=\"+Inf\"} 4\n"
            "x_sum{l=\"v\"} 54\nx_count{l=\"v\"} 4\n");
}

TEST(Metrics, CountByStatusAndMeasureByClass) {
  Metrics metrics;
  metrics.count("GetItem", 200, 100us);
  metrics.count("GetItem", 400, 100us);
  metrics.count("GetItem", 404, 3s);
  metrics.count("GetItem", 99, -1us);  // nobody's status, nobody's time

  MetricsText text;
  metrics.write(text, {}, 0);
  const std::string page = text.take();

  for (const char* line :
       {"tidemark_requests_total{operation=\"GetItem\",status=\"400\"} 1\n",
        "tidemark_requests_total{operation=\"GetItem\",status=\"404\"} 1\n",
        "tidemark_request_seconds_bucket{operation=\"GetItem\",class=\"2xx\",le=\"6.4e-05\"} 0\n",
        "tidemark_request_seconds_bucket{operation=\"GetItem\",class=\"2xx\",le=\"0.000128\"} 1\n",
        "tidemark_request_seconds_count{operation=\"GetItem\",class=\"4xx\"} 2\n",
        "tidemark_request_seconds_sum{operation=\"GetItem\",class=\"4xx\"} 3.0001\n"}) {
    EXPECT_NE(page.find(line), std::string::npos) << line << page;
  }
}

// Whether someone at `peer` without a key learns what tables are called.
bool learns_names(const ServerOptions& options, std::string peer) {
  const Handlers handlers{.services = {Service{.signing_name = "dynamodb"}}};
  const FrontDoor door(options, handlers, [](std::string_view) { return std::nullopt; });
  http::Request request;
  request.method = "GET";
  request.target = "/_tidemark/metrics";
  request.peer = std::move(peer);
  const Admission admission = door.admit(request, Timestamp::from_seconds(1'790'000'000));
  return std::get<MetricsWanted>(admission).names;
}

TEST(MetricsPage, NamesTablesToThisMachineAndToOthersWhenAsked) {
  ServerOptions options;
  EXPECT_TRUE(learns_names(options, "127.0.0.1:50000"));
  EXPECT_TRUE(learns_names(options, "[::1]:50000"));
  EXPECT_FALSE(learns_names(options, "10.0.0.1:50000"));
  EXPECT_FALSE(learns_names(options, "[2001:db8::1]:50000"));
  options.name_tables_in_metrics = true;
  EXPECT_TRUE(learns_names(options, "10.0.0.1:50000"));
}

TEST(Metrics, AddUpWhatAllThreadsCounted) {
  Metrics metrics;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 20; ++i) {  // more than shards
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) metrics.count("GetItem", 200, 100us);
    });
  }
  threads.clear();
  metrics.count("GetItem", 200, 3s);

  MetricsText text;
  metrics.write(text, {}, 0);
  const std::string page = text.take();
  EXPECT_NE(page.find("tidemark_requests_total{operation=\"GetItem\",status=\"200\"} 20001\n"),
            std::string::npos)
      << page;
  EXPECT_NE(page.find("{operation=\"GetItem\",class=\"2xx\",le=\"0.000128\"} 20000\n"),
            std::string::npos)
      << page;
  EXPECT_NE(page.find("_count{operation=\"GetItem\",class=\"2xx\"} 20001\n"), std::string::npos)
      << page;
}

TEST(AccessLog, TellsNamesAndSizesButNothingOfItemsOrSignatures) {
  std::string lines;
  set_log_sink([&](std::string_view line) { lines += line; });
  const std::string body = wire::error_body("ValidationException", "the item's secret is bad");

  log_access({.request_id = "ID1",
              .peer = "127.0.0.1:5",
              .method = "POST",
              .target = "/x?X-Amz-Signature=secret",
              .operation = "PutItem",
              .account = "123456789012",
              .table = "orders",
              .status = 400,
              .error = error_in(body),
              .sent_bytes = body.size(),
              .received_bytes = 17,
              .took = 42us});
  set_log_sink(nullptr);

  EXPECT_TRUE(lines.ends_with(
      fmt::format("info access: answered peer=127.0.0.1:5 method=POST path=/x operation=PutItem "
                  "table=orders account=123456789012 status=400 error=ValidationException "
                  "received=17 bytes={} micros=42 request=ID1\n",
                  body.size())))
      << lines;
  EXPECT_EQ(lines.find("secret"), std::string::npos) << lines;
}

TEST(AccessLog, TakesATableOnlyFromItsOwnMember) {
  EXPECT_EQ(table_in(R"({"TableName":"orders"})"), "orders");
  EXPECT_EQ(table_in(R"({"Item":{"TableName":{"S":"secret"}},"TableName":"orders"})"), "orders");
  EXPECT_EQ(table_in(R"({"Item":{"TableName":"secret"}})"), "");
  EXPECT_EQ(table_in(R"({"TargetTableName":"b","SourceTableName":"a"})"), "b");
  EXPECT_EQ(table_in(R"({"TableName":"a secret\nline"})"), "");
  EXPECT_EQ(table_in(R"({"TableName":7})"), "");
  EXPECT_EQ(table_in("{"), "");
  EXPECT_EQ(table_in("[1]"), "");
}

TEST(AccessLog, ReadsTheNameOfAnError) {
  EXPECT_EQ(error_in(wire::error_body("ResourceNotFoundException", "m")),
            "ResourceNotFoundException");
  EXPECT_EQ(error_in("<html>"), "");
  EXPECT_EQ(error_in(R"({"__type":"a#two words"})"), "");
}

}  // namespace
}  // namespace tidemark::server

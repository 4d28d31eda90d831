#include "base/log.h"

#include "base/histogram.h"
#include "base/rate_limit.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

using namespace std::chrono_literals;

// Lines logged while it lives, without their times.
class Captured {
 public:
  explicit Captured(LogFormat format) {
    set_log_format(format);
    set_log_sink([this](std::string_view line) { text_ += line; });
  }

  ~Captured() {
    set_log_sink(nullptr);
    set_log_format(LogFormat::kText);
    set_log_level(LogLevel::kInfo);
  }

  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;

  [[nodiscard]] const std::string& text() const { return text_; }

  [[nodiscard]] std::string after_time() const {
    const std::size_t time = std::string_view("2026-11-21T14:03:27.123Z ").size();
    return text_.size() < time ? text_ : text_.substr(time);
  }

 private:
  std::string text_;
};

TEST(Log, WritesTextForPeople) {
  const Captured log(LogFormat::kText);

  log_warn("storage", "a group was slow", {{"micros", 1200345}, {"table", "orders"}, {"n", 1u}});

  EXPECT_EQ(log.after_time(), "warn storage: a group was slow micros=1200345 table=orders n=1\n");
  EXPECT_EQ(log.text()[10], 'T');
  EXPECT_EQ(log.text()[23], 'Z');
}

TEST(Log, WritesJsonForPrograms) {
  const Captured log(LogFormat::kJson);

  log_error("server", "said \"no\"", {{"path", "a\\b"}, {"ok", false}, {"n", -3}});

  EXPECT_NE(log.text().find("Z\",\"level\":\"error\",\"component\":\"server\",\"message\":\"said "
                            "\\\"no\\\"\",\"path\":\"a\\\\b\",\"ok\":false,\"n\":-3}\n"),
            std::string::npos)
      << log.text();
}

TEST(Log, LetsNobodyForgeALine) {
  const Captured text(LogFormat::kText);
  log_info("access", "served", {{"target", "/x\n2026-11-21T00:00:00.000Z error fake: b"}});
  EXPECT_EQ(text.after_time(),
            "info access: served target=\"/x\\u000a2026-11-21T00:00:00.000Z error fake: b\"\n");
}

TEST(Log, EscapesWhatIsNoUtf8AndKeepsWhatIs) {
  const Captured log(LogFormat::kText);
  log_info("a", "m", {{"v", "ü€😀\xff\xc0\xaf\xed\xa0\x80|\xe2\x82"}});
  EXPECT_EQ(log.after_time(),
            "info a: m v=ü€😀\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd|\\ufffd\\ufffd\n");
}

TEST(Log, QuotesWhatWouldReadAsMoreAndLeavesOutWhatIsEmpty) {
  const Captured log(LogFormat::kText);
  log_info("a", "m", {{"empty", ""}, {"pair", "b=c"}, {"quote", "\""}});
  EXPECT_EQ(log.after_time(), "info a: m pair=\"b=c\" quote=\"\\\"\"\n");
}

TEST(Log, NamesTheRequestOfItsThread) {
  const Captured log(LogFormat::kText);
  {
    const LogRequest outer("A1");
    {
      const LogRequest inner("B2");
      log_info("a", "in", {{"n", 1}});
    }
    log_info("a", "out");
  }
  log_info("a", "after");
  const std::string& text = log.text();
  EXPECT_NE(text.find("a: in n=1 request=B2\n"), std::string::npos) << text;
  EXPECT_NE(text.find("a: out request=A1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("a: after\n"), std::string::npos) << text;
}

TEST(Log, DropsWhatLiesBelowItsLevel) {
  const Captured log(LogFormat::kText);
  log_debug("a", "below");
  set_log_level(LogLevel::kError);
  log_warn("a", "below");
  EXPECT_FALSE(would_log(LogLevel::kWarn));
  EXPECT_EQ(log.text(), "");
  log_error("a", "above");
  EXPECT_EQ(log.after_time(), "error a: above\n");
}

TEST(RateLimit, LetsOneThroughAnIntervalAndCountsTheRest) {
  RateLimit limit(10s);
  EXPECT_EQ(limit.admit(5s), 0u);
  EXPECT_EQ(limit.admit(6s), std::nullopt);
  EXPECT_EQ(limit.admit(14999999us), std::nullopt);
  EXPECT_EQ(limit.admit(15s), 2u);
  EXPECT_EQ(limit.admit(25s), 0u);
}

TEST(Histogram, CountsABoundInItsOwnBucket) {
  Histogram<2, 4> histogram;
  for (const std::uint64_t value : {0, 1, 4, 5, 8, 9, 16, 17, 1000}) histogram.record(value);

  const HistogramCounts counts = histogram.counts();

  EXPECT_EQ(counts.first, 2);
  EXPECT_EQ(counts.buckets, (std::vector<std::uint64_t>{3, 2, 2, 2}));  // 4, 8, 16, above
  EXPECT_EQ(counts.sum, 1060u);
  EXPECT_EQ(counts.count(), 9u);
}

}  // namespace
}  // namespace tidemark

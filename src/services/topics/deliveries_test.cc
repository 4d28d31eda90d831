#include "services/topics/deliveries.h"

#include "codec/base64.h"
#include "codec/json.h"
#include "services/topics/envelope.h"
#include "storage/testing/world.h"
#include "storage/write.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <sys/stat.h>

namespace tidemark::services {
namespace {

using storage::testing::World;
using namespace std::chrono_literals;

const TopicName kTopic{"eu-west-1", "123456789012", "backups"};
constexpr std::string_view kAddress = "http://127.0.0.1:8000";

// Answers as told and remembers what was sent.
class Receiver final : public http::Transport {
 public:
  Result<http::Response> send(const http::Outgoing& request) override {
    const std::lock_guard lock(mutex_);
    received.push_back(request);
    if (broken) return fail(Code::kBusy, "no connection could be made");
    return http::Response{.status = status};
  }

  std::vector<http::Outgoing> received;
  int status = 200;
  bool broken = false;

 private:
  std::mutex mutex_;
};

// The signature is checked by OpenSSL, from the certificate that receivers fetch.
bool is_signed(MessageSigner& signer, std::uint8_t version, const std::string& text,
               const std::string& signature) {
  const auto pem = signer.certificate();
  BIO* const memory = BIO_new_mem_buf(pem.value().data(), static_cast<int>(pem.value().size()));
  X509* const certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  EVP_PKEY* const key = X509_get_pubkey(certificate);
  EVP_MD_CTX* const digest = EVP_MD_CTX_new();
  const auto bytes = codec::from_base64(signature);
  const std::string& raw = std::get<std::string>(bytes);
  EVP_DigestVerifyInit(digest, nullptr, version == 1 ? EVP_sha1() : EVP_sha256(), nullptr, key);
  const int good =
      EVP_DigestVerify(digest, reinterpret_cast<const unsigned char*>(raw.data()), raw.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size());
  EVP_MD_CTX_free(digest);
  EVP_PKEY_free(key);
  X509_free(certificate);
  BIO_free(memory);
  return good == 1;
}

class DeliveriesTest : public ::testing::Test {
 protected:
  DeliveriesTest() {
    char name[] = "/tmp/tidemark-topics-XXXXXX";
    directory_ = ::mkdtemp(name);
    // Making a key takes a second; all tests but one share one.
    std::ofstream(directory_ + "/key.pem") << shared_key();
    open();
    EXPECT_TRUE(topics().create(world_.store(), kTopic, {}));
  }

  static std::string shared_key() {
    static const std::string kKey = [] {
      char name[] = "/tmp/tidemark-key-XXXXXX";
      const std::string directory = ::mkdtemp(name);
      const SimulatedClock clock(Timestamp::from_seconds(1'800'000'000));
      EXPECT_TRUE(MessageSigner(directory + "/key.pem", clock).certificate());
      std::ostringstream text;
      text << std::ifstream(directory + "/key.pem").rdbuf();
      std::filesystem::remove_all(directory);
      return text.str();
    }();
    return kKey;
  }

  ~DeliveriesTest() override {
    close();
    std::filesystem::remove_all(directory_);
  }

  void open() {
    deliveries_ = std::make_unique<Deliveries>(receiver_, world_.clock(), directory_ + "/key.pem",
                                               Courier::Options{.threads = 1, .wait_at_most = 10s});
    deliveries_->set_address(std::string(kAddress));
    runner_ = std::make_unique<storage::JobRunner>(world_.clock(), random_);
    deliveries_->add_kinds(*runner_);
    runner_->add_store(world_.store());
  }

  void close() {
    runner_->remove_store(world_.store());
    runner_.reset();
    deliveries_.reset();
  }

  Topics topics() { return Topics::of(world_.store()).value(); }

  // Asks for it and does what the message says.
  Subscription subscribe(Subscription wanted = {}) {
    if (wanted.endpoint.empty()) wanted.endpoint = "http://127.0.0.1:9/hook";
    wanted.id = fmt::format("subscription-{}", ++subscribed_);
    wanted.token = fmt::format("token-{}", subscribed_);
    EXPECT_TRUE(topics().subscribe(world_.store(), kTopic, wanted, "confirm-me"));
    run();
    const auto answer = topics().confirm(world_.store(), kTopic, wanted.token, false, false);
    EXPECT_TRUE(answer && std::holds_alternative<Subscription>(answer.value()));
    receiver_.received.clear();
    return std::get<Subscription>(answer.value());
  }

  bool publish(Publication publication) {
    publication.topic = kTopic;
    if (publication.message_id.empty()) publication.message_id = "message-1";
    bool there = false;
    const Topics topics = this->topics();
    world_.commit([&](storage::View& view) -> storage::Decision {
      storage::Changes changes;
      const auto answer = topics.publish(view, publication, changes);
      EXPECT_TRUE(answer);
      there = answer.value();
      return changes;
    });
    return there;
  }

  void run() {
    while (runner_->turn()) {
    }
  }

  // What was received, as JSON objects: "one two".
  std::string messages() {
    std::string text;
    for (const http::Outgoing& request : receiver_.received) {
      const auto body = codec::parse_json(request.body);
      text +=
          body && body.value().object() ? *body.value().find("Message")->string() : request.body;
      text += " ";
    }
    return text;
  }

  World world_;
  SeededRandom random_{1};
  Receiver receiver_;
  std::string directory_;
  std::unique_ptr<Deliveries> deliveries_;
  std::unique_ptr<storage::JobRunner> runner_;
  int subscribed_ = 0;
};

TEST_F(DeliveriesTest, ASubscriberIsAskedAndThenHears) {
  const Subscription wanted{.id = "s", .endpoint = "http://127.0.0.1:9/hook", .token = "secret"};
  ASSERT_TRUE(topics().subscribe(world_.store(), kTopic, wanted, "id-1"));
  publish({.message = "too early"});
  run();

  ASSERT_EQ(receiver_.received.size(), 1u);
  const http::Outgoing& asked = receiver_.received[0];
  EXPECT_EQ(asked.url, "http://127.0.0.1:9/hook");
  EXPECT_EQ(asked.headers.find("x-amz-sns-message-type"), "SubscriptionConfirmation");
  EXPECT_EQ(asked.headers.find("Content-Type"), "text/plain; charset=UTF-8");
  const auto body = codec::parse_json(asked.body).value();
  EXPECT_EQ(*body.find("Type")->string(), "SubscriptionConfirmation");
  EXPECT_EQ(*body.find("Token")->string(), "secret");
  EXPECT_EQ(*body.find("SubscribeURL")->string(),
            "http://127.0.0.1:8000/_tidemark/topics/confirm?TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%"
            "3A123456789012%3Abackups&Token=secret");
  EXPECT_TRUE(
      is_signed(deliveries_->signer(), 1,
                "Message\n" + *body.find("Message")->string() +
                    "\nMessageId\nid-1\nSubscribeURL\n" + *body.find("SubscribeURL")->string() +
                    "\nTimestamp\n" + *body.find("Timestamp")->string() +
                    "\nToken\nsecret\nTopicArn\narn:aws:sns:eu-west-1:123456789012:backups\nType\n"
                    "SubscriptionConfirmation\n",
                *body.find("Signature")->string()));

  ASSERT_TRUE(topics().confirm(world_.store(), kTopic, "secret", false, false));
  publish({.message = "now"});
  run();
  EXPECT_EQ(receiver_.received.size(), 2u);
}

TEST_F(DeliveriesTest, ANotificationHasAwsNamesAndASignatureThatHolds) {
  for (const std::uint8_t version : {std::uint8_t{1}, std::uint8_t{2}}) {
    ASSERT_TRUE(topics().change(world_.store(), kTopic,
                                [&](Topic& topic) { topic.signature_version = version; }));
    const Subscription to = subscribe({.endpoint = fmt::format("http://127.0.0.1:9/{}", version)});
    publish({.message_id = "id-2",
             .subject = "Notification from AWS Backup",
             .message = "it is done",
             .attributes = {{"State", "String", "COMPLETED"}}});
    run();

    const http::Outgoing& request = receiver_.received.back();
    EXPECT_EQ(request.headers.find("x-amz-sns-message-type"), "Notification");
    EXPECT_EQ(request.headers.find("x-amz-sns-message-id"), "id-2");
    EXPECT_EQ(request.headers.find("x-amz-sns-topic-arn"), topic_arn(kTopic));
    EXPECT_EQ(request.headers.find("x-amz-sns-subscription-arn"), subscription_arn(kTopic, to.id));
    const auto body = codec::parse_json(request.body).value();
    EXPECT_EQ(*body.find("SignatureVersion")->string(), std::to_string(version));
    EXPECT_EQ(*body.find("Subject")->string(), "Notification from AWS Backup");
    EXPECT_EQ(*body.find("MessageAttributes")->find("State")->find("Type")->string(), "String");
    EXPECT_EQ(*body.find("MessageAttributes")->find("State")->find("Value")->string(), "COMPLETED");
    EXPECT_EQ(*body.find("SigningCertURL")->string(),
              "http://127.0.0.1:8000/_tidemark/topics/certificate.pem");
    const std::string text =
        "Message\nit is done\nMessageId\nid-2\nSubject\nNotification from AWS Backup\nTimestamp\n" +
        *body.find("Timestamp")->string() + "\nTopicArn\n" + topic_arn(kTopic) +
        "\nType\nNotification\n";
    const std::string& signature = *body.find("Signature")->string();
    EXPECT_TRUE(is_signed(deliveries_->signer(), version, text, signature));
    EXPECT_FALSE(is_signed(deliveries_->signer(), version, text + "x", signature));
    EXPECT_TRUE(topics().unsubscribe(world_.store(), {kTopic, to.id}, true));
  }
}

TEST_F(DeliveriesTest, RawMessagesComeAsTheyArePublished) {
  subscribe({.raw = true});
  publish({.message = "as it is"});
  run();

  ASSERT_EQ(receiver_.received.size(), 1u);
  EXPECT_EQ(receiver_.received[0].body, "as it is");
  EXPECT_EQ(receiver_.received[0].headers.find("x-amz-sns-rawdelivery"), "true");
}

TEST_F(DeliveriesTest, OnlyWhatTheFilterTakesIsSent) {
  subscribe({.raw = true, .filter_policy = R"({"State":[{"anything-but":"COMPLETED"}]})"});
  publish({.message = "good", .attributes = {{"State", "String", "COMPLETED"}}});
  publish({.message = "bad", .attributes = {{"State", "String", "FAILED"}}});
  run();

  EXPECT_EQ(messages(), "bad ");
}

TEST_F(DeliveriesTest, EachProtocolMayHaveItsOwnText) {
  subscribe({.raw = true});
  subscribe({.https = true, .endpoint = "https://127.0.0.1:9/", .raw = true});
  publish({.message = "plain", .messages_by_protocol = {{"https", "sealed"}}});
  run();

  EXPECT_EQ(messages(), "plain sealed ");
}

TEST_F(DeliveriesTest, WhatFailsIsTriedAgainLaterInOrder) {
  subscribe({.raw = true});
  receiver_.status = 500;
  publish({.message = "one"});
  publish({.message = "two"});
  run();
  EXPECT_EQ(messages(), "one ");

  world_.clock().advance(1s);
  run();
  EXPECT_EQ(messages(), "one one ");
  receiver_.status = 429;
  world_.clock().advance(2s);
  run();
  receiver_.status = 204;
  world_.clock().advance(3999ms);
  run();
  EXPECT_EQ(messages(), "one one one ");
  world_.clock().advance(1ms);
  run();

  EXPECT_EQ(messages(), "one one one one two ");
  EXPECT_TRUE(world_.store().jobs().empty());
}

TEST_F(DeliveriesTest, IsGivenUpAfterAnHourAndTheNextIsTried) {
  subscribe({.raw = true});
  receiver_.broken = true;
  publish({.message = "lost"});
  run();
  world_.clock().advance(59min);
  publish({.message = "kept"});
  run();
  world_.clock().advance(1min);
  run();  // the first is too old now; the second's turn has come
  receiver_.received.clear();
  receiver_.broken = false;

  world_.clock().advance(5min);
  run();

  EXPECT_EQ(messages(), "kept ");
}

TEST_F(DeliveriesTest, AClientErrorEndsAMessageAtOnce) {
  subscribe({.raw = true});
  receiver_.status = 404;
  publish({.message = "one"});
  publish({.message = "two"});
  run();

  EXPECT_EQ(messages(), "one two ");
  EXPECT_TRUE(world_.store().jobs().empty());
}

TEST_F(DeliveriesTest, WaitsThroughACrash) {
  subscribe({.raw = true});
  receiver_.broken = true;
  publish({.message = "one"});
  run();
  receiver_.received.clear();
  receiver_.broken = false;

  close();
  world_.crash(3);
  open();
  world_.clock().advance(1s);
  run();

  EXPECT_EQ(messages(), "one ");
}

TEST_F(DeliveriesTest, NothingIsSentOnceTheSubscriptionIsGone) {
  const Subscription gone = subscribe({.raw = true});
  receiver_.broken = true;
  publish({.message = "one"});
  publish({.message = "two"});
  run();
  receiver_.received.clear();

  EXPECT_TRUE(topics().unsubscribe(world_.store(), {kTopic, gone.id}, true));
  world_.clock().advance(1s);
  run();

  EXPECT_EQ(messages(), "");
  EXPECT_TRUE(world_.store().jobs().empty());
}

TEST_F(DeliveriesTest, ATopicTakesItsSubscriptionsAndTheirMessagesWithIt) {
  subscribe({.raw = true});
  publish({.message = "one"});
  EXPECT_TRUE(topics().remove(world_.store(), kTopic));
  run();

  EXPECT_EQ(messages(), "");
  EXPECT_FALSE(publish({.message = "two"}));
  EXPECT_TRUE(topics()
                  .subscriptions(world_.store(), kTopic.account, std::nullopt, "", 10)
                  .value()
                  .subscriptions.empty());
}

TEST_F(DeliveriesTest, ConfirmationIsForTwoDays) {
  ASSERT_TRUE(topics().subscribe(
      world_.store(), kTopic, {.id = "s", .endpoint = "http://127.0.0.1:9/", .token = "t"}, "id"));
  const auto confirm = [&](std::string_view token) {
    return std::holds_alternative<Subscription>(
        topics().confirm(world_.store(), kTopic, token, false, false).value());
  };
  EXPECT_FALSE(confirm("other"));
  EXPECT_FALSE(confirm(""));

  world_.clock().advance(kConfirmWithin + 1s);
  EXPECT_FALSE(confirm("t"));
  EXPECT_EQ(topics().counts(world_.store(), kTopic).value().pending, 0u);
  EXPECT_FALSE(topics().subscription(world_.store(), {kTopic, "s"}).value());
}

TEST_F(DeliveriesTest, UnsubscribingMayNeedASignature) {
  ASSERT_TRUE(topics().subscribe(
      world_.store(), kTopic, {.id = "s", .endpoint = "http://127.0.0.1:9/", .token = "t"}, "id"));
  ASSERT_TRUE(topics().confirm(world_.store(), kTopic, "t", true, true));

  const auto by_link = topics().unsubscribe(world_.store(), {kTopic, "s"}, false);
  EXPECT_TRUE(std::holds_alternative<NeedsSignature>(by_link.value()));
  const auto by_owner = topics().unsubscribe(world_.store(), {kTopic, "s"}, true);
  EXPECT_TRUE(std::holds_alternative<Ok>(by_owner.value()));
  EXPECT_EQ(topics().find(world_.store(), kTopic).value()->subscriptions_deleted, 1u);
}

TEST_F(DeliveriesTest, TheSameSubscriptionTwiceIsOne) {
  const Subscription first = subscribe();
  const auto again = topics().subscribe(
      world_.store(), kTopic, {.id = "other", .endpoint = first.endpoint, .token = "x"}, "id");
  ASSERT_TRUE(std::holds_alternative<Subscribed>(again.value()));
  EXPECT_EQ(std::get<Subscribed>(again.value()).subscription.id, first.id);
  EXPECT_FALSE(std::get<Subscribed>(again.value()).is_new);

  Subscription raw{.id = "other", .endpoint = first.endpoint, .raw = true};
  const auto other = topics().subscribe(world_.store(), kTopic, raw, "id");
  EXPECT_TRUE(std::holds_alternative<OtherAttributes>(other.value()));
}

TEST_F(DeliveriesTest, CreatingATopicAgainNeedsTheSameWords) {
  const auto again = topics().create(world_.store(), kTopic, {});
  const auto other = topics().create(world_.store(), kTopic, {.display_name = "D"});
  const auto tags = topics().create(world_.store(), kTopic, {.tags = {{"a", "b"}}});

  EXPECT_FALSE(std::get<TopicMade>(again.value()).is_new);
  EXPECT_TRUE(std::holds_alternative<OtherAttributes>(other.value()));
  EXPECT_TRUE(std::holds_alternative<OtherTags>(tags.value()));
}

TEST_F(DeliveriesTest, TheKeyIsKeptAndOursAlone) {
  close();
  std::filesystem::remove(directory_ + "/key.pem");
  open();
  const std::string before = deliveries_->signer().certificate().value();
  close();
  open();

  EXPECT_EQ(deliveries_->signer().certificate().value(), before);
  struct stat about{};
  ASSERT_EQ(::stat((directory_ + "/key.pem").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0600u);
}

TEST(TopicArns, ReadBack) {
  EXPECT_EQ(parse_topic_arn(topic_arn(kTopic)), kTopic);
  const auto subscription = parse_subscription_arn(subscription_arn(kTopic, "id"));
  ASSERT_TRUE(subscription);
  EXPECT_EQ(subscription->topic, kTopic);
  EXPECT_EQ(subscription->id, "id");
  for (const char* text : {"", "backups", "arn:aws:sns:eu-west-1:1", "arn:aws:sqs:r:1:q",
                           "arn:aws:sns:r:1:t:id", "arn:aws:sns:r:1:"}) {
    EXPECT_FALSE(parse_topic_arn(text)) << text;
  }
}

}  // namespace
}  // namespace tidemark::services

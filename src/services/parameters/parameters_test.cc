#include "services/parameters/parameters.h"

#include "storage/testing/world.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tidemark::services {
namespace {

using storage::testing::World;

constexpr std::string_view kAccount = "123456789012";

class ParametersTest : public ::testing::Test {
 protected:
  ParameterAnswer put(ParameterPut wanted) {
    Parameters parameters(world_.store());
    auto answer = parameters.put(kAccount, wanted);
    EXPECT_TRUE(answer) << (answer ? "" : to_text(answer.error()));
    return answer ? answer.value() : ParameterAnswer{};
  }

  static ParameterPut text(std::string name, std::string value, bool overwrite = false) {
    return {.parameter = {.name = std::move(name), .value = std::move(value)},
            .overwrite = overwrite};
  }

  // "2=two" of the newest, "" when there is none.
  std::string newest(std::string_view name, std::string_view account = kAccount) {
    const auto found = Parameters(world_.store()).find(account, name);
    EXPECT_TRUE(found);
    if (!found.value()) return "";
    return fmt::format("{}={}", found.value()->parameter.version, found.value()->parameter.value);
  }

  // "1=one 2=two", oldest first.
  std::string all(std::string_view name) {
    const auto versions = Parameters(world_.store()).versions(kAccount, name);
    EXPECT_TRUE(versions);
    std::string text;
    for (const Parameter& one : versions.value()) {
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", one.version, one.value);
    }
    return text;
  }

  World world_;
};

TEST_F(ParametersTest, AVersionIsAddedByEveryOverwrite) {
  put(text("url", "one"));
  const auto answer = put(text("url", "two", true));

  ASSERT_TRUE(std::holds_alternative<ParameterWritten>(answer));
  EXPECT_EQ(std::get<ParameterWritten>(answer).version, 2u);
  EXPECT_EQ(newest("url"), "2=two");
  EXPECT_EQ(all("url"), "1=one 2=two");
  world_.restart();
  EXPECT_EQ(all("url"), "1=one 2=two");
}

TEST_F(ParametersTest, IsNotOverwrittenUnlessAsked) {
  put(text("url", "one"));

  EXPECT_TRUE(std::holds_alternative<ParameterExists>(put(text("url", "two"))));
  EXPECT_EQ(newest("url"), "1=one");
}

TEST_F(ParametersTest, NeedsATypeWhenItIsNewAndKeepsItAfter) {
  ParameterPut typeless = text("url", "one", true);
  typeless.has_type = false;
  ParameterPut list = text("url", "a,b", true);
  list.parameter.type = ParameterType::kStringList;

  EXPECT_TRUE(std::holds_alternative<ParameterNeedsType>(put(typeless)));
  put(text("url", "one"));
  EXPECT_TRUE(std::holds_alternative<ParameterWritten>(put(typeless)));
  EXPECT_TRUE(std::holds_alternative<ParameterChangesType>(put(list)));
}

TEST_F(ParametersTest, KeepsAHundredVersions) {
  put(text("url", "1"));
  for (int i = 2; i <= 102; ++i) put(text("url", std::to_string(i), true));

  const auto versions = Parameters(world_.store()).versions(kAccount, "url");
  EXPECT_EQ(versions.value().size(), kParameterVersions);
  EXPECT_EQ(versions.value().front().version, 3u);
  EXPECT_EQ(versions.value().back().version, 102u);
  EXPECT_FALSE(Parameters(world_.store()).version(kAccount, "url", 2).value());
  EXPECT_EQ(Parameters(world_.store()).version(kAccount, "url", 3).value()->value, "3");
}

TEST_F(ParametersTest, GoesWithAllItsVersions) {
  put(text("url", "one"));
  put(text("url", "two", true));
  Parameters parameters(world_.store());

  EXPECT_TRUE(parameters.remove(kAccount, "url").value());
  EXPECT_FALSE(parameters.remove(kAccount, "url").value());
  EXPECT_EQ(all("url"), "");
  put(text("url", "again"));
  EXPECT_EQ(all("url"), "1=again");
}

TEST_F(ParametersTest, ListsByNameWithinTheAccount) {
  for (const char* name : {"/b/x", "/a", "/b", "/b/y/z"}) put(text(name, "v"));
  Parameters parameters(world_.store());
  const auto names = [&](std::string_view after, std::size_t limit, std::string_view account) {
    std::string text;
    const auto found = parameters.list(account, after, limit, [](const CurrentParameter& one) {
      return one.parameter.name.starts_with("/b");
    });
    for (const CurrentParameter& one : found.value()) text += one.parameter.name + " ";
    return text;
  };

  EXPECT_EQ(names("", 10, kAccount), "/b /b/x /b/y/z ");
  EXPECT_EQ(names("", 1, kAccount), "/b ");
  EXPECT_EQ(names("/b", 10, kAccount), "/b/x /b/y/z ");
  EXPECT_EQ(names("", 10, "111122223333"), "");
  EXPECT_EQ(newest("/a", "111122223333"), "");
}

TEST_F(ParametersTest, TagsBelongToTheParameterNotToAVersion) {
  ParameterPut tagged = text("url", "one");
  tagged.tags = {{"team", "sea"}};
  put(tagged);
  put(text("url", "two", true));
  Parameters parameters(world_.store());

  EXPECT_TRUE(
      parameters.change_tags(kAccount, "url", [](ParameterTags& tags) { tags["more"] = "yes"; }));

  const ParameterTags expected{{"more", "yes"}, {"team", "sea"}};
  EXPECT_EQ(parameters.find(kAccount, "url").value()->tags, expected);
  const auto none = parameters.change_tags(kAccount, "none", [](ParameterTags&) {});
  EXPECT_TRUE(std::holds_alternative<NoParameter>(none.value()));
  const auto many = parameters.change_tags(kAccount, "url", [](ParameterTags& tags) {
    for (int i = 0; i < 49; ++i) tags[std::to_string(i)] = "v";
  });
  EXPECT_TRUE(std::holds_alternative<TooManyParameterTags>(many.value()));
  EXPECT_EQ(parameters.find(kAccount, "url").value()->tags, expected);
}

TEST(ParameterArn, HasOneSlashWhetherTheNameHasOneOrNot) {
  EXPECT_EQ(parameter_arn("eu-west-1", "1", "/a/b"), "arn:aws:ssm:eu-west-1:1:parameter/a/b");
  EXPECT_EQ(parameter_arn("eu-west-1", "1", "a"), "arn:aws:ssm:eu-west-1:1:parameter/a");
}

TEST(ParameterRow, ReadsBackAndNoticesDamage) {
  const CurrentParameter current{{.name = "n",
                                  .type = ParameterType::kStringList,
                                  .tier = ParameterTier::kAdvanced,
                                  .value = "a,b",
                                  .version = 300,
                                  .modified_at = {7},
                                  .modified_by = "arn",
                                  .description = "d",
                                  .allowed_pattern = ".*",
                                  .data_type = "text"},
                                 {{"k", "v"}}};

  EXPECT_EQ(decode_current_parameter(encode(current)).value(), current);
  EXPECT_EQ(decode_parameter(encode(current.parameter)).value(), current.parameter);
  std::string damaged = encode(current);
  damaged[0] = '\x07';
  EXPECT_FALSE(decode_current_parameter(damaged));
  EXPECT_FALSE(decode_current_parameter(encode(current).substr(0, 20)));
}

}  // namespace
}  // namespace tidemark::services

#include "operator/config_import.h"

#include <gtest/gtest.h>

namespace tidemark::runbooks {
namespace {

TEST(ImportConfig, TakesTheFourKeys) {
  const auto imported = import_config(
      "// what we restore with {\n"
      "const config = {\n"
      "  environment: 123456789012, /* production */\n"
      "  timeout: -1, // -1 for no timeout\n"
      "  vaultName: 'nightly',\n"
      "  backupRole: \"service-role/Backup\",\n"
      "};\n"
      "\n"
      "module.exports = config;\n");

  ASSERT_TRUE(imported) << imported.error().message;
  EXPECT_EQ(config_text(imported.value().config),
            "# The operator's configuration; `tidemark config check` reads it again.\n"
            "account: \"123456789012\"\n"
            "vault: nightly\n"
            "role: service-role/Backup\n"
            "timeout: -1  # none\n");
  EXPECT_TRUE(read_config(config_text(imported.value().config)).problems.empty());
}

TEST(ImportConfig, PutsLostZerosBackAndSaysSo) {
  const auto imported = import_config("const config = { environment: 11111111111 };");

  ASSERT_TRUE(imported);
  EXPECT_EQ(imported.value().config.account, "011111111111");
  ASSERT_FALSE(imported.value().notes.empty());
  EXPECT_NE(imported.value().notes[0].find("zeros in front"), std::string::npos);
}

TEST(ImportConfig, LeavesTheFormatsOutAndSaysSo) {
  const auto imported =
      import_config("const config = { timeout: 60, inputType: 'LLL dd yyyy - HH:mm:ss' };");

  ASSERT_TRUE(imported);
  EXPECT_EQ(imported.value().config.timeout, std::chrono::seconds(60));
  EXPECT_TRUE(imported.value().notes[0].starts_with("inputType is left out"));
}

TEST(ImportConfig, NamesTheLineOfWhatItCannotTake) {
  const auto why = [](std::string_view text) { return import_config(text).error().message; };

  EXPECT_EQ(why("const config = {\n  timeout: 0\n};"),
            "line 2: timeout \"0\" is no timeout: write seconds, a length of time such as "
            "2h (at most 30 days), or -1 for none");
  EXPECT_TRUE(why("const config = {\n\n  region: 'x'\n};").starts_with("line 3: region is no key"));
  EXPECT_TRUE(
      why("c = {\n timeout: 1,\n timeout: 2 }").starts_with("line 3: timeout is there twice"));
  EXPECT_TRUE(why("c = { environment: 01234567890 }").find("begins with a zero") !=
              std::string::npos);
  EXPECT_TRUE(why("c = { environment: 'prod' }").find("no account's number") != std::string::npos);
  EXPECT_TRUE(why("c = { environment: process.env.X }").find("no account") != std::string::npos);
  EXPECT_TRUE(why("c = { vaultName: name() }").find("comma") != std::string::npos);
  EXPECT_TRUE(why("c = { vaultName: 'a\n' }").find("does not end") != std::string::npos);
  EXPECT_EQ(why("nothing"), "line 1: there is no object { … } in it");
  EXPECT_FALSE(import_config("{}"));
}

}  // namespace
}  // namespace tidemark::runbooks

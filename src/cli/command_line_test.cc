#include "cli/command_line.h"

#include <gtest/gtest.h>

namespace tidemark::cli {
namespace {

Command read(std::vector<const char*> words) {
  words.insert(words.begin(), "tidemark");
  return read_command_line(static_cast<int>(words.size()), words.data());
}

ServeOptions serve(std::vector<const char*> words) {
  words.insert(words.begin(), "serve");
  Command command = read(std::move(words));
  if (const auto* printed = std::get_if<Printed>(&command)) ADD_FAILURE() << printed->text;
  return std::get<ServeOptions>(std::move(command));
}

// The message of a usage error, which must be one.
std::string refused(std::vector<const char*> words) {
  const Command command = read(std::move(words));
  const auto* printed = std::get_if<Printed>(&command);
  if (printed == nullptr) return "not refused";
  EXPECT_EQ(printed->exit_code, kExitUsage);
  return printed->text;
}

TEST(Serve, HasSensibleDefaults) {
  const ServeOptions options = serve({"--data", "d"});

  EXPECT_EQ(options.data, "d");
  EXPECT_EQ(options.listen, "127.0.0.1");
  EXPECT_EQ(options.port, 8000);
  EXPECT_EQ(options.account, "123456789012");
  EXPECT_EQ(options.regions.front(), "us-east-1");
  EXPECT_GT(options.regions.size(), 30u);
  EXPECT_EQ(options.clock, ClockKind::kRemembered);
  EXPECT_FALSE(options.no_auth);
}

TEST(Serve, RecoveryPointsGoWhereItIsTold) {
  EXPECT_EQ(serve({"--data", "d"}).vault_store, "");
  EXPECT_EQ(serve({"--data", "d", "--vault-store", "s3://bucket/a?region=eu-west-1"}).vault_store,
            "s3://bucket/a?region=eu-west-1");
  EXPECT_NE(refused({"serve", "--data", "d", "--vault-store", ""}).find("names no place"),
            std::string::npos);
  EXPECT_EQ(serve({"--data", "d", "--attach-vault", "/old/vaults"}).attach_vault, "/old/vaults");
  EXPECT_NE(refused({"serve", "--data", "d", "--vault-store", "a", "--attach-vault", "b"})
                .find("excludes"),
            std::string::npos);
}

TEST(Serve, RecoveryPointsAreSealedWithTheKeysOfAFile) {
  EXPECT_EQ(serve({"--data", "d"}).vault_key, "");
  EXPECT_EQ(serve({"--data", "d", "--vault-key", "k"}).vault_key, "k");
  EXPECT_NE(refused({"serve", "--data", "d", "--vault-key", ""}).find("--vault-key"),
            std::string::npos);
}

TEST(Serve, ReadsEveryOption) {
  const ServeOptions options = serve({"--data",
                                      "d",
                                      "--port",
                                      "0",
                                      "--listen",
                                      "::1",
                                      "--no-auth",
                                      "--account",
                                      "111122223333",
                                      "--regions",
                                      "eu-west-1,us-gov-west-1",
                                      "--tls-cert",
                                      "c",
                                      "--tls-key",
                                      "k",
                                      "--clock",
                                      "simulated",
                                      "--now",
                                      "2026-01-01T00:00:00Z",
                                      "--accept-clock",
                                      "--aws-timing",
                                      "--access-log",
                                      "--log-format",
                                      "json",
                                      "--log-level",
                                      "warn",
                                      "--metrics-tables",
                                      "--port-file",
                                      "p"});

  EXPECT_EQ(options.port, 0);
  EXPECT_EQ(options.listen, "::1");
  EXPECT_TRUE(options.no_auth);
  EXPECT_EQ(options.account, "111122223333");
  EXPECT_EQ(options.regions, (std::vector<std::string>{"eu-west-1", "us-gov-west-1"}));
  EXPECT_EQ(options.tls_cert, "c");
  EXPECT_EQ(options.tls_key, "k");
  EXPECT_EQ(options.clock, ClockKind::kSimulated);
  EXPECT_EQ(options.now, Timestamp::from_seconds(1767225600));
  EXPECT_TRUE(options.accept_clock);
  EXPECT_TRUE(options.aws_timing);
  EXPECT_TRUE(options.access_log);
  EXPECT_EQ(options.log_format, LogFormat::kJson);
  EXPECT_EQ(options.log_level, LogLevel::kWarn);
  EXPECT_TRUE(options.name_tables_in_metrics);
  EXPECT_EQ(options.port_file, "p");
}

TEST(Serve, AcceptsTheHighestPortAndRefusesTheNext) {
  EXPECT_EQ(serve({"--data", "d", "--port", "65535"}).port, 65535);
  EXPECT_NE(refused({"serve", "--data", "d", "--port", "65536"}).find("--port"), std::string::npos);
}

TEST(Serve, RefusesALogOfAnUnknownKind) {
  EXPECT_NE(refused({"serve", "--data", "d", "--log-format", "xml"}).find("xml"),
            std::string::npos);
  EXPECT_NE(refused({"serve", "--data", "d", "--log-level", "loud"}).find("loud"),
            std::string::npos);
}

TEST(Serve, NeedsItsDirectory) {
  EXPECT_EQ(refused({"serve"}), "tidemark serve: --data is required\nTry: tidemark serve --help\n");
}

TEST(Serve, RefusesAnAccountOfElevenDigits) {
  EXPECT_NE(refused({"serve", "--data", "d", "--account", "12345678901"}).find("12 digits"),
            std::string::npos);
}

TEST(Serve, RefusesWhatIsNoRegion) {
  for (const char* text :
       {"eu", "eu-west", "EU-west-1", "eu--west-1", "-eu-west-1", "eu-west-1a"}) {
    EXPECT_NE(refused({"serve", "--data", "d", "--regions", text}).find("no region's name"),
              std::string::npos)
        << text;
  }
}

TEST(Serve, RefusesACertificateWithoutItsKey) {
  EXPECT_NE(refused({"serve", "--data", "d", "--tls-cert", "c"}).find("--tls-key"),
            std::string::npos);
}

TEST(Serve, RefusesAStartForAClockThatIsNotSimulated) {
  EXPECT_NE(refused({"serve", "--data", "d", "--now", "2026-01-01T00:00:00Z"})
                .find("--now needs --clock simulated"),
            std::string::npos);
}

TEST(Serve, RefusesAnInstantWithoutAZone) {
  EXPECT_NE(
      refused({"serve", "--data", "d", "--clock", "simulated", "--now", "2026-01-01T00:00:00"})
          .find("2026-01-01T00:00:00"),
      std::string::npos);
}

TEST(Drill, ReadsItsOptions) {
  const Command command = read({"drill", "--input", "f", "--key", "Id", "--json", "--keep",
                                "--connections", "2", "--seed", "9", "--directory", "t"});

  const auto& options = std::get<DrillOptions>(command);
  EXPECT_EQ(options.input, "f");
  EXPECT_EQ(options.key, "Id");
  EXPECT_TRUE(options.json);
  EXPECT_TRUE(options.keep);
  EXPECT_EQ(options.connections, 2u);
  EXPECT_EQ(options.seed, 9u);
  EXPECT_EQ(options.directory, "t");
}

TEST(Drill, RefusesAKeyWithoutInput) {
  EXPECT_NE(refused({"drill", "--key", "Id"}).find("--input"), std::string::npos);
}

TEST(Drill, RefusesNoConnectionsAndTooMany) {
  EXPECT_NE(refused({"drill", "--connections", "0"}), "not refused");
  EXPECT_NE(refused({"drill", "--connections", "65"}), "not refused");
}

TEST(Check, ReadsItsOptions) {
  const Command plain = read({"check", "d"});
  const Command json = read({"check", "d", "--output", "json"});

  EXPECT_EQ(std::get<CheckOptions>(plain).data, "d");
  EXPECT_FALSE(std::get<CheckOptions>(plain).json);
  EXPECT_TRUE(std::get<CheckOptions>(json).json);
}

TEST(Check, NeedsItsDirectoryAndRefusesOtherForms) {
  EXPECT_NE(refused({"check"}).find("DIR"), std::string::npos);
  EXPECT_NE(refused({"check", "d", "--output", "xml"}).find("--output"), std::string::npos);
}

TEST(Repair, ReadsItsOptionsAndNeedsADestination) {
  const Command command = read({"repair", "d", "--into", "new", "--output", "json"});

  EXPECT_EQ(std::get<RepairOptions>(command).data, "d");
  EXPECT_EQ(std::get<RepairOptions>(command).into, "new");
  EXPECT_TRUE(std::get<RepairOptions>(command).json);
  EXPECT_NE(refused({"repair", "d"}).find("--into"), std::string::npos);
}

TEST(Stats, ReadsItsOptions) {
  const Command plain = read({"stats", "d"});
  const Command json = read({"stats", "d", "--output", "json", "--quick"});

  EXPECT_EQ(std::get<StatsOptions>(plain).data, "d");
  EXPECT_FALSE(std::get<StatsOptions>(plain).json);
  EXPECT_FALSE(std::get<StatsOptions>(plain).quick);
  EXPECT_TRUE(std::get<StatsOptions>(json).json);
  EXPECT_TRUE(std::get<StatsOptions>(json).quick);
  EXPECT_NE(refused({"stats"}).find("DIR"), std::string::npos);
}

TEST(CommandLine, RefusesWhatItDoesNotKnow) {
  EXPECT_NE(refused({"serve", "--data", "d", "--fast"}).find("--fast"), std::string::npos);
  EXPECT_NE(refused({"frobnicate"}).find("frobnicate"), std::string::npos);
}

TEST(CommandLine, RefusesToGuessWithoutAWord) {
  EXPECT_NE(refused({}), "not refused");
}

TEST(CommandLine, HelpsOnStandardOutputWithExamples) {
  for (const std::vector<const char*>& words : {std::vector<const char*>{"--help"},
                                                {"serve", "--help"},
                                                {"drill", "--help"},
                                                {"check", "--help"},
                                                {"stats", "--help"}}) {
    const Command command = read(words);
    const auto& printed = std::get<Printed>(command);
    EXPECT_EQ(printed.exit_code, 0);
    EXPECT_NE(printed.text.find("Examples:"), std::string::npos) << printed.text;
  }
}

TEST(CommandLine, SaysItsVersion) {
  const Command command = read({"--version"});

  EXPECT_TRUE(std::get<Printed>(command).text.starts_with("tidemark "));
  EXPECT_EQ(std::get<Printed>(command).exit_code, 0);
}

}  // namespace
}  // namespace tidemark::cli

#include "console/console.h"

#include "codec/json.h"
#include "console/help_topics.h"
#include "console/layout.h"
#include "console/testing/script.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tidemark::console {
namespace {

using runbooks::RunState;
using testing::at;
using testing::kCtrlC;
using testing::Night;

TEST(Console, ShowsWhereItIsOnEveryScreen) {
  Night night;

  night.types({"1", "Orders", "menu", "help", "exit"});

  EXPECT_EQ(night.end, Console::End::kLeft);
  std::size_t banners = 0;
  for (std::size_t from = 0;
       (from = night.shown.find("account 012345678901 | region ca-central-1 | vault nightly",
                                from)) != std::string::npos;
       ++from) {
    ++banners;
  }
  EXPECT_EQ(banners, 5u);  // menu, tables, window, menu, help
}

TEST(Console, GoesBackToASecondAfterTheNameWasTyped) {
  Night night;

  night.types({"1", "1", "Nov 25 2026 - 13:00:00", "y", "Orders", "exit"});

  EXPECT_EQ(night.asked(), "plan restore-to-time Orders, carry out restore-to-time Orders");
  EXPECT_EQ(night.desk.orders.at(0).at, at("2026-11-25T12:00:00Z"));
  EXPECT_TRUE(night.showed("READ BEFORE CONTINUING"));
  EXPECT_TRUE(night.showed("Done: verified."));
}

// By their texts "Nov 25" comes after "Dec 05", and "Jan 01 1999" before it.
TEST(Console, ComparesTimesNotTexts) {
  Night night;

  night.types({"1", "1", "Jan 01 1999 - 00:00:00", "Dec 06 2026 - 00:00:00", "Nov 25 2026 - 00:04",
               "Nov 20 2026 - 01:00:01", "y", "Orders", "exit"});

  EXPECT_TRUE(night.showed("is before the window"));
  EXPECT_TRUE(night.showed("is after the window"));
  EXPECT_TRUE(night.showed("has no seconds"));
  EXPECT_EQ(night.desk.orders.at(0).at, at("2026-11-20T00:00:01Z"));
}

TEST(Console, ShowsAnEarliestSecondThatCanBeChosen) {
  Night night;

  night.types({"1", "1", "Nov 20 2026 - 01:00:01", "y", "Orders", "exit"});

  EXPECT_TRUE(night.showed("Nov 20 2026 - 01:00:01 CET (2026-11-20T00:00:01Z)"));
  EXPECT_EQ(night.desk.orders.size(), 1u);
}

TEST(Console, AsksAgainForATimeThatWasNotMeant) {
  Night night;

  night.types({"1", "1", "latest", "n", "Dec 04 2026 - 01:00:00", "Y", "Orders", "exit"});

  EXPECT_TRUE(night.showed("That is Dec 05 2026 - 01:00:00 CET (2026-12-05T00:00:00Z)"));
  EXPECT_EQ(night.desk.orders.at(0).at, at("2026-12-04T00:00:00Z"));
}

TEST(Console, TellsATimeInTheZoneAndInUtc) {
  Night night;

  night.types({"1", "Orders", "latest", "menu", "exit"});

  EXPECT_TRUE(night.showed("CET (2026-12-05T00:00:00Z)"));
}

TEST(Console, SaysThatThereIsNoHistory) {
  Night night;
  night.desk.card.continuous_backups = false;

  night.types({"1", "Orders", "exit"});

  EXPECT_TRUE(night.showed("Point-in-time recovery is off for Orders"));
  EXPECT_EQ(night.asked(), "");
}

TEST(Console, SaysThatThereAreNoTables) {
  Night night;
  night.desk.names.clear();

  night.types({"1", "3", "6", "exit"});

  EXPECT_TRUE(night.showed("There is no table in this account and region."));
  EXPECT_TRUE(night.used_up);
}

TEST(Console, TakesBothCasesOfYesAndNo) {
  for (const auto& [typed, runs] :
       {std::pair("y", true), std::pair("Y", true), std::pair("yes", true), std::pair("YES", true),
        std::pair("n", false), std::pair("No", false)}) {
    Night night;

    night.types({"3", "Orders", typed, "exit"});

    EXPECT_EQ(night.asked().find("carry out") != std::string::npos, runs) << typed;
  }
}

TEST(Console, AsksAgainForNeitherYesNorNo) {
  Night night;

  night.types({"3", "Orders", "", "maybe", "y", "exit"});

  EXPECT_TRUE(night.showed("Type y or n"));
  EXPECT_EQ(night.asked(), "plan back-up Orders, carry out back-up Orders");
}

// 3 and 6 ask for a table, 4 and 5 for a name, 7 for days: each can be left by each way out.
TEST(Console, HasOneWayOutEverywhere) {
  const std::vector<std::vector<std::string>> places{{},
                                                     {"1"},
                                                     {"1", "Orders"},
                                                     {"1", "Orders", "latest"},
                                                     {"3"},
                                                     {"3", "Orders"},
                                                     {"4"},
                                                     {"4", "Restored"},
                                                     {"5"},
                                                     {"5", "Restored"},
                                                     {"2", "Orders"},
                                                     {"6", "Orders"},
                                                     {"6", "Orders", "y"},
                                                     {"1", "Orders", "latest", "y"}};
  for (const auto& place : places) {
    for (const std::string& word :
         {std::string("menu"), std::string("EXIT"), std::string(kCtrlC)}) {
      Night night;
      night.desk.kept = {{.arn = "arn:b", .name = "b", .table = "Lost"}};
      night.desk.vaulted = {{.arn = "arn:p", .table = "Orders"}};
      std::vector<std::string> lines = place;
      lines.push_back(word);
      if (word != "EXIT") lines.emplace_back("exit");

      night.types(lines);

      EXPECT_TRUE(night.used_up) << word << " after " << place.size();
      EXPECT_EQ(night.asked().find("carry out"), std::string::npos);
    }
  }
}

TEST(Console, TakesCommandsBeforeNames) {
  Night night;
  night.desk.names = {"exit", "menu", "help"};

  night.types({"6", "\"exit\"", "y", "\"exit\"", "3", "exit"});

  EXPECT_EQ(night.asked(), "plan delete exit, carry out delete exit");
  EXPECT_EQ(night.end, Console::End::kLeft);
}

TEST(Console, WantsTheNameOfWhatItDestroys) {
  Night night;

  night.types({"6", "Orders", "y", "y", "orders", "OrdersOld", "menu", "exit"});

  EXPECT_TRUE(night.showed("\"orders\" is not the table's name."));
  EXPECT_EQ(night.asked(), "plan delete Orders");
}

TEST(Console, AsksAboutProtectionBeforeItDeletes) {
  Night night;

  night.types({"6", "Orders", "n", "exit"});

  EXPECT_TRUE(night.showed("Orders is protected against deletion"));
  EXPECT_EQ(night.asked(), "");
}

TEST(Console, ListsPointsThatCannotBeChosenAndTakesTheOthers) {
  Night night;
  night.desk.vaulted = {{.arn = "arn:3", .table = "Orders", .unusable = "is PARTIAL"},
                        {.arn = "arn:2", .table = "Orders"},
                        {.arn = "arn:1", .table = "Parks"}};

  night.types({"2", "Orders", "1", "2", "y", "Orders", "exit"});

  EXPECT_TRUE(night.showed("is PARTIAL, cannot be chosen"));
  EXPECT_TRUE(night.showed("That recovery point is PARTIAL: choose another one."));
  EXPECT_EQ(night.desk.orders.at(0).arn, "arn:2");
}

TEST(Console, WarnsOfColdStorage) {
  Night night;
  night.desk.vaulted = {{.arn = "arn:1", .table = "Orders", .cold = true}};

  night.types({"2", "Orders", "1", "n", "1", "y", "y", "Orders", "exit"});

  EXPECT_TRUE(night.showed("It lies in cold storage"));
  EXPECT_EQ(night.asked(), "plan restore-from-point Orders, carry out restore-from-point Orders");
}

TEST(Console, RestoresABackupByItsArn) {
  Night night;
  night.desk.kept = {{.arn = "arn:2", .name = "same", .table = "Lost"},
                     {.arn = "arn:1", .name = "same", .table = "Lost"}};

  night.types({"4", "Orders", "ab", "Lost", "2", "n", "2", "y", "y", "exit"});

  EXPECT_TRUE(night.showed("There is a table Orders."));
  EXPECT_TRUE(night.showed("A table's name has 3 to 255 characters"));
  EXPECT_EQ(night.desk.orders.at(0).arn, "arn:1");
  EXPECT_EQ(night.desk.orders.at(0).table, "Lost");
}

TEST(Console, OffersEveryBackupWhenTheNewNameHasNone) {
  Night night;
  night.desk.kept = {{.arn = "arn:1", .name = "b", .table = "Lost"}};

  night.types({"4", "Found", "1", "y", "y", "exit"});

  EXPECT_EQ(night.desk.orders.at(0).arn, "arn:1");
}

TEST(Console, AsksHowLongHistoryIsKept) {
  Night night;
  night.desk.card.continuous_backups = false;

  night.types({"7", "Orders", "36", "0", "", "y", "7", "Orders", "7", "y", "exit"});

  ASSERT_EQ(night.desk.orders.size(), 2u);
  EXPECT_EQ(night.desk.orders[0].period_days, 35);
  EXPECT_EQ(night.desk.orders[1].period_days, 7);
}

TEST(Console, SaysWhatIsOnAlready) {
  Night night;

  night.types({"7", "Orders", "8", "Orders", "exit"});

  EXPECT_TRUE(night.showed("Point-in-time recovery is on for Orders already, 35 days."));
  EXPECT_TRUE(night.showed("Deletion protection is on for Orders already."));
  EXPECT_EQ(night.asked(), "");
}

TEST(Console, LeavesAResumableRunAfterCtrlC) {
  Night night;
  night.interrupts = 1;

  night.types({"3", "Orders", "y", "y", "menu", "exit"});

  EXPECT_TRUE(night.showed("Stop here?"));
  EXPECT_TRUE(night.showed("Stopped."));
  EXPECT_EQ(night.end, Console::End::kUnfinished);
}

TEST(Console, GoesOnAfterCtrlCWhenTold) {
  Night night;
  night.interrupts = 1;

  night.types({"3", "Orders", "y", "n", "exit"});

  EXPECT_TRUE(night.showed("Done: verified."));
  EXPECT_EQ(night.end, Console::End::kLeft);
}

TEST(Console, ResumesOrUndoesWhatStopped) {
  Night night;
  night.desk.reports = {{.id = "run-1", .state = RunState::kUnfinished, .why = "it broke"},
                        {.id = "run-1", .state = RunState::kUnfinished, .why = "again"},
                        {.id = "run-1", .state = RunState::kUndone}};

  night.types({"3", "Orders", "y", "what", "resume", "undo", "exit"});

  EXPECT_TRUE(night.showed("it broke"));
  EXPECT_EQ(night.asked(),
            "plan back-up Orders, carry out back-up Orders, resume run-1, undo run-1");
  EXPECT_EQ(night.end, Console::End::kLeft);
}

TEST(Console, KeepsEveryCopyOfAResultThatDiffers) {
  Night night;
  night.desk.leaves_copies = true;
  night.desk.reports = {{.id = "run-1", .state = RunState::kFinished, .verdict = "differs"}};

  night.types({"3", "Orders", "y", "exit"});

  EXPECT_TRUE(night.showed("DIFFERS"));
  EXPECT_EQ(night.end, Console::End::kDiffers);
  EXPECT_FALSE(night.showed("Remove them?"));
  EXPECT_TRUE(night.used_up);
}

TEST(Console, TellsThatAResultCouldNotBeVerified) {
  Night night;
  night.desk.reports = {{.id = "run-1", .state = RunState::kFinished, .verdict = "unverified"}};

  night.types({"3", "Orders", "y", "exit"});

  EXPECT_TRUE(night.showed("Done, unverified."));
  EXPECT_FALSE(night.showed("Done: verified"));
}

TEST(Console, SkipsTheCleanupOnNo) {
  Night night;
  night.desk.leaves_copies = true;

  night.types({"3", "Orders", "y", "n", "exit"});

  EXPECT_TRUE(night.showed("delete Orders--dupe"));
  EXPECT_TRUE(night.showed("They are kept"));
  EXPECT_EQ(night.asked(), "plan back-up Orders, carry out back-up Orders");
  EXPECT_TRUE(night.used_up);
}

TEST(Console, CleansUpOnYes) {
  Night night;
  night.desk.leaves_copies = true;

  night.types({"3", "Orders", "y", "y", "exit"});

  EXPECT_EQ(night.asked(),
            "plan back-up Orders, carry out back-up Orders, carry out clean-up "
            "20261121-040000-abcd");
}

TEST(Console, RefusesToGoOnWithProblems) {
  Night night;
  night.desk.found.checked = {
      {"account", runbooks::Finding::kProblem, "another one", "use the right one"},
      {"vault", runbooks::Finding::kProblem, "there is no vault nightly", "make it"}};

  night.types({"3", "Orders", "y"});

  EXPECT_EQ(night.end, Console::End::kNotSound);
  EXPECT_TRUE(night.showed("account: another one"));
  EXPECT_TRUE(night.showed("vault: there is no vault nightly"));
  EXPECT_EQ(night.asked(), "");
}

TEST(Console, ShowsEveryProblemAndSomeRisks) {
  Night night;
  for (int i = 0; i < 20; ++i) {
    night.desk.found.checked.push_back(
        {fmt::format("table {}", i), runbooks::Finding::kRisk, "off", "turn it on"});
    night.desk.found.checked.push_back(
        {fmt::format("problem {}", i), runbooks::Finding::kProblem, "bad", "mend it"});
  }

  night.types({});

  EXPECT_TRUE(night.showed("table 7: off"));
  EXPECT_FALSE(night.showed("table 8: off"));
  EXPECT_TRUE(night.showed("and 12 more risks"));
  EXPECT_TRUE(night.showed("problem 19: bad"));
}

TEST(Console, TakesUpEarlierRuns) {
  Night night;
  runbooks::RunSummary run;
  run.id = "run-7";
  run.plan.kind = "back-up";
  run.plan.table = "Orders";
  run.progress.state = RunState::kUnfinished;
  run.progress.why = "the network went away";
  night.desk.earlier = {run};

  night.types({"runs", "1", "resume", "exit"});

  EXPECT_TRUE(night.showed("1 run did not finish"));
  EXPECT_TRUE(night.showed("the network went away"));
  EXPECT_EQ(night.asked(), "resume run-7");
}

TEST(Console, CompletesTheNamesOfTables) {
  Night night;

  night.types({"3"});

  EXPECT_EQ(night.candidates, night.desk.names);
}

TEST(Console, EndsWhereThePipeEnds) {
  for (std::size_t lines = 0; lines < 5; ++lines) {
    Night night;
    std::vector<std::string> typed{"1", "Orders", "latest", "y", "Orders"};
    typed.resize(lines);

    night.types(typed);

    EXPECT_EQ(night.asked().find("carry out"), std::string::npos);
  }
}

TEST(Console, WrapsNamesOfAnyLengthAtAnyWidth) {
  const std::string name(255, 'n');
  for (const std::size_t columns : {24u, 40u, 80u, 200u}) {
    Night night;
    night.columns = columns;
    night.desk.names = {name};
    night.desk.where.vault = std::string(50, 'v');

    night.types({"6", "1", "y", name, "help 9", "exit"});

    std::size_t widest = 0;
    std::string_view rest = night.shown;
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      const std::string_view line = rest.substr(0, end);
      widest = std::max(widest, width_of(line));
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    }
    EXPECT_LT(widest, columns) << columns;
    EXPECT_EQ(night.desk.orders.at(0).table, name);
  }
}

TEST(Console, TellsItsStateAsJson) {
  Night night;

  night.types({"1", "Orders", "latest", "y", "Orders", "exit"});

  std::string screens;
  for (const std::string& state : night.states) {
    const auto json = codec::parse_json(state);
    ASSERT_TRUE(json) << state;
    screens += *json.value().find("screen")->string() + ' ';
    EXPECT_EQ(*json.value().find("place")->find("account")->string(), "012345678901");
  }
  EXPECT_EQ(screens, "menu tables window plan run report menu ");
}

TEST(HelpTopics, AreTenAndFoundByNumberTitleAndBeginning) {
  EXPECT_EQ(help_topics().size(), 10u);
  EXPECT_EQ(help_topic("3")->title, "Cold storage");
  EXPECT_EQ(help_topic("COLD STORAGE")->title, "Cold storage");
  EXPECT_EQ(help_topic("warm")->title, "Warm storage");
  EXPECT_EQ(help_topic("going back"), nullptr);
  EXPECT_EQ(help_topic("11"), nullptr);
  EXPECT_EQ(help_topic(""), nullptr);
}

}  // namespace
}  // namespace tidemark::console

#include "console/state_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tidemark::console {
namespace {

TEST(StateFile, IsReplacedWhole) {
  const auto path = std::filesystem::temp_directory_path() / "tidemark-state-file-test.json";
  StateFile file(path, [](const Error& error) { ADD_FAILURE() << error.message; });
  ConsoleState state{.screen = Screen::kTables};
  state.tables = {"Orders"};

  file(state);
  state.tables.clear();
  file(state);

  std::string line;
  std::getline(std::ifstream(path), line);
  EXPECT_EQ(line, json_of(state));
  std::filesystem::remove(path);
}

TEST(StateFile, TellsOnceThatItCannotBeWritten) {
  int told = 0;
  StateFile file("/nowhere/state.json", [&](const Error&) { ++told; });

  file({});
  file({});

  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace tidemark::console

// Registers: several clients write, remove and read a few items of a real server, now and at past
// instants, while it is killed with SIGKILL and started again. At the end the server is asked for
// every commit and for what each left behind, and the whole story is judged.
//
//   const RegisterReport report = run_registers({.program = "build/checked/tidemark"});
//   if (report.problem) …
#pragma once

#include "tests/histories/checker.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tidemark::histories {

struct RegisterPlan {
  std::string program;
  std::uint64_t seed = 1;
  std::uint32_t clients = 8;
  std::uint32_t keys = 5;
  int kills = 5;
  int longest_life_ms = 900;
  std::string fault{};  // by name, for a server that was built with planted faults
};

struct RegisterReport {
  std::optional<std::string> problem;
  std::uint64_t writes = 0;
  std::uint64_t reads = 0;
  std::uint64_t past_reads = 0;
  std::uint64_t unanswered = 0;
  std::uint64_t happened = 0;  // of those
  std::uint64_t commits = 0;
  std::uint64_t searches = 0;
  std::uint64_t steps = 0;
  int kills = 0;
  std::string directory{};  // kept when there is a problem
};

RegisterReport run_registers(const RegisterPlan& plan);

}  // namespace tidemark::histories

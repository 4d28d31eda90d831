#include "console/state_file.h"

#include <cstdio>
#include <fstream>

namespace tidemark::console {

void StateFile::operator()(const ConsoleState& state) {
  const std::string beside = path_ + ".new";
  bool written = false;
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << json_of(state) << '\n';
    file.close();
    written = file.good();
  }
  if (written && std::rename(beside.c_str(), path_.c_str()) == 0) return;
  if (!std::exchange(told_, true)) {
    trouble_(fail(Code::kInvalid, fmt::format("the state cannot be written to {}", path_)));
  }
}

}  // namespace tidemark::console

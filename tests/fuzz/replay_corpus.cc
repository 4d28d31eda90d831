// Feeds every file of a directory to one fuzz target, and every beginning of it too unless it is
// one that fuzzing found (found-…): of those there are many.
//   fuzz_number tests/fuzz/corpus/number
#include "property.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s CORPUS-DIRECTORY\n", arguments[0]);
    return 2;
  }
  int inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const bool found = entry.path().filename().string().starts_with("found-");
    for (std::size_t length = found ? bytes.size() : 0; length <= bytes.size(); ++length) {
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), length);
      ++inputs;
    }
  }
  std::printf("%d inputs\n", inputs);
  return inputs > 1 ? 0 : 1;  // an empty corpus proves nothing
}

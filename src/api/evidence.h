// Which tests show what an operation does. docs/compatibility.md says the same;
// tests/conformance/fidelity.test.mjs compares them, and sees that the files are there.
#pragma once

#include <string_view>

namespace tidemark::api {

// Parted by blanks: programs like "test_api", "journeys", and "conformance/<file>". Empty for a
// name that is no operation.
std::string_view shown_by(std::string_view operation);

}  // namespace tidemark::api

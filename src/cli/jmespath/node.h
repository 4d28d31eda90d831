// A JMESPath expression as a tree.
//
// Threads   Plain value.
#pragma once

#include "codec/json.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::cli::jmespath {

enum class NodeKind : std::uint8_t {
  kCurrent,           // @, and what stands where nothing was written
  kField,             // name
  kLiteral,           // literal
  kIndex,             // index
  kSlice,             // slice
  kChain,             // children one after another, each on what the one before gave
  kProjection,        // children[0] is a list; children[1] of each of its elements
  kValueProjection,   // the same of an object's values
  kFilterProjection,  // children[2] says which elements
  kFlatten,           // of children[0]
  kList,              // [a, b]
  kHash,              // {names[i]: children[i]}
  kOr,
  kAnd,
  kNot,
  kCompare,    // name is the operator
  kCall,       // name is the function
  kReference,  // &children[0]
};

struct Node {
  NodeKind kind = NodeKind::kCurrent;
  std::string name{};
  codec::JsonValue literal{};
  std::int64_t index = 0;
  std::array<std::optional<std::int64_t>, 3> slice{};  // start, stop, step
  std::vector<std::string> names{};
  std::vector<Node> children{};
};

}  // namespace tidemark::cli::jmespath

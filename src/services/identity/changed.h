// What a change of an identity answers: what it made, or why not. Texts are AWS's.
#pragma once

#include <string>
#include <variant>

namespace tidemark::services {

struct NoSuchEntity {
  std::string text;
};

struct EntityExists {
  std::string text;
};

// Something still hangs on it.
struct DeleteConflict {
  std::string text;
};

struct LimitExceeded {
  std::string text;
};

struct MalformedPolicy {
  std::string text;
};

// It is AWS's own.
struct Unmodifiable {
  std::string text;
};

struct InvalidInput {
  std::string text;
};

// The caller may not; the text says why.
struct NotAllowed {
  std::string text;
};

struct Done {};

template <class T>
using Changed = std::variant<T, NoSuchEntity, EntityExists, DeleteConflict, LimitExceeded,
                             MalformedPolicy, Unmodifiable, InvalidInput, NotAllowed>;

}  // namespace tidemark::services

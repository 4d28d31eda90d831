#include "console/asker.h"

#include "operator/text.h"

#include <algorithm>

namespace tidemark::console {
namespace {

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return lower;
}

}  // namespace

std::optional<Asker::Answer> Asker::line(std::string_view question,
                                         const std::vector<std::string>& candidates) {
  if (leaving_ != Leaving::kNot) return std::nullopt;
  for (;;) {
    write_(fmt::format("\n{}\n", question));
    const TypedLine typed = reader_.read("> ", candidates);
    interrupted_ = typed.what == TypedLine::What::kInterrupted;
    if (typed.what == TypedLine::What::kEnd) {
      leaving_ = Leaving::kOut;
      return std::nullopt;
    }
    if (interrupted_) {
      leaving_ = Leaving::kToMenu;
      return std::nullopt;
    }
    const std::string_view text = runbooks::trimmed(typed.text);
    if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) {
      return Answer{.text = std::string(text.substr(1, text.size() - 2)), .quoted = true};
    }
    const std::string word = lowered(text);
    if (word == "exit" || word == "quit") {
      leaving_ = Leaving::kOut;
      return std::nullopt;
    }
    if (word == "menu") {
      leaving_ = Leaving::kToMenu;
      return std::nullopt;
    }
    if (word == "help" || word == "?" || word.starts_with("help ")) {
      help_(runbooks::trimmed(text.substr(std::min<std::size_t>(text.size(), 4))));
      continue;
    }
    return Answer{.text = std::string(text)};
  }
}

std::optional<std::string> Asker::text(std::string_view question,
                                       const std::vector<std::string>& candidates) {
  for (;;) {
    auto answer = line(question, candidates);
    if (!answer) return std::nullopt;
    if (!answer->text.empty()) return std::move(answer->text);
  }
}

std::optional<std::string> Asker::text_or(std::string_view question, std::string_view otherwise) {
  auto answer = line(question, {});
  if (!answer) return std::nullopt;
  return answer->text.empty() ? std::string(otherwise) : std::move(answer->text);
}

std::optional<bool> Asker::yes(std::string_view question) {
  for (;;) {
    const auto answer = line(fmt::format("{} [y/n]", question), {});
    if (!answer) return std::nullopt;
    const std::string word = lowered(answer->text);
    if (word == "y" || word == "yes") return true;
    if (word == "n" || word == "no") return false;
    write_("Type y or n; \"menu\" goes back.\n");
  }
}

}  // namespace tidemark::console

// What the console explains when it is asked: ten topics.
//
//   const HelpTopic* topic = help_topic("cold storage");
//
// Threads   Constants.
#pragma once

#include <span>
#include <string_view>

namespace tidemark::console {

struct HelpTopic {
  std::string_view title;
  std::string_view text;  // paragraphs, parted by an empty line
};

[[nodiscard]] std::span<const HelpTopic> help_topics();

// By number ("3"), by title, or by the beginning of exactly one title; upper and lower case alike.
// Null: there is none.
[[nodiscard]] const HelpTopic* help_topic(std::string_view asked);

}  // namespace tidemark::console

// What the standard streams are, and how to write on them.
//
// Threads   Any.
#pragma once

#include "cli/context.h"
#include "console/drill_screen.h"

#include <cstdio>
#include <string>
#include <string_view>

namespace tidemark::apps {

// The variable, or `otherwise` when it is unset or empty.
std::string environment(const char* name, const char* otherwise);

// How to draw on `stream`: https://no-color.org, TERM=dumb, and no bar but on a terminal.
console::ScreenOptions screen_for(std::FILE* stream);

cli::Terminal terminal_of_process();

// Written and flushed.
void print_to(std::FILE* stream, std::string_view text);

}  // namespace tidemark::apps

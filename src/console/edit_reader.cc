#include "console/edit_reader.h"

#include "console/layout.h"

#include <algorithm>
#include <clocale>
#include <csignal>
#include <histedit.h>

namespace tidemark::console {
namespace {

constexpr int kRemembered = 200;
// More would fill the screen.
constexpr std::size_t kShown = 60;

}  // namespace

struct EditReader::State {
  EditLine* line = nullptr;
  History* history = nullptr;
  std::FILE* out = nullptr;
  std::string prompt;
  const std::vector<std::string>* candidates = nullptr;
  bool interrupted = false;

  static State& of(EditLine* line) {
    void* data = nullptr;
    el_get(line, EL_CLIENTDATA, &data);
    return *static_cast<State*>(data);
  }

  static char* show_prompt(EditLine* line) { return of(line).prompt.data(); }

  static unsigned char on_interrupt(EditLine* line, int) {
    of(line).interrupted = true;
    return CC_EOF;
  }

  // The editor's own handler leaves the terminal as it was, and takes it again afterwards.
  static unsigned char on_suspend(EditLine*, int) {
    ::raise(SIGTSTP);
    return CC_REDISPLAY;
  }

  static unsigned char on_tab(EditLine* line, int) {
    State& state = of(line);
    const LineInfo* info = el_line(line);
    // Names have no blanks: what is typed so far is all there is of one.
    const std::string typed(info->buffer, info->cursor);
    const Completion completion = complete(typed, *state.candidates);
    if (completion.line != typed) {
      const std::string more = completion.line.substr(typed.size());
      if (el_insertstr(line, more.c_str()) == -1) return CC_ERROR;
      return CC_REFRESH;
    }
    if (completion.matches.size() < 2) return CC_REFRESH_BEEP;
    std::string names = "\n";
    const std::size_t count = std::min(completion.matches.size(), kShown);
    for (std::size_t i = 0; i < count; ++i) names += completion.matches[i] + '\n';
    if (count < completion.matches.size()) {
      names += fmt::format("and {} more\n", completion.matches.size() - count);
    }
    std::fputs(names.c_str(), state.out);
    return CC_REDISPLAY;
  }
};

EditReader::EditReader(std::FILE* in, std::FILE* out, std::FILE* error)
    : state_(std::make_unique<State>()) {
  std::setlocale(LC_CTYPE, "");
  state_->out = out;
  state_->history = history_init();
  state_->line = el_init("tidemark", in, out, error);
  HistEvent event;
  history(state_->history, &event, H_SETSIZE, kRemembered);
  history(state_->history, &event, H_SETUNIQUE, 1);
  el_set(state_->line, EL_CLIENTDATA, state_.get());
  el_set(state_->line, EL_PROMPT, &State::show_prompt);
  el_set(state_->line, EL_EDITOR, "emacs");
  el_set(state_->line, EL_SIGNAL, 1);  // for the size of the terminal, and to leave it as it was
  el_set(state_->line, EL_HIST, history, state_->history);
  // Ctrl-C is a key while a line is typed: no signal races with the editor. So is Ctrl-Z, then.
  el_set(state_->line, EL_SETTY, "-d", "-isig", nullptr);
  el_set(state_->line, EL_ADDFN, "tidemark-interrupt", "Leave the line", &State::on_interrupt);
  el_set(state_->line, EL_BIND, "^C", "tidemark-interrupt", nullptr);
  el_set(state_->line, EL_ADDFN, "tidemark-suspend", "Suspend", &State::on_suspend);
  el_set(state_->line, EL_BIND, "^Z", "tidemark-suspend", nullptr);
  el_set(state_->line, EL_ADDFN, "tidemark-complete", "Complete a name", &State::on_tab);
  el_set(state_->line, EL_BIND, "^I", "tidemark-complete", nullptr);
}

EditReader::~EditReader() {
  el_end(state_->line);
  history_end(state_->history);
}

TypedLine EditReader::read(std::string_view prompt, const std::vector<std::string>& candidates) {
  state_->prompt = prompt;
  state_->candidates = &candidates;
  state_->interrupted = false;
  int count = 0;
  const char* typed = el_gets(state_->line, &count);
  if (state_->interrupted) {
    std::fputs("^C\n", state_->out);
    return {.what = TypedLine::What::kInterrupted};
  }
  if (typed == nullptr || count <= 0) {
    std::fputs("\n", state_->out);
    return {.what = TypedLine::What::kEnd};
  }
  std::string text(typed, static_cast<std::size_t>(count));
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (text.find_first_not_of(' ') != std::string::npos) {
    HistEvent event;
    history(state_->history, &event, H_ENTER, text.c_str());
  }
  return {.what = TypedLine::What::kText, .text = std::move(text)};
}

Completion complete(std::string_view line, const std::vector<std::string>& candidates) {
  Completion completion{.line = std::string(line), .matches = {}};
  for (const std::string& one : candidates) {
    if (one.starts_with(line)) completion.matches.push_back(one);
  }
  if (completion.matches.empty()) return completion;
  std::string common = completion.matches.front();
  for (const std::string& one : completion.matches) {
    const auto end = std::ranges::mismatch(common, one).in1;
    common.erase(end, common.end());
  }
  completion.line = std::move(common);
  return completion;
}

}  // namespace tidemark::console

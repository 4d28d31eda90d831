#include "blobs/directory_listing.h"

#include "blobs/blob_name.h"

#include <algorithm>
#include <filesystem>

namespace tidemark::blobs {
namespace {

namespace fs = std::filesystem;

// One entry of a folder; a folder's text ends in '/', so that texts sort as whole names do.
struct Entry {
  std::string text;
  bool folder = false;
};

class Walk {
 public:
  Walk(const std::string& root, std::string_view prefix, std::string_view after, std::size_t limit)
      : root_(root), prefix_(prefix), after_(after), limit_(limit) {}

  // False: the page is full, or the disk failed.
  bool enter(const std::string& folder) {
    std::vector<Entry> entries;
    if (!read(folder, entries)) return false;
    for (const Entry& entry : entries) {
      const std::string name = folder + entry.text;
      if (entry.folder ? !enter(name) : !take(name)) return false;
    }
    return true;
  }

  Result<BlobPage> page() && {
    if (problem_) return std::move(*problem_);
    return std::move(page_);
  }

 private:
  // Can a name that begins with `folder` be wanted?
  [[nodiscard]] bool leads_on(std::string_view folder) const {
    const bool to_prefix = folder.starts_with(prefix_) || prefix_.starts_with(folder);
    return to_prefix && (folder > after_ || after_.starts_with(folder)) && check_prefix(folder);
  }

  [[nodiscard]] bool wanted(std::string_view name) const {
    return name.starts_with(prefix_) && name > after_ && check_name(name);
  }

  bool read(const std::string& folder, std::vector<Entry>& entries) {
    std::error_code error;
    fs::directory_iterator at(fmt::format("{}/{}", root_, folder), error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
      Entry entry{.text = at->path().filename().string()};
      std::error_code gone;
      entry.folder = at->is_directory(gone);
      if (entry.folder && entry.text == kBesideFolder) continue;
      if (entry.folder) entry.text += '/';
      const std::string name = folder + entry.text;
      if (entry.folder ? leads_on(name) : wanted(name)) entries.push_back(std::move(entry));
    }
    // A folder that was emptied and removed meanwhile holds nothing.
    if (error && (folder.empty() || error != std::errc::no_such_file_or_directory)) {
      problem_ = fail(Code::kUnknown,
                      fmt::format("directory {}: listing {}: {}", root_, folder, error.message()));
      return false;
    }
    std::ranges::sort(entries, {}, &Entry::text);
    return true;
  }

  bool take(const std::string& name) {
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(fmt::format("{}/{}", root_, name), error);
    if (error) return true;  // removed meanwhile
    if (page_.blobs.size() == limit_) {
      page_.more = true;
      return false;
    }
    page_.blobs.push_back({.name = name, .bytes = bytes});
    return true;
  }

  const std::string& root_;
  const std::string_view prefix_;
  const std::string_view after_;
  const std::size_t limit_;
  BlobPage page_;
  std::optional<Error> problem_;
};

}  // namespace

Result<BlobPage> list_directory(const std::string& root, std::string_view prefix,
                                std::string_view after, std::size_t limit) {
  Walk walk(root, prefix, after, limit);
  walk.enter("");
  return std::move(walk).page();
}

}  // namespace tidemark::blobs

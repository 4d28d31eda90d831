#include "blobs/directory_store.h"

#include "base/log.h"
#include "blobs/blob_name.h"
#include "blobs/directory_listing.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tidemark::blobs {
namespace {

// A folder that vanishes between making and use was emptied by a remove; another try makes it anew.
constexpr int kNamingTries = 100;

class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}

  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] int get() const { return descriptor_; }

  explicit operator bool() const { return descriptor_ >= 0; }

  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

bool sync_folder(const std::string& path) {
  const File folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder && ::fsync(folder.get()) == 0;
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool is_absent(int error) {
  return error == ENOENT || error == ENOTDIR;
}

Code code_of(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS: return Code::kDenied;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE: return Code::kBusy;
    case EISDIR:
    case ENOTDIR:
    case ENOTEMPTY:
    case ENAMETOOLONG: return Code::kInvalid;
    default: return Code::kUnknown;
  }
}

Error open_failure(std::string_view doing, const std::string& path) {
  const int error = errno;
  const Code code = error == ENOENT ? Code::kInvalid : code_of(error);
  return fail(code, fmt::format("{} {}: {}", doing, path, std::strerror(error)));
}

Status make_root(const std::string& root) {
  if (::mkdir(root.c_str(), 0700) == 0) {
    const auto parent = std::filesystem::absolute(root).parent_path().string();
    if (!sync_folder(parent)) return open_failure("syncing", parent);
    return Ok{};
  }
  if (errno != EEXIST) return open_failure("making the directory", root);
  struct stat about{};
  if (::stat(root.c_str(), &about) != 0) return open_failure("looking at", root);
  if (S_ISDIR(about.st_mode)) return Ok{};
  return fail(Code::kInvalid, fmt::format("{} is no directory", root));
}

void clear(const std::string& folder) {
  std::error_code error;
  std::size_t cleared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().filename() == kInUseFile) continue;
    if (std::filesystem::remove(entry.path(), error)) ++cleared;
  }
  if (cleared == 0) return;
  log_info("blobs", "removed blobs that a crash left half written",
           {{"directory", folder}, {"blobs", cleared}});
}

std::string_view folder_of(std::string_view name) {
  const auto slash = name.rfind('/');
  return slash == name.npos ? std::string_view() : name.substr(0, slash);
}

}  // namespace

Result<std::unique_ptr<DirectoryStore>> DirectoryStore::open(const std::string& path) {
  std::string root = path;
  while (root.size() > 1 && root.back() == '/') root.pop_back();
  TM_TRY_STATUS(make_root(root));
  const std::string beside = fmt::format("{}/{}", root, kBesideFolder);
  if (::mkdir(beside.c_str(), 0700) != 0 && errno != EEXIST) {
    return open_failure("making the directory", beside);
  }
  const std::string in_use_path = fmt::format("{}/{}", beside, kInUseFile);
  File in_use(::open(in_use_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!in_use) return open_failure("opening", in_use_path);
  // Alone for a moment: then whatever lies beside is nobody's.
  if (::flock(in_use.get(), LOCK_EX | LOCK_NB) == 0) clear(beside);
  if (::flock(in_use.get(), LOCK_SH) != 0) return open_failure("locking", in_use_path);
  return std::unique_ptr<DirectoryStore>(new DirectoryStore(std::move(root), in_use.release()));
}

DirectoryStore::~DirectoryStore() {
  ::close(in_use_);
}

Status DirectoryStore::put(std::string_view name, std::string_view bytes,
                           std::optional<Timestamp> locked_until) {
  if (locked_until) return no_locks(name);
  return write(name, bytes, Naming::kReplace);
}

Status DirectoryStore::put_new(std::string_view name, std::string_view bytes) {
  return write(name, bytes, Naming::kOnlyNew);
}

Status DirectoryStore::write(std::string_view name, std::string_view bytes, Naming naming) {
  TM_TRY_STATUS(check_blob(name, bytes));
  TM_TRY(const std::string beside, write_beside(name, bytes));
  const Status named = give_name(beside, name, naming);
  if (!named || naming == Naming::kOnlyNew) ::unlink(beside.c_str());
  return named;
}

Result<std::string> DirectoryStore::write_beside(std::string_view name, std::string_view bytes) {
  std::string path;
  int descriptor = -1;
  do {  // another process may have our number, or a crash have left it
    path = fmt::format("{}/{}/{}-{}", root_, kBesideFolder, ::getpid(), next_beside_++);
    descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  } while (descriptor < 0 && errno == EEXIST);
  const File file(descriptor);
  if (file && write_all(file.get(), bytes) && ::fsync(file.get()) == 0) return path;
  Error error = failure("writing", name);
  // Nothing has the blob's name yet.
  if (error.code == Code::kUnknown) error.code = Code::kBusy;
  if (file) ::unlink(path.c_str());
  return error;
}

Status DirectoryStore::give_name(const std::string& beside, std::string_view name, Naming naming) {
  const std::string path = path_of(name);
  bool named = false;
  for (int tries = 0; !named && tries < kNamingTries; ++tries) {
    TM_TRY_STATUS(make_folder_of(name));
    named = naming == Naming::kReplace ? ::rename(beside.c_str(), path.c_str()) == 0
                                       : ::link(beside.c_str(), path.c_str()) == 0;
    if (named || errno != ENOENT) break;
    forget_folders_of(name);
  }
  if (!named && errno == EEXIST) {
    return fail(Code::kConflict, fmt::format("{}: blob {} is there already", describe(), name));
  }
  if (!named) return failure("naming", name);
  if (!sync_folder(std::filesystem::path(path).parent_path())) return failure("syncing", name);
  return Ok{};
}

Status DirectoryStore::make_folder_of(std::string_view name) {
  const std::string_view folder = folder_of(name);
  const std::lock_guard lock(folders_mutex_);
  if (folder.empty() || folders_.contains(folder)) return Ok{};
  // From the top down: each folder's own entry is on disk before something stands in it.
  for (std::size_t end = folder.find('/');; end = folder.find('/', end + 1)) {
    const std::string_view part = folder.substr(0, end);
    if (!folders_.contains(part)) {
      const std::string path = path_of(part);
      if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failure("making", part);
      if (!sync_folder(std::filesystem::path(path).parent_path())) return failure("syncing", part);
      folders_.emplace(part);
    }
    if (end == folder.npos) return Ok{};
  }
}

// Somebody else removed one of them.
void DirectoryStore::forget_folders_of(std::string_view name) {
  const std::lock_guard lock(folders_mutex_);
  for (std::string_view folder = folder_of(name); !folder.empty(); folder = folder_of(folder)) {
    if (const auto known = folders_.find(folder); known != folders_.end()) folders_.erase(known);
  }
}

void DirectoryStore::remove_empty_folders_of(std::string_view name) {
  const std::lock_guard lock(folders_mutex_);
  for (std::string_view folder = folder_of(name); !folder.empty(); folder = folder_of(folder)) {
    if (::rmdir(path_of(folder).c_str()) != 0 && errno != ENOENT) return;  // it holds something
    if (const auto known = folders_.find(folder); known != folders_.end()) folders_.erase(known);
  }
}

Result<std::string> DirectoryStore::get(std::string_view name, BlobRange range) {
  TM_TRY_STATUS(check_name(name));
  const File file(::open(path_of(name).c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about{};
  const bool found = file && ::fstat(file.get(), &about) == 0;
  if (!found && !is_absent(errno)) return failure("opening", name);
  if (!found || !S_ISREG(about.st_mode)) {
    return fail(Code::kNotFound, fmt::format("{}: there is no blob {}", describe(), name));
  }
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (range.offset > size) {
    return fail(Code::kInvalid, fmt::format("{}: {} has {} bytes, none at {}", describe(), name,
                                            size, range.offset));
  }
  std::string bytes(std::min(range.length, size - range.offset), '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::pread(file.get(), bytes.data() + done, bytes.size() - done,
                                  static_cast<off_t>(range.offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure("reading", name);
    if (count == 0) {
      return fail(Code::kUnknown, fmt::format("{}: {} became shorter", describe(), name));
    }
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

Result<std::optional<BlobInfo>> DirectoryStore::find(std::string_view name) {
  TM_TRY_STATUS(check_name(name));
  struct stat about{};
  if (::stat(path_of(name).c_str(), &about) != 0) {
    if (is_absent(errno)) return std::optional<BlobInfo>();
    return failure("looking at", name);
  }
  if (!S_ISREG(about.st_mode)) return std::optional<BlobInfo>();
  return std::optional(
      BlobInfo{.name = std::string(name), .bytes = static_cast<std::uint64_t>(about.st_size)});
}

Result<BlobPage> DirectoryStore::list(std::string_view prefix, std::string_view after,
                                      std::size_t limit) {
  TM_TRY_STATUS(check_prefix(prefix));
  TM_TRY_STATUS(check_prefix(after));
  return list_directory(root_, prefix, after, limit);
}

Status DirectoryStore::remove(std::string_view name) {
  TM_TRY_STATUS(check_name(name));
  const std::string path = path_of(name);
  if (::unlink(path.c_str()) != 0) {
    if (is_absent(errno) || errno == EISDIR) return Ok{};
    return failure("removing", name);
  }
  if (!sync_folder(std::filesystem::path(path).parent_path()) && errno != ENOENT) {
    return failure("syncing", name);
  }
  remove_empty_folders_of(name);
  return Ok{};
}

Status DirectoryStore::lock(std::string_view name, Timestamp /*until*/) {
  return no_locks(name);
}

Error DirectoryStore::no_locks(std::string_view name) const {
  return fail(Code::kInvalid,
              fmt::format("{} cannot lock {}: files have no lock; a bucket with Object Lock has",
                          describe(), name));
}

std::string DirectoryStore::describe() const {
  return fmt::format("directory {}", root_);
}

std::string DirectoryStore::path_of(std::string_view name) const {
  return fmt::format("{}/{}", root_, name);
}

Error DirectoryStore::failure(std::string_view doing, std::string_view name) const {
  const int error = errno;
  return fail(code_of(error),
              fmt::format("{}: {} {}: {}", describe(), doing, name, std::strerror(error)));
}

}  // namespace tidemark::blobs

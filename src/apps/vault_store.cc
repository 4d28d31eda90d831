#include "apps/vault_store.h"

#include "base/log.h"
#include "blobs/bucket_store.h"
#include "blobs/directory_store.h"
#include "blobs/store_url.h"
#include "codec/iso8601.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tidemark::apps {
namespace {

constexpr const char* kWriterFile = "VAULT-WRITER";

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

wire::Credentials credentials_of_environment() {
  return {.key_id = environment("AWS_ACCESS_KEY_ID"),
          .secret = environment("AWS_SECRET_ACCESS_KEY"),
          .session_token = environment("AWS_SESSION_TOKEN")};
}

// This data directory's name among servers: "<id> <path>". A copy of the directory lies at another
// path and gets another name, so that two servers never take each other for one.
Result<std::string> writer_of(const std::string& data, Random& random) {
  std::error_code error;
  const std::string here = std::filesystem::weakly_canonical(data, error).string();
  const std::string path = fmt::format("{}/{}", data, kWriterFile);
  {
    std::ifstream file(path);
    std::string id;
    std::string place;
    if (file >> id && file.get() == ' ' && std::getline(file, place) && place == here) return id;
  }
  const std::string id = random.uuid();
  const std::string draft = path + ".new";
  std::ofstream file(draft);
  file << id << ' ' << here << '\n';
  file.close();
  if (file) std::filesystem::rename(draft, path, error);
  if (file && !error) return id;
  return fail(Code::kUnknown, fmt::format("{} cannot be written", path));
}

// What is attached is not made.
Status check_there(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return Ok{};
  return fail(Code::kInvalid, fmt::format("--attach-vault: there is no directory {}", path));
}

}  // namespace

Result<std::unique_ptr<VaultStore>> VaultStore::open(const cli::ServeOptions& options,
                                                     const Clock& real_clock, bool simulated,
                                                     Random& random) {
  std::unique_ptr<VaultStore> opened(new VaultStore());
  const bool attached = !options.attach_vault.empty();
  const std::string& url = attached ? options.attach_vault : options.vault_store;
  if (url.empty()) {
    TM_TRY_STATUS(opened->open_directory(options.data + "/vaults"));
    opened->about_ += ", on the engine's own disk: --vault-store names another place";
  } else {
    TM_TRY(const blobs::StorePlace place, blobs::parse_store_url(url));
    if (const auto* directory = std::get_if<blobs::DirectoryPlace>(&place)) {
      if (attached) TM_TRY_STATUS(check_there(directory->path));
      TM_TRY_STATUS(opened->open_directory(directory->path));
    } else {
      TM_TRY_STATUS(
          opened->open_bucket(std::get<blobs::BucketPlace>(place), real_clock, simulated, random));
    }
  }
  TM_TRY(std::string writer, writer_of(options.data, random));
  opened->lease_.emplace(*opened->store_, real_clock, std::move(writer));
  opened->leased_.emplace(*opened->store_, *opened->lease_);
  // Jobs that are due may write from the first moment; what is away now is asked by the renewer.
  if (opened->reachable_) opened->take_lease();
  opened->renewer_ =
      std::jthread([store = opened.get()](const std::stop_token& stop) { store->renew(stop); });
  return opened;
}

VaultStore::~VaultStore() {
  stop();
  if (renewer_.joinable()) {
    renewer_.request_stop();
    renewer_.join();
  }
  if (!lease_) return;
  if (const Status given = lease_->give_back(); !given) {
    log_warn("apps", "the vault store's lease could not be given back; it ends by itself",
             {{"problem", given.error().message}});
  }
}

void VaultStore::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  wakes_.notify_all();
}

bool VaultStore::wait(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  return !wakes_.wait_for(lock, at_most, [this] { return stopping_; });
}

Status VaultStore::open_directory(const std::string& path) {
  TM_TRY(store_, blobs::DirectoryStore::open(path));
  about_ = store_->describe();
  return Ok{};
}

Status VaultStore::open_bucket(blobs::BucketPlace place, const Clock& real_clock, bool simulated,
                               Random& random) {
  if (simulated && place.object_lock.value_or(blobs::LockMode::kNone) != blobs::LockMode::kNone) {
    return fail(Code::kInvalid,
                "--vault-store: object-lock would hold blobs by real time, and this server's clock "
                "is simulated; leave it out or say object-lock=none");
  }
  if (simulated) place.object_lock = blobs::LockMode::kNone;
  if (place.credentials.key_id.empty()) place.credentials = credentials_of_environment();
  transport_ = std::make_unique<http::SocketTransport>(http::SocketTransport::Options{
      .ca_file = place.ca_file, .max_response_bytes = blobs::kMostBlobBytes + (1u << 20)});
  TM_TRY(auto bucket, blobs::BucketStore::open(std::move(place),
                                               {.transport = *transport_,
                                                .real_clock = real_clock,
                                                .random = random,
                                                .wait = [this](std::chrono::milliseconds pause) {
                                                  return wait(pause);
                                                }}));
  reachable_ = bucket->reached();
  about_ = bucket->describe();
  if (bucket->locks()) about_ += ", with Object Lock";
  store_ = std::move(bucket);
  return Ok{};
}

void VaultStore::take_lease() {
  const std::uint64_t before = lease_->seen().epoch;
  const auto answer = lease_->take();
  if (!answer) {
    log_warn("apps", "the vault store's lease could not be had",
             {{"problem", answer.error().message}});
    return;
  }
  const bool writes = std::holds_alternative<blobs::LeaseHeld>(answer.value());
  if (!writes) {
    note_other_writer();
  } else if (!told_of_.empty() || (before != 0 && lease_->seen().epoch != before + 1)) {
    take_over();
  }
}

void VaultStore::note_other_writer() {
  leased_->hold_back(true);
  const blobs::LeaseRecord seen = lease_->seen();
  if (std::exchange(told_of_, seen.holder) == seen.holder) return;
  log_warn("apps", "another server writes the vault store; this one reads it",
           {{"store", store_->describe()},
            {"writer", seen.holder},
            {"until", codec::to_iso8601(seen.until)}});
}

void VaultStore::take_over() {
  const std::lock_guard lock(take_over_mutex_);
  leased_->hold_back(true);
  if (when_taken_over_) {
    if (const Status read = when_taken_over_(); !read) {
      // Once more at the next renewal; until then nothing is written.
      told_of_ = lease_->seen().holder;
      log_warn("apps", "what another server wrote to the vault store could not be read",
               {{"problem", read.error().message}});
      return;
    }
  }
  told_of_.clear();
  leased_->hold_back(false);
  log_info("apps", "this server writes the vault store now", {{"store", store_->describe()}});
}

void VaultStore::when_taken_over(std::function<Status()> read_it) {
  const std::lock_guard lock(take_over_mutex_);
  when_taken_over_ = std::move(read_it);
}

void VaultStore::renew(const std::stop_token& stop) {
  if (!reachable_) take_lease();
  while (!stop.stop_requested() && wait(lease_->terms().renew_every)) take_lease();
}

}  // namespace tidemark::apps

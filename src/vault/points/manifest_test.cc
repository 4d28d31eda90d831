#include "vault/points/manifest.h"

#include "codec/crc32c.h"
#include "codec/varint.h"
#include "vault/points/testing/small_point.h"

namespace tidemark::vault {
namespace {

using testing::kPrefix;

const std::string kBlob = manifest_name(kPrefix, "p1");

std::string bytes_of_point(const VaultKey* key) {
  blobs::MemoryStore store;
  (void)testing::small_point(store, key);
  return store.get(kBlob).value();
}

std::string with_right_crc(std::string bytes) {
  bytes.resize(bytes.size() - 4);
  codec::append_big_endian(bytes, codec::crc32c(0, bytes));
  return bytes;
}

TEST(Manifest, IsReadAsItWasWritten) {
  const Keyring keys = testing::lenient_keyring(testing::key_line('a'));
  for (const VaultKey* key : {static_cast<const VaultKey*>(nullptr), keys.current()}) {
    blobs::MemoryStore store;
    const Manifest manifest = testing::small_point(store, key).manifest;
    const auto read = decode_manifest(kBlob, store.get(kBlob).value(), keys);
    ASSERT_TRUE(read) << to_text(read.error());
    EXPECT_EQ(read.value(), manifest);
    EXPECT_EQ(read.value().chain.own.size(), key == nullptr ? 0U : 32U);
    EXPECT_EQ(decode_head(kBlob, store.get(kBlob).value()).value().chain, manifest.chain);
  }
}

TEST(Manifest, HidesWhatCanBeInItemsBehindTheKey) {
  const Keyring keys = testing::keyring(testing::key_line('a'));
  const std::string open = bytes_of_point(nullptr);
  const std::string sealed = bytes_of_point(keys.current());
  for (const std::string_view secret : {"how the table is made", "team", "lifecycle", "key 0"}) {
    EXPECT_NE(open.find(secret), std::string::npos) << secret;
    EXPECT_EQ(sealed.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(sealed.find("table/orders"), std::string::npos);
  EXPECT_EQ(sealed, bytes_of_point(keys.current()));  // a step that is repeated
}

TEST(Manifest, SaysWhichKeyIsMissingAndWhichAreThere) {
  const Keyring right = testing::keyring(testing::key_line('a'));
  const Keyring wrong = testing::keyring(testing::key_line('b'));
  const std::string bytes = bytes_of_point(right.current());
  const auto without = decode_manifest(kBlob, bytes, {});
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, Code::kDenied);
  EXPECT_EQ(without.error().message,
            fmt::format("{}: this manifest needs vault key {}; none was given (--vault-key)", kBlob,
                        right.current()->id()));
  const auto with = decode_manifest(kBlob, bytes, wrong);
  ASSERT_FALSE(with);
  EXPECT_EQ(with.error().message, fmt::format("{}: this manifest needs vault key {}; there is {}",
                                              kBlob, right.current()->id(), wrong.current()->id()));
  // An old key stays behind the new one.
  EXPECT_TRUE(decode_manifest(kBlob, bytes,
                              testing::keyring(testing::key_line('b') + testing::key_line('a'))));
  EXPECT_TRUE(decode_head(kBlob, bytes));
}

TEST(Manifest, IsNotTakenForThatOfAnotherPoint) {
  const auto read = decode_manifest(manifest_name(kPrefix, "p2"), bytes_of_point(nullptr), {});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kCorrupt);
}

TEST(Manifest, NamesBlobAndFieldOfWhatIsDamaged) {
  std::string bytes = bytes_of_point(nullptr);
  const std::size_t at = bytes.find("lineage");
  bytes[at - 1] = '\x7f';  // its length
  const auto read = decode_manifest(kBlob, with_right_crc(bytes), {});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::kCorrupt);
  EXPECT_TRUE(read.error().message.starts_with(kBlob + ": field '")) << read.error().message;
  const auto plain = decode_manifest(kBlob, bytes, {});
  EXPECT_EQ(plain.error().message, kBlob + ": its checksum is wrong");
  EXPECT_EQ(decode_manifest(kBlob, "tidemark recovery point 2\n....", {}).error().code,
            Code::kInvalid);
  EXPECT_EQ(decode_manifest(kBlob, "", {}).error().code, Code::kCorrupt);
}

// Who can write to the bucket but has no key can make every checksum right, and still changes no
// bit unnoticed.
TEST(Manifest, IsSigned) {
  const Keyring keys = testing::keyring(testing::key_line('a'));
  const std::string bytes = bytes_of_point(keys.current());
  for (std::size_t at = 0; at + 4 < bytes.size(); ++at) {
    std::string forged = bytes;
    forged[at] = static_cast<char>(forged[at] ^ 1);
    EXPECT_FALSE(decode_manifest(kBlob, with_right_crc(forged), keys)) << at;
  }
}

// Who can write to the store can put there what is not sealed at all.
TEST(Manifest, IsRefusedWithoutASignatureWhereThereAreKeys) {
  const std::string bytes = bytes_of_point(nullptr);
  EXPECT_TRUE(decode_manifest(kBlob, bytes, {}));
  const auto refused = decode_manifest(kBlob, bytes, testing::keyring(testing::key_line('a')));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kDenied);
  EXPECT_TRUE(decode_manifest(kBlob, bytes, testing::lenient_keyring(testing::key_line('a'))));
}

TEST(Keyring, TellsWhatIsWrongWithItsFile) {
  const auto why = [](std::string_view text) {
    return Keyring::parse(text, "/etc/vault.key").error().message;
  };
  EXPECT_EQ(why("# nothing\n\n"),
            "/etc/vault.key holds no vault key; 'openssl rand -hex 32' makes one");
  EXPECT_EQ(why("# mine\nabc\n"),
            "/etc/vault.key line 2: a vault key is 64 hexadecimal digits, as 'openssl rand -hex "
            "32' prints them; this line has 3 characters");
  EXPECT_NE(why(testing::key_line('a') + testing::key_line('A')).find("line 2: key"),
            std::string::npos);
  const Keyring two =
      testing::keyring("  " + std::string(64, 'b') + " # new\r\n" + std::string(64, 'a'));
  EXPECT_EQ(two.current()->id(), testing::keyring(testing::key_line('b')).current()->id());
  EXPECT_TRUE(two.find(testing::keyring(testing::key_line('a')).current()->id(), "x"));
  EXPECT_EQ(two.find("", "it").error().message,
            "it is not sealed, and there are vault keys; a line 'unsigned' in their file lets what "
            "is from before the first key be read");
  EXPECT_EQ(testing::lenient_keyring(testing::key_line('a')).find("", "it").value(), nullptr);
  EXPECT_EQ(Keyring().find("", "it").value(), nullptr);
}

TEST(Keyring, SaysBeforeABackupThatAVaultNeedsItsKey) {
  const Keyring keys = testing::keyring(testing::key_line('a'));
  EXPECT_TRUE(may_continue({}, "", "nightly"));
  EXPECT_TRUE(may_continue(keys, "", "nightly"));
  EXPECT_TRUE(may_continue(keys, keys.current()->id(), "nightly"));
  const auto lost = may_continue({}, keys.current()->id(), "nightly");
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().message, fmt::format("vault nightly needs vault key {}; none was given "
                                              "(--vault-key)",
                                              keys.current()->id()));
}

}  // namespace
}  // namespace tidemark::vault

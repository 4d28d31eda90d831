// How jemalloc, the program's allocator, is set up; the environment's MALLOC_CONF comes after.
// Two arenas: event loops and committer are few, and every arena keeps pages of its own. What was
// freed goes back to the system within seconds, so that one large request is not paid for ever.
extern "C" {
extern const char* const malloc_conf;
const char* const malloc_conf = "narenas:2,dirty_decay_ms:5000,muzzy_decay_ms:0";
}

// What Prometheus' own clients tell of every process: memory, open files, processor time, start.
// Names and meanings are theirs (prometheus.io, "Writing client libraries", process metrics).
//
// Threads   Any. Reads /proc/self: some 50 microseconds, and some more with many open files.
#pragma once

#include "server/metrics_text.h"

namespace tidemark::apps {

void write_process(server::MetricsText& text);

}  // namespace tidemark::apps

/* The consumer's side of the rings. Runs on the collector's thread only. */
#include "internal.h"
#include "records.h"
#include <stdlib.h>

/* Room for the words of one record, so that callbacks see them in one piece. Grown to the deepest seen. */
static uint64_t *scratch;
static size_t scratchCapacity;

static uint64_t *scratch_for(size_t count) {
  if (count <= scratchCapacity) return scratch;
  size_t capacity = scratchCapacity ? scratchCapacity : 256;
  while (capacity < count) capacity *= 2;
  uint64_t *grown = realloc(scratch, capacity * sizeof *grown);
  if (!grown) return NULL;
  scratch = grown;
  scratchCapacity = capacity;
  return scratch;
}

static size_t drain_samples(SamplerThread *thread, SamplerSampleCallback callback, void *context) {
  uint64_t available = ring_available(&thread->samples);
  size_t records = 0;
  while (available) {
    uint64_t header[SAMPLE_HEADER_WORDS];
    ring_read(&thread->samples, 0, header, SAMPLE_HEADER_WORDS);
    uint32_t count = head_count(header[0]);
    uint64_t *words = callback ? scratch_for(count) : NULL;
    if (words) {
      ring_read(&thread->samples, SAMPLE_HEADER_WORDS, words, count);
      SamplerSample sample = {
        .thread = thread->index,
        .flags = header[0] >> 32 & 0xff,
        .failure = (SamplerFailure)(header[0] >> 40 & 0xff),
        .state = (uint32_t)(header[0] >> 48),
        .timestamp = header[1],
        .weight = header[2],
        .codeEpoch = (uint32_t)header[3],
        .lastExit = (uint32_t)(header[3] >> 32),
        .wordCount = count,
        .words = words,
      };
      callback(&sample, context);
    }
    ring_consume(&thread->samples, SAMPLE_HEADER_WORDS + count);
    available -= SAMPLE_HEADER_WORDS + count;
    records++;
  }
  return records;
}

static size_t drain_events(SamplerThread *thread, SamplerEventCallback callback, void *context) {
  uint64_t available = ring_available(&thread->events);
  size_t records = 0;
  while (available) {
    uint64_t header[EVENT_HEADER_WORDS];
    ring_read(&thread->events, 0, header, EVENT_HEADER_WORDS);
    uint32_t count = head_count(header[0]);
    uint64_t words[SAMPLER_EVENT_MAXIMUM_WORDS];
    ring_read(&thread->events, EVENT_HEADER_WORDS, words, count);
    if (callback) {
      SamplerEvent event = {thread->index, (uint32_t)(header[0] >> 32), header[1], count, words};
      callback(&event, context);
    }
    ring_consume(&thread->events, EVENT_HEADER_WORDS + count);
    available -= EVENT_HEADER_WORDS + count;
    records++;
  }
  return records;
}

size_t sampler_drain(SamplerSampleCallback sample, SamplerEventCallback event, void *context) {
  size_t records = 0;
  bool wantsBounds = false;
  uint32_t count = atomic_load(&sampler.threadCount);
  for (uint32_t i = 0; i < count; i++) {
    SamplerThread *thread = thread_at(i);
    if (!thread->workspace) continue; /* ended and drained before */
    bool ended = !thread->alive;      /* looked at first: nothing is written after that */
    records += drain_samples(thread, sample, context) + drain_events(thread, event, context);
    if (ended) threads_release_memory(thread);
    else if (!atomic_load(&thread->stackHigh) && atomic_load(&thread->observedStackPointer)) wantsBounds = true;
  }
  if (wantsBounds) sampler_rescan_threads();
  return records;
}

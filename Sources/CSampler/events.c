/* Events: written by ordinary code of a thread into that thread's own event ring, on the samples' clock. */
#include "internal.h"
#include "records.h"
#include <unistd.h>

/* The calling thread's record, found once per start of the sampler. */
static __thread struct {
  SamplerThread *thread;
  uint32_t epoch;
} current;

static SamplerThread *current_thread(void) {
  uint32_t epoch = atomic_load_explicit(&sampler.epoch, memory_order_acquire);
  if (current.thread && current.epoch == epoch && current.thread->alive) return current.thread;
  current.thread = NULL;
  int32_t identifier = gettid();
  pthread_mutex_lock(&sampler.lock);
  uint32_t count = atomic_load(&sampler.threadCount);
  for (uint32_t i = 0; i < count && !current.thread; i++) {
    SamplerThread *thread = thread_at(i);
    if (thread->alive && thread->identifier == identifier) current.thread = thread;
  }
  current.epoch = epoch;
  pthread_mutex_unlock(&sampler.lock);
  return current.thread;
}

bool sampler_event_at(uint64_t timestamp, uint32_t kind, const uint64_t *words, uint32_t count) {
  if (!atomic_load_explicit(&sampler.running, memory_order_relaxed) || count > SAMPLER_EVENT_MAXIMUM_WORDS) return false;
  SamplerThread *thread = current_thread();
  if (!thread) return false;
  uint64_t header[EVENT_HEADER_WORDS] = {event_head(count, kind), timestamp};
  if (ring_write(&thread->events, header, EVENT_HEADER_WORDS, words, count)) return true;
  counter_add(&thread->losses[SAMPLER_LOSS_EVENT_RING_FULL], 1);
  return false;
}

bool sampler_event(uint32_t kind, const uint64_t *words, uint32_t count) {
  return sampler_event_at(sampler_now(), kind, words, count);
}

uint64_t sampler_now(void) { return clock_read(CLOCK_MONOTONIC); }

/* Thread records: who is sampled, with which timer, rings and stack.

   Records are dense and never move; a dead thread's record stays (its counters count), its memory goes once drained.
   Not even a new start frees records: a late signal's handler may have found one just before.
   Handlers find their record through the cookie that their timer carries, so no thread-local lookup and no registration
   by the thread itself is needed: threads are adopted by listing /proc/self/task.
   All functions but the [handler] ones run under sampler.lock or take it. */
#include "internal.h"
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COOKIE_MARK = 0x5056, EXCLUDED_THREADS = 16 };

static int32_t excluded[EXCLUDED_THREADS];
static unsigned excludedCount;

/* Epochs of one process differ in sixteen bits for longer than a signal can stay pending. */
uint64_t thread_cookie(const SamplerThread *thread) {
  uint64_t epoch = atomic_load(&sampler.epoch) & 0xffff;
  return (uint64_t)COOKIE_MARK << 48 | epoch << 32 | thread->index;
}

bool cookie_is_ours(uint64_t cookie) { return cookie >> 48 == COOKIE_MARK; }

SamplerThread *thread_from_cookie(uint64_t cookie) {
  uint64_t epoch = atomic_load(&sampler.epoch) & 0xffff;
  return (cookie >> 32 & 0xffff) == epoch ? thread_at((uint32_t)cookie) : NULL;
}

static void read_name(SamplerThread *thread) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/comm", thread->identifier);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ssize_t length = read(file, thread->name, sizeof thread->name - 1);
  close(file);
  if (length <= 0) return;
  thread->name[length] = 0;
  thread->name[strcspn(thread->name, "\n")] = 0;
}

static bool allocate_workspace(SamplerThread *thread) {
  size_t depth = sampler.configuration.maximumDepth;
  bool compares = sampler.configuration.unwinder == SAMPLER_UNWINDER_COMPARE;
  size_t frameBytes = depth * sizeof(NativeFrame), wordBytes = depth * sizeof(uint64_t);
  thread->workspaceBytes = sizeof(Workspace) + frameBytes * (compares ? 2 : 1) + wordBytes;
  void *memory = mmap(NULL, thread->workspaceBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  Workspace *workspace = memory;
  char *next = (char *)(workspace + 1);
  workspace->frames = (NativeFrame *)next;
  next += frameBytes;
  if (compares) {
    workspace->otherFrames = (NativeFrame *)next;
    next += frameBytes;
  }
  workspace->words = (uint64_t *)next;
  thread->workspace = workspace;
  return true;
}

void threads_release_memory(SamplerThread *thread) {
  ring_destroy(&thread->samples);
  ring_destroy(&thread->events);
  if (thread->workspace) munmap(thread->workspace, thread->workspaceBytes);
  thread->workspace = NULL;
}

SamplerThread *thread_from_identifier(int32_t identifier) {
  uint32_t count = atomic_load(&sampler.threadCount);
  for (uint32_t i = 0; i < count; i++) {
    SamplerThread *thread = thread_at(i);
    if (thread && thread->alive && thread->identifier == identifier) return thread;
  }
  return NULL;
}

static bool is_excluded(int32_t identifier) {
  for (unsigned i = 0; i < excludedCount; i++)
    if (excluded[i] == identifier) return true;
  return false;
}

/* A thread that has said that it ends is not adopted again while it does. */
static SamplerThread *find_leaving(int32_t identifier) {
  uint32_t count = atomic_load(&sampler.threadCount);
  for (uint32_t i = 0; i < count; i++) {
    SamplerThread *thread = thread_at(i);
    if (thread && thread->leaving && thread->identifier == identifier) return thread;
  }
  return NULL;
}

static void set_bounds(SamplerThread *thread, StackBounds bounds) {
  atomic_store(&thread->stackLow, bounds.low);
  atomic_store_explicit(&thread->stackHigh, bounds.high, memory_order_release);
}

/* NULL when the table is full or there is no memory. A thread without a timer still has its event ring. */
static SamplerThread *adopt(int32_t identifier) {
  uint32_t index = atomic_load(&sampler.threadCount);
  SamplerThread *thread = index < MAXIMUM_THREADS ? aligned_alloc(64, sizeof *thread) : NULL;
  if (!thread) {
    atomic_fetch_add(&sampler.threadsWithoutTimer, 1);
    return NULL;
  }
  memset(thread, 0, sizeof *thread);
  thread->index = index;
  thread->identifier = identifier;
  thread->descriptor = -1;
  if (!allocate_workspace(thread) || !ring_create(&thread->samples, sampler.configuration.sampleRingBytes)
      || !ring_create(&thread->events, sampler.configuration.eventRingBytes)) {
    threads_release_memory(thread);
    free(thread);
    atomic_fetch_add(&sampler.threadsWithoutTimer, 1);
    return NULL;
  }
  StackBounds bounds = {0, 0};
  if (identifier == getpid()) bounds = stack_bounds_of_main();
  else if (identifier == gettid()) bounds = stack_bounds_of_caller();
  set_bounds(thread, bounds);
  read_name(thread);
  thread->alive = true;
  atomic_store(&sampler.threads[index], thread);
  atomic_store(&sampler.threadCount, index + 1);
  timer_arm(thread);
  if (sampler.pauses) timer_pause(thread);
  return thread;
}

void threads_retire(SamplerThread *thread) {
  timer_disarm(thread);
  thread->alive = false;
}

/* The kernel gives the number of threads as that of the directory's links: listing them each time was a third of the
   collector's work. A start and an end may cancel out, so every tenth look is a thorough one. */
static bool same_number_of_threads(void) {
  enum { THOROUGH = 10 };
  static nlink_t lastLinks;
  static unsigned looks;
  struct stat status;
  if (stat("/proc/self/task", &status) != 0) return false;
  bool same = status.st_nlink == lastLinks && ++looks % THOROUGH != 0;
  lastLinks = status.st_nlink;
  return same;
}

/* What a handler saw of its thread's stack, and the time covered, in case the thread is gone next time. */
static void note_progress(SamplerThread *thread) {
  timer_covered(thread);
  uintptr_t seen = atomic_load_explicit(&thread->observedStackPointer, memory_order_acquire);
  if (atomic_load(&thread->stackHigh) || !seen) return;
  set_bounds(thread, stack_bounds_observed(seen, atomic_load(&thread->observedThreadPointer)));
}

/* Adopts every thread that is not known yet, retires those that are gone, completes stack bounds. Returns the number
   adopted, -1 when the process has no descriptor left to list its threads with. */
int threads_adopt_all(void) {
  static uint8_t present[MAXIMUM_THREADS]; /* by index; only used under the lock */
  uint32_t before = atomic_load(&sampler.threadCount);
  if (before && same_number_of_threads()) {
    for (uint32_t i = 0; i < before; i++)
      if (thread_at(i)->alive) note_progress(thread_at(i));
    return 0;
  }
  memset(present, 0, before);
  DIR *directory = opendir("/proc/self/task");
  if (!directory) return -1;
  int adopted = 0;
  for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
    int32_t identifier = atoi(entry->d_name);
    if (identifier <= 0 || is_excluded(identifier)) continue;
    SamplerThread *thread = thread_from_identifier(identifier);
    if (!thread) thread = find_leaving(identifier);
    if (thread) present[thread->index] = 1;
    else if (adopt(identifier)) adopted++;
  }
  closedir(directory);
  for (uint32_t i = 0; i < before; i++) {
    SamplerThread *thread = thread_at(i);
    if (!present[i]) thread->leaving = false;
    if (!thread->alive) continue;
    if (present[i]) note_progress(thread);
    else threads_retire(thread);
  }
  return adopted;
}

void threads_disarm_all(void) {
  uint32_t count = atomic_load(&sampler.threadCount);
  for (uint32_t i = 0; i < count; i++) timer_disarm(thread_at(i));
}

void threads_release_all(void) {
  uint32_t count = atomic_load(&sampler.threadCount);
  atomic_store(&sampler.threadCount, 0);
  for (uint32_t i = 0; i < count; i++) {
    threads_release_memory(atomic_exchange(&sampler.threads[i], NULL));
  }
}

void threads_forget_after_fork(void) {
  uint32_t count = atomic_load(&sampler.threadCount);
  for (uint32_t i = 0; i < count; i++) {
    SamplerThread *thread = thread_at(i);
    thread->hasPosixTimer = false; /* timers stay with the parent */
    if (thread->descriptor >= 0) close(thread->descriptor);
    thread->descriptor = -1;
    atomic_store(&thread->sequence, 0);
  }
  excludedCount = 0;
  threads_release_all();
}

bool threads_wait_for_handlers(uint64_t nanoseconds) {
  uint64_t deadline = sampler_now() + nanoseconds;
  uint32_t count = atomic_load(&sampler.threadCount);
  for (uint32_t i = 0; i < count; i++) {
    SamplerThread *thread = thread_at(i);
    if (!thread) continue;
    uint32_t sequence = atomic_load(&thread->sequence);
    while ((sequence & 1) && atomic_load(&thread->sequence) == sequence && thread->alive) {
      if (sampler_now() > deadline) return false;
      sched_yield();
    }
  }
  return true;
}

/* --- Public ------------------------------------------------------------------------------------------------------ */

uint32_t sampler_thread_started(void) {
  pthread_mutex_lock(&sampler.lock);
  uint32_t index = UINT32_MAX;
  if (atomic_load(&sampler.running)) {
    SamplerThread *thread = thread_from_identifier(gettid());
    SamplerThread *before = find_leaving(gettid());
    if (before) before->leaving = false; /* its number is in use again */
    if (!thread && !is_excluded(gettid())) thread = adopt(gettid());
    /* A rescan may have been faster, and knows no bounds. */
    if (thread && !atomic_load(&thread->stackHigh)) set_bounds(thread, stack_bounds_of_caller());
    if (thread) index = thread->index;
  }
  pthread_mutex_unlock(&sampler.lock);
  return index;
}

void sampler_thread_ended(void) {
  pthread_mutex_lock(&sampler.lock);
  SamplerThread *thread = thread_from_identifier(gettid());
  if (thread) {
    read_name(thread);
    threads_retire(thread);
    thread->leaving = true;
  }
  pthread_mutex_unlock(&sampler.lock);
}

void sampler_exclude_current_thread(void) {
  pthread_mutex_lock(&sampler.lock);
  int32_t identifier = gettid();
  if (!is_excluded(identifier) && excludedCount < EXCLUDED_THREADS) excluded[excludedCount++] = identifier;
  SamplerThread *thread = thread_from_identifier(identifier);
  if (thread) threads_retire(thread);
  pthread_mutex_unlock(&sampler.lock);
}

int sampler_rescan_threads(void) {
  pthread_mutex_lock(&sampler.lock);
  int adopted = atomic_load(&sampler.running) ? threads_adopt_all() : 0;
  pthread_mutex_unlock(&sampler.lock);
  return adopted > 0 ? adopted : 0;
}

uint32_t sampler_thread_count(void) { return atomic_load(&sampler.threadCount); }

bool sampler_thread_info(uint32_t index, SamplerThreadInfo *info) {
  pthread_mutex_lock(&sampler.lock);
  SamplerThread *thread = index < atomic_load(&sampler.threadCount) ? thread_at(index) : NULL;
  if (thread) {
    if (thread->alive) read_name(thread);
    *info = (SamplerThreadInfo){
      .index = index,
      .threadID = thread->identifier,
      .alive = thread->alive,
      .timer = thread->timer,
      .periodNanoseconds = atomic_load(&thread->period),
      .coveredNanoseconds = timer_covered(thread),
      .samples = atomic_load(&thread->sampleCount),
      .sampledNanoseconds = atomic_load(&thread->sampledNanoseconds),
      .handlerNanoseconds = atomic_load(&thread->handlerNanoseconds),
    };
    memcpy(info->name, thread->name, sizeof info->name);
  }
  pthread_mutex_unlock(&sampler.lock);
  return thread != NULL;
}

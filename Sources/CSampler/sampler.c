/* Life cycle: configuration, start, stop, pause, fork. */
#include "internal.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

Sampler sampler = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const double highestRate = 50000;
enum { HIGHEST_DEPTH = 8192, LOWEST_DEPTH = 16 };

SamplerConfiguration sampler_default_configuration(void) {
  return (SamplerConfiguration){
    .rateHz = 1000,
    .mode = SAMPLER_MODE_CPU,
    .unwinder = SAMPLER_UNWINDER_OWN,
    .timer = SAMPLER_TIMER_AUTO,
    .maximumDepth = 2048,
    .sampleRingBytes = 8u << 20,
    .eventRingBytes = 256u << 10,
  };
}

uint64_t sampler_period(double rateHz) { return (uint64_t)(1e9 / rateHz * 0.997) | 1; }

static int fail(int error, const char *message) {
  snprintf(sampler.error, sizeof sampler.error, "%s", message);
  return error;
}

static int take_configuration(const SamplerConfiguration *asked) {
  SamplerConfiguration filled = sampler_default_configuration();
  if (asked->rateHz != 0) filled.rateHz = asked->rateHz;
  if (asked->maximumDepth) filled.maximumDepth = asked->maximumDepth;
  if (asked->sampleRingBytes) filled.sampleRingBytes = asked->sampleRingBytes;
  if (asked->eventRingBytes) filled.eventRingBytes = asked->eventRingBytes;
  filled.mode = asked->mode;
  filled.unwinder = asked->unwinder;
  filled.timer = asked->timer;
  if (!(filled.rateHz > 0 && filled.rateHz <= highestRate))
    return fail(EINVAL, "the sampling rate must be above 0 and at most 50000 per second");
  if (filled.maximumDepth < LOWEST_DEPTH || filled.maximumDepth > HIGHEST_DEPTH)
    return fail(EINVAL, "the maximum stack depth must be between 16 and 8192");
  if (filled.mode == SAMPLER_MODE_WALL
      && (filled.timer == SAMPLER_TIMER_PERF || filled.timer == SAMPLER_TIMER_CPU_CLOCK))
    return fail(EINVAL, "wall mode needs the monotonic timer: the asked timer counts CPU time");
  sampler.configuration = filled;
  sampler.period = sampler_period(filled.rateHz);
  return 0;
}

/* gdb and strace take every SIGTRAP for themselves. */
static int settle_timer(void) {
  if (!timer_tracer_attached()) return 0;
  if (sampler.configuration.timer == SAMPLER_TIMER_PERF)
    return fail(EBUSY, "a debugger is attached and would take the perf timer's SIGTRAP; choose another timer");
  if (sampler.configuration.timer == SAMPLER_TIMER_AUTO) sampler.configuration.timer = SAMPLER_TIMER_MONOTONIC;
  return 0;
}

/* --- fork: the child starts with the sampler off ------------------------------------------------------------------ */

static void before_fork(void) {
  pthread_mutex_lock(&sampler.lock);
  modules_lock_for_fork();
}
static void after_fork_in_parent(void) {
  modules_unlock_after_fork();
  pthread_mutex_unlock(&sampler.lock);
}
static void after_fork_in_child(void) {
  atomic_store(&sampler.running, false);
  atomic_fetch_add(&sampler.epoch, 1);
  threads_forget_after_fork();
  sampler.pauses = 0;
  modules_unlock_after_fork();
  pthread_mutex_unlock(&sampler.lock);
}

static int prepare_for_fork(void) {
  static bool registered;
  if (registered) return 0;
  registered = true;
  return pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

/* --- Start and stop ---------------------------------------------------------------------------------------------- */

static int start_locked(const SamplerConfiguration *configuration) {
  if (atomic_load(&sampler.running)) return fail(EALREADY, "the sampler is running already");
  sampler.error[0] = 0;
  int error = take_configuration(configuration);
  if (!error) error = settle_timer();
  if (error) return error;
  if (sampler.configuration.unwinder != SAMPLER_UNWINDER_OWN && !libunwind_load())
    return fail(ENOENT, "libunwind.so.8 was not found; install libunwind8 or use the own unwinder");
  if ((error = handlers_install()) || (error = prepare_for_fork())) return fail(error, "cannot install signal handlers");
  threads_wait_for_handlers(1000000000);
  atomic_fetch_add(&sampler.epoch, 1);
  threads_release_all();
  comparison_reset();
  atomic_store(&sampler.strays, 0);
  atomic_store(&sampler.threadsWithoutTimer, 0);
  sampler.pauses = 0;
  sampler_refresh_modules();
  atomic_store(&sampler.running, true);
  if (threads_adopt_all() < 0) {
    atomic_store(&sampler.running, false);
    return fail(EMFILE, "cannot list the threads of this process: no file descriptor left");
  }
  uint32_t count = atomic_load(&sampler.threadCount), armed = 0;
  for (uint32_t i = 0; i < count; i++) armed += atomic_load(&thread_at(i)->armed);
  if (armed || count == 0) {
    /* With every thread excluded there is nothing to tell the timer by. */
    if (armed) sampler.configuration.timer = thread_at(0)->timer;
    return 0;
  }
  atomic_store(&sampler.running, false);
  return fail(ENOSYS, "the kernel grants no timer of the asked kind");
}

int sampler_start(const SamplerConfiguration *configuration) {
  pthread_mutex_lock(&sampler.lock);
  int error = start_locked(configuration);
  pthread_mutex_unlock(&sampler.lock);
  return error;
}

void sampler_stop(void) {
  pthread_mutex_lock(&sampler.lock);
  if (atomic_exchange(&sampler.running, false)) {
    /* First the handlers, which may set a period, then the descriptors they would set it on. */
    threads_wait_for_handlers(1000000000);
    threads_disarm_all();
  }
  pthread_mutex_unlock(&sampler.lock);
}

static void for_each_living(void (*action)(SamplerThread *)) {
  uint32_t count = atomic_load(&sampler.threadCount);
  for (uint32_t i = 0; i < count; i++)
    if (thread_at(i)->alive) action(thread_at(i));
}

void sampler_pause(void) {
  pthread_mutex_lock(&sampler.lock);
  if (atomic_load(&sampler.running) && sampler.pauses++ == 0) for_each_living(timer_pause);
  pthread_mutex_unlock(&sampler.lock);
}

void sampler_resume(void) {
  pthread_mutex_lock(&sampler.lock);
  if (atomic_load(&sampler.running) && sampler.pauses && --sampler.pauses == 0) for_each_living(timer_resume);
  pthread_mutex_unlock(&sampler.lock);
}

bool sampler_is_running(void) { return atomic_load(&sampler.running); }
const char *sampler_error(void) { return sampler.error; }
SamplerConfiguration sampler_configuration(void) { return sampler.configuration; }

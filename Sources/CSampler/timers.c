/* What makes a thread tick, one timer per thread.

   Measured on kernel 6.18 (docs/sampler.md): the perf task clock with a plain period delivers the asked rate of CPU
   time to beyond 20 kHz; re-arming it in the handler (PERF_EVENT_IOC_REFRESH) costs a second programming of the
   hardware timer and doubles the price of a sample, so it is not used. The kernel's other CPU clocks tick with
   CONFIG_HZ at most. The monotonic timer has the resolution but ticks while the thread sleeps.

   When the kernel does not let us count kernel time (perf_event_paranoid >= 2 without privileges), ticks inside system
   calls are missing; then, and with the other timers in CPU mode, a sample weighs the CPU time since the last one: on a
   crowded machine the kernel's CPU clock forgets ticks without counting them as overruns. */
#include "internal.h"
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* The kernel's numbering of another thread's CPU clock (include/linux/posix-timers.h: per-thread, scheduler time). */
static clockid_t thread_clock(int32_t identifier) { return (clockid_t)((~(unsigned)identifier << 3) | 6u); }

static uint64_t covered_clock(const SamplerThread *thread) {
  bool wall = sampler.configuration.mode == SAMPLER_MODE_WALL;
  return clock_read(wall ? CLOCK_MONOTONIC : thread_clock(thread->identifier));
}

bool timer_tracer_attached(void) {
  FILE *file = fopen("/proc/self/status", "re");
  if (!file) return false;
  char line[256];
  int tracer = 0;
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "TracerPid: %d", &tracer) == 1) break;
  fclose(file);
  return tracer != 0;
}

static int open_perf(SamplerThread *thread, uint64_t period, bool excludeKernel) {
  struct perf_event_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_TASK_CLOCK;
  attributes.sample_period = period;
  attributes.disabled = 1;
  attributes.exclude_kernel = excludeKernel;
  attributes.exclude_hv = 1;
  attributes.sigtrap = 1;        /* deliver each tick as a synchronous SIGTRAP */
  attributes.remove_on_exec = 1; /* which the kernel demands with it */
  attributes.sig_data = thread_cookie(thread);
  return (int)syscall(SYS_perf_event_open, &attributes, thread->identifier, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static int arm_perf(SamplerThread *thread, uint64_t period) {
  thread->descriptor = open_perf(thread, period, false);
  thread->weighsByClock = false;
  if (thread->descriptor < 0 && (errno == EACCES || errno == EPERM)) {
    thread->descriptor = open_perf(thread, period, true);
    thread->weighsByClock = true;
  }
  if (thread->descriptor < 0) return errno;
  thread->timer = SAMPLER_TIMER_PERF;
  if (ioctl(thread->descriptor, PERF_EVENT_IOC_ENABLE, 0) == 0) return 0;
  int error = errno;
  close(thread->descriptor);
  thread->descriptor = -1;
  return error;
}

static void start_posix_timer(SamplerThread *thread, uint64_t period) {
  struct timespec interval = {(time_t)(period / 1000000000u), (long)(period % 1000000000u)};
  struct itimerspec setting = {interval, interval};
  timer_settime(thread->posixTimer, 0, &setting, NULL);
}

static int arm_posix(SamplerThread *thread, uint64_t period, clockid_t clock, SamplerTimer kind) {
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = TICK_SIGNAL_TIMER;
  event.sigev_notify_thread_id = thread->identifier;
  event.sigev_value.sival_ptr = (void *)(uintptr_t)thread_cookie(thread);
  if (timer_create(clock, &event, &thread->posixTimer) != 0) return errno;
  thread->hasPosixTimer = true;
  thread->timer = kind;
  thread->weighsByClock = sampler.configuration.mode == SAMPLER_MODE_CPU;
  start_posix_timer(thread, period);
  return 0;
}

int timer_arm(SamplerThread *thread) {
  uint64_t period = sampler.period;
  SamplerTimer asked = sampler.configuration.timer;
  atomic_store(&thread->period, period);
  thread->slowTicks = 0;
  thread->accounted = 0;
  thread->lastClock = clock_read(thread_clock(thread->identifier));
  thread->armedAt = covered_clock(thread);
  /* Before the first tick can come. */
  atomic_store(&thread->armed, true);
  int error = ENOSYS;
  bool wall = sampler.configuration.mode == SAMPLER_MODE_WALL;
  if (!wall && (asked == SAMPLER_TIMER_AUTO || asked == SAMPLER_TIMER_PERF)) error = arm_perf(thread, period);
  if (error && (asked == SAMPLER_TIMER_AUTO || asked == SAMPLER_TIMER_MONOTONIC))
    error = arm_posix(thread, period, CLOCK_MONOTONIC, SAMPLER_TIMER_MONOTONIC);
  if (error && !wall && (asked == SAMPLER_TIMER_AUTO || asked == SAMPLER_TIMER_CPU_CLOCK))
    error = arm_posix(thread, period, thread_clock(thread->identifier), SAMPLER_TIMER_CPU_CLOCK);
  if (error) {
    thread->timer = SAMPLER_TIMER_AUTO;
    atomic_store(&thread->armed, false);
    atomic_fetch_add(&sampler.threadsWithoutTimer, 1);
  }
  return error;
}

uint64_t timer_covered(SamplerThread *thread) {
  if (!atomic_load(&thread->armed)) return thread->lastCovered;
  uint64_t now = covered_clock(thread);
  /* The clock of a thread that has just died reads zero: what was read last holds. */
  if (now > thread->armedAt) thread->lastCovered = thread->coveredBefore + now - thread->armedAt;
  return thread->lastCovered;
}

void timer_disarm(SamplerThread *thread) {
  thread->coveredBefore = timer_covered(thread);
  atomic_store(&thread->armed, false);
  if (thread->descriptor >= 0) close(thread->descriptor);
  thread->descriptor = -1;
  if (thread->hasPosixTimer) timer_delete(thread->posixTimer);
  thread->hasPosixTimer = false;
}

void timer_pause(SamplerThread *thread) {
  if (!atomic_load(&thread->armed)) return;
  thread->coveredBefore = timer_covered(thread);
  atomic_store(&thread->armed, false);
  struct itimerspec off = {0};
  if (thread->descriptor >= 0) ioctl(thread->descriptor, PERF_EVENT_IOC_DISABLE, 0);
  if (thread->hasPosixTimer) timer_settime(thread->posixTimer, 0, &off, NULL);
}

void timer_resume(SamplerThread *thread) {
  if (atomic_load(&thread->armed) || (thread->descriptor < 0 && !thread->hasPosixTimer)) return;
  thread->lastClock = clock_read(thread_clock(thread->identifier));
  thread->armedAt = covered_clock(thread);
  atomic_store(&thread->armed, true);
  if (thread->descriptor >= 0) ioctl(thread->descriptor, PERF_EVENT_IOC_ENABLE, 0);
  if (thread->hasPosixTimer) start_posix_timer(thread, atomic_load(&thread->period));
}

void timer_set_period(SamplerThread *thread, uint64_t period) {
  atomic_store_explicit(&thread->period, period, memory_order_relaxed);
  if (thread->descriptor >= 0) ioctl(thread->descriptor, PERF_EVENT_IOC_PERIOD, &period);
  if (thread->hasPosixTimer) start_posix_timer(thread, period);
}

/* The signal handler: one tick → one sample in the ring.

   Order of work: is it ours; is the sampler on; how much time does it stand for; unwind; splice; write; is the handler
   affordable. Everything it touches belongs to this thread or is immutable. Signals that are not ours go to whoever
   had the signal before. Does not do: locks, allocation, Swift. */
#include "internal.h"
#include "records.h"
#include <errno.h>
#include <linux/perf_event.h>
#include <stddef.h>
#include <unistd.h>

/* siginfo_t of a perf trap. glibc 2.36 does not name these fields; layout: include/uapi/asm-generic/siginfo.h. */
typedef struct PerfSignalInfo {
  int signal, error, code, padding;
  void *address;
  unsigned long data;
  uint32_t type, flags;
} PerfSignalInfo;
enum { CODE_PERF = 6, PERF_FLAG_DELAYED = 1 };

/* Slow ticks in a row before the period is doubled: one slow tick may be a page fault or a lost time slice. */
enum { SLOW_TICKS_LIMIT = 8 };

static struct sigaction previousPerf, previousTimer;

/* What the process did with this signal before us. */
static void forward(int signal, siginfo_t *info, void *context) {
  const struct sigaction *previous = signal == TICK_SIGNAL_PERF ? &previousPerf : &previousTimer;
  if (previous->sa_flags & SA_SIGINFO) {
    previous->sa_sigaction(signal, info, context);
  } else if (previous->sa_handler == SIG_DFL) {
    /* Both signals kill by default: restore that, and let it happen when this handler returns. */
    sigaction(signal, previous, NULL);
    raise(signal);
  } else if (previous->sa_handler != SIG_IGN) {
    previous->sa_handler(signal);
  }
}

/* The tick's cookie; zero when the signal comes from elsewhere. */
static uint64_t cookie_of(int signal, const siginfo_t *info, bool *delayed) {
  *delayed = false;
  if (signal == TICK_SIGNAL_PERF) {
    const PerfSignalInfo *perf = (const PerfSignalInfo *)info;
    if (info->si_code != CODE_PERF) return 0;
    *delayed = perf->flags & PERF_FLAG_DELAYED;
    return perf->data;
  }
  return info->si_code == SI_TIMER ? (uint64_t)(uintptr_t)info->si_value.sival_ptr : 0;
}

/* Ticks of the perf timer that came while the signal was blocked are one signal in the end. The event's own count says
   how much CPU time that one has to account for. */
static uint64_t weigh_delayed(SamplerThread *thread, uint64_t period) {
  uint64_t counted = 0;
  if (read(thread->descriptor, &counted, sizeof counted) != sizeof counted) return period;
  uint64_t owed = counted > thread->accounted ? counted - thread->accounted : 0;
  if (owed <= period) return period;
  counter_add(&thread->losses[SAMPLER_LOSS_OVERRUN], owed / period - 1);
  return owed;
}

/* Nanoseconds that a tick stands for; zero when the thread did not run since the last one. */
static uint64_t weigh(SamplerThread *thread, int signal, const siginfo_t *info, bool delayed) {
  uint64_t period = atomic_load_explicit(&thread->period, memory_order_relaxed);
  if (thread->weighsByClock) {
    uint64_t now = clock_read(CLOCK_THREAD_CPUTIME_ID), ran = now - thread->lastClock;
    if (ran < period / 2) return 0;
    thread->lastClock = now;
    return ran;
  }
  if (signal == TICK_SIGNAL_PERF) {
    uint64_t weight = delayed ? weigh_delayed(thread, period) : period;
    thread->accounted += weight;
    return weight;
  }
  uint64_t overruns = info->si_overrun > 0 ? (uint64_t)info->si_overrun : 0;
  if (overruns) counter_add(&thread->losses[SAMPLER_LOSS_OVERRUN], overruns);
  return period * (overruns + 1);
}

static uint32_t unwind(SamplerThread *thread, ucontext_t *context, SamplerFailure *failure) {
  Workspace *workspace = thread->workspace;
  uint32_t depth = sampler.configuration.maximumDepth;
  switch (sampler.configuration.unwinder) {
  case SAMPLER_UNWINDER_LIBUNWIND: return unwind_libunwind(context, workspace->frames, depth, failure);
  case SAMPLER_UNWINDER_COMPARE: {
    SamplerFailure otherFailure;
    uint32_t count = unwind_own(thread, context, workspace->frames, depth, failure);
    uint32_t otherCount = unwind_libunwind(context, workspace->otherFrames, depth, &otherFailure);
    comparison_note(workspace->frames, count, workspace->otherFrames, otherCount);
    return count;
  }
  case SAMPLER_UNWINDER_OWN: break;
  }
  return unwind_own(thread, context, workspace->frames, depth, failure);
}

static void take_sample(SamplerThread *thread, ucontext_t *context, uint64_t time, uint64_t weight, uint32_t flags) {
  SamplerFailure failure = SAMPLER_FAILURE_NONE;
  Workspace *workspace = thread->workspace;
  const ThreadState *vm = vm_current_thread();
  uint32_t frameCount = unwind(thread, context, &failure);
  SplicedStack stack = splice_stack(workspace->frames, frameCount, context, vm, workspace->words,
                              sampler.configuration.maximumDepth);
  if (failure == SAMPLER_FAILURE_NONE) failure = stack.failure;
  if (failure != SAMPLER_FAILURE_NONE) flags |= SAMPLER_SAMPLE_TRUNCATED;
  if (stack.hasPythonFrames) flags |= SAMPLER_SAMPLE_CHAINED;
  uint32_t state = vm ? vm->state : VM_STATE_NATIVE;
  uint64_t header[SAMPLE_HEADER_WORDS] = {sample_head(stack.count, flags, failure, state), time, weight,
                                          vm ? (uint64_t)vm->lastExit << 32 | vm->codeEpoch : 0};
  if (!ring_write(&thread->samples, header, SAMPLE_HEADER_WORDS, workspace->words, stack.count)) {
    counter_add(&thread->losses[SAMPLER_LOSS_RING_FULL], 1);
    return;
  }
  counter_add(&thread->sampleCount, 1);
  counter_add(&thread->sampledNanoseconds, weight);
  if (failure != SAMPLER_FAILURE_NONE) counter_add(&thread->losses[SAMPLER_LOSS_TRUNCATED + (int)failure], 1);
}

/* A handler that eats the period leaves no time to the program; with a monotonic timer the thread would never again
   get anywhere. */
static void guard_against_livelock(SamplerThread *thread, uint64_t cost) {
  uint64_t period = atomic_load_explicit(&thread->period, memory_order_relaxed);
  if (cost <= period / 4) {
    thread->slowTicks = 0;
  } else if (++thread->slowTicks >= SLOW_TICKS_LIMIT) {
    thread->slowTicks = 0;
    counter_add(&thread->losses[SAMPLER_LOSS_PERIOD_DOUBLED], 1);
    timer_set_period(thread, period * 2);
  }
}

static void tick(SamplerThread *thread, int signal, const siginfo_t *info, ucontext_t *context, bool delayed) {
  uint64_t start = sampler_now();
  uint64_t weight = weigh(thread, signal, info, delayed);
  if (weight) {
    if (delayed) counter_add(&thread->losses[SAMPLER_LOSS_DELAYED], 1);
    take_sample(thread, context, start, weight, delayed ? SAMPLER_SAMPLE_DELAYED : 0);
  }
  uint64_t cost = sampler_now() - start;
  counter_add(&thread->handlerNanoseconds, cost);
  guard_against_livelock(thread, cost);
}

/* It stands for next to no time: a microsecond, the least that a recording tells from nothing. */
void sampler_take_sample(void *context) {
  enum { WEIGHT = 1000 };
  SamplerThread *thread = thread_from_identifier(gettid());
  if (!thread) return;
  /* As in `handle`. An odd number: the fault is the handler's own. */
  if (atomic_fetch_add(&thread->sequence, 1) & 1) return;
  if (atomic_load(&sampler.running) && atomic_load(&thread->armed))
    take_sample(thread, context, sampler_now(), WEIGHT, 0);
  atomic_fetch_add(&thread->sequence, 1);
}

static void handle(int signal, siginfo_t *info, void *context) {
  int savedError = errno;
  bool delayed;
  uint64_t cookie = cookie_of(signal, info, &delayed);
  if (!cookie_is_ours(cookie)) {
    forward(signal, info, context);
    errno = savedError;
    return;
  }
  SamplerThread *thread = thread_from_cookie(cookie);
  bool taken = false;
  if (thread) {
    /* Announce first, look second: whoever turns the sampler off looks at `sequence` after that. */
    atomic_fetch_add(&thread->sequence, 1);
    if (atomic_load(&sampler.running) && atomic_load(&thread->armed)) {
      tick(thread, signal, info, context, delayed);
      taken = true;
    }
    atomic_fetch_add(&thread->sequence, 1);
  }
  if (!taken) atomic_fetch_add(&sampler.strays, 1);
  errno = savedError;
}

static int install(int signal, struct sigaction *previous) {
  struct sigaction action = {0}, current;
  action.sa_sigaction = handle;
  /* On the signal stack where there is one: the program may be near the end of a small stack of its own. */
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  sigfillset(&action.sa_mask);
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) sigdelset(&action.sa_mask, faults[i]);
  if (sigaction(signal, NULL, &current) != 0) return errno;
  if ((current.sa_flags & SA_SIGINFO) && current.sa_sigaction == handle) return 0;
  *previous = current;
  return sigaction(signal, &action, NULL) == 0 ? 0 : errno;
}

int handlers_install(void) {
  int error = install(TICK_SIGNAL_PERF, &previousPerf);
  return error ? error : install(TICK_SIGNAL_TIMER, &previousTimer);
}

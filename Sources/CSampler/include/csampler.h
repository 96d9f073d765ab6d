/* The sampler: per-thread timers, a signal handler that unwinds the interrupted thread, rings, counters.

   How it is used (the collector is the only caller of everything but the thread and event functions):

     SamplerConfiguration configuration = sampler_default_configuration();
     int error = sampler_start(&configuration);            // adopts all running threads
     every few milliseconds, on the collector's own thread:
       sampler_drain(take_sample, take_event, context);
       sometimes: sampler_rescan_threads(); sampler_refresh_modules();
     sampler_stop(); sampler_drain(...);                    // the rings survive stop

   Invariants
   - The handler takes no lock, allocates nothing, calls no Swift, keeps errno. Its only system calls: reading the
     thread's CPU clock with the monotonic timer, reading the perf count for a tick that came late, and setting a longer
     period when the guard asks for it.
   - One ring per thread for samples, written only by that thread's handler; one for events, written only by that
     thread's ordinary code. A full ring loses the newest record and counts it; nobody ever waits.
   - Every timestamp is CLOCK_MONOTONIC in nanoseconds.
   - After fork the child's sampler is off: no timer, no descriptor, no ring that anybody drains.
   - exec removes everything (descriptors are close-on-exec, timers vanish).
   - All handlers are installed with SA_RESTART. Calls that the kernel never restarts (nanosleep, poll, select,
     epoll_wait, semop, ...) can return EINTR in wall mode and with the monotonic timer; the perf timer counts CPU time
     only and so never interrupts a sleeping call.

   What it does not do: names of addresses, demangling, storage, aggregation (Sources/Profiler). */
#ifndef PITVIPER_CSAMPLER_H
#define PITVIPER_CSAMPLER_H
#include "vm_state.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/* --- Configuration ------------------------------------------------------------------------------------------- */

typedef enum SamplerMode {
  SAMPLER_MODE_CPU = 0,  /* a tick per period of CPU time of each thread */
  SAMPLER_MODE_WALL = 1, /* a tick per period of real time, blocked threads included */
} SamplerMode;

typedef enum SamplerUnwinder {
  SAMPLER_UNWINDER_OWN = 0,
  SAMPLER_UNWINDER_LIBUNWIND = 1, /* libunwind.so.8, for checking: slow, and can deadlock against dlopen */
  SAMPLER_UNWINDER_COMPARE = 2,   /* both on the same context; own stack recorded, differences counted and kept */
} SamplerUnwinder;

typedef enum SamplerTimer {
  SAMPLER_TIMER_AUTO = 0,      /* the first of the following that this kernel grants */
  SAMPLER_TIMER_PERF = 1,      /* perf_event task clock with a synchronous SIGTRAP; CPU mode only */
  SAMPLER_TIMER_MONOTONIC = 2, /* CLOCK_MONOTONIC timer; in CPU mode filtered by the thread's CPU clock */
  SAMPLER_TIMER_CPU_CLOCK = 3, /* the thread's CPU clock; at most CONFIG_HZ (often 250) ticks a second */
} SamplerTimer;

/* Zero in any field means its default. */
typedef struct SamplerConfiguration {
  double rateHz;           /* asked ticks per second; default 1000. Highest accepted 50000 */
  SamplerMode mode;
  SamplerUnwinder unwinder;
  SamplerTimer timer;
  uint32_t maximumDepth;   /* words per sample, default 2048, at most 8192; deeper stacks lose their outermost part */
  size_t sampleRingBytes;  /* per thread, rounded up to a power of two; default 8 MiB (touched only as used) */
  size_t eventRingBytes;   /* per thread; default 256 KiB */
} SamplerConfiguration;

SamplerConfiguration sampler_default_configuration(void);

/* The period in nanoseconds used for a rate: three per mille shorter than 1/rate, so that it does not beat with
   programs that do something every millisecond. */
uint64_t sampler_period(double rateHz);

/* --- Start and stop -------------------------------------------------------------------------------------------- */

/* Builds the module snapshot, adopts every thread of the process except excluded ones, installs the handlers, starts
   the timers. Returns 0, or a positive errno with sampler_error() holding one line for the user:
   EALREADY running, EINVAL configuration, ENOSYS no timer of the asked kind, ENOENT libunwind.so.8 not found,
   EMFILE no descriptor left, EBUSY a tracer owns SIGTRAP and the perf timer was asked for explicitly. */
int sampler_start(const SamplerConfiguration *configuration);

/* Stops all timers and waits until no handler runs. Rings, counters and thread records stay readable until the next
   sampler_start. The handlers stay installed (a late signal is harmless). */
void sampler_stop(void);

/* Timers off and on again without losing anything, for parts of a program that shall not be profiled. Nestable. */
void sampler_pause(void);
void sampler_resume(void);

bool sampler_is_running(void);

/* One line about the last failure of sampler_start, or "". */
const char *sampler_error(void);

/* What is in force: the configuration with defaults filled in; timer is the kind chosen for the first thread. */
SamplerConfiguration sampler_configuration(void);

/* --- Threads --------------------------------------------------------------------------------------------------- */

/* Registers the calling thread (idempotent). The VM calls it first thing in each thread it creates; threads of
   others are found by sampler_rescan_threads. Returns the thread's index, or UINT32_MAX while the sampler is off
   (harmless: sampler_start adopts the thread then). */
uint32_t sampler_thread_started(void);

/* The calling thread is about to end: stops its timer. The record stays for draining. */
void sampler_thread_ended(void);

/* From the handler of a fault, with its context (ucontext_t) and all signals blocked: a sample of the calling thread as it was
   when the fault came, of a weight of one nanosecond. Nothing on threads that are not sampled. */
void sampler_take_sample(void *context);

/* Never sample the calling thread (the collector itself). To be called before sampler_start or from that thread. */
void sampler_exclude_current_thread(void);

/* The calling thread runs on a stack of its own making [low, high), e.g. a generator's or a coroutine's. Up to
   eight such stacks are known at once to the whole process. Bounds of ordinary threads are found without this. */
int sampler_add_stack(const void *low, const void *high);
void sampler_remove_stack(const void *low);

/* Looks at /proc/self/task: adopts new threads, retires ended ones, finds stack bounds of adopted threads.
   Returns the number of threads adopted. */
int sampler_rescan_threads(void);

typedef struct SamplerThreadInfo {
  uint32_t index;               /* as in samples; dense from 0 in order of appearance */
  int32_t threadID;             /* kernel's tid */
  char name[16];                /* comm */
  bool alive;
  SamplerTimer timer;           /* in use for this thread; AUTO when none could be had */
  uint64_t periodNanoseconds;   /* now, after doublings */
  uint64_t coveredNanoseconds;  /* CPU time (CPU mode) or real time (wall mode) during which its timer was armed */
  uint64_t samples;             /* records put in the ring */
  uint64_t sampledNanoseconds;  /* sum of the weights of those */
  uint64_t handlerNanoseconds;  /* time spent inside the handler */
} SamplerThreadInfo;

/* Number of thread records so far. */
uint32_t sampler_thread_count(void);
/* False if there is no such thread. Achieved rate of a thread = samples / coveredNanoseconds. */
bool sampler_thread_info(uint32_t index, SamplerThreadInfo *info);

/* --- Samples --------------------------------------------------------------------------------------------------- */

/* Why the outermost frame was not reached. One row per cause (name: sampler_failure_name). */
typedef enum SamplerFailure {
  SAMPLER_FAILURE_NONE = 0,
  SAMPLER_FAILURE_NO_RULE = 1,      /* address in no module of the snapshot: just loaded, or code of a stranger */
  SAMPLER_FAILURE_BAD_RULE = 2,     /* a CFI expression that the rows do not express */
  SAMPLER_FAILURE_OUT_OF_STACK = 3, /* a load outside the thread's stack was refused */
  SAMPLER_FAILURE_NO_PROGRESS = 4,  /* the next frame is not above this one */
  SAMPLER_FAILURE_NO_STACK = 5,     /* stack bounds of an adopted thread are not known yet */
  SAMPLER_FAILURE_DEPTH = 6,        /* more than maximumDepth words */
  SAMPLER_FAILURE_BAD_RETURN = 7,   /* a return address that points to no code */
  SAMPLER_FAILURE_VM_FRAMES = 8,    /* an activation whose frames are not plausible; native words stand instead */
  SAMPLER_FAILURE_LIBRARY = 9,      /* libunwind reported an error */
} SamplerFailure;
enum { SAMPLER_FAILURE_COUNT = 10 };
const char *sampler_failure_name(SamplerFailure failure);

enum {
  SAMPLER_SAMPLE_TRUNCATED = 1u << 0, /* outermost part missing; `failure` says why */
  SAMPLER_SAMPLE_DELAYED = 1u << 1,   /* the signal was blocked when the tick came: stack of the moment of unblocking */
  SAMPLER_SAMPLE_CHAINED = 1u << 2,   /* contains VM frames */
};

/* Words, leaf first. Native: the interrupted pc, then return addresses (look up address - 1 for all but the first
   word and the word after a signal-return trampoline). Python frames: VM_FRAME_WORD (bit 63 set). An address in a code
   region stands below the frame in which its trace was entered, and that frame's pc is the one of the entry; so does
   VM_EXIT_WORD (bits 63 and 62), for a trace that is being left. `words` is valid during the callback only. */
typedef struct SamplerSample {
  uint32_t thread;
  uint32_t flags;
  SamplerFailure failure;
  uint32_t state;       /* VMState; VM_STATE_NATIVE on threads without a VM block */
  uint32_t codeEpoch;   /* ThreadState.codeEpoch: addresses of machine code mean the same within one epoch */
  uint32_t lastExit;    /* ThreadState.lastExit */
  uint64_t timestamp;
  uint64_t weight;      /* nanoseconds of CPU (or real) time this sample stands for */
  uint32_t wordCount;
  const uint64_t *words;
} SamplerSample;

typedef struct SamplerEvent {
  uint32_t thread;
  uint32_t kind;
  uint64_t timestamp;
  uint32_t wordCount;
  const uint64_t *words;
} SamplerEvent;

typedef void (*SamplerSampleCallback)(const SamplerSample *sample, void *context);
typedef void (*SamplerEventCallback)(const SamplerEvent *event, void *context);

/* Hands over everything in all rings, thread by thread, each ring in order of time. One caller at a time.
   Either callback may be NULL: those records are dropped silently. Returns the number of records. */
size_t sampler_drain(SamplerSampleCallback sample, SamplerEventCallback event, void *context);

/* --- Events ---------------------------------------------------------------------------------------------------- */

enum { SAMPLER_EVENT_MAXIMUM_WORDS = 62 };

/* Writes an event of the calling thread, which must be registered, on the samples' clock. The meaning of kinds and
   words is a matter between the writer and the collector. Not from signal handlers. About 40 ns. Returns false
   when the ring was full (counted), the thread is unknown, or the sampler is off. */
bool sampler_event(uint32_t kind, const uint64_t *words, uint32_t count);
/* The same with a time of the caller's (sampler_now()), which must not go backwards within a thread. */
bool sampler_event_at(uint64_t timestamp, uint32_t kind, const uint64_t *words, uint32_t count);
uint64_t sampler_now(void);

/* --- Losses ---------------------------------------------------------------------------------------------------- */

typedef enum SamplerLoss {
  SAMPLER_LOSS_RING_FULL = 0,     /* samples not recorded: the collector was too slow */
  SAMPLER_LOSS_EVENT_RING_FULL,   /* events not recorded */
  SAMPLER_LOSS_OVERRUN,           /* ticks that the kernel merged into another (whose weight is larger for it) */
  SAMPLER_LOSS_DELAYED,           /* samples taken late because the signal was blocked */
  SAMPLER_LOSS_STRAY,             /* signals of ours that belong to no thread record, or came after stop */
  SAMPLER_LOSS_PERIOD_DOUBLED,    /* times the guard against livelock doubled a thread's period */
  SAMPLER_LOSS_NO_TIMER,          /* threads that could not be given a timer */
  SAMPLER_LOSS_TRUNCATED,         /* first of SAMPLER_FAILURE_COUNT rows: samples broken for failure i at [TRUNCATED + i] */
} SamplerLoss;
enum { SAMPLER_LOSS_COUNT = SAMPLER_LOSS_TRUNCATED + SAMPLER_FAILURE_COUNT };
/* Fills one counter per cause, summed over all threads since start. */
void sampler_losses(uint64_t counters[SAMPLER_LOSS_COUNT]);
/* A stable identifier such as "ring_full" or "truncated_no_rule". */
const char *sampler_loss_name(uint32_t loss);

/* --- Modules --------------------------------------------------------------------------------------------------- */

/* A program, shared library or vDSO that is or was mapped. */
typedef struct SamplerModule {
  uint32_t id;                 /* from 0, never reused */
  const char *path;            /* absolute where the loader knows it; "[vdso]"; the program's own path for itself */
  uintptr_t base;              /* load bias: address - base is the address in the file's symbol table */
  uintptr_t begin, end;        /* executable range */
  uint64_t loadedAt;           /* time of the refresh that first saw it */
  uint64_t unloadedAt;         /* time of the refresh that missed it, or UINT64_MAX */
  uint8_t buildID[32];
  uint32_t buildIDLength;      /* 0 when the module has none */
  uint32_t rowCount;           /* unwind rows */
} SamplerModule;

/* Brings the unwinder's snapshot up to date with the loaded modules; cheap when nothing changed (no parsing). Called
   by sampler_start; call it after dlopen and dlclose and from the collector now and then. Never from a handler.
   Returns true when something changed. */
bool sampler_refresh_modules(void);

/* Calls back for each module with id >= first, in order of id, unloaded ones included. Strings live for ever.
   Do not call the sampler from within. */
void sampler_modules(uint32_t first, void (*callback)(const SamplerModule *module, void *context), void *context);

/* Code made at run time in [begin, end), all of it with one frame shape: push rbp; mov rbp, rsp; and rbp fixed until
   the epilogue. Words inside stay native addresses. Up to sixteen regions; returns 0 or ENOSPC. */
int sampler_add_code_region(const void *begin, const void *end);
void sampler_remove_code_region(const void *begin);

/* --- Comparison mode ------------------------------------------------------------------------------------------- */

typedef struct SamplerComparison {
  uint64_t compared;
  uint64_t equal;
  uint64_t ownShorter;        /* own is a prefix of libunwind's */
  uint64_t libunwindShorter;  /* libunwind's is a prefix of own */
  uint64_t different;
} SamplerComparison;
SamplerComparison sampler_comparison(void);

enum { SAMPLER_DIFFERENCES_KEPT = 64, SAMPLER_DIFFERENCE_WORDS = 128 };
/* A pair of native stacks that were not equal (before splicing), each cut at SAMPLER_DIFFERENCE_WORDS. */
typedef struct SamplerDifference {
  uint32_t ownCount, libunwindCount;
  const uint64_t *own, *libunwind;
} SamplerDifference;
/* False beyond the last one kept. Stable after sampler_stop, until the next start. */
bool sampler_difference(uint32_t index, SamplerDifference *difference);

#ifdef __cplusplus
}
#endif
#endif

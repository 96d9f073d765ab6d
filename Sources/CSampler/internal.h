/* What the files of the sampler know about each other. Public contract: include/csampler.h.

   Reading order: cfi_rows.c (unwind tables → rows), modules.c (rows and tables of all loaded modules), unwind.c (a stack from
   an interrupted context), splice.c (native frames → words with Python frames), handler.c (the signal), then
   timers.c, threads.c and sampler.c around it. Functions marked [handler] run inside the signal handler: they take no
   lock, allocate nothing and touch only memory that no other thread changes under them. */
#ifndef PITVIPER_SAMPLER_INTERNAL_H
#define PITVIPER_SAMPLER_INTERNAL_H
#include "csampler.h"
#include "ring.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <ucontext.h>

/* --- Unwind rows (cfi_rows.c) ------------------------------------------------------------------------------------ */

/* x86-64 register numbers of DWARF that the rows speak of. */
enum { DWARF_RBX = 3, DWARF_RBP = 6, DWARF_RSP = 7, DWARF_RETURN_ADDRESS = 16, DWARF_REGISTER_COUNT = 16 };

/* How the caller's stack pointer (the canonical frame address, CFA) is found. The return address is at CFA - 8. */
typedef enum RowKind {
  ROW_GAP = 0,           /* no unwind entry covers these addresses */
  ROW_REGISTER,          /* CFA = register + offset */
  ROW_REGISTER_LOAD,     /* CFA = *(register + offset): frames that realign their stack */
  ROW_LINKAGE_TABLE,     /* CFA = rsp + 8, + 8 more from byte `cfaOffset` of each 16-byte stub on */
  ROW_SIGNAL,            /* the kernel's signal frame: a ucontext_t lies at rsp */
  ROW_OUTERMOST,         /* first function of a thread: nothing above */
  ROW_INEXPRESSIBLE,     /* a rule outside this list */
} RowKind;

/* Where the caller's value of a callee-saved register is. */
typedef enum SavedRule { SAVED_SAME = 0, SAVED_AT_CFA, SAVED_AT_RBP, SAVED_LOST } SavedRule;

/* Holds from `offset` to the next row's. 16 bytes: rows dominate the memory of the snapshot. */
typedef struct UnwindRow {
  uint32_t offset;       /* from the start of the module's executable range */
  int32_t cfaOffset;
  int16_t rbpOffset, rbxOffset;
  uint8_t kind;          /* RowKind */
  uint8_t cfaRegister;   /* DWARF number */
  uint8_t rbpRule, rbxRule; /* SavedRule */
} UnwindRow;
_Static_assert(sizeof(UnwindRow) == 16, "an unwind row is 16 bytes");

typedef struct RowBuffer {
  UnwindRow *rows;
  size_t count, capacity;
  bool failed; /* out of memory */
} RowBuffer;

/* A mapped range of bytes that parsing may read. */
typedef struct ByteRange {
  const uint8_t *begin, *end;
} ByteRange;

/* Appends the rows of one frame description entry; offsets count from `origin`. A malformed entry leaves a gap. */
void rows_append_function(RowBuffer *buffer, const uint8_t *entry, ByteRange readable, uintptr_t origin);
/* The row of one address in the function that an entry describes, `offset` unset. False when it does not cover the
   address. [handler] */
bool rows_find_in_function(const uint8_t *entry, ByteRange readable, uintptr_t address, UnwindRow *row);

/* --- Modules (modules.c) ----------------------------------------------------------------------------------------- */

/* A linker's search table (.eh_frame_hdr): pairs (function, its entry), as distances from `start`, by function. */
typedef struct FunctionTable {
  const uint8_t *start, *pairs;
  size_t count;
  ByteRange readable; /* where entries may lie */
} FunctionTable;

/* The entry of function number `index`, or NULL when it lies elsewhere. [handler] */
const uint8_t *function_entry(const FunctionTable *functions, size_t index);
/* The entry of the last function that begins at or before an address, or NULL. [handler] */
const uint8_t *function_entry_before(const FunctionTable *functions, uintptr_t address);

typedef struct ModuleRange {
  uintptr_t begin, end;
  const UnwindRow *rows;
  size_t rowCount;
  FunctionTable functions; /* instead of rows, for the program itself, which is never unloaded */
} ModuleRange;

/* Immutable once published. */
typedef struct Snapshot {
  uint32_t generation; /* from 1 */
  uint32_t count;
  ModuleRange modules[]; /* by begin */
} Snapshot;

extern _Atomic(const Snapshot *) published_snapshot;

const ModuleRange *snapshot_find(const Snapshot *snapshot, uintptr_t address); /* [handler] */

typedef struct CodeRange {
  uintptr_t begin, end;
} CodeRange;
/* The registered region of run-time code around an address, or {0, 0}. [handler] */
CodeRange code_region_find(uintptr_t address);

void modules_lock_for_fork(void);
void modules_unlock_after_fork(void);

/* --- Threads (threads.c) ----------------------------------------------------------------------------------------- */

/* One frame of a native stack. `stackPointer` is rsp as it was in this frame: for a caller, after the call's return. */
typedef struct NativeFrame {
  uintptr_t address;
  uintptr_t stackPointer;
} NativeFrame;

enum { ROW_CACHE_SIZE = 1024 };
typedef struct RowCacheEntry {
  uintptr_t address;
  UnwindRow row;
  uint32_t generation; /* of the snapshot that the row was copied from */
} RowCacheEntry;

/* Memory that only the handler of one thread uses. Mapped, so that untouched parts cost nothing. */
typedef struct Workspace {
  RowCacheEntry cache[ROW_CACHE_SIZE];
  NativeFrame *frames, *otherFrames; /* maximumDepth each; the second for comparison mode */
  uint64_t *words;                   /* maximumDepth */
} Workspace;

typedef struct StackBounds {
  uintptr_t low, high;
} StackBounds;

typedef struct SamplerThread {
  uint32_t index;
  int32_t identifier;              /* kernel's tid */
  char name[16];
  bool alive;
  bool leaving;                    /* it said that it ends, and the kernel still lists it */
  /* Odd while the handler runs on this thread. Others wait for it before they free what a handler may read. */
  _Atomic uint32_t sequence;
  _Atomic bool armed;

  /* Timer: see timers.c. */
  SamplerTimer timer;
  int descriptor;                  /* perf, or -1 */
  timer_t posixTimer;
  bool hasPosixTimer;
  bool weighsByClock;              /* a tick stands for the CPU time since the last one, not for one period */
  _Atomic uint64_t period;
  uint64_t lastClock;              /* [handler] CPU clock at the last accepted tick */
  uint64_t accounted;              /* [handler] sum of the weights of all perf ticks */
  uint32_t slowTicks;              /* [handler] ticks in a row that cost more than a quarter of the period */
  uint64_t armedAt;                /* clock when armed, for coveredNanoseconds */
  uint64_t coveredBefore;          /* of earlier armed intervals */
  uint64_t lastCovered;            /* as last read while the thread lived */

  /* Stack: `high` == 0 while unknown. Observations are the handler's, for stack_bounds.c to look up. */
  _Atomic uintptr_t stackLow, stackHigh;
  _Atomic uintptr_t observedStackPointer, observedThreadPointer;

  Workspace *workspace;
  size_t workspaceBytes;
  Ring samples, events;

  /* Counters with one writer each, hence plain load and store. */
  _Atomic uint64_t sampleCount, sampledNanoseconds, handlerNanoseconds;
  _Atomic uint64_t losses[SAMPLER_LOSS_COUNT];
} SamplerThread;

static inline void counter_add(_Atomic uint64_t *counter, uint64_t amount) {
  atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + amount, memory_order_relaxed);
}

/* The record that a signal's cookie names, or NULL. [handler] */
SamplerThread *thread_from_cookie(uint64_t cookie);
/* The living thread with this number of the kernel's, or NULL. No lock. */
SamplerThread *thread_from_identifier(int32_t identifier);
uint64_t thread_cookie(const SamplerThread *thread);
bool cookie_is_ours(uint64_t cookie); /* [handler] */
/* All of the following expect sampler.lock to be held. */
int threads_adopt_all(void);
void threads_disarm_all(void);
void threads_release_all(void);
void threads_retire(SamplerThread *thread);
/* Frees rings and workspace of a thread that ended and has been drained. */
void threads_release_memory(SamplerThread *thread);
/* Waits until every handler that runs now has returned, at most that long. False when one still runs. */
bool threads_wait_for_handlers(uint64_t nanoseconds);
/* In a forked child: forgets everything without touching the parent's timers. */
void threads_forget_after_fork(void);

/* --- Timers (timers.c) ------------------------------------------------------------------------------------------- */

enum { TICK_SIGNAL_PERF = SIGTRAP, TICK_SIGNAL_TIMER = SIGPROF };

/* Gives the thread a timer of the configured kind and starts it. 0 or an errno. */
int timer_arm(SamplerThread *thread);
void timer_disarm(SamplerThread *thread);
void timer_pause(SamplerThread *thread);
void timer_resume(SamplerThread *thread);
/* [handler] */
void timer_set_period(SamplerThread *thread, uint64_t period);
/* CPU or real time for which the timer has been armed. */
uint64_t timer_covered(SamplerThread *thread);
/* True when something like gdb or strace is attached, which would take our SIGTRAP. */
bool timer_tracer_attached(void);

static inline uint64_t clock_read(clockid_t clock) {
  struct timespec time = {0}; /* stays zero for the clock of a thread that is gone */
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* --- Stacks (stack_bounds.c) ------------------------------------------------------------------------------------- */

/* Of the calling thread. */
StackBounds stack_bounds_of_caller(void);
/* From /proc/self/maps, for a thread seen by its handler. {0, 0} when nothing fits. */
StackBounds stack_bounds_observed(uintptr_t stackPointer, uintptr_t threadPointer);
/* Of the main thread. */
StackBounds stack_bounds_of_main(void);
/* The registered stack that holds an address. [handler] */
bool stack_bounds_registered(uintptr_t stackPointer, StackBounds *bounds);

/* --- Unwinding (unwind.c, libunwind_oracle.c, splice.c) ---------------------------------------------------------- */

/* All [handler]. Both fill frames, leaf first, and return their number (at least 1). */
uint32_t unwind_own(SamplerThread *thread, const ucontext_t *context, NativeFrame *frames, uint32_t capacity,
                    SamplerFailure *failure);
uint32_t unwind_libunwind(ucontext_t *context, NativeFrame *frames, uint32_t capacity, SamplerFailure *failure);

/* Loads libunwind.so.8. False when it is not there. */
bool libunwind_load(void);

/* Comparison mode: counts and keeps what differs. [handler] */
void comparison_note(const NativeFrame *own, uint32_t ownCount, const NativeFrame *other, uint32_t otherCount);
void comparison_reset(void);

typedef struct SplicedStack {
  uint32_t count;
  bool hasPythonFrames;
  SamplerFailure failure; /* NONE, DEPTH or VM_FRAMES */
} SplicedStack;

/* Turns native frames into words, with the frames of each interpreter run in place of its handler. [handler] */
SplicedStack splice_stack(const NativeFrame *frames, uint32_t count, const ucontext_t *context, const ThreadState *vm,
                    uint64_t *words, uint32_t capacity);

enum { ACTIVATION_LIMIT = 1 << 16 };

/* Whether a pointer found in the state of the virtual machine may be followed. */
static inline bool plausible_pointer(const void *pointer) {
  return (uintptr_t)pointer >= 4096 && (uintptr_t)pointer < 1ull << 47 && (uintptr_t)pointer % 8 == 0;
}

static inline bool is_interpreter_entry(uintptr_t address) {
  return address - (uintptr_t)pitviper_enter_begin < (uintptr_t)(pitviper_enter_end - pitviper_enter_begin);
}
static inline bool is_opcode_handler(uintptr_t address) {
  return address - (uintptr_t)vm_handlers_begin < (uintptr_t)vm_handlers_end - (uintptr_t)vm_handlers_begin;
}

/* --- Handler (handler.c) and life cycle (sampler.c) -------------------------------------------------------------- */

/* 0 or an errno. Idempotent; earlier handlers stay known and get the signals that are not ours. */
int handlers_install(void);

enum { MAXIMUM_THREADS = 1 << 16 };

typedef struct Sampler {
  pthread_mutex_t lock;            /* start, stop, registration, rescans, thread records */
  _Atomic bool running;
  _Atomic uint32_t epoch;          /* counts starts: cookies of earlier runs are strays */
  uint32_t pauses;
  SamplerConfiguration configuration;
  uint64_t period;
  char error[256];
  _Atomic uint32_t threadCount;
  _Atomic(SamplerThread *) threads[MAXIMUM_THREADS];
  _Atomic uint64_t strays, threadsWithoutTimer;
} Sampler;

extern Sampler sampler;

static inline SamplerThread *thread_at(uint32_t index) {
  return index < MAXIMUM_THREADS ? atomic_load_explicit(&sampler.threads[index], memory_order_acquire) : NULL;
}
#endif

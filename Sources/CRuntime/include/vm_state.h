/* The memory that the VM writes and the signal handler reads.

   Everything here is plain data at fixed offsets, so that a signal handler (C) and the interpreter
   (Swift) agree about it without calling each other. One ThreadState per thread; the VM keeps
   `frame` current at every call and return, and stores `Frame.pc` before it calls out of an opcode
   handler. While an opcode handler itself runs, the live pc is in rdi or still in `Frame.pc`.

   Invariants the handler may rely on at any instant:
   - `thread->frame` points at a complete Frame (fields are written before `frame` is moved).
   - every Frame between `activation->base` and `thread->frame` is complete.
   - a CodeInfo is never freed and its `id` never reused. */
#ifndef PITVIPER_VM_STATE_H
#define PITVIPER_VM_STATE_H
#include <stddef.h>
#include <stdint.h>
#include "c_library.h"
#include "crossings.h"
#include "foreign.h"
#include "text_search.h"

/* One self-tagged 64-bit word: small int, float, immediate or heap pointer (Sources/VM/Objects/Value.swift). */
typedef struct Value {
  uint64_t bits;
} Value;

/* What the thread is doing; sampled by the signal handler. One row per state in docs and database. */
typedef enum VMState {
  VM_STATE_NATIVE = 0,      /* outside the VM: start-up, the collector's own work, exit */
  VM_STATE_INTERPRETING = 1,/* running bytecode */
  VM_STATE_RUNTIME = 2,     /* reserved for explicit marking of runtime helpers */
  VM_STATE_COMPILING = 3,   /* parsing and compiling Python source */
  VM_STATE_GC = 4,          /* collecting garbage */
  VM_STATE_C_CALL = 5,      /* in a foreign C function */
  VM_STATE_CONVERSION = 6,  /* converting arguments or results of a C call */
  VM_STATE_RECORDING = 7,   /* recording a trace */
  VM_STATE_OPTIMIZING = 8,
  VM_STATE_ENCODING = 9,
  VM_STATE_TRACE = 10,      /* in machine code of a trace */
  VM_STATE_EXIT = 11,       /* rebuilding frames at a trace exit */
} VMState;

/* The immutable description of one code object's bytecode. Allocated with malloc, never freed. */
typedef struct CodeInfo {
  const uint64_t *start;    /* first instruction word */
  uint32_t length;          /* words, inline-cache words included */
  uint32_t id;              /* unique for the life of the process, from 1 */
  uint16_t registerCount;   /* size of the register window, scratch space included */
  uint16_t argumentCount;   /* positional parameters (positional-only included) */
  uint16_t clearCount;      /* registers after the parameters that start unbound (locals and cells) */
  uint16_t keywordOnlyCount;
  uint16_t positionalOnlyCount;
  uint16_t localCount;      /* named locals, parameters included: the first registers of the window */
  uint32_t flags;           /* CodeFlags in Sources/VM/Objects/Code.swift */
  const Value *constants;
  void *object;             /* heap address of the code object */
  void *positions;          /* source positions, see Code.swift */
  void *handlers;           /* exception table, see Code.swift */
  uint32_t positionCount;
  uint32_t handlerCount;
  const uint64_t *entry;    /* where a call starts: `head`, or `start` when the function is not to be traced */
  const void *callTarget;   /* what a trace calls to run a frame of this code: its own trace or the interpreter */
  uint64_t head[2];         /* an instruction in front of `start`, with its cache word */
  void *globals;            /* heap address of the globals dict this code is bound to (inline caches depend on it) */
} CodeInfo;

/* One Python frame: a window on the VM stack. 64 bytes. */
typedef struct Frame {
  const uint64_t *pc;       /* next instruction; current at every call out */
  Value *registers;
  CodeInfo *code;
  Value function;           /* the function object: globals, closure, defaults */
  Value *result;            /* where the caller wants the returned value */
  Value locals;             /* namespace of a class body or exec; the generator of a generator frame; else unbound */
  uint64_t flags;           /* FrameFlags in Sources/VM/Interpreter/FrameFlags.swift, of which the sampler knows one: */
#define VM_FRAME_EXIT 1     /* the first frame of a run */
  const Value *constants;   /* code->constants, repeated to save a dependent load at every return */
} Frame;

/* A native-to-Python entry: one per nested run of the interpreter on the native stack. */
typedef struct Activation {
  struct Activation *previous;
  Frame *base;              /* the first VM frame that belongs to this run */
  void *nativeFrame;        /* stack pointer inside pitviper_enter for this run; written by that routine, NULL before */
  uint64_t crossing;        /* id of the Crossing from whose C function or conversion this run was called, or 0 */
} Activation;

#define VM_DISPATCH_ENTRIES 256

/* What others want of the global lock that a thread offers (Threads/GlobalLock.swift). */
typedef enum LockWish {
  LOCK_UNWANTED = 0, /* nothing: when the thread ends its offer it has the lock still */
  LOCK_WANTED = 1,   /* somebody has taken it, or is about to */
  LOCK_LEFT = 2,     /* a thread that C started gave it up and is in no callback */
} LockWish;

struct TraceFrame;
struct TraceResume;

/* The block that every opcode handler receives in r8. */
typedef struct ThreadState {
  void *dispatch[VM_DISPATCH_ENTRIES];
  Frame *frame;             /* current Python frame */
  Activation *activation;   /* current interpreter run, or NULL */
  Value *stackBase;         /* VM stack of register windows */
  Value *stackLimit;
  Frame *frameBase;
  Frame *frameLimit;
  uint8_t *allocationCursor;/* bump allocation */
  uint8_t *allocationLimit;
  uint8_t *allocationStart; /* first byte of the hole that is being filled */
  Value exception;          /* pending exception, or unbound */
  Value handled;            /* exception being handled (sys.exc_info), or unbound */
  volatile uint32_t state;  /* VMState */
  volatile uint32_t pendingWork; /* signals and other work to do at the next safepoint */
  uint64_t threadIndex;
  void *nativeStackLimit;   /* lowest native stack address helpers may use */
  void *vm;                 /* process-wide VM */
  Value scratch[16];
  uint32_t listShape;       /* shapes of exact built-in containers, for handlers */
  uint32_t tupleShape;
  uint32_t dictShape;
  uint32_t stringShape;
  uint32_t listIteratorShape;
  void *accessCache;        /* Interpreter/AccessCache.swift */
  void *savedDispatch[VM_DISPATCH_ENTRIES];
  /* Called by machine code; set before the first trace runs (trace_frame.h). */
  struct TraceResume *(*traceExit)(struct ThreadState *thread, struct TraceFrame *frame, uint32_t exitNumber);
  uint64_t (*traceBoxFloat)(struct ThreadState *thread, double number); /* a tagged word */
  void *(*traceAllocate)(struct ThreadState *thread, uint64_t header, uint64_t words);
  uint64_t (*traceMakeRoom)(struct ThreadState *thread, uint64_t storage, uint64_t count); /* tagged words */
  int32_t loopThreshold;    /* iterations that make a loop hot */
  uint32_t isRecording;     /* 1 while every instruction goes to the recorder first */
  int32_t functionThreshold;/* calls that make a function hot */
  uint32_t codeEpoch;       /* times that machine code was given back: an address means the same within one epoch */
  uint32_t lastExit;        /* the exit through which machine code was left last, plus 1; 0 since a trace was entered */
  void *nativeStackBase;    /* behind the highest word of the native stack */
  void *parkedStack;        /* lowest word to scan, all registers pushed, while others may hold the lock; else NULL */
  uint64_t identity;        /* what Python calls get_ident(): the pthread_t */
  Value sentinel;           /* lock that is released when the thread has ended, or None */
  uint64_t waitTicket;      /* order of waiting for a Python lock; 0: waits for none */
  void *waitingFor;         /* that lock */
  void *wakeUp;             /* sem_t that a waiting thread sleeps on */
  Value debugHooks;         /* what sys.settrace and sys.setprofile hold (Interpreter/DebugHooks.swift), or None */
  uint64_t nesting;         /* native functions that work on the parts of an object, inside each other */
  volatile uint32_t crossing; /* id of the Crossing in progress since the innermost activation began, or 0 */
  volatile uint32_t calledBack; /* the last foreign call has run Python code in a callback; machine code writes it with `crossing` */
  int32_t foreignError;     /* errno of the program's C functions: swapped with the system's around each call */
  int32_t *errorPlace;      /* the system's errno of this thread */
  volatile uint32_t lockOffer; /* 1: the thread holds the global lock and others may take it; only itself writes this */
  volatile uint32_t lockWanted; /* LockWish; others write it only while they hold the lock's mutex */
  void (*traceTakeLockBack)(struct ThreadState *thread); /* called by machine code that finds the lock wanted */
} ThreadState;

/* Every frame-chain word the sampler emits for a Python frame: bit 63, code id, pc offset in words. */
#define VM_FRAME_WORD(codeID, offset) ((1ull << 63) | ((uint64_t)(codeID) << 32) | (uint32_t)(offset))
#define VM_FRAME_WORD_CODE(word) ((uint32_t)(((word) >> 32) & 0x7fffffffu))
#define VM_FRAME_WORD_OFFSET(word) ((uint32_t)(word))
/* The word for an exit of a trace that is being taken: bits 63 and 62, and the exit's number. */
#define VM_EXIT_WORD(number) ((3ull << 62) | (uint32_t)(number))

/* The current thread's block, or NULL on threads that never ran Python. Signal-safe to read
   (initial-exec thread-local). */
ThreadState *vm_current_thread(void);
void vm_set_current_thread(ThreadState *thread);

/* First and last byte of the entry routine through which all native code enters the interpreter.
   A return address in this range marks the boundary of one Activation. */
extern const char pitviper_enter_begin[], pitviper_enter_end[];

/* First and last byte of all opcode handlers: while the sampled address lies in here, rdi may hold the live pc.
   Set by the VM at start. */
extern const char *vm_handlers_begin, *vm_handlers_end;

/* Runs a frame with the flag `exit` for a trace, which has made it the current one: pitviper_enter and the activation in one. */
uint64_t pitviper_call_frame(ThreadState *thread, Frame *frame);

/* Runs handler(pc, registers, constants, frame, thread, word) with a known frame shape. */
uint64_t pitviper_enter(const void *pc, Value *registers, const Value *constants, Frame *frame,
                        ThreadState *thread, uint64_t word, void *handler);

typedef void (*vm_stack_scanner)(void *lowest, void *context);
/* Pushes all callee-saved registers and calls scan(lowest stack address, context). */
void vm_with_spilled_registers(vm_stack_scanner scan, void *context);
/* Behind the last byte of the calling thread's native stack, and its first. */
void *vm_native_stack_base(void);
void *vm_native_stack_lowest(void);
/* Zeroes what returned calls left below the caller's frame, where calls to come would leave it in words they do not use. */
void vm_clear_stack(void);

static inline __attribute__((always_inline)) void vm_prefetch(const void *address) {
  __builtin_prefetch(address, 1, 3);
}
#endif

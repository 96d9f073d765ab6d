/* See sampler_workloads.h. */
#include "sampler_workloads.h"
#include "internal.h"
#include "trace_frame.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* A section per function: its bounds come from the linker. */
#define NAMED(name) __attribute__((noinline, section("workload_text_" #name))) 
#define NAMED_FUNCTIONS(row) \
  row(spin) row(leaf_middle) row(workload_leaf) row(red_zone_spin) row(workload_red_zone) row(compare) \
  row(workload_sort) row(on_signal) row(workload_signal) row(recurse) row(workload_deep) \
  row(workload_generated_code) row(split_first) row(split_second) row(workload_split) row(thread_main) \
  row(interpreter_compare) row(inner_handler) row(plain_handler) row(outer_handler) row(workload_interpreter) \
  row(take_exit) row(workload_trace)

#define DECLARE_BOUNDS(name) extern const char __start_workload_text_##name[], __stop_workload_text_##name[];
NAMED_FUNCTIONS(DECLARE_BOUNDS)

const char *workload_name(uint64_t address) {
#define ROW(name) {#name, __start_workload_text_##name, __stop_workload_text_##name},
  static const struct { const char *name, *begin, *end; } table[] = {NAMED_FUNCTIONS(ROW)};
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
    if (address >= (uint64_t)table[i].begin && address < (uint64_t)table[i].end) return table[i].name;
  return NULL;
}

uint64_t workload_cpu_time(void) { return clock_read(CLOCK_THREAD_CPUTIME_ID); }

static uint64_t deadline_in(long milliseconds) { return workload_cpu_time() + (uint64_t)milliseconds * 1000000; }
static bool before(uint64_t deadline) { return workload_cpu_time() < deadline; }

/* Keeps the compiler from turning the last call of a function into a jump. */
#define NO_TAIL_CALL __asm__ volatile("" ::: "memory")

enum { SPIN_ROUNDS = 20000 };

/* A leaf: no call, no frame. */
NAMED(spin) static void spin(long rounds) {
  unsigned long value = 1;
  for (long i = 0; i < rounds; i++) {
    value = value * 6364136223846793005ul + 1442695040888963407ul;
    __asm__ volatile("" : "+r"(value));
  }
}

NAMED(leaf_middle) static void leaf_middle(void) {
  spin(SPIN_ROUNDS);
  NO_TAIL_CALL;
}

NAMED(workload_leaf) void workload_leaf(long milliseconds) {
  for (uint64_t deadline = deadline_in(milliseconds); before(deadline);) leaf_middle();
}

/* A leaf that keeps its variables below the stack pointer, where a careless handler would write. */
NAMED(red_zone_spin) static long red_zone_spin(long rounds) {
  long damage = 0;
  __asm__ volatile("movq $0x1111, -8(%%rsp)\n\tmovq $0x2222, -64(%%rsp)\n\tmovq $0x3333, -128(%%rsp)\n"
                   "1: dec %[rounds]\n\tjnz 1b\n\t"
                   "cmpq $0x1111, -8(%%rsp)\n\tjne 2f\n\tcmpq $0x2222, -64(%%rsp)\n\tjne 2f\n\t"
                   "cmpq $0x3333, -128(%%rsp)\n\tje 3f\n2: movq $1, %[damage]\n3:"
                   : [rounds] "+r"(rounds), [damage] "+r"(damage) : : "cc", "memory");
  return damage;
}

NAMED(workload_red_zone) void workload_red_zone(long milliseconds) {
  for (uint64_t deadline = deadline_in(milliseconds); before(deadline);)
    if (red_zone_spin(SPIN_ROUNDS * 4)) abort();
}

NAMED(compare) static int compare(const void *left, const void *right) {
  for (volatile int i = 0; i < 200; i++) {}
  int a = *(const int *)left, b = *(const int *)right;
  return a < b ? -1 : a > b;
}

NAMED(workload_sort) void workload_sort(long milliseconds) {
  for (uint64_t deadline = deadline_in(milliseconds); before(deadline);) {
    int values[500];
    for (int i = 0; i < 500; i++) values[i] = i * 7919 % 1009;
    qsort(values, 500, sizeof values[0], compare);
  }
}

static uint64_t signalDeadline;
NAMED(on_signal) static void on_signal(int signal) {
  (void)signal;
  while (before(signalDeadline)) spin(SPIN_ROUNDS);
}

NAMED(workload_signal) void workload_signal(long milliseconds, bool alternateStack) {
  signalDeadline = deadline_in(milliseconds);
  static char memory[65536];
  stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory}, previous;
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = alternateStack ? SA_ONSTACK : 0}, old;
  if (alternateStack) sigaltstack(&stack, &previous);
  sigset_t open; /* threads of a test runner may block everything */
  sigemptyset(&open);
  sigaddset(&open, SIGUSR1);
  pthread_sigmask(SIG_UNBLOCK, &open, NULL);
  sigaction(SIGUSR1, &action, &old);
  raise(SIGUSR1);
  sigaction(SIGUSR1, &old, NULL);
  if (alternateStack) sigaltstack(&previous, NULL);
}

NAMED(recurse) static void recurse(long depth, uint64_t deadline) {
  if (depth > 1) recurse(depth - 1, deadline);
  else while (before(deadline)) spin(SPIN_ROUNDS);
  NO_TAIL_CALL;
}

NAMED(workload_deep) void workload_deep(long milliseconds, long depth) {
  recurse(depth, deadline_in(milliseconds));
  NO_TAIL_CALL;
}

NAMED(workload_generated_code) void workload_generated_code(long milliseconds, void *code) {
  void (*call)(void (*)(long), long) = (void (*)(void (*)(long), long))code;
  for (uint64_t deadline = deadline_in(milliseconds); before(deadline);) call(spin, SPIN_ROUNDS);
}

/* --- Known shares ------------------------------------------------------------------------------------------------ */

NAMED(split_first) static void split_first(long rounds) {
  for (long i = 0; i < rounds; i++) __asm__ volatile("" : "+r"(i));
}
NAMED(split_second) static void split_second(long rounds) {
  for (long i = 0; i < rounds; i++) __asm__ volatile("" : "+r"(i));
}

/* What the calls themselves add is a few instructions in thousands. Bursts of one length repeat with a period of their own,
   and on a machine whose clock makes that a divisor of the timer's period every tick would find the same place: so each
   burst has a length of its own, from half to three halves of the average. */
NAMED(workload_split) double workload_split(long milliseconds) {
  long first = 0, second = 0;
  uint32_t random = 12345;
  for (uint64_t deadline = deadline_in(milliseconds); before(deadline);) {
    for (int i = 0; i < 200; i++) {
      random = random * 1664525 + 1013904223;
      long share = 500 + (long)(random >> 16) % 1001;
      split_first(share * 3 / 2);
      random = random * 1664525 + 1013904223;
      long rest = 500 + (long)(random >> 16) % 1001;
      split_second(rest * 7 / 2);
      first += share * 3 / 2;
      second += rest * 7 / 2;
    }
  }
  return (double)first / (double)(first + second);
}

/* --- Costs --------------------------------------------------------------------------------------------------------- */

static __attribute__((noinline)) void spin_at(long depth, long rounds) {
  if (depth > 1) spin_at(depth - 1, rounds);
  else spin(rounds);
  NO_TAIL_CALL;
}

uint64_t workload_fixed(long depth, long rounds) {
  uint64_t start = workload_cpu_time();
  spin_at(depth, rounds);
  return workload_cpu_time() - start;
}

/* --- Another thread ------------------------------------------------------------------------------------------------ */

typedef struct ThreadWork {
  long milliseconds;
  bool registers;
  _Atomic bool done;
} ThreadWork;

NAMED(thread_main) static void *thread_main(void *argument) {
  ThreadWork *work = argument;
  if (work->registers) sampler_thread_started();
  for (uint64_t deadline = deadline_in(work->milliseconds); before(deadline);) spin(SPIN_ROUNDS);
  if (work->registers) sampler_thread_ended();
  atomic_store(&work->done, true);
  return NULL;
}

void workload_on_thread(long milliseconds, bool registers, void (*tick)(void *), void *context) {
  ThreadWork work = {.milliseconds = milliseconds, .registers = registers};
  pthread_t thread;
  if (pthread_create(&thread, NULL, thread_main, &work) != 0) abort();
  while (!atomic_load(&work.done)) {
    struct timespec pause = {0, 5000000};
    nanosleep(&pause, NULL);
    tick(context);
  }
  pthread_join(thread, NULL);
}

/* --- The interpreter ------------------------------------------------------------------------------------------------- */

enum { FRAME_COUNT = 5, CODE_LENGTH = 100, INNER_LIVE_OFFSET = 53 };
static uint64_t bytecode[FRAME_COUNT][CODE_LENGTH];
static CodeInfo codes[FRAME_COUNT];
static Frame pythonFrames[8];
static ThreadState state;
static uint64_t interpreterDeadline;
static uint64_t (*innerHandler)(const uint64_t *);

/* Called like an opcode handler, with the live pc in the first argument: it stays in rdi, since nothing is called. */
NAMED(inner_handler) static uint64_t inner_handler(const uint64_t *pc) {
  unsigned long value = 1;
  for (long i = 0; i < SPIN_ROUNDS; i++)
    __asm__ volatile("imul %1, %0" : "+r"(value) : "r"(value), "D"(pc));
  return value;
}

/* The same without an unwind entry and with a moved stack pointer, as compilers make functions that never throw. */
uint64_t plain_handler(const uint64_t *pc);
__asm__(".section workload_text_plain_handler, \"ax\", @progbits\n.p2align 4\n.globl plain_handler\n"
        ".type plain_handler, @function\n"
        "plain_handler:\npush %rbx\nsub $48, %rsp\nmov $20000, %ecx\n"
        "1: imul %rcx, %rax\ndec %ecx\njnz 1b\nadd $48, %rsp\npop %rbx\nret\n.text\n");

/* Every run of the interpreter: announce the activation, push frames, enter, withdraw. */
static inline __attribute__((always_inline)) uint64_t run(int firstFrame, int lastFrame, const void *pc, void *handler) {
  Activation activation = {
      .previous = state.activation, .base = &pythonFrames[firstFrame], .crossing = state.crossing};
  state.activation = &activation;
  state.crossing = 0;
  state.frame = &pythonFrames[lastFrame];
  uint64_t result = pitviper_enter(pc, NULL, NULL, state.frame, &state, 0, handler);
  state.frame = &pythonFrames[firstFrame] - 1;
  /* In this order: a sample in between finds the crossing by the activation that ends. */
  state.crossing = (uint32_t)activation.crossing;
  __asm__ volatile("" ::: "memory");
  state.activation = activation.previous;
  return result;
}

NAMED(interpreter_compare) static int interpreter_compare(const void *left, const void *right) {
  run(3, 4, &bytecode[4][INNER_LIVE_OFFSET], (void *)innerHandler);
  int a = *(const int *)left, b = *(const int *)right;
  return a < b ? -1 : a > b;
}

NAMED(outer_handler) static uint64_t outer_handler(const uint64_t *pc) {
  (void)pc;
  int values[8];
  while (before(interpreterDeadline)) {
    for (int i = 0; i < 8; i++) values[i] = i * 5 % 8;
    state.crossing = 9;
    qsort(values, 8, sizeof values[0], interpreter_compare);
    state.crossing = 0;
  }
  return (uint64_t)values[0];
}

static void prepare_state(void) {
  for (uint32_t i = 0; i < FRAME_COUNT; i++) {
    codes[i] = (CodeInfo){.start = bytecode[i], .length = CODE_LENGTH, .id = i + 1};
    pythonFrames[i] = (Frame){.pc = &bytecode[i][10 * (i + 1)], .code = &codes[i]};
  }
  state.frameBase = pythonFrames;
  state.frameLimit = pythonFrames + 8;
  state.state = VM_STATE_INTERPRETING;
}

NAMED(workload_interpreter) void workload_interpreter(long milliseconds, bool plainHandler) {
  prepare_state();
  innerHandler = plainHandler ? plain_handler : inner_handler;
  vm_handlers_begin = plainHandler ? __start_workload_text_plain_handler : __start_workload_text_inner_handler;
  vm_handlers_end = plainHandler ? __stop_workload_text_plain_handler : __stop_workload_text_inner_handler;
  interpreterDeadline = deadline_in(milliseconds);
  vm_set_current_thread(&state);
  run(0, 2, bytecode[2], outer_handler);
  vm_set_current_thread(NULL);
  vm_handlers_begin = vm_handlers_end = NULL;
}

/* --- A trace --------------------------------------------------------------------------------------------------------- */

enum { TRACE_EXIT_NUMBER = 77 };

static uint64_t after_exit(void) { return 0; }

NAMED(take_exit) static TraceResume *take_exit(ThreadState *thread, TraceFrame *frame, uint32_t number) {
  static TraceResume resume;
  (void)thread;
  (void)frame;
  state.state = VM_STATE_EXIT;
  if (number == TRACE_EXIT_NUMBER) spin(SPIN_ROUNDS);
  state.state = VM_STATE_INTERPRETING;
  resume.handler = (void *)after_exit;
  return &resume;
}

/* Machine code as the back end makes it: the frame, a loop of r9 rounds, an exit. */
static uint8_t *make_trace(void) {
  uint8_t code[] = {
    0x55, 0x48, 0x89, 0xe5,                   /* push rbp; mov rbp, rsp */
    0x48, 0x89, 0x4d, 0xf8,                   /* mov [rbp - 8], rcx */
    0x48, 0x81, 0xec, 0x10, 0x05, 0x00, 0x00, /* sub rsp, 1296 */
    0x4c, 0x89, 0xc3,                         /* mov rbx, r8 */
    0x49, 0xff, 0xc9, 0x75, 0xfb,             /* 1: dec r9; jnz 1b */
    0x41, 0xbb, TRACE_EXIT_NUMBER, 0, 0, 0,   /* mov r11d, number */
    0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0,       /* mov rax, pitviper_trace_exit */
    0xff, 0xe0,                               /* jmp rax */
  };
  _Static_assert(sizeof(TraceFrame) == 1296, "the code reserves this much");
  uint64_t target = (uint64_t)pitviper_trace_exit;
  memcpy(code + sizeof code - 10, &target, sizeof target);
  uint8_t *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) abort();
  memcpy(page, code, sizeof code);
  mprotect(page, 4096, PROT_READ | PROT_EXEC);
  return page;
}

NAMED(workload_trace) void workload_trace(long milliseconds) {
  prepare_state();
  state.traceExit = take_exit;
  uint8_t *page = make_trace();
  sampler_add_code_region(page, page + 4096);
  vm_set_current_thread(&state);
  uint64_t deadline = deadline_in(milliseconds);
  while (before(deadline)) {
    /* The trace was entered in frame 1; what lies above is out of date. */
    Activation activation = {.previous = NULL, .base = &pythonFrames[0]};
    state.activation = &activation;
    state.frame = &pythonFrames[2];
    pitviper_enter(bytecode[1], NULL, NULL, &pythonFrames[1], &state, 3 * SPIN_ROUNDS, page);
    state.activation = NULL;
  }
  vm_set_current_thread(NULL);
  sampler_remove_code_region(page);
  munmap(page, 4096);
}

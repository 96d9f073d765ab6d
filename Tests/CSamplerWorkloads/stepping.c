/* Unwinds at every single instruction of known routines, with the processor's trap flag. */
#include "internal.h"
#include "sampler_workloads.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* workload_step(routine): sets the trap flag around a call. The flag word is changed on the stack. */
void workload_step(void (*routine)(void));
extern const char workload_step_begin[], workload_step_end[];
__asm__(".text\n.p2align 4\n.type workload_step, @function\n.globl workload_step\n"
        "workload_step:\nworkload_step_begin:\n.cfi_startproc\n"
        "sub $8, %rsp\n.cfi_adjust_cfa_offset 8\n"
        "pushfq\n.cfi_adjust_cfa_offset 8\norq $0x100, (%rsp)\npopfq\n.cfi_adjust_cfa_offset -8\n"
        "call *%rdi\n"
        "pushfq\n.cfi_adjust_cfa_offset 8\nandq $-0x101, (%rsp)\npopfq\n.cfi_adjust_cfa_offset -8\n"
        "add $8, %rsp\n.cfi_adjust_cfa_offset -8\nret\n.cfi_endproc\nworkload_step_end:\n"
        ".size workload_step, .-workload_step\n");

/* Functions without unwind entries: with a frame, and a leaf without one that the framed function calls. */
void plain_framed(void);
__asm__(".text\n.p2align 4\n.type plain_leaf, @function\n"
        "plain_leaf:\nmov $3, %ecx\n1: dec %ecx\njnz 1b\nxor %eax, %eax\nret\n"
        ".p2align 4, 0xcc\n.type plain_framed, @function\n"
        "plain_framed:\npush %rbp\nmov %rsp, %rbp\npush %rbx\nsub $8, %rsp\nmov $7, %ebx\n"
        "call plain_leaf\ncall plain_leaf\nadd $8, %rsp\npop %rbx\npop %rbp\nret\n.p2align 4, 0xcc\n");

enum { DEPTH = 512 };
static StepReport report;
static NativeFrame own[DEPTH], other[DEPTH];
static uintptr_t outer[DEPTH]; /* the callers of workload_step, as seen at the first step */
static uint32_t outerCount;
static SamplerThread *thread;
static bool comparesLibrary;

static bool in_step_routine(uintptr_t address) {
  return address > (uintptr_t)workload_step_begin && address <= (uintptr_t)workload_step_end;
}

static bool outer_part_is_right(uint32_t count, SamplerFailure failure) {
  if (failure != SAMPLER_FAILURE_NONE) return false;
  uint32_t at = 1;
  while (at < count && !in_step_routine(own[at].address)) at++;
  if (at == count) return false;
  if (outerCount == 0)
    for (uint32_t i = at; i < count; i++) outer[outerCount++] = own[i].address;
  if (count - at != outerCount) return false;
  for (uint32_t i = at; i < count; i++)
    if (own[i].address != outer[i - at]) return false;
  return true;
}

static void on_step(int signal, siginfo_t *info, void *raw) {
  (void)signal;
  (void)info;
  ucontext_t *context = raw;
  uintptr_t pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
  if (in_step_routine(pc)) return;
  report.steps++;
  SamplerFailure failure, otherFailure;
  uint32_t count = unwind_own(thread, context, own, DEPTH, &failure);
  if (!outer_part_is_right(count, failure) && report.wrong++ == 0) {
    report.firstWrong = pc;
    if (getenv("SAMPLER_TESTS_VERBOSE")) {
      fprintf(stderr, "at %lx: %s\n", pc, sampler_failure_name(failure));
      for (uint32_t i = 0; i < count; i++) fprintf(stderr, "  %lx\n", own[i].address);
    }
  }
  if (!comparesLibrary) return;
  uint32_t otherCount = unwind_libunwind(context, other, DEPTH, &otherFailure);
  bool same = count == otherCount;
  for (uint32_t i = 0; same && i < count; i++) same = own[i].address == other[i].address;
  if (!same && report.differing++ == 0) report.firstDiffering = pc;
}

static StepReport step_through(void (*routine)(void)) {
  report = (StepReport){0};
  outerCount = 0;
  thread = NULL;
  for (uint32_t i = 0; i < sampler_thread_count(); i++)
    if (thread_at(i)->identifier == gettid()) thread = thread_at(i);
  if (!thread) abort();
  comparesLibrary = report.hasLibunwind = libunwind_load();
  struct sigaction action = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO}, previous;
  sigaction(SIGTRAP, &action, &previous);
  workload_step(routine);
  sigaction(SIGTRAP, &previous, NULL);
  return report;
}

static int compare_bytes(const void *left, const void *right) {
  return *(const unsigned char *)left - *(const unsigned char *)right;
}

static void c_routine(void) {
  char text[128], bytes[] = "the quick brown fox jumps over the lazy dog";
  qsort(bytes, sizeof bytes - 1, 1, compare_bytes);
  snprintf(text, sizeof text, "%s %d %.3f %lx", bytes, 42, strtod("2.718281828", NULL), strtoul("ffff", NULL, 16));
  char *copy = malloc(4000);
  memset(copy, 1, 4000);
  memcpy(copy, text, sizeof text);
  free(copy);
}

StepReport workload_step_through_c(void) { return step_through(c_routine); }

StepReport workload_step_through_plain_code(void) {
  bool hadLibrary = libunwind_load();
  StepReport result = step_through(plain_framed);
  /* Without unwind entries libunwind guesses; there is nothing to compare. */
  result.differing = 0;
  result.hasLibunwind = hadLibrary;
  return result;
}

/* Entry into the interpreter, stack spilling for the garbage collector, the current thread. */
#include "vm_state.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static __thread ThreadState *current_thread __attribute__((tls_model("initial-exec")));
ThreadState *vm_current_thread(void) { return current_thread; }
void vm_set_current_thread(ThreadState *thread) { current_thread = thread; }

const char *vm_handlers_begin, *vm_handlers_end;

/* One shape for all entries: rbp is the frame pointer and callee-saved registers are pushed, so that any
   unwinder passes through with one rule. The seventh argument (the handler) is on the stack. The stack pointer is
   noted in the activation (the fifth argument's), so that the signal handler can tell which activation a native
   frame of this routine belongs to, and can find it when the frames below have no unwind rules. */
_Static_assert(offsetof(ThreadState, activation) == 2056 && offsetof(Activation, nativeFrame) == 16,
               "pitviper_enter knows these offsets");
_Static_assert(offsetof(Activation, previous) == 0 && offsetof(Activation, base) == 8 &&
                   offsetof(Activation, crossing) == 24 && offsetof(Frame, pc) == 0 &&
                   offsetof(Frame, registers) == 8 && offsetof(Frame, code) == 16 && offsetof(Frame, constants) == 56 &&
                   offsetof(CodeInfo, callTarget) == 80,
               "pitviper_call_frame knows these offsets");
__asm__(
    ".text\n.p2align 4\n"
    ".globl pitviper_enter, pitviper_enter_begin, pitviper_enter_end\n"
    ".type pitviper_enter, @function\n"
    "pitviper_enter:\npitviper_enter_begin:\n"
    ".cfi_startproc\n"
    "push %rbp\n.cfi_def_cfa_offset 16\n.cfi_offset %rbp, -16\n"
    "mov %rsp, %rbp\n.cfi_def_cfa_register %rbp\n"
    "push %rbx\n.cfi_offset %rbx, -24\n"
    "push %r12\n.cfi_offset %r12, -32\n"
    "push %r13\n.cfi_offset %r13, -40\n"
    "push %r14\n.cfi_offset %r14, -48\n"
    "push %r15\n.cfi_offset %r15, -56\n"
    "sub $8, %rsp\n"
    "mov 2056(%r8), %rax\n"
    "test %rax, %rax\n"
    "jz 1f\n"
    "mov %rsp, 16(%rax)\n"
    "1: call *16(%rbp)\n"
    "add $8, %rsp\n"
    "pop %r15\npop %r14\npop %r13\npop %r12\npop %rbx\n"
    "pop %rbp\n.cfi_def_cfa %rsp, 8\n"
    "ret\n"
    ".cfi_endproc\n"
    ".size pitviper_enter, .-pitviper_enter\n"
    /* Shaped alike from rbp down (unwind.c counts on it); the activation lies above: previous, base, nativeFrame, crossing. */
    ".p2align 4\n.globl pitviper_call_frame\n.type pitviper_call_frame, @function\n"
    "pitviper_call_frame:\n"
    ".cfi_startproc\n"
    "sub $32, %rsp\n.cfi_def_cfa_offset 40\n"
    "push %rbp\n.cfi_def_cfa_offset 48\n.cfi_offset %rbp, -48\n"
    "mov %rsp, %rbp\n.cfi_def_cfa_register %rbp\n"
    "push %rbx\n.cfi_offset %rbx, -56\n"
    "push %r12\n.cfi_offset %r12, -64\n"
    "push %r13\n.cfi_offset %r13, -72\n"
    "push %r14\n.cfi_offset %r14, -80\n"
    "push %r15\n.cfi_offset %r15, -88\n"
    "sub $8, %rsp\n"
    "mov 2056(%rdi), %rax\n"
    "mov %rax, 8(%rbp)\n"
    "mov %rsi, 16(%rbp)\n"
    "mov %rsp, 24(%rbp)\n"
    "movq $0, 32(%rbp)\n"
    "lea 8(%rbp), %rax\n"
    "mov %rax, 2056(%rdi)\n"
    "mov %rdi, %rbx\n"
    "mov %rdi, %r8\n"
    "mov %rsi, %rcx\n"
    "mov (%rcx), %rdi\n"
    "mov 8(%rcx), %rsi\n"
    "mov 56(%rcx), %rdx\n"
    "mov 16(%rcx), %r9\n"
    "call *80(%r9)\n"
    "mov 8(%rbp), %rcx\n"
    "mov %rcx, 2056(%rbx)\n"
    "add $8, %rsp\n"
    "pop %r15\npop %r14\npop %r13\npop %r12\npop %rbx\n"
    "pop %rbp\n.cfi_def_cfa %rsp, 40\n"
    "add $32, %rsp\n.cfi_def_cfa_offset 8\n"
    "ret\n"
    ".cfi_endproc\n"
    ".size pitviper_call_frame, .-pitviper_call_frame\n"
    "pitviper_enter_end:\n"
    );

/* setjmp would miss rbp (glibc mangles it), hence assembly. */
__asm__(
    ".text\n.p2align 4\n"
    ".globl vm_with_spilled_registers\n.type vm_with_spilled_registers, @function\n"
    "vm_with_spilled_registers:\n.cfi_startproc\n"
    "push %rbp\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset %rbp, 0\n"
    "push %rbx\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset %rbx, 0\n"
    "push %r12\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset %r12, 0\n"
    "push %r13\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset %r13, 0\n"
    "push %r14\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset %r14, 0\n"
    "push %r15\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset %r15, 0\n"
    "sub $8, %rsp\n.cfi_adjust_cfa_offset 8\n"
    "mov %rdi, %rax\n"
    "mov %rsp, %rdi\n"
    "call *%rax\n"
    "add $56, %rsp\n.cfi_adjust_cfa_offset -56\n"
    "ret\n.cfi_endproc\n"
    ".size vm_with_spilled_registers, .-vm_with_spilled_registers\n");

static void find_stack(void **lowest, size_t *size) {
  pthread_attr_t attributes;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, lowest, size);
  pthread_attr_destroy(&attributes);
}

void *vm_native_stack_base(void) {
  void *lowest = 0;
  size_t size = 0;
  find_stack(&lowest, &size);
  return (char *)lowest + size;
}

__attribute__((noinline)) void vm_clear_stack(void) {
  char room[16 << 10];
  memset(room, 0, sizeof room);
  __asm__ volatile("" ::"r"(room) : "memory");
}

void *vm_native_stack_lowest(void) {
  void *lowest = 0;
  size_t size = 0;
  find_stack(&lowest, &size);
  return lowest;
}

int vm_affinity(int process, void *set, size_t bytes) { return sched_getaffinity(process, bytes, (cpu_set_t *)set); }

int vm_set_affinity(int process, const void *set, size_t bytes) {
  return sched_setaffinity(process, bytes, (const cpu_set_t *)set);
}
int vm_priority(int which, unsigned who) { return getpriority(which, who); }
int vm_set_priority(int which, unsigned who, int priority) { return setpriority(which, who, priority); }

int vm_wait_state(int kind, unsigned identity, int options, int fields[5]) {
  siginfo_t info = {0};
  int status = waitid((idtype_t)kind, identity, &info, options);
  int all[5] = {info.si_pid, (int)info.si_uid, info.si_signo, info.si_status, info.si_code};
  for (int i = 0; i < 5; i++) fields[i] = all[i];
  return status;
}

int vm_open_process(int process, unsigned flags) { return (int)syscall(SYS_pidfd_open, process, flags); }

int vm_identities(int of_groups, unsigned numbers[3]) {
  return of_groups ? getresgid(&numbers[0], &numbers[1], &numbers[2]) : getresuid(&numbers[0], &numbers[1], &numbers[2]);
}
int vm_set_identities(int of_groups, unsigned real, unsigned effective, unsigned saved) {
  return of_groups ? setresgid(real, effective, saved) : setresuid(real, effective, saved);
}

int vm_fork(void) { return fork(); }

int vm_accept(int descriptor, void *address, unsigned *length) {
  return accept4(descriptor, (struct sockaddr *)address, length, SOCK_CLOEXEC);
}

void *vm_remap(void *memory, unsigned long length, unsigned long wanted) {
  void *moved = mremap(memory, length, wanted, MREMAP_MAYMOVE);
  return moved == MAP_FAILED ? 0 : moved;
}

int vm_limit(int process, int resource, const void *limit, void *old) {
  return prlimit(process, resource, (const struct rlimit *)limit, (struct rlimit *)old);
}

int vm_usage(int who, void *usage) { return getrusage(who, (struct rusage *)usage); }

int vm_ioctl(int descriptor, unsigned long request, void *argument) { return ioctl(descriptor, request, argument); }
int vm_ioctl_number(int descriptor, unsigned long request, long argument) {
  return ioctl(descriptor, request, argument);
}
int vm_fcntl(int descriptor, int command, long argument) { return fcntl(descriptor, command, argument); }

void *vm_open_semaphore(const char *name, int flags, unsigned int mode, unsigned int value) {
  sem_t *semaphore = sem_open(name, flags, mode, value);
  return semaphore == SEM_FAILED ? NULL : semaphore;
}

int vm_wait(void *semaphore, unsigned long deadline) {
  struct timespec time = {.tv_sec = deadline / 1000000000, .tv_nsec = deadline % 1000000000};
  int status = deadline == 0 ? sem_wait(semaphore) : sem_clockwait(semaphore, CLOCK_MONOTONIC, &time);
  return status == 0 ? 0 : errno;
}

int vm_wait_signal(const void *set, long nanoseconds, int fields[7]) {
  siginfo_t info;
  struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  int number = nanoseconds < 0 ? sigwaitinfo(set, &info) : sigtimedwait(set, &info, &time);
  if (number < 0) return errno;
  int all[7] = {info.si_signo, info.si_code, info.si_errno, info.si_pid, (int)info.si_uid, info.si_status,
                (int)info.si_band};
  for (int i = 0; i < 7; i++) fields[i] = all[i];
  return 0;
}

int vm_interrupt_calls(int number, int interrupts) {
  struct sigaction action;
  if (sigaction(number, NULL, &action) != 0) return -1;
  if (interrupts) action.sa_flags &= ~SA_RESTART;
  else action.sa_flags |= SA_RESTART;
  return sigaction(number, &action, NULL);
}

int vm_thread_id(void) { return gettid(); }

int vm_terminal_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

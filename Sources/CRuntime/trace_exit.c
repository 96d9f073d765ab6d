/* How machine code of traces leaves its frame, and the calls it makes with all registers kept. */
#include "trace_frame.h"

#define EXIT 4376
#define BOX_FLOAT 4384
#define ALLOCATE 4392
#define MAKE_ROOM 4400
#define TAKE_LOCK_BACK 4536
#define STRING_OF(number) #number
#define STRING(number) STRING_OF(number)
_Static_assert(offsetof(ThreadState, traceExit) == EXIT && offsetof(ThreadState, traceBoxFloat) == BOX_FLOAT &&
                   offsetof(ThreadState, traceAllocate) == ALLOCATE &&
                   offsetof(ThreadState, traceMakeRoom) == MAKE_ROOM &&
                   offsetof(ThreadState, traceTakeLockBack) == TAKE_LOCK_BACK,
               "the routines below know these offsets");
_Static_assert(sizeof(TraceFrame) == 1296 && offsetof(TraceFrame, vector) == 128 &&
                   offsetof(TraceFrame, spills) == 256 && offsetof(TraceFrame, exitNumber) == 1280 &&
                   offsetof(TraceFrame, root) == 1288,
               "machine code knows this shape");
_Static_assert(offsetof(TraceResume, handler) == 0 && offsetof(TraceResume, pc) == 8 &&
                   offsetof(TraceResume, registers) == 16 && offsetof(TraceResume, constants) == 24 &&
                   offsetof(TraceResume, frame) == 32 && offsetof(TraceResume, word) == 40,
               "the exit knows these offsets");

/* rsp is the TraceFrame. The handler gets its arguments as in a tail call of another handler. */
__asm__(
    ".text\n.p2align 4\n"
    ".globl pitviper_trace_exit\n.type pitviper_trace_exit, @function\n"
    "pitviper_trace_exit:\n.cfi_startproc\n"
    ".cfi_def_cfa %rbp, 16\n.cfi_offset %rbp, -16\n"
    "mov %r11, -16(%rbp)\n"
    "mov %rax, 0(%rsp)\nmov %rcx, 8(%rsp)\nmov %rdx, 16(%rsp)\nmov %rbx, 24(%rsp)\n"
    "mov %rsi, 48(%rsp)\nmov %rdi, 56(%rsp)\nmov %r8, 64(%rsp)\nmov %r9, 72(%rsp)\nmov %r10, 80(%rsp)\n"
    "mov %r12, 96(%rsp)\nmov %r13, 104(%rsp)\nmov %r14, 112(%rsp)\nmov %r15, 120(%rsp)\n"
    "movsd %xmm0, 128(%rsp)\nmovsd %xmm1, 136(%rsp)\nmovsd %xmm2, 144(%rsp)\nmovsd %xmm3, 152(%rsp)\n"
    "movsd %xmm4, 160(%rsp)\nmovsd %xmm5, 168(%rsp)\nmovsd %xmm6, 176(%rsp)\nmovsd %xmm7, 184(%rsp)\n"
    "movsd %xmm8, 192(%rsp)\nmovsd %xmm9, 200(%rsp)\nmovsd %xmm10, 208(%rsp)\nmovsd %xmm11, 216(%rsp)\n"
    "movsd %xmm12, 224(%rsp)\nmovsd %xmm13, 232(%rsp)\nmovsd %xmm14, 240(%rsp)\n"
    "mov %rbx, %rdi\nmov %rsp, %rsi\nmov %r11d, %edx\n"
    "call *" STRING(EXIT) "(%rbx)\n"
    "mov 8(%rax), %rdi\nmov 16(%rax), %rsi\nmov 24(%rax), %rdx\nmov 32(%rax), %rcx\nmov 40(%rax), %r9\n"
    "mov %rbx, %r8\nmov (%rax), %rax\n"
    "leave\n.cfi_def_cfa %rsp, 8\n.cfi_restore %rbp\n"
    "jmp *%rax\n"
    ".cfi_endproc\n.size pitviper_trace_exit, .-pitviper_trace_exit\n"
    ".globl pitviper_trace_exit_end\npitviper_trace_exit_end:\n");

#define PUSH(name) "push %" #name "\n.cfi_adjust_cfa_offset 8\n"
#define POP(name) "pop %" #name "\n.cfi_adjust_cfa_offset -8\n"
#define KEEP_REGISTERS                                                                                               \
  ".cfi_startproc\n"                                                                                                 \
  PUSH(rax) PUSH(rcx) PUSH(rdx) PUSH(rsi) PUSH(rdi) PUSH(r8) PUSH(r9) PUSH(r10)                                      \
  "sub $120, %rsp\n.cfi_adjust_cfa_offset 120\n"                                                                     \
  "movsd %xmm0, 0(%rsp)\nmovsd %xmm1, 8(%rsp)\nmovsd %xmm2, 16(%rsp)\nmovsd %xmm3, 24(%rsp)\n"                        \
  "movsd %xmm4, 32(%rsp)\nmovsd %xmm5, 40(%rsp)\nmovsd %xmm6, 48(%rsp)\nmovsd %xmm7, 56(%rsp)\n"                      \
  "movsd %xmm8, 64(%rsp)\nmovsd %xmm9, 72(%rsp)\nmovsd %xmm10, 80(%rsp)\nmovsd %xmm11, 88(%rsp)\n"                    \
  "movsd %xmm12, 96(%rsp)\nmovsd %xmm13, 104(%rsp)\nmovsd %xmm14, 112(%rsp)\n"
#define RESTORE_REGISTERS                                                                                            \
  "mov %rax, %r11\n"                                                                                                 \
  "movsd 0(%rsp), %xmm0\nmovsd 8(%rsp), %xmm1\nmovsd 16(%rsp), %xmm2\nmovsd 24(%rsp), %xmm3\n"                        \
  "movsd 32(%rsp), %xmm4\nmovsd 40(%rsp), %xmm5\nmovsd 48(%rsp), %xmm6\nmovsd 56(%rsp), %xmm7\n"                      \
  "movsd 64(%rsp), %xmm8\nmovsd 72(%rsp), %xmm9\nmovsd 80(%rsp), %xmm10\nmovsd 88(%rsp), %xmm11\n"                    \
  "movsd 96(%rsp), %xmm12\nmovsd 104(%rsp), %xmm13\nmovsd 112(%rsp), %xmm14\n"                                        \
  "add $120, %rsp\n.cfi_adjust_cfa_offset -120\n"                                                                    \
  POP(r10) POP(r9) POP(r8) POP(rdi) POP(rsi) POP(rdx) POP(rcx) POP(rax)                                              \
  "ret\n.cfi_endproc\n"

/* The saved registers lie on the native stack, where the collector looks for references. */
__asm__(
    ".text\n.p2align 4\n"
    ".globl pitviper_trace_box_float\n.type pitviper_trace_box_float, @function\n"
    "pitviper_trace_box_float:\n" KEEP_REGISTERS
    "mov %rbx, %rdi\nmovaps %xmm15, %xmm0\n"
    "call *" STRING(BOX_FLOAT) "(%rbx)\n" RESTORE_REGISTERS
    ".size pitviper_trace_box_float, .-pitviper_trace_box_float\n"
    ".p2align 4\n"
    ".globl pitviper_trace_allocate\n.type pitviper_trace_allocate, @function\n"
    "pitviper_trace_allocate:\n" KEEP_REGISTERS
    "mov %rbx, %rdi\nmov %r11, %rsi\nmov %r11, %rdx\nshr $48, %rdx\n"
    "call *" STRING(ALLOCATE) "(%rbx)\n" RESTORE_REGISTERS
    ".size pitviper_trace_allocate, .-pitviper_trace_allocate\n"
    ".p2align 4\n"
    ".globl pitviper_trace_make_room\n.type pitviper_trace_make_room, @function\n"
    "pitviper_trace_make_room:\n" KEEP_REGISTERS
    "mov %rbx, %rdi\nmov %r11, %rsi\nmovq %xmm15, %rdx\n"
    "call *" STRING(MAKE_ROOM) "(%rbx)\n" RESTORE_REGISTERS
    ".size pitviper_trace_make_room, .-pitviper_trace_make_room\n"
    ".p2align 4\n"
    ".globl pitviper_trace_take_lock_back\n.type pitviper_trace_take_lock_back, @function\n"
    "pitviper_trace_take_lock_back:\n" KEEP_REGISTERS
    "mov %rbx, %rdi\n"
    "call *" STRING(TAKE_LOCK_BACK) "(%rbx)\n" RESTORE_REGISTERS
    ".size pitviper_trace_take_lock_back, .-pitviper_trace_take_lock_back\n");

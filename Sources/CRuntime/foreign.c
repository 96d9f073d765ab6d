/* Crossing into C functions: in registers alone, or through libffi. */
#include "vm_state.h"
#include <dlfcn.h>
#include <errno.h>
#include <ffi.h>
#include <x86intrin.h>

_Static_assert(FOREIGN_VECTOR_PLACE == 48 && FOREIGN_INTEGER_RESULT == 112 && FOREIGN_VECTOR_RESULT == 120,
               "call_in_registers knows these offsets");

/* rdi: block, rsi: function, rdx: vector registers in use. A frame with rbp, so that every unwinder passes. */
void call_in_registers(void *block, const void *function, uint64_t vector_count) __attribute__((visibility("hidden")));
__asm__(
    ".text\n.p2align 4\n"
    ".type call_in_registers, @function\n"
    "call_in_registers:\n.cfi_startproc\n"
    "push %rbp\n.cfi_def_cfa_offset 16\n.cfi_offset %rbp, -16\n"
    "mov %rsp, %rbp\n.cfi_def_cfa_register %rbp\n"
    "push %rbx\n.cfi_offset %rbx, -24\n"
    "sub $8, %rsp\n"
    "mov %rdi, %rbx\n"
    "mov %rsi, %r11\n"
    "mov %edx, %eax\n"
    "test %eax, %eax\n"
    "jz 1f\n"
    "movsd 48(%rbx), %xmm0\n"
    "movsd 56(%rbx), %xmm1\n"
    "cmp $2, %eax\n"
    "jbe 1f\n"
    "movsd 64(%rbx), %xmm2\n"
    "movsd 72(%rbx), %xmm3\n"
    "movsd 80(%rbx), %xmm4\n"
    "movsd 88(%rbx), %xmm5\n"
    "movsd 96(%rbx), %xmm6\n"
    "movsd 104(%rbx), %xmm7\n"
    "1: mov (%rbx), %rdi\n"
    "mov 8(%rbx), %rsi\n"
    "mov 16(%rbx), %rdx\n"
    "mov 24(%rbx), %rcx\n"
    "mov 32(%rbx), %r8\n"
    "mov 40(%rbx), %r9\n"
    "call *%r11\n"
    "mov %rax, 112(%rbx)\n"
    "movsd %xmm0, 120(%rbx)\n"
    "mov -8(%rbp), %rbx\n"
    "leave\n.cfi_def_cfa %rsp, 8\n"
    "ret\n.cfi_endproc\n"
    ".size call_in_registers, .-call_in_registers\n");

static __attribute__((noinline)) void call_by_library(const ForeignSignature *signature, const void *function,
                                                      char *block) {
  uint32_t count = signature->argumentCount;
  void *places[count + 1];
  for (uint32_t i = 0; i < count; i++) places[i] = block + signature->arguments[i].offset;
  ffi_call(signature->call, FFI_FN(function), block + signature->result.offset, places);
}

void vm_call_foreign(ThreadState *thread, const ForeignSignature *signature, const void *function, void *block) {
  int *place = thread->errorPlace;
  *place = thread->foreignError;
  if (signature->isDirect) call_in_registers(block, function, signature->vectorCount);
  else call_by_library(signature, function, block);
  thread->foreignError = *place;
}

uint64_t vm_cycles(void) { return __rdtsc(); }

uint32_t vm_exchange(volatile uint32_t *place, uint32_t value) {
  return __atomic_exchange_n(place, value, __ATOMIC_SEQ_CST);
}

uint32_t vm_replace(volatile uint32_t *place, uint32_t expected, uint32_t value) {
  return __atomic_compare_exchange_n(place, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

void vm_fence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

int32_t *vm_error_place(void) { return &errno; }

const char *vm_library_path(const void *address, const char **symbol) {
  Dl_info information;
  if (!dladdr(address, &information)) return NULL;
  *symbol = information.dli_saddr == address ? information.dli_sname : NULL;
  return information.dli_fname;
}

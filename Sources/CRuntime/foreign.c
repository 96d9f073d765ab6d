/* Crossing into C functions: in registers alone, or through libffi. */
#include "vm_state.h"
#include <dlfcn.h>
#include <errno.h>
#include <ffi.h>
#include <linux/membarrier.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
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

/* Thunks come in pairs of pages: the first holds equal pieces of code, one for each thunk, and is executable; each piece reads the words of
   its thunk from the same place of the second one, which stays writable. A forked child has copies of both. */
enum { THUNK_PAGE = 4096, THUNK_BYTES = 16 };
typedef struct ThunkWords {
  void *record; /* of a free thunk: the next free one's words */
  const void *entry;
} ThunkWords;
static ThunkWords *free_thunks;
static void (*thunk_handler)(void *record, void *block) __attribute__((used));

/* r10: record. The block lies in this frame. */
void enter_from_c(void) __attribute__((visibility("hidden")));
__asm__(
    ".text\n.p2align 4\n"
    ".type enter_from_c, @function\n"
    "enter_from_c:\n.cfi_startproc\n"
    "push %rbp\n.cfi_def_cfa_offset 16\n.cfi_offset %rbp, -16\n"
    "mov %rsp, %rbp\n.cfi_def_cfa_register %rbp\n"
    "sub $128, %rsp\n"
    "mov %rdi, (%rsp)\nmov %rsi, 8(%rsp)\nmov %rdx, 16(%rsp)\n"
    "mov %rcx, 24(%rsp)\nmov %r8, 32(%rsp)\nmov %r9, 40(%rsp)\n"
    "movsd %xmm0, 48(%rsp)\nmovsd %xmm1, 56(%rsp)\nmovsd %xmm2, 64(%rsp)\nmovsd %xmm3, 72(%rsp)\n"
    "movsd %xmm4, 80(%rsp)\nmovsd %xmm5, 88(%rsp)\nmovsd %xmm6, 96(%rsp)\nmovsd %xmm7, 104(%rsp)\n"
    "mov %r10, %rdi\n"
    "mov %rsp, %rsi\n"
    "call *thunk_handler(%rip)\n"
    "mov 112(%rsp), %rax\n"
    "movsd 120(%rsp), %xmm0\n"
    "leave\n.cfi_def_cfa %rsp, 8\n"
    "ret\n.cfi_endproc\n"
    ".size enter_from_c, .-enter_from_c\n");

static void make_thunk_pages(void) {
  char *code = mmap(NULL, 2 * THUNK_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (code == MAP_FAILED) return;
  /* mov r10, [rip + record]; jmp [rip + entry]: distances from the end of the instruction, 7 and 13 bytes into the piece. */
  unsigned char piece[THUNK_BYTES] = {0x4C, 0x8B, 0x15, 0, 0, 0, 0, 0xFF, 0x25, 0, 0, 0, 0, 0xCC, 0xCC, 0xCC};
  int32_t record = THUNK_PAGE - 7, entry = THUNK_PAGE + 8 - 13;
  memcpy(piece + 3, &record, 4);
  memcpy(piece + 9, &entry, 4);
  for (int i = 0; i < THUNK_PAGE; i += THUNK_BYTES) memcpy(code + i, piece, THUNK_BYTES);
  if (mprotect(code, THUNK_PAGE, PROT_READ | PROT_EXEC) != 0) {
    munmap(code, 2 * THUNK_PAGE);
    return;
  }
  for (int i = THUNK_PAGE - THUNK_BYTES; i >= 0; i -= THUNK_BYTES) vm_free_thunk(code + i);
}

void *vm_make_thunk(void (*handler)(void *record, void *block), void *record) {
  if (!free_thunks) make_thunk_pages();
  ThunkWords *words = free_thunks;
  if (!words) return NULL;
  free_thunks = words->record;
  thunk_handler = handler;
  words->record = record;
  words->entry = enter_from_c;
  return (char *)words - THUNK_PAGE;
}

void vm_free_thunk(void *code) {
  ThunkWords *words = (ThunkWords *)((char *)code + THUNK_PAGE);
  words->record = free_thunks;
  words->entry = NULL;
  free_thunks = words;
}

uint64_t vm_cycles(void) { return __rdtsc(); }

uint32_t vm_prepare_barriers(void) {
  return syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
}

/* Machine code does the same (Sources/Backend/Lowering+Foreign.swift). */
void vm_offer_lock(ThreadState *thread) {
  __asm__ volatile("" ::: "memory");
  thread->lockOffer = 1;
}

uint32_t vm_end_offer(ThreadState *thread) {
  thread->lockOffer = 0;
  uint32_t wanted = thread->lockWanted;
  __asm__ volatile("" ::: "memory");
  return wanted == LOCK_UNWANTED;
}

uint32_t vm_take_offer(ThreadState *holder) {
  /* Short C functions have returned by the end of this many pauses, some microseconds; nobody wins by taking the lock from them. */
  enum { PAUSES = 64 };
  if (!holder->lockOffer) return 0;
  holder->lockWanted = LOCK_WANTED;
  /* From here on a holder that returns sees the wish, and waits for the mutex; one that has returned before shows it. */
  uint32_t isOffered = syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0;
  for (int i = 0; i < PAUSES && isOffered; i++) {
    _mm_pause();
    isOffered = holder->lockOffer;
  }
  if (!isOffered) holder->lockWanted = LOCK_UNWANTED;
  return isOffered;
}

int32_t *vm_error_place(void) { return &errno; }

const char *vm_library_path(const void *address, const char **symbol) {
  Dl_info information;
  if (!dladdr(address, &information)) return NULL;
  *symbol = information.dli_saddr == address ? information.dli_sname : NULL;
  return information.dli_fname;
}

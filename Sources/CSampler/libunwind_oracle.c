/* libunwind as a second opinion: `--unwinder libunwind`, and the oracle of comparison mode.

   Loaded by dlopen with RTLD_LOCAL, because a program linked to it gets its _Unwind_* functions in place of libgcc's.
   It is for checking only: it takes locks, and from a handler it can deadlock against a dlopen in progress.
   The prototypes are our own (x86-64, libunwind 1.x ABI, soname 8), so that building needs no header of it. */
#include "internal.h"
#include <dlfcn.h>
#include <string.h>

/* unw_cursor_t is 127 words in every 1.x release; the rest is margin. */
typedef struct LibraryCursor {
  uint64_t opaque[256];
} LibraryCursor;

enum { INIT_SIGNAL_FRAME = 1, REGISTER_RSP = 7, REGISTER_RIP = 16, CACHE_GLOBAL = 1 };

static int (*library_init)(LibraryCursor *, ucontext_t *, int);
static int (*library_step)(LibraryCursor *);
static int (*library_get)(LibraryCursor *, int, uint64_t *);

bool libunwind_load(void) {
  if (library_init) return true;
  void *library = dlopen("libunwind.so.8", RTLD_NOW | RTLD_LOCAL);
  if (!library) return false;
  library_step = (int (*)(LibraryCursor *))dlsym(library, "_ULx86_64_step");
  library_get = (int (*)(LibraryCursor *, int, uint64_t *))dlsym(library, "_ULx86_64_get_reg");
  int (*init)(LibraryCursor *, ucontext_t *, int) =
    (int (*)(LibraryCursor *, ucontext_t *, int))dlsym(library, "_ULx86_64_init_local2");
  int (*set_caching)(void *, int) = (int (*)(void *, int))dlsym(library, "_ULx86_64_set_caching_policy");
  void **space = dlsym(library, "_ULx86_64_local_addr_space");
  if (!library_step || !library_get || !init) return false;
  if (set_caching && space) set_caching(*space, CACHE_GLOBAL);
  library_init = init;
  return true;
}

uint32_t unwind_libunwind(ucontext_t *context, NativeFrame *frames, uint32_t capacity, SamplerFailure *failure) {
  frames[0] = (NativeFrame){(uintptr_t)context->uc_mcontext.gregs[REG_RIP],
                            (uintptr_t)context->uc_mcontext.gregs[REG_RSP]};
  LibraryCursor cursor;
  *failure = SAMPLER_FAILURE_LIBRARY;
  if (library_init(&cursor, context, INIT_SIGNAL_FRAME) < 0) return 1;
  uint32_t count = 1;
  for (;;) {
    int more = library_step(&cursor);
    if (more < 0) return count;
    uint64_t address = 0, stackPointer = 0;
    library_get(&cursor, REGISTER_RIP, &address);
    library_get(&cursor, REGISTER_RSP, &stackPointer);
    if (more == 0 || address == 0) break;
    if (count == capacity) {
      *failure = SAMPLER_FAILURE_DEPTH;
      return count;
    }
    frames[count++] = (NativeFrame){address, stackPointer};
  }
  *failure = SAMPLER_FAILURE_NONE;
  return count;
}

/* --- Comparison -------------------------------------------------------------------------------------------------- */

static _Atomic uint64_t compared, equal, ownShorter, libraryShorter, different;
static _Atomic uint32_t kept;
static struct {
  uint32_t ownCount, otherCount;
  uint64_t own[SAMPLER_DIFFERENCE_WORDS], other[SAMPLER_DIFFERENCE_WORDS];
  _Atomic bool complete;
} differences[SAMPLER_DIFFERENCES_KEPT];

void comparison_reset(void) {
  atomic_store(&compared, 0);
  atomic_store(&equal, 0);
  atomic_store(&ownShorter, 0);
  atomic_store(&libraryShorter, 0);
  atomic_store(&different, 0);
  atomic_store(&kept, 0);
  for (int i = 0; i < SAMPLER_DIFFERENCES_KEPT; i++) atomic_store(&differences[i].complete, false);
}

static uint32_t copy_addresses(uint64_t *words, const NativeFrame *frames, uint32_t count) {
  uint32_t limit = count < SAMPLER_DIFFERENCE_WORDS ? count : SAMPLER_DIFFERENCE_WORDS;
  for (uint32_t i = 0; i < limit; i++) words[i] = frames[i].address;
  return limit;
}

void comparison_note(const NativeFrame *own, uint32_t ownCount, const NativeFrame *other, uint32_t otherCount) {
  uint32_t common = ownCount < otherCount ? ownCount : otherCount, same = 0;
  while (same < common && own[same].address == other[same].address) same++;
  atomic_fetch_add(&compared, 1);
  if (same == ownCount && same == otherCount) {
    atomic_fetch_add(&equal, 1);
    return;
  }
  atomic_fetch_add(same < common ? &different : ownCount < otherCount ? &ownShorter : &libraryShorter, 1);
  uint32_t slot = atomic_fetch_add(&kept, 1);
  if (slot >= SAMPLER_DIFFERENCES_KEPT) return;
  differences[slot].ownCount = copy_addresses(differences[slot].own, own, ownCount);
  differences[slot].otherCount = copy_addresses(differences[slot].other, other, otherCount);
  atomic_store(&differences[slot].complete, true);
}

SamplerComparison sampler_comparison(void) {
  return (SamplerComparison){atomic_load(&compared), atomic_load(&equal), atomic_load(&ownShorter),
                             atomic_load(&libraryShorter), atomic_load(&different)};
}

bool sampler_difference(uint32_t index, SamplerDifference *difference) {
  if (index >= SAMPLER_DIFFERENCES_KEPT || !atomic_load(&differences[index].complete)) return false;
  *difference = (SamplerDifference){differences[index].ownCount, differences[index].otherCount,
                                    differences[index].own, differences[index].other};
  return true;
}

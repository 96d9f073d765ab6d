/* The loaded modules: their unwind rows (for the program itself its search table) as one immutable snapshot, and a list
   for the naming of addresses.

   A refresh walks the loader's list; modules seen before keep their rows, new ones are parsed while the loader's lock
   keeps them mapped. The new snapshot is published by one pointer store; the old one and the rows of unloaded modules
   are freed once every handler that may still read them has returned. Module descriptions live for ever, so that
   addresses recorded before an unload can still be named.

   Does not do: symbols, files. Handlers only ever read `published_snapshot` and the code regions. */
#include "dwarf_reader.h"
#include "internal.h"
#include <errno.h>
#include <link.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Module {
  SamplerModule description;
  UnwindRow *rows;
  FunctionTable functions;
  bool seen; /* in the current refresh */
} Module;

_Atomic(const Snapshot *) published_snapshot;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Module **modules;
static size_t moduleCount, moduleCapacity;
static unsigned long long lastAdditions, lastRemovals;
static uint32_t generation;

/* Memory that a running handler may still read. */
static void **retired;
static size_t retiredCount, retiredCapacity;

static void retire(void *memory) {
  if (!memory) return;
  if (retiredCount == retiredCapacity) {
    size_t capacity = retiredCapacity ? retiredCapacity * 2 : 32;
    void **grown = realloc(retired, capacity * sizeof *grown);
    if (!grown) return; /* leaking is the only safe thing left */
    retired = grown;
    retiredCapacity = capacity;
  }
  retired[retiredCount++] = memory;
}

static void free_retired(void) {
  if (!retiredCount || !threads_wait_for_handlers(100000000)) return;
  for (size_t i = 0; i < retiredCount; i++) free(retired[i]);
  retiredCount = 0;
}

/* --- Reading one module ------------------------------------------------------------------------------------------ */

static char *module_path(const struct dl_phdr_info *info) {
  if (info->dlpi_name && strncmp(info->dlpi_name, "linux-vdso", 10) == 0) return strdup("[vdso]");
  char path[4096];
  if (!info->dlpi_name || !info->dlpi_name[0]) {
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    return strdup(path);
  }
  /* The loader may know a path relative to the working directory of the moment. */
  if (info->dlpi_name[0] != '/' && strchr(info->dlpi_name, '/') && realpath(info->dlpi_name, path)) return strdup(path);
  return strdup(info->dlpi_name);
}

static ByteRange segment_holding(const struct dl_phdr_info *info, uintptr_t address) {
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    uintptr_t begin = info->dlpi_addr + header->p_vaddr;
    if (header->p_type == PT_LOAD && (header->p_flags & PF_R) && address - begin < header->p_memsz)
      return (ByteRange){(const uint8_t *)begin, (const uint8_t *)begin + header->p_memsz};
  }
  return (ByteRange){NULL, NULL};
}

static void read_build_id(const struct dl_phdr_info *info, SamplerModule *description) {
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type != PT_NOTE) continue;
    const uint8_t *start = (const uint8_t *)(info->dlpi_addr + header->p_vaddr);
    if (!segment_holding(info, (uintptr_t)start).begin) continue;
    Reader reader = {start, start + header->p_memsz, false};
    while (reader.at < reader.end && !reader.failed) {
      uint64_t nameSize = read_unsigned(&reader, 4), size = read_unsigned(&reader, 4);
      uint64_t type = read_unsigned(&reader, 4);
      Reader name = read_block(&reader, (nameSize + 3) & ~3ull), data = read_block(&reader, (size + 3) & ~3ull);
      if (reader.failed || type != NT_GNU_BUILD_ID || nameSize != 4 || memcmp(name.at, "GNU", 4) != 0) continue;
      if (size > sizeof description->buildID) return;
      memcpy(description->buildID, data.at, size);
      description->buildIDLength = (uint32_t)size;
      return;
    }
  }
}

/* Distances from the start of the table. */
typedef struct FunctionPair {
  int32_t function, entry;
} FunctionPair;

/* Every linker writes .eh_frame_hdr in this one encoding. */
static FunctionTable find_functions(const struct dl_phdr_info *info, const ElfW(Phdr) *header) {
  enum { TABLE_ENCODING = POINTER_RELATIVE_TO_DATA | POINTER_S4 };
  const uint8_t *start = (const uint8_t *)(info->dlpi_addr + header->p_vaddr);
  Reader reader = {start, start + header->p_memsz, !segment_holding(info, (uintptr_t)start).begin};
  if (reader.failed) return (FunctionTable){0};
  uint64_t version = read_unsigned(&reader, 1);
  uint8_t frameEncoding = (uint8_t)read_unsigned(&reader, 1), countEncoding = (uint8_t)read_unsigned(&reader, 1);
  uint8_t tableEncoding = (uint8_t)read_unsigned(&reader, 1);
  if (version != 1 || tableEncoding != TABLE_ENCODING) return (FunctionTable){0};
  uintptr_t frames = read_pointer(&reader, frameEncoding, (uintptr_t)start);
  uint64_t count = read_pointer(&reader, countEncoding, (uintptr_t)start);
  uint64_t fitting = (uint64_t)(reader.end - reader.at) / sizeof(FunctionPair);
  if (reader.failed) return (FunctionTable){0};
  return (FunctionTable){start, reader.at, count < fitting ? count : fitting, segment_holding(info, frames)};
}

static FunctionPair pair_at(const FunctionTable *functions, size_t index) {
  FunctionPair pair;
  memcpy(&pair, functions->pairs + index * sizeof pair, sizeof pair);
  return pair;
}

const uint8_t *function_entry(const FunctionTable *functions, size_t index) {
  const uint8_t *entry = functions->start + pair_at(functions, index).entry;
  return entry >= functions->readable.begin && entry < functions->readable.end ? entry : NULL;
}

const uint8_t *function_entry_before(const FunctionTable *functions, uintptr_t address) {
  intptr_t distance = (intptr_t)(address - (uintptr_t)functions->start);
  size_t low = 0, high = functions->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (distance < pair_at(functions, middle).function) high = middle;
    else low = middle + 1;
  }
  return low ? function_entry(functions, low - 1) : NULL;
}

static void read_rows(Module *module) {
  const FunctionTable *functions = &module->functions;
  RowBuffer buffer = {0};
  for (size_t i = 0; i < functions->count && !buffer.failed; i++) {
    const uint8_t *entry = function_entry(functions, i);
    if (entry) rows_append_function(&buffer, entry, functions->readable, module->description.begin);
  }
  UnwindRow *exact = buffer.count ? realloc(buffer.rows, buffer.count * sizeof *exact) : NULL;
  module->rows = exact ? exact : buffer.rows;
  module->description.rowCount = (uint32_t)buffer.count;
  module->functions = (FunctionTable){0};
}

static bool same_module(const SamplerModule *a, const SamplerModule *b) {
  return a->begin == b->begin && a->end == b->end && a->base == b->base && a->buildIDLength == b->buildIDLength
    && memcmp(a->buildID, b->buildID, a->buildIDLength) == 0 && strcmp(a->path, b->path) == 0;
}

static int visit_module(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  bool *changed = context;
  if (!*changed) {
    if (info->dlpi_adds == lastAdditions && info->dlpi_subs == lastRemovals) return 1;
    lastAdditions = info->dlpi_adds;
    lastRemovals = info->dlpi_subs;
    *changed = true;
  }
  SamplerModule description = {.base = info->dlpi_addr, .begin = UINTPTR_MAX, .unloadedAt = UINT64_MAX};
  const ElfW(Phdr) *table = NULL;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type == PT_GNU_EH_FRAME) table = header;
    if (header->p_type != PT_LOAD || !(header->p_flags & PF_X)) continue;
    uintptr_t begin = info->dlpi_addr + header->p_vaddr, end = begin + header->p_memsz;
    if (begin < description.begin) description.begin = begin;
    if (end > description.end) description.end = end;
  }
  if (description.begin >= description.end) return 0; /* data only */
  read_build_id(info, &description);
  char *path = module_path(info);
  description.path = path;
  if (!path) return 0;
  for (size_t i = 0; i < moduleCount; i++) {
    Module *known = modules[i];
    if (known->description.unloadedAt != UINT64_MAX || !same_module(&known->description, &description)) continue;
    known->seen = true;
    free(path);
    return 0;
  }
  if (moduleCount == moduleCapacity) {
    size_t capacity = moduleCapacity ? moduleCapacity * 2 : 64;
    Module **grown = realloc(modules, capacity * sizeof *grown);
    if (!grown) return 0;
    modules = grown;
    moduleCapacity = capacity;
  }
  Module *module = calloc(1, sizeof *module);
  if (!module) return 0;
  module->description = description;
  module->description.id = (uint32_t)moduleCount;
  module->description.loadedAt = sampler_now();
  module->seen = true;
  if (table) module->functions = find_functions(info, table);
  bool isProgram = !info->dlpi_name || !info->dlpi_name[0];
  if (!isProgram) read_rows(module);
  modules[moduleCount++] = module;
  return 0;
}

/* --- The snapshot ------------------------------------------------------------------------------------------------ */

static int compare_ranges(const void *a, const void *b) {
  const ModuleRange *left = a, *right = b;
  return left->begin < right->begin ? -1 : left->begin > right->begin;
}

static bool publish(void) {
  size_t loaded = 0;
  for (size_t i = 0; i < moduleCount; i++) loaded += modules[i]->description.unloadedAt == UINT64_MAX;
  Snapshot *snapshot = malloc(sizeof *snapshot + loaded * sizeof(ModuleRange));
  if (!snapshot) return false;
  snapshot->generation = ++generation;
  snapshot->count = 0;
  for (size_t i = 0; i < moduleCount; i++) {
    const SamplerModule *module = &modules[i]->description;
    if (module->unloadedAt != UINT64_MAX) continue;
    snapshot->modules[snapshot->count++] =
      (ModuleRange){module->begin, module->end, modules[i]->rows, module->rowCount, modules[i]->functions};
  }
  qsort(snapshot->modules, snapshot->count, sizeof(ModuleRange), compare_ranges);
  retire((void *)atomic_exchange(&published_snapshot, snapshot));
  return true;
}

bool sampler_refresh_modules(void) {
  pthread_mutex_lock(&lock);
  bool changed = false;
  for (size_t i = 0; i < moduleCount; i++) modules[i]->seen = false;
  dl_iterate_phdr(visit_module, &changed);
  if (changed) {
    for (size_t i = 0; i < moduleCount; i++) {
      Module *module = modules[i];
      if (module->seen || module->description.unloadedAt != UINT64_MAX) continue;
      module->description.unloadedAt = sampler_now();
      retire(module->rows);
      module->rows = NULL;
    }
    /* Retired rows may be freed only once no snapshot refers to them. */
    if (publish()) free_retired();
  }
  pthread_mutex_unlock(&lock);
  return changed;
}

void sampler_modules(uint32_t first, void (*callback)(const SamplerModule *, void *), void *context) {
  pthread_mutex_lock(&lock);
  for (size_t i = first; i < moduleCount; i++) callback(&modules[i]->description, context);
  pthread_mutex_unlock(&lock);
}

void modules_lock_for_fork(void) { pthread_mutex_lock(&lock); }
void modules_unlock_after_fork(void) { pthread_mutex_unlock(&lock); }

const ModuleRange *snapshot_find(const Snapshot *snapshot, uintptr_t address) {
  uint32_t low = 0, high = snapshot->count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (address < snapshot->modules[middle].begin) high = middle;
    else low = middle + 1;
  }
  return low && address < snapshot->modules[low - 1].end ? &snapshot->modules[low - 1] : NULL;
}

/* --- Code made at run time --------------------------------------------------------------------------------------- */

enum { CODE_REGIONS = 16 };
static struct { _Atomic uintptr_t begin, end; } regions[CODE_REGIONS];

int sampler_add_code_region(const void *begin, const void *end) {
  int error = ENOSPC;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < CODE_REGIONS && error; i++) {
    if (atomic_load(&regions[i].end)) continue;
    atomic_store(&regions[i].begin, (uintptr_t)begin);
    atomic_store(&regions[i].end, (uintptr_t)end); /* last: a region counts once its end is set */
    error = 0;
  }
  pthread_mutex_unlock(&lock);
  return error;
}

void sampler_remove_code_region(const void *begin) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < CODE_REGIONS; i++)
    if (atomic_load(&regions[i].begin) == (uintptr_t)begin) atomic_store(&regions[i].end, 0);
  pthread_mutex_unlock(&lock);
}

CodeRange code_region_find(uintptr_t address) {
  for (int i = 0; i < CODE_REGIONS; i++) {
    uintptr_t end = atomic_load_explicit(&regions[i].end, memory_order_acquire);
    uintptr_t begin = atomic_load_explicit(&regions[i].begin, memory_order_relaxed);
    if (end && address < end && address >= begin) return (CodeRange){begin, end};
  }
  return (CodeRange){0, 0};
}

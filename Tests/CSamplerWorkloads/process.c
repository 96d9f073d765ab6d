/* Forks, execs, blocked calls, foreign signals, and the stress loop. */
#include "internal.h"
#include "sampler_workloads.h"
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int wait_for(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int workload_fork(int (*check)(void)) {
  pid_t child = fork();
  if (child == 0) _exit(check());
  return wait_for(child);
}

int workload_exec(const char *command) {
  pid_t child = fork();
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
  }
  return wait_for(child);
}

int workload_count_perf_descriptors(void) {
  int count = 0;
  DIR *directory = opendir("/proc/self/fd");
  for (struct dirent *entry; directory && (entry = readdir(directory));) {
    char target[64] = "";
    if (readlinkat(dirfd(directory), entry->d_name, target, sizeof target - 1) > 0)
      count += strstr(target, "perf_event") != NULL;
  }
  if (directory) closedir(directory);
  return count;
}

typedef struct PipeWriter {
  int descriptor;
  long milliseconds;
} PipeWriter;

static void *write_later(void *argument) {
  PipeWriter *writer = argument;
  for (long i = 0; i < writer->milliseconds; i++) {
    struct timespec rest = {0, 1000000};
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {}
  }
  return write(writer->descriptor, "x", 1) == 1 ? argument : NULL;
}

int workload_blocked_read(long milliseconds) {
  int ends[2];
  if (pipe(ends) != 0) return errno;
  PipeWriter writer = {ends[1], milliseconds};
  pthread_t thread;
  if (pthread_create(&thread, NULL, write_later, &writer) != 0) return errno;
  char byte;
  int error = read(ends[0], &byte, 1) == 1 ? 0 : errno;
  pthread_join(thread, NULL);
  close(ends[0]);
  close(ends[1]);
  return error;
}

static volatile sig_atomic_t caught;
static void on_own_signal(int signal) { caught = signal; }

void workload_catch_own_signal(int signal) {
  struct sigaction action = {.sa_handler = on_own_signal};
  sigaction(signal, &action, NULL);
}

bool workload_own_signal(int signal) {
  caught = 0;
  raise(signal);
  return caught == signal;
}

int32_t workload_thread_identifier(void) { return gettid(); }

const char *workload_describe(uint64_t address) {
  static char text[512];
  Dl_info info;
  if (!dladdr((void *)address, &info)) return "nowhere";
  snprintf(text, sizeof text, "%s in %s +%lx", info.dli_sname ? info.dli_sname : "?", info.dli_fname,
           address - (uintptr_t)info.dli_fbase);
  return text;
}

/* --- Stress -------------------------------------------------------------------------------------------------------- */

/* A library that nothing else here uses, with a function that computes for a while. */
static const char *const libraries[][2] = {
  {"libbz2.so.1.0", "BZ2_bzBuffToBuffCompress"}, {"libffi.so.8", NULL}, {"libexpat.so.1", NULL}};

static int chosen_library(void) {
  static int chosen = -1;
  for (int i = 0; chosen < 0 && i < 3; i++) {
    if (dlopen(libraries[i][0], RTLD_NOW | RTLD_NOLOAD)) continue;
    void *library = dlopen(libraries[i][0], RTLD_NOW);
    if (!library) continue;
    dlclose(library);
    chosen = i;
  }
  return chosen;
}

const char *workload_stress_library(void) { return chosen_library() < 0 ? NULL : libraries[chosen_library()][0]; }

static void use_library(void (*reloaded)(void)) {
  void *library = dlopen(workload_stress_library(), RTLD_NOW);
  reloaded();
  const char *name = libraries[chosen_library()][1];
  typedef int (*Compress)(char *, unsigned *, char *, unsigned, int, int, int);
  Compress compress = name ? (Compress)dlsym(library, name) : NULL;
  if (compress) {
    static char input[2000], output[4000];
    unsigned size = sizeof output;
    compress(output, &size, input, sizeof input, 1, 0, 0);
  }
  dlclose(library);
  reloaded();
}

static int compare_integers(const void *left, const void *right) {
  int a = *(const int *)left, b = *(const int *)right;
  return a < b ? -1 : a > b;
}

static long descend(long depth) {
  volatile char space[64] = {0};
  return depth ? descend(depth - 1) + space[0] + 1 : 0;
}

long workload_stress(long milliseconds, bool loadsLibraries, void (*reloaded)(void)) {
  long iterations = 0;
  uint64_t end = sampler_now() + (uint64_t)milliseconds * 1000000;
  while (sampler_now() < end) {
    iterations++;
    if (loadsLibraries) use_library(reloaded);
    void *blocks[50];
    for (int i = 0; i < 50; i++) blocks[i] = memset(malloc((size_t)(i * 977 % 5000 + 8)), 1, 8);
    for (int i = 0; i < 50; i++) free(blocks[i]);
    int values[300];
    for (int i = 0; i < 300; i++) values[i] = i * 7919 % 1009;
    qsort(values, 300, sizeof values[0], compare_integers);
    workload_throw(10);
    descend(iterations % 700);
  }
  return iterations;
}

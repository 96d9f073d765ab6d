/* Starting a program in a child process, for the module `_posixsubprocess`.
 *
 * Between fork and exec the child calls only functions that are safe in the child of a threaded process, but for the
 * `prepare` callback, whose risk the caller takes. What fails is told through the error pipe in the words that
 * subprocess.py expects: "OSError:errno in hexadecimal:", followed by "noexec" when it was not the exec itself. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "c_library.h"

static int set_inheritable(int descriptor) {
  int flags = fcntl(descriptor, F_GETFD);
  return flags < 0 ? -1 : fcntl(descriptor, F_SETFD, flags & ~FD_CLOEXEC);
}


/* Closes first…last with close_range(2), one by one where the kernel has none. */
static void close_range_of(long first, long last) {
  if (first > last) return;
#ifdef SYS_close_range
  if (syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0) == 0) return;
#endif
  for (long descriptor = first; descriptor <= last; descriptor++) close((int)descriptor);
}

static void close_others(const struct vm_child *child) {
  long next = 3;
  long limit = sysconf(_SC_OPEN_MAX);
  if (limit < 0) limit = 1024;
  for (long index = 0; index < child->keep_count; index++) {
    if (child->keep[index] < next) continue;
    close_range_of(next, child->keep[index] - 1);
    next = child->keep[index] + 1;
  }
  close_range_of(next, limit > next ? limit : next);
}

/* The number of a standard stream is free when its descriptor is moved out of the way. */
static int move_up(int *descriptor, int below) {
  while (*descriptor >= 0 && *descriptor < below) {
    int copy = dup(*descriptor);
    if (copy < 0) return -1;
    *descriptor = copy;
  }
  return 0;
}

static int place(int descriptor, int number) {
  if (descriptor == number) return set_inheritable(descriptor);
  return descriptor >= 0 && dup2(descriptor, number) < 0 ? -1 : 0;
}

static void tell(int pipe, const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = write(pipe, text, length);
    if (written < 0 && errno != EINTR) return;
    if (written > 0) {
      text += written;
      length -= (size_t)written;
    }
  }
}

static void run_child(struct vm_child *child) {
  int is_exec = 0;
  for (long index = 0; index < child->keep_count; index++)
    if (child->keep[index] != child->error_pipe && set_inheritable(child->keep[index]) < 0) goto failed;
  for (int index = 0; index < 3; index++)
    if (child->parent_ends[index] >= 0) close(child->parent_ends[index]);
  if (move_up(&child->streams[1], 1) < 0 || move_up(&child->streams[2], 2) < 0) goto failed;
  for (int number = 0; number < 3; number++)
    if (place(child->streams[number], number) < 0) goto failed;
  if (child->folder && chdir(child->folder) < 0) goto failed;
  if (child->mask >= 0) umask((mode_t)child->mask);
  if (child->restores_signals) {
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
  }
  if (child->session) setsid();
  if (child->group >= 0 && setpgid(0, child->group) < 0) goto failed;
  if (child->has_groups && setgroups((size_t)child->group_count, child->groups) < 0) goto failed;
  if (child->has_gid && setregid(child->gid, child->gid) < 0) goto failed;
  if (child->has_uid && setreuid(child->uid, child->uid) < 0) goto failed;
  if (child->prepare && child->prepare() < 0) {
    static const char message[] = "SubprocessError:0:Exception occurred in preexec_fn.";
    tell(child->error_pipe, message, sizeof message - 1);
    _exit(255);
  }
  if (child->closes_others) close_others(child);
  is_exec = 1;
  int saved = 0;
  for (char *const *program = child->programs; *program; program++) {
    if (child->environment) execve(*program, child->arguments, child->environment);
    else execv(*program, child->arguments);
    if (errno != ENOENT && errno != ENOTDIR && saved == 0) saved = errno;
  }
  if (saved) errno = saved;
failed:;
  int number = errno;
  char text[64] = "OSError:";
  size_t length = 8;
  char digits[16];
  int count = 0;
  do digits[count++] = "0123456789abcdef"[number % 16];
  while ((number /= 16) != 0);
  while (count > 0) text[length++] = digits[--count];
  text[length++] = ':';
  tell(child->error_pipe, text, length);
  if (!is_exec) tell(child->error_pipe, "noexec", 6);
  _exit(255);
}

int vm_fork_exec(struct vm_child *child) {
  sigset_t all, before;
  /* No handler of ours may run in the child before the exec. */
  sigfillset(&all);
  if (!child->prepare) sigprocmask(SIG_BLOCK, &all, &before);
  int pid = fork();
  if (pid == 0) {
    if (!child->prepare) {
      for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, 0, &action) == 0 && action.sa_handler != SIG_IGN && action.sa_handler != SIG_DFL)
          signal(number, SIG_DFL);
      }
      sigprocmask(SIG_SETMASK, &before, 0);
    }
    run_child(child);
  }
  int saved = errno;
  if (!child->prepare) sigprocmask(SIG_SETMASK, &before, 0);
  errno = saved;
  return pid;
}

/* GNU functions of the C library that Swift's Glibc module does not show. */
#ifndef PITVIPER_C_LIBRARY_H
#define PITVIPER_C_LIBRARY_H
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>
void *memmem(const void *haystack, size_t haystackLength, const void *needle, size_t needleLength);
void *memrchr(const void *bytes, int byte, size_t count);

int dup3(int from, int to, int flags);
ssize_t preadv2(int file, const struct iovec *parts, int count, off_t place, int flags);
ssize_t pwritev2(int file, const struct iovec *parts, int count, off_t place, int flags);
ssize_t copy_file_range(int from, off_t *place, int to, off_t *target, size_t count, unsigned flags);
ssize_t splice(int from, off_t *place, int to, off_t *target, size_t count, unsigned flags);
int eventfd(unsigned value, int flags);
int eventfd_read(int file, uint64_t *value);
int eventfd_write(int file, uint64_t value);
int memfd_create(const char *name, unsigned flags);
ssize_t getrandom(void *bytes, size_t count, unsigned flags);
int pipe2(int ends[2], int flags);
/* The processors that a process may run on, as a set of bits: 0, or -1 with errno. */
int vm_affinity(int process, void *set, size_t bytes);
int vm_set_affinity(int process, const void *set, size_t bytes);
int vm_priority(int which, unsigned who);
int vm_set_priority(int which, unsigned who, int priority);
/* waitid(2): process, user, signal, status and code of the child's state; the first is 0 when there is nothing new. */
int vm_wait_state(int kind, unsigned identity, int options, int fields[5]);
/* Real, effective and saved user of the process, or its groups: getresuid(2), setresuid(2). */
int vm_identities(int of_groups, unsigned numbers[3]);
int vm_set_identities(int of_groups, unsigned real, unsigned effective, unsigned saved);
/* Extended attributes of a file: by its descriptor, or with -1 for that by its path. As getxattr(2) and its like. */
long vm_get_attribute(int file, const char *path, int follow, const char *name, void *value, size_t bytes);
long vm_set_attribute(int file, const char *path, int follow, const char *name, const void *value, size_t bytes,
                      int flags);
long vm_remove_attribute(int file, const char *path, int follow, const char *name);
long vm_list_attributes(int file, const char *path, int follow, char *names, size_t bytes);
/* Parts of device numbers. */
unsigned vm_major(unsigned long device);
unsigned vm_minor(unsigned long device);
unsigned long vm_device(unsigned major, unsigned minor);
/* pidfd_open(2). */
int vm_open_process(int process, unsigned flags);

/* fork(2), which Swift refuses to show; the child goes on in the same interpreter. */
int vm_fork(void);
/* Waits for a signal of a sigset_t for `nanoseconds` (negative: for ever): 0, or an error number; EAGAIN after that time.
   `fields`: number, code, errno, process, user, status, band. */
int vm_wait_signal(const void *set, long nanoseconds, int fields[7]);
/* siginterrupt(3). */
int vm_interrupt_calls(int number, int interrupts);
/* The kernel's number of the calling thread. */
int vm_thread_id(void);
/* Waits for a semaphore until CLOCK_MONOTONIC is `deadline` nanoseconds (0: for ever). 0, ETIMEDOUT or EINTR. */
int vm_wait(void *semaphore, unsigned long deadline);
/* Columns and rows of a terminal: 0, or -1 with errno. */
int vm_terminal_size(int descriptor, int *columns, int *rows);
/* Mix blocks of 64 bytes into the state of SHA-1 (5 words) or SHA-256 (8 words) by the processor's own instructions: 1, or 0
   and nothing done when it has none. `constants`: the 64 of FIPS 180-4, section 4.2.2. */
int vm_sha1_blocks(unsigned int *state, const unsigned char *bytes, long count);
int vm_sha256_blocks(unsigned int *state, const unsigned char *bytes, long count, const unsigned int *constants);

/* A program to be started in a child process. -1 stands for no descriptor, no mask and no process group. */
struct vm_child {
  char *const *programs;    /* tried in turn, ended by a null */
  char *const *arguments;
  char *const *environment; /* null: that of this process */
  const char *folder;       /* null: the current one */
  const int *keep;          /* descriptors to keep open, ascending */
  long keep_count;
  int streams[3];           /* what becomes standard input, output and error */
  int parent_ends[3];       /* pipe ends that only the parent uses */
  int error_pipe;
  int closes_others, restores_signals, session, group, mask;
  int has_groups, has_gid, has_uid;
  const unsigned *groups;
  long group_count;
  unsigned gid, uid;
  int (*prepare)(void);     /* runs in the child before the exec; -1 gives up. May be null. */
};
/* The child's number, or -1 with errno. */
int vm_fork_exec(struct vm_child *child);

/* accept4(2) with close-on-exec. `address` is a struct sockaddr, `length` a socklen_t. */
int vm_accept(int descriptor, void *address, unsigned *length);

/* epoll(7), which Swift's Glibc module does not show: results as of the system calls. `operation`: 1 adds, 2 removes,
   3 changes. */
struct vm_ready {
  unsigned events;
  int descriptor;
};
int vm_epoll_create(void);
int vm_epoll_control(int epoll, int operation, int descriptor, unsigned events);
int vm_epoll_wait(int epoll, struct vm_ready *ready, int most, int milliseconds);

/* mremap(2) that may move: null with errno when it fails. */
void *vm_remap(void *memory, unsigned long length, unsigned long wanted);

/* prlimit(2) and getrusage(2), whose first arguments Swift sees as enums; the structures are the system's. */
int vm_limit(int process, int resource, const void *limit, void *old);
int vm_usage(int who, void *usage);

/* ioctl(2) and fcntl(2), whose variable arguments Swift cannot pass. */
int vm_ioctl(int descriptor, unsigned long request, void *argument);
int vm_ioctl_number(int descriptor, unsigned long request, long argument);
int vm_fcntl(int descriptor, int command, long argument);
/* sem_open(3); NULL with errno set when it fails. `mode` and `value` are for one that is made. */
void *vm_open_semaphore(const char *name, int flags, unsigned int mode, unsigned int value);

/* Complex functions of the C library, which Swift cannot call: `function` of re + im·i. */
enum vm_complex { VM_CSQRT, VM_CLOG, VM_CEXP, VM_CCOSH, VM_CSINH, VM_CTANH, VM_CACOS, VM_CACOSH, VM_CASINH, VM_CATANH };
void vm_complex_function(int function, double re, double im, double *resultRe, double *resultIm);
#endif

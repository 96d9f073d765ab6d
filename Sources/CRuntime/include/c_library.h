/* GNU functions of the C library that Swift's Glibc module does not show. */
#ifndef PITVIPER_C_LIBRARY_H
#define PITVIPER_C_LIBRARY_H
#include <stddef.h>
void *memmem(const void *haystack, size_t haystackLength, const void *needle, size_t needleLength);
void *memrchr(const void *bytes, int byte, size_t count);

int dup3(int from, int to, int flags);
int pipe2(int ends[2], int flags);
/* The processors that a process may run on, as a set of bits: 0, or -1 with errno. */
int vm_affinity(int process, void *set, size_t bytes);

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

/* Complex functions of the C library, which Swift cannot call: `function` of re + im·i. */
enum vm_complex { VM_CSQRT, VM_CLOG, VM_CEXP, VM_CCOSH, VM_CSINH, VM_CTANH, VM_CACOS, VM_CACOSH, VM_CASINH, VM_CATANH };
void vm_complex_function(int function, double re, double im, double *resultRe, double *resultIm);
#endif

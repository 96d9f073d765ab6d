/* Letting a recording end well when a signal ends the program.

   A signal whose default action is to terminate wakes the collector, which closes the file and then delivers the signal
   again with its default action, so that the parent sees the program die of it. After a fault (SIGSEGV, SIGABRT, ...)
   the faulting thread waits up to two seconds for that, then the fault takes its usual course. Other signals that the
   program handles or ignores are left alone. Nothing here allocates or takes a lock. */
#ifndef PITVIPER_ENDING_H
#define PITVIPER_ENDING_H
#include <semaphore.h>
#include <stdbool.h>

/* Installs the handlers; `wake` is posted when a signal has come, and for a fault `sample` called before, on the thread that
   made it, with the signal's context. Call once, before the program's own handlers. */
void ending_install(sem_t *wake, void (*sample)(void *context));
/* Gives the signals back. */
void ending_remove(void);
/* The signal that ends the program, or 0. */
int ending_signal(void);
/* The file is closed: sets the default action and delivers the signal to the process. Returns at once. */
void ending_deliver(void);
#endif

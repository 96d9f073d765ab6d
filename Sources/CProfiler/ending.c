/* See ending.h. */
#include "ending.h"
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

static const int asynchronous[] = {SIGHUP, SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGXCPU, SIGPWR, SIGIO};
static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS};
enum { ASYNCHRONOUS = sizeof asynchronous / sizeof *asynchronous, FAULTS = sizeof faults / sizeof *faults };

static sem_t *collector;
static pid_t owner;
static atomic_int pending;
static atomic_bool delivered;

static void set_default(int number) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigaction(number, &action, NULL);
}

/* In a forked child there is no collector to wait for. */
static bool tell_collector(int number) {
  int none = 0;
  if (getpid() != owner) {
    set_default(number);
    raise(number);
    return false;
  }
  if (atomic_compare_exchange_strong(&pending, &none, number)) sem_post(collector);
  return true;
}

static void on_asynchronous(int number) { tell_collector(number); }

static void on_fault(int number) {
  if (tell_collector(number)) {
    struct timespec pause = {0, 5000000};
    for (int i = 0; i < 400 && !atomic_load(&delivered); i++) nanosleep(&pause, NULL);
    set_default(number);
    /* Blocked until this handler returns; a fault of the code itself comes again by itself. */
    raise(number);
  }
}

static void install(const int *numbers, int count, void (*handler)(int), int flags) {
  for (int i = 0; i < count; i++) {
    struct sigaction before, action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    if (sigaction(numbers[i], NULL, &before) == 0 && !(before.sa_flags & SA_SIGINFO) && before.sa_handler == SIG_DFL)
      sigaction(numbers[i], &action, NULL);
  }
}

static void remove_handler(const int *numbers, int count, void (*handler)(int)) {
  for (int i = 0; i < count; i++) {
    struct sigaction now;
    if (sigaction(numbers[i], NULL, &now) == 0 && !(now.sa_flags & SA_SIGINFO) && now.sa_handler == handler)
      set_default(numbers[i]);
  }
}

void ending_install(sem_t *wake) {
  collector = wake;
  owner = getpid();
  atomic_store(&pending, 0);
  atomic_store(&delivered, false);
  install(asynchronous, ASYNCHRONOUS, on_asynchronous, SA_RESTART);
  install(faults, FAULTS, on_fault, SA_ONSTACK);
}

void ending_remove(void) {
  remove_handler(asynchronous, ASYNCHRONOUS, on_asynchronous);
  remove_handler(faults, FAULTS, on_fault);
}

int ending_signal(void) { return atomic_load(&pending); }

void ending_deliver(void) {
  int number = atomic_load(&pending);
  for (int i = 0; i < FAULTS; i++)
    if (faults[i] == number) {
      atomic_store(&delivered, true);
      return;
    }
  set_default(number);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  kill(getpid(), number);
  pthread_sigmask(SIG_UNBLOCK, &one, NULL);
}

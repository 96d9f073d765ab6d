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
static void (*sampler)(void *context);
static pid_t owner;
static atomic_int pending;
static atomic_bool delivered;

static void set_default(int number) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigaction(number, &action, NULL);
}

/* In a forked child, and when the recording is closed, there is no collector to wait for. */
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

/* Whoever handled a fault before (Swift's backtraces, when they are switched on) gets it afterwards. */
static struct sigaction previous[FAULTS];

static void restore(int number) {
  for (int i = 0; i < FAULTS; i++)
    if (faults[i] == number) sigaction(number, &previous[i], NULL);
}

static void on_fault(int number, siginfo_t *information, void *context) {
  (void)information;
  if (getpid() == owner && !atomic_load(&pending)) sampler(context);
  if (tell_collector(number)) {
    struct timespec pause = {0, 5000000};
    for (int i = 0; i < 400 && !atomic_load(&delivered); i++) nanosleep(&pause, NULL);
    restore(number);
    /* Blocked until this handler returns; a fault of the code itself comes again by itself. */
    raise(number);
  }
}

static bool is_handled_by(const struct sigaction *action, void (*handler)(int)) {
  return !(action->sa_flags & SA_SIGINFO) && action->sa_handler == handler;
}

static bool is_ours(const struct sigaction *action) {
  return action->sa_flags & SA_SIGINFO && action->sa_sigaction == on_fault;
}

void ending_install(sem_t *wake, void (*sample)(void *context)) {
  collector = wake;
  sampler = sample;
  owner = getpid();
  atomic_store(&pending, 0);
  atomic_store(&delivered, false);
  for (int i = 0; i < ASYNCHRONOUS; i++) {
    struct sigaction before;
    if (sigaction(asynchronous[i], NULL, &before) == 0 && is_handled_by(&before, SIG_DFL))
      sigaction(asynchronous[i], &(struct sigaction){.sa_handler = on_asynchronous, .sa_flags = SA_RESTART}, NULL);
  }
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_ONSTACK | SA_SIGINFO};
  sigfillset(&action.sa_mask);
  for (int i = 0; i < FAULTS; i++)
    if (sigaction(faults[i], NULL, &previous[i]) == 0 && !is_handled_by(&previous[i], SIG_IGN))
      sigaction(faults[i], &action, NULL);
}

void ending_remove(void) {
  struct sigaction now;
  owner = 0; /* a handler installed after ours may still call it */
  for (int i = 0; i < ASYNCHRONOUS; i++)
    if (sigaction(asynchronous[i], NULL, &now) == 0 && is_handled_by(&now, on_asynchronous)) set_default(asynchronous[i]);
  for (int i = 0; i < FAULTS; i++)
    if (sigaction(faults[i], NULL, &now) == 0 && is_ours(&now)) restore(faults[i]);
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

/* When a C function that the program called ends it by a fault: one line on standard error that says which function, and
   from where it was called. The fault then takes the course it would have taken: another handler's (faulthandler, the
   profiler, which closes its recording), or the end of the process by the same signal.

   Runs in the signal handler: no allocation, no lock, no Swift. */
#include "vm_state.h"
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct {
  int number;
  const char *name;
} faults[] = {{SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"}, {SIGILL, "SIGILL"}, {SIGABRT, "SIGABRT"}};
enum { FAULTS = sizeof faults / sizeof *faults, LINE_BYTES = 1024, SIGNAL_STACK_BYTES = 64 << 10 };

static struct sigaction previous[FAULTS];

typedef struct Line {
  char text[LINE_BYTES];
  size_t length;
} Line;

static void add(Line *line, const char *text) {
  for (; text && *text && line->length < LINE_BYTES - 1; text++) line->text[line->length++] = *text;
}

static const Crossing *find(uint32_t id) {
  const Crossing *record = crossings;
  while (record && record->id != id) record = record->next;
  return record;
}

static void describe(const char *signal, const Crossing *record, int is_in_function) {
  Line line = {.length = 0};
  add(&line, "pitviper: ");
  add(&line, signal);
  add(&line, is_in_function ? " in the C function " : " while converting for the C function ");
  add(&line, record->name);
  if (record->library) {
    add(&line, " of ");
    add(&line, record->library);
  }
  if (record->site) {
    add(&line, ", called at ");
    add(&line, record->site);
  }
  line.text[line.length++] = '\n';
  ssize_t written = write(STDERR_FILENO, line.text, line.length);
  (void)written;
}

static void on_fault(int number, siginfo_t *info, void *context) {
  int row = 0;
  while (faults[row].number != number) row++;
  const ThreadState *thread = vm_current_thread();
  const Crossing *record = thread && thread->crossing ? find(thread->crossing) : NULL;
  if (record) describe(faults[row].name, record, thread->state == VM_STATE_C_CALL);
  /* Whatever happens from here on is not ours. A signal raised now comes when this handler has returned. */
  sigaction(number, &previous[row], NULL);
  if (previous[row].sa_flags & SA_SIGINFO) previous[row].sa_sigaction(number, info, context);
  else if (previous[row].sa_handler == SIG_DFL) raise(number);
  else if (previous[row].sa_handler != SIG_IGN) previous[row].sa_handler(number);
}

/* C that recurses without end leaves a handler no room on its own stack. */
static void provide_signal_stack(void) {
  stack_t now;
  if (sigaltstack(NULL, &now) != 0 || !(now.ss_flags & SS_DISABLE)) return;
  void *memory = mmap(NULL, SIGNAL_STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return;
  stack_t stack = {.ss_sp = memory, .ss_size = SIGNAL_STACK_BYTES};
  sigaltstack(&stack, NULL);
}

void vm_watch_faults(void) {
  provide_signal_stack();
  for (int i = 0; i < FAULTS; i++) {
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    if (sigaction(faults[i].number, NULL, &previous[i]) != 0) continue;
    int is_ignored = !(previous[i].sa_flags & SA_SIGINFO) && previous[i].sa_handler == SIG_IGN;
    if (!is_ignored) sigaction(faults[i].number, &action, NULL);
  }
}

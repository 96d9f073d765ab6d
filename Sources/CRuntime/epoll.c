/* epoll(7) for Swift, whose Glibc module leaves it out. */
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "c_library.h"

int vm_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int vm_epoll_control(int epoll, int operation, int descriptor, unsigned events) {
  struct epoll_event event = {.events = events, .data.fd = descriptor};
  return epoll_ctl(epoll, operation, descriptor, &event);
}

int vm_epoll_wait(int epoll, struct vm_ready *ready, int most, int milliseconds) {
  struct epoll_event *events = malloc((size_t)most * sizeof *events);
  if (!events) {
    errno = ENOMEM;
    return -1;
  }
  int count = epoll_wait(epoll, events, most, milliseconds);
  for (int index = 0; index < count; index++) {
    ready[index].events = events[index].events;
    ready[index].descriptor = events[index].data.fd;
  }
  int saved = errno;
  free(events);
  errno = saved;
  return count;
}

// C++ exceptions thrown while the sampler ticks: the runtime's own unwinder and ours at work on the same stack.
#include <stdexcept>
#include <string>
extern "C" {
long workload_throw(long count);
}

__attribute__((noinline)) static long thrower(long i) {
  std::string text(40, 'x');
  if (i % 2 == 0) throw std::runtime_error(text);
  return static_cast<long>(text.size());
}

long workload_throw(long count) {
  long sum = 0;
  for (long i = 0; i < count; i++) {
    try {
      sum += thrower(i);
    } catch (const std::exception &error) {
      sum += error.what()[0];
    }
  }
  return sum;
}

/* The C side of the programs here: functions that they call, and loops in C that do the same work without Python, which
   are what machine code costs. Compiled by `compare` and `shares` into one library:
   cc -O2 -fPIC -shared -fno-tree-vectorize -o native.so native.c */
#include <stdlib.h>

double trivial(double x) { return x + 1.0; }

/* Calls a function through its pointer, as a compiler that does not know it must. */
double native_calls(double (*function)(double), long count) {
  double total = 0, x = 0;
  for (long i = 0; i < count; i++, x += 1.0) total += function(x);
  return total;
}

static int compare(const void *a, const void *b) {
  int left = *(const int *)a, right = *(const int *)b;
  return (left > right) - (left < right);
}

void native_sort(int *numbers, long count) { qsort(numbers, count, sizeof *numbers, compare); }

long native_array(int *array, long count) {
  long total = 0;
  for (long i = 0; i < count; i++) array[i] = (int)i & 1023;
  for (long i = 0; i < count; i++) total += array[i];
  return total;
}

/* A leaf that keeps the processor busy without calling anything and without a frame of its own. */
unsigned long leaf(unsigned long seed, long count) {
  for (long i = 0; i < count; i++) seed = seed * 6364136223846793005ul + 1442695040888963407ul;
  return seed;
}

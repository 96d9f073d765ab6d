/* The ledger's list (crossings.h). */
#include "crossings.h"

Crossing *volatile crossings;
volatile uint32_t crossing_count;
uint32_t crossings_are_exact;

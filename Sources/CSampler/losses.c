/* Causes of broken and lost samples, and their sums. */
#include "internal.h"

static const char *const failureNames[SAMPLER_FAILURE_COUNT] = {
  [SAMPLER_FAILURE_NONE] = "none",
  [SAMPLER_FAILURE_NO_RULE] = "no_rule",
  [SAMPLER_FAILURE_BAD_RULE] = "bad_rule",
  [SAMPLER_FAILURE_OUT_OF_STACK] = "out_of_stack",
  [SAMPLER_FAILURE_NO_PROGRESS] = "no_progress",
  [SAMPLER_FAILURE_NO_STACK] = "no_stack",
  [SAMPLER_FAILURE_DEPTH] = "depth",
  [SAMPLER_FAILURE_BAD_RETURN] = "bad_return",
  [SAMPLER_FAILURE_VM_FRAMES] = "vm_frames",
  [SAMPLER_FAILURE_LIBRARY] = "library",
};

static const char *const lossNames[SAMPLER_LOSS_COUNT] = {
  [SAMPLER_LOSS_RING_FULL] = "ring_full",
  [SAMPLER_LOSS_EVENT_RING_FULL] = "event_ring_full",
  [SAMPLER_LOSS_OVERRUN] = "overrun",
  [SAMPLER_LOSS_DELAYED] = "delayed",
  [SAMPLER_LOSS_STRAY] = "stray",
  [SAMPLER_LOSS_PERIOD_DOUBLED] = "period_doubled",
  [SAMPLER_LOSS_NO_TIMER] = "no_timer",
  /* one for each SamplerFailure, in order */
  [SAMPLER_LOSS_TRUNCATED] = "truncated_none", "truncated_no_rule", "truncated_bad_rule", "truncated_out_of_stack",
  "truncated_no_progress", "truncated_no_stack", "truncated_depth", "truncated_bad_return", "truncated_vm_frames",
  "truncated_library",
};

const char *sampler_failure_name(SamplerFailure failure) {
  return (unsigned)failure < SAMPLER_FAILURE_COUNT ? failureNames[failure] : "unknown";
}

const char *sampler_loss_name(uint32_t loss) { return loss < SAMPLER_LOSS_COUNT ? lossNames[loss] : "unknown"; }

void sampler_losses(uint64_t counters[SAMPLER_LOSS_COUNT]) {
  for (int loss = 0; loss < SAMPLER_LOSS_COUNT; loss++) counters[loss] = 0;
  uint32_t count = atomic_load(&sampler.threadCount);
  for (uint32_t i = 0; i < count; i++)
    for (int loss = 0; loss < SAMPLER_LOSS_COUNT; loss++) counters[loss] += atomic_load(&thread_at(i)->losses[loss]);
  counters[SAMPLER_LOSS_STRAY] += atomic_load(&sampler.strays);
  counters[SAMPLER_LOSS_NO_TIMER] += atomic_load(&sampler.threadsWithoutTimer);
}

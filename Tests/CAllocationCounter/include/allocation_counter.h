// Counts the calling thread's heap allocations, for the promise of none per frame.
#pragma once

/// Allocations that this thread has made so far; -1 where they cannot be counted (sanitizers bring an allocator of their own).
long allocation_counter_value(void);

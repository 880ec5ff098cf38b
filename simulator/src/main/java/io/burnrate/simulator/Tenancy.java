package io.burnrate.simulator;

import io.burnrate.domain.Owner;
import java.util.List;

/**
 * Who holds a partition during a segment and how busy it is.
 *
 * @param owners empty for nobody; several share it by time-slicing
 * @param activityMicros SM activity in millionths, 0 to 1,000,000
 * @param memoryMicros used part of the memory in millionths
 */
record Tenancy(List<Owner> owners, int activityMicros, int memoryMicros) {
  /** Nobody has it and nothing runs. */
  static final Tenancy FREE = new Tenancy(List.of(), 0, 0);

  boolean allocated() {
    return !owners.isEmpty();
  }
}

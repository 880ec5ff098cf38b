package io.burnrate.simulator;

/** What a fleet is made of. */
public enum FleetMix {
  /** Training, serving, batch, notebooks, shared GPUs, MIG, free GPUs, on three GPU models. */
  MIXED,
  /**
   * Eight busy H100 in each node, one pod on each, so that every page has the same number of lines.
   */
  PLAIN
}

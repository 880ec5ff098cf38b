package io.burnrate.analytics;

/**
 * What the analytics of one process do, of a store that several processes may share.
 *
 * @param ledger close the minutes of the GPUs that fall to this process, and keep them
 * @param answers answer about the whole fleet, whoever keeps its ledger
 */
public record Duties(boolean ledger, boolean answers) {
  /** Everything: what a process does that is alone. */
  public static final Duties ALL = new Duties(true, true);

  public static final Duties LEDGER_ONLY = new Duties(true, false);
  public static final Duties ANSWERS_ONLY = new Duties(false, true);

  public Duties {
    if (!ledger && !answers) {
      throw new IllegalArgumentException("analytics without a duty: leave them out");
    }
  }
}

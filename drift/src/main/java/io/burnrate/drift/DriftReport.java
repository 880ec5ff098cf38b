package io.burnrate.drift;

import java.time.Instant;
import java.util.List;

/**
 * What the newest evaluation found.
 *
 * @param evaluatedAt when it ended; {@link Instant#EPOCH} before the first
 * @param verdicts one for each feature of each model version, by model, version and feature
 * @param problems what was cut off, unreadable or could not be asked; one sentence each
 */
public record DriftReport(Instant evaluatedAt, List<DriftVerdict> verdicts, List<String> problems) {
  /** Before the first evaluation. */
  public static final DriftReport NONE = new DriftReport(Instant.EPOCH, List.of(), List.of());

  public DriftReport {
    verdicts = List.copyOf(verdicts);
    problems = List.copyOf(problems);
  }
}

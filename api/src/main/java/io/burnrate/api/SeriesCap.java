package io.burnrate.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the label sets of a KPI under a limit. A label set once let in stays in while it is in use,
 * so that a counter never moves between series. Beyond nine tenths of the limit one label becomes
 * {@link #OTHER}; should even that make too many, every label does. Not thread-safe.
 */
final class SeriesCap {
  /** The most series of one KPI name. */
  static final int MAX_SERIES = 10_000;

  static final String OTHER = "__other__";

  private final int plainLimit;
  private final int foldedLimit;
  private final int foldedLabel;
  private final Set<List<String>> plain = new HashSet<>();
  private final Set<List<String>> folded = new HashSet<>();
  private final Set<List<String>> used = new HashSet<>();
  private final Set<List<String>> refused = new HashSet<>();

  SeriesCap(int maxSeries, int foldedLabel) {
    this.plainLimit = maxSeries - maxSeries / 10 - 1;
    this.foldedLimit = maxSeries - plainLimit - 1;
    this.foldedLabel = foldedLabel;
  }

  /** The labels under which a value with {@code labels} is shown. */
  List<String> fold(List<String> labels) {
    if (labels.isEmpty() || used.contains(labels)) {
      return labels;
    }
    if (plain.contains(labels) || plain.size() < plainLimit) {
      plain.add(labels);
      used.add(labels);
      return labels;
    }
    refused.add(labels);
    List<String> shorter = new ArrayList<>(labels);
    shorter.set(foldedLabel, OTHER);
    if (folded.contains(shorter) || folded.size() < foldedLimit) {
      folded.add(shorter);
      used.add(shorter);
      return shorter;
    }
    return Collections.nCopies(labels.size(), OTHER);
  }

  /** Ends a round: label sets that were not used in it make room. Answers how many were folded. */
  int endRound() {
    plain.retainAll(used);
    folded.retainAll(used);
    used.clear();
    int count = refused.size();
    refused.clear();
    return count;
  }
}

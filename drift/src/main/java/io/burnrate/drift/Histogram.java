package io.burnrate.drift;

import io.burnrate.drift.DriftVerdict.Bin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Counts of both sides in the same bins, labelled. Not thread-safe while it is filled. */
final class Histogram {
  private final List<String> labels = new ArrayList<>();
  private long[] reference = new long[16];
  private long[] current = new long[16];

  void add(String label, long referenceCount, long currentCount) {
    int bin = labels.size();
    if (bin == reference.length) {
      reference = Arrays.copyOf(reference, bin * 2);
      current = Arrays.copyOf(current, bin * 2);
    }
    labels.add(label);
    reference[bin] = referenceCount;
    current[bin] = currentCount;
  }

  void add(List<String> names, long[] referenceCounts, long[] currentCounts) {
    for (int i = 0; i < referenceCounts.length; i++) {
      add(names.get(i), referenceCounts[i], currentCounts[i]);
    }
  }

  Psi psi() {
    return Psi.of(reference(), current());
  }

  Contingency contingency() {
    return Contingency.of(reference(), current());
  }

  private long[] reference() {
    return Arrays.copyOf(reference, labels.size());
  }

  private long[] current() {
    return Arrays.copyOf(current, labels.size());
  }

  /** The bins that moved most, by their part of {@code psi}. */
  List<Bin> largest(Psi psi) {
    double referenceRows = Math.max(1, Arrays.stream(reference()).sum());
    double currentRows = Math.max(1, Arrays.stream(current()).sum());
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      if (reference[i] + current[i] > 0) {
        bins.add(
            new Bin(
                labels.get(i),
                reference[i] / referenceRows,
                current[i] / currentRows,
                psi.contribution(i)));
      }
    }
    bins.sort(Comparator.comparingDouble(Bin::psiContribution).reversed());
    return bins.subList(0, Math.min(bins.size(), DriftVerdict.MAX_BINS));
  }
}

package io.burnrate.collector.remotewrite;

/** What became of one request's parts. One thread. */
final class Tally {
  private final long[] samples = new long[Fate.values().length];
  private long histograms;
  private long exemplars;
  private long newestMillis;

  void add(Fate fate, long count) {
    samples[fate.ordinal()] += count;
  }

  /** Notes the time of a sound sample. */
  void heard(long timeMillis) {
    newestMillis = Math.max(newestMillis, timeMillis);
  }

  /** The newest time of a sound sample; 0 where there is none. */
  long newestMillis() {
    return newestMillis;
  }

  void addHistogram() {
    histograms++;
  }

  void addExemplar() {
    exemplars++;
  }

  long samples(Fate fate) {
    return samples[fate.ordinal()];
  }

  long refused() {
    long sum = 0;
    for (Fate fate : Fate.values()) {
      sum += fate.refused() ? samples(fate) : 0;
    }
    return sum;
  }

  /** Written in the words of remote write 2.0: accepted, as opposed to refused. */
  long accepted() {
    long sum = 0;
    for (Fate fate : Fate.values()) {
      sum += fate.refused() ? 0 : samples(fate);
    }
    return sum;
  }

  /** Native histograms; accepted, and left out. */
  long histograms() {
    return histograms;
  }

  /** Accepted, and left out. */
  long exemplars() {
    return exemplars;
  }

  /** The sentence for the sender of refused samples. */
  String message() {
    StringBuilder text = new StringBuilder();
    text.append(refused()).append(" of ").append(refused() + accepted()).append(" samples refused");
    String sign = ": ";
    for (Fate fate : Fate.values()) {
      if (fate.refused() && samples(fate) > 0) {
        text.append(sign).append(samples(fate)).append(" x ").append(fate.refusal());
        sign = "; ";
      }
    }
    return text.append(". The others are kept").toString();
  }
}

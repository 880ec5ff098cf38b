package io.burnrate.store;

import java.util.Arrays;

/**
 * A histogram's buckets: how many observations were at most each upper edge. Immutable.
 *
 * <p>In columns, both are JSON arrays of equal length; the edge beyond all numbers is the text
 * {@code "+Inf"}, as JSON has no infinite number. Edges are kept to the last bit.
 */
public final class Buckets {
  /** No buckets; both columns are empty. */
  public static final Buckets NONE = new Buckets(new double[0], new long[0]);

  private static final String INFINITE = "\"+Inf\"";

  private final double[] bounds;
  private final long[] counts;

  /**
   * Buckets by their edges.
   *
   * @param bounds ascending, not NaN
   * @param counts cumulative: observations up to and including each edge, as many as bounds
   */
  public Buckets(double[] bounds, long[] counts) {
    if (bounds.length != counts.length) {
      throw new IllegalArgumentException(
          bounds.length + " edges, but " + counts.length + " counts");
    }
    for (int i = 0; i < bounds.length; i++) {
      if (Double.isNaN(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1])) {
        throw new IllegalArgumentException("edges: expected ascending ones, got " + bounds[i]);
      }
    }
    this.bounds = bounds.clone();
    this.counts = counts.clone();
  }

  /**
   * What the columns {@code bounds} and {@code counts} say. Throws {@link IllegalArgumentException}
   * when they are not such arrays.
   */
  public static Buckets read(String bounds, String counts) {
    String[] edges = elements(bounds);
    String[] numbers = elements(counts);
    return new Buckets(
        Arrays.stream(edges).mapToDouble(Buckets::edge).toArray(),
        Arrays.stream(numbers).mapToLong(Long::parseLong).toArray());
  }

  public int size() {
    return bounds.length;
  }

  /** The upper edge; positive infinity for the last one, if the server tells that. */
  public double bound(int bucket) {
    return bounds[bucket];
  }

  /** Observations up to and including the edge. */
  public long count(int bucket) {
    return counts[bucket];
  }

  /** Whether both have the same edges. */
  public boolean sameBounds(Buckets other) {
    return Arrays.equals(bounds, other.bounds);
  }

  /** These and the edges that only {@code other} has: parts of one histogram at one time. */
  public Buckets with(Buckets other) {
    double[] edges = new double[size() + other.size()];
    long[] numbers = new long[edges.length];
    int mine = 0;
    int theirs = 0;
    int all = 0;
    while (mine < size() || theirs < other.size()) {
      boolean next =
          theirs == other.size() || (mine < size() && bounds[mine] <= other.bounds[theirs]);
      if (next && theirs < other.size() && bounds[mine] == other.bounds[theirs]) {
        theirs++;
      }
      edges[all] = next ? bounds[mine] : other.bounds[theirs];
      numbers[all++] = next ? counts[mine++] : other.counts[theirs++];
    }
    return new Buckets(Arrays.copyOf(edges, all), Arrays.copyOf(numbers, all));
  }

  /** For the column {@code bounds}. */
  public String boundsText() {
    StringBuilder text = new StringBuilder();
    for (double bound : bounds) {
      text.append(text.isEmpty() ? '[' : ',');
      if (bound == Double.POSITIVE_INFINITY) {
        text.append(INFINITE);
      } else if (bound == Math.rint(bound) && Math.abs(bound) < 1e15) {
        text.append((long) bound);
      } else {
        text.append(bound);
      }
    }
    return text.isEmpty() ? "" : text.append(']').toString();
  }

  /** For the column {@code counts}. */
  public String countsText() {
    StringBuilder text = new StringBuilder();
    for (long count : counts) {
      text.append(text.isEmpty() ? '[' : ',').append(count);
    }
    return text.isEmpty() ? "" : text.append(']').toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Buckets that
        && Arrays.equals(bounds, that.bounds)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds) * 31 + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return boundsText() + countsText();
  }

  private static double edge(String element) {
    return element.equals(INFINITE) ? Double.POSITIVE_INFINITY : Double.parseDouble(element);
  }

  private static String[] elements(String text) {
    String bare = text.strip();
    if (bare.isEmpty() || bare.equals("[]")) {
      return new String[0];
    }
    if (!bare.startsWith("[") || !bare.endsWith("]")) {
      throw new IllegalArgumentException("expected a JSON array, got '" + text + "'");
    }
    return bare.substring(1, bare.length() - 1).split("\\s*,\\s*", -1);
  }
}

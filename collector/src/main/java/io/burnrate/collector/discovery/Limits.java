package io.burnrate.collector.discovery;

/**
 * What a scrape, and a job, may come to. 0 is no limit. A scrape that passes one of the first four
 * is refused whole; a job with more targets than {@code targets} scrapes none.
 *
 * @param samples lines with a sample that are left after relabelling
 * @param labels of one series, its name included
 * @param bodyBytes of one page, after decompression
 */
public record Limits(
    int samples, int labels, int labelNameChars, int labelValueChars, int targets, long bodyBytes) {
  public static final Limits DEFAULT = new Limits(0, 0, 0, 0, 0, 64L << 20);

  public Limits withBodyBytes(long most) {
    return new Limits(samples, labels, labelNameChars, labelValueChars, targets, most);
  }

  /** Whether each series has to be looked at. */
  public boolean onLabels() {
    return labels > 0 || labelNameChars > 0 || labelValueChars > 0;
  }
}

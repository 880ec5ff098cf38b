package io.burnrate.collector.scrape;

/**
 * Reads the pages of one dcgm-exporter, one after the other: Prometheus text 0.0.4 to rows. It
 * never fails on what a page holds; a bad line is counted and skipped. Pages look almost the same
 * each time, so the last one is kept as a template and only numbers are read anew. Not thread-safe;
 * different threads may use it one after the other.
 */
public final class PageParser {
  /** Rows of one page; readings of further GPUs are counted and skipped. */
  static final int MAX_ROWS = 4_096;

  /** Longer lines are counted and skipped. */
  static final int MAX_LINE_BYTES = 16_384;

  private final TargetNames names;
  private final SeriesRules rules;
  private final Meaning meaning;
  private final long intervalMillis;
  private final Template template = new Template();
  private int pages;

  /**
   * A parser for one target.
   *
   * @param intervalMillis goes into the rows
   */
  public PageParser(ScrapeTarget target, long intervalMillis) {
    this(TargetNames.of(target), SeriesRules.of(target.labels()), intervalMillis);
  }

  PageParser(TargetNames names, SeriesRules rules, long intervalMillis) {
    this.names = names;
    this.rules = rules;
    this.meaning = new Meaning(names.nodeOtherwise());
    this.intervalMillis = intervalMillis;
  }

  /**
   * Reads {@code text[0, length)}. Throws {@link ScrapeException} when the page passes a limit of
   * its job.
   *
   * @param timeMillis when the page was received, epoch milliseconds
   */
  public ParsedPage parse(byte[] text, int length, long timeMillis) {
    PageCounts counts = new PageCounts();
    // From 1, for a row that was never filled says 0.
    pages = pages == Integer.MAX_VALUE ? 1 : pages + 1;
    RowWriter writer =
        new RowWriter(names.name(), pages, template.expectedRows(), MAX_ROWS, counts, false);
    new PageReader(
            text, length, template, new SeriesBlocks(template, rules, meaning), writer, counts)
        .read();
    RowWriter.Stamp stamp = new RowWriter.Stamp(timeMillis, intervalMillis, names);
    ParsedPage page = new ParsedPage(writer.finish(place -> stamp), counts);
    template.expectRows(page.rows().rows());
    return page;
  }

  Template template() {
    return template;
  }
}

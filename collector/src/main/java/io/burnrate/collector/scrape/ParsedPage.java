package io.burnrate.collector.scrape;

import io.burnrate.store.RowBatch;

/** A page as rows. */
public final class ParsedPage {
  private final RowBatch rows;
  private final RowBatch serving;
  private final PageCounts counts;
  private final boolean whole;

  ParsedPage(RowBatch rows, RowBatch serving, PageCounts counts, boolean whole) {
    this.rows = rows;
    this.serving = serving;
    this.counts = counts;
    this.whole = whole;
  }

  /**
   * One row of {@link io.burnrate.store.Tables#GPU_SAMPLES} for each GPU or MIG instance that the
   * page names; may be none.
   */
  public RowBatch rows() {
    return rows;
  }

  /** Rows of {@link io.burnrate.store.Tables#SERVING}; may be none. */
  public RowBatch serving() {
    return serving;
  }

  /** False when the page's format says where it ends, and it did not. */
  boolean whole() {
    return whole;
  }

  PageCounts counts() {
    return counts;
  }
}

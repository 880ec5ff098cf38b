package io.burnrate.collector.scrape;

import io.burnrate.store.RowBatch;

/** A page as rows of {@link io.burnrate.store.Tables#GPU_SAMPLES}. */
public final class ParsedPage {
  private final RowBatch rows;
  private final PageCounts counts;

  ParsedPage(RowBatch rows, PageCounts counts) {
    this.rows = rows;
    this.counts = counts;
  }

  /** One row for each GPU or MIG instance that the page names; may be none. */
  public RowBatch rows() {
    return rows;
  }

  PageCounts counts() {
    return counts;
  }
}

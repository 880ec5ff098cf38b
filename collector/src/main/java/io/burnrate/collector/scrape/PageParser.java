package io.burnrate.collector.scrape;

import io.burnrate.collector.Kept;
import io.burnrate.collector.sources.SeriesLimit;
import io.burnrate.store.Tables;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of one target, a dcgm-exporter, a model server or both, one after the other:
 * Prometheus text, OpenMetrics or protobuf to rows. It never fails on what a page holds; a bad line
 * is counted and skipped. Pages look almost the same each time, so the last one is kept as a
 * template and only numbers are read anew. Not thread-safe; different threads may use it one after
 * the other.
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
  private final boolean timed;
  private final Kept kept;
  private final Admission admission;
  private final Template template = new Template();
  private int pages;

  /**
   * A parser for one target.
   *
   * @param intervalMillis goes into the rows
   */
  public PageParser(ScrapeTarget target, long intervalMillis) {
    this(
        TargetNames.of(target),
        SeriesRules.of(target.labels()),
        intervalMillis,
        true,
        Kept.FOREVER,
        null);
  }

  /**
   * A parser for one target.
   *
   * @param intervalMillis goes into the rows
   * @param timed whether the times on a page are taken
   * @param kept how long rows are of use
   * @param series counts the target's series, asked for with each page; null lets in any number
   */
  PageParser(
      TargetNames names,
      SeriesRules rules,
      long intervalMillis,
      boolean timed,
      Kept kept,
      @Nullable Supplier<SeriesLimit> series) {
    this.admission = new Admission(names.name(), series);
    this.timed = timed;
    this.kept = kept;
    this.names = names;
    this.rules = rules;
    this.meaning = new Meaning(names.nodeOtherwise());
    this.intervalMillis = intervalMillis;
  }

  /** Reads {@code text[0, length)} as {@link PageFormat#TEXT}. */
  public ParsedPage parse(byte[] text, int length, long timeMillis) {
    return parse(PageFormat.TEXT, text, length, timeMillis);
  }

  /**
   * Reads {@code body[0, length)}. Throws {@link ScrapeException} when the page passes a limit of
   * its job.
   *
   * @param timeMillis when the page was received, epoch milliseconds
   */
  ParsedPage parse(PageFormat format, byte[] body, int length, long timeMillis) {
    PageCounts counts = new PageCounts();
    // From 1, for a row that was never filled says 0.
    pages = pages == Integer.MAX_VALUE ? 1 : pages + 1;
    RowWriter writer =
        new RowWriter(names.name(), pages, template.expectedRows(), MAX_ROWS, counts, false);
    RowWriter.Stamp stamp = new RowWriter.Stamp(timeMillis, intervalMillis, names);
    PageRows rows = new PageRows(writer, counts, stamp);
    SeriesBlocks blocks = new SeriesBlocks(template, rules, meaning, names, admission);
    admission.begin(template, timeMillis);
    OwnTimes times = OwnTimes.of(timed, firstMillis(timeMillis), timeMillis);
    boolean whole;
    if (format == PageFormat.PROTOBUF) {
      whole = new FamilyReader(body, length, new FamilyRows(blocks, rows, times)).read();
    } else {
      LineTail tail = new LineTail(format, times);
      whole = new PageReader(body, length, format, template, blocks, rows, tail).read();
    }
    refuseAboveLimit(counts.lines - counts.droppedLines);
    ParsedPage page = rows.finish(whole);
    template.expectRows(page.rows().rows());
    return page;
  }

  private long firstMillis(long timeMillis) {
    return kept.firstMillis(Instant.ofEpochMilli(timeMillis), Tables.GPU_SAMPLES, Tables.SERVING);
  }

  private void refuseAboveLimit(int samples) {
    int limit = rules.sampleLimit();
    if (limit > 0 && samples > limit) {
      throw new ScrapeException(
          Outcome.SAMPLE_LIMIT, samples + " samples, above sampleLimit " + limit);
    }
  }

  Template template() {
    return template;
  }
}

package io.burnrate.collector.scrape;

import io.burnrate.collector.serving.WholeHistogram;
import org.jspecify.annotations.Nullable;

/** Puts the metrics of one protobuf page into rows. A histogram counts as one line. One thread. */
final class FamilyRows implements FamilyReader.Sink {
  private final SeriesBlocks blocks;
  private final PageRows rows;
  private final OwnTimes times;

  /** For one page. */
  FamilyRows(SeriesBlocks blocks, PageRows rows, OwnTimes times) {
    this.blocks = blocks;
    this.rows = rows;
    this.times = times;
  }

  @Override
  public void number(FamilyReader.Metric metric, double value) {
    LabelBlock block = taken(metric);
    if (block != null) {
      // How it is written is not told, so a whole number counts as whole.
      rows.put(block, new PageRows.Reading(value, value != Math.rint(value), time(metric)));
    }
  }

  @Override
  public void histogram(FamilyReader.Metric metric, WholeHistogram histogram) {
    LabelBlock block = taken(metric);
    if (block != null) {
      rows.put(block, time(metric), metric.startMillis(), histogram);
    }
  }

  @Override
  public void unsupported() {
    rows.counts.lines++;
    rows.counts.reject(Reject.UNSUPPORTED);
  }

  @Override
  public void broken() {
    rows.counts.lines++;
    rows.counts.reject(Reject.BAD_LINE);
  }

  /** The metric's block, if a row is open for it; else it is counted. */
  private @Nullable LabelBlock taken(FamilyReader.Metric metric) {
    rows.counts.lines++;
    if (!times.sound(time(metric))) {
      rows.counts.reject(Reject.TIME);
      return null;
    }
    LabelBlock block = blocks.metric(metric, !rows.gpus.full());
    return rows.takes(block) ? block : null;
  }

  private long time(FamilyReader.Metric metric) {
    return times.wanted(metric.timeMillis());
  }
}

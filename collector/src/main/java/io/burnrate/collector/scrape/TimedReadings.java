package io.burnrate.collector.scrape;

import io.burnrate.domain.Owner;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts readings that come one by one, in any order and each with its own time, into rows of {@link
 * Tables#GPU_SAMPLES}: one for each GPU or MIG instance and time, which may be a part of the row
 * that further requests complete. Names, labels, units and sharers mean what they mean on a scraped
 * page. Used by one thread, for one request.
 */
public final class TimedReadings {
  /** Rows of one request; readings of further GPUs and times are counted and skipped. */
  public static final int MAX_ROWS = 20_000;

  /** A time further ahead of our clock is to be refused, as Prometheus' own receiver does. */
  public static final long MAX_AHEAD_MILLIS = OwnTimes.MAX_AHEAD_MILLIS;

  private static final int FIRST_ROWS = 64;
  private static final int PAGE = 1;
  private static final byte[] NO_BYTES = {};

  private final PageCounts counts = new PageCounts();
  private final Predicate<Owner> exporter;
  private final RowWriter rows;
  private final Map<Key, GpuRow> rowOf = new HashMap<>();
  private final List<RowWriter.Stamp> stamps = new ArrayList<>();

  private record Key(String uuid, String migInstance, long timeMillis) {}

  /**
   * Whom labels speak of, whatever the metric: a GPU and who holds it, or something else. Depends
   * on nothing but the labels. Immutable.
   */
  public static final class Subject {
    private final LabelBlock.Kind kind;
    private final String uuid;
    private final String migInstance;
    private final RowLabels labels;
    private final @Nullable Holder holder;
    private final @Nullable Owner exporter;
    private final boolean plain;
    private final TargetNames target;

    private Subject(Map<String, String> labels) {
      String instance = labels.getOrDefault("instance", "");
      this.kind = Meaning.kind(labels);
      this.uuid = Meaning.uuid(labels);
      this.migInstance = Meaning.migInstance(labels);
      this.labels = new Meaning(instance).rowLabels(labels);
      this.holder = Meaning.holder(labels);
      this.exporter = Meaning.exporter(labels);
      this.plain = holder != null && Meaning.plain(labels);
      this.target =
          new TargetNames(
              instance,
              labels.getOrDefault("cluster", ""),
              labels.getOrDefault("pool", ""),
              "",
              instance,
              "");
    }

    /**
     * Of the labels {@code instance} stands for the target, {@code cluster} and {@code pool} go
     * into the columns of that name, and the others are read as a page's.
     */
    public static Subject of(Map<String, String> labels) {
      return new Subject(labels);
    }

    /** The pod that read the GPU and does not hold it, where the labels prove it; else null. */
    public @Nullable Owner exporter() {
      return exporter;
    }
  }

  /** A metric with labels, understood. Immutable. */
  public static final class Series {
    private final Field field;
    private final Subject subject;

    private Series(Field field, Subject subject) {
      this.field = field;
      this.subject = subject;
    }

    /** Whether it speaks of a link, a switch or a CPU, which have no row. */
    public boolean ofOtherEntity() {
      return subject.kind == LabelBlock.Kind.OTHER_ENTITY;
    }
  }

  /**
   * Readings for one batch.
   *
   * @param source who sent them, for logs and counters
   */
  public TimedReadings(String source) {
    this(source, pod -> false);
  }

  /**
   * As above.
   *
   * @param exporter which pods, named as holders by labels that may be a target's own, hold no GPU
   */
  public TimedReadings(String source, Predicate<Owner> exporter) {
    this.exporter = exporter;
    this.rows = new RowWriter(source, PAGE, FIRST_ROWS, MAX_ROWS, counts, true);
  }

  /** Whether there is a column for the metric whose name is {@code text[from, to)}. */
  public static boolean mapped(byte[] text, int from, int to) {
    return Fields.find(text, from, to) != null;
  }

  /**
   * What a series speaks of; null when no column is for the metric whose name is {@code text[from,
   * to)}.
   */
  public static @Nullable Series series(byte[] text, int from, int to, Map<String, String> labels) {
    Field field = Fields.find(text, from, to);
    return field == null ? null : new Series(field, Subject.of(labels));
  }

  /** As above, of labels that are understood already. */
  public static @Nullable Series series(byte[] text, int from, int to, Subject subject) {
    Field field = Fields.find(text, from, to);
    return field == null ? null : new Series(field, subject);
  }

  /** As above, of a reading that is in our unit already. */
  public static Series series(GpuMetric metric, Map<String, String> labels) {
    return new Series(Fields.ours(metric), Subject.of(labels));
  }

  /**
   * Puts one reading into its row. What is not a good reading is counted and leaves the others
   * alone.
   */
  public void add(Series series, long timeMillis, double value) {
    counts.lines++;
    Subject subject = series.subject;
    if (subject.kind == LabelBlock.Kind.OTHER_ENTITY) {
      counts.unmappedLines++;
      return;
    }
    if (subject.kind != LabelBlock.Kind.GPU) {
      counts.reject(Reject.NO_GPU);
      return;
    }
    Key key = new Key(subject.uuid, subject.migInstance, timeMillis);
    GpuRow row = rowOf.get(key);
    boolean known = row != null;
    if (row == null) {
      row = new GpuRow(subject.uuid, subject.migInstance);
    }
    LabelBlock block = new LabelBlock(NO_BYTES, subject.kind, row, subject.labels, holder(subject));
    boolean open = rows.open(block, row);
    if (!known && row.begun(PAGE)) {
      rowOf.put(key, row);
      stamps.add(new RowWriter.Stamp(timeMillis, RowBatch.NO_LONG, subject.target));
    }
    if (open) {
      // The sender does not tell how the number was written, so a whole one counts as whole.
      rows.put(block, row, series.field, value, value != Math.rint(value));
    }
  }

  private @Nullable Holder holder(Subject subject) {
    Holder named = subject.holder;
    return named != null && subject.plain && exporter.test(named.owner()) ? null : named;
  }

  /** The rows; nothing may be added afterwards. */
  public RowBatch finish() {
    return rows.finish(stamps::get);
  }

  /** Readings that are in rows, those that name a further sharer included. */
  public int kept() {
    return counts.samples + counts.sharedLines;
  }

  /** The same reading of the same GPU, sharer and time once more; the first one is kept. */
  public int duplicates() {
    return counts.duplicateLines;
  }

  /** Readings of links, switches and CPUs, which have no row. */
  public int unmapped() {
    return counts.unmappedLines;
  }

  public int rejected(Reject reason) {
    return counts.rejected(reason);
  }
}

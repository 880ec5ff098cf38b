package io.burnrate.collector.scrape;

import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Puts the readings of one page, or of one request, into the rows of one batch. Used by one thread,
 * for one page.
 */
final class RowWriter {
  private static final Column UUID = column("gpu_uuid");
  private static final Column MIG_INSTANCE = column("mig_instance");
  private static final Column CLUSTER = column("cluster");
  private static final Column POOL = column("pool");
  private static final Column TARGET = column("target");
  private static final Column NODE = column("node");
  private static final Column GPU_MODEL = column("gpu_model");
  private static final Column GPU_INDEX = column("gpu_index");
  private static final Column DEVICE = column("device");
  private static final Column PCI_BUS_ID = column("pci_bus_id");
  private static final Column DRIVER_VERSION = column("driver_version");
  private static final Column MIG_PROFILE = column("mig_profile");
  private static final Column NAMESPACE = column("namespace");
  private static final Column WORKLOAD = column("workload");
  private static final Column OWNERS = column("owners");
  private static final Column INTERVAL = column("scrape_interval_millis");
  private static final Column PART = column("part");
  private static final Column SENTINELS = column("sentinel_readings");
  private static final Column DUPLICATES = column("duplicate_readings");

  private final RowBatch.Builder builder;
  private final int page;
  private final int maxRows;
  private final PageCounts counts;
  private final boolean parts;
  private GpuRow[] begun;
  private int holderPlace;

  /**
   * When a row was read, and where.
   *
   * @param intervalMillis until the next one; {@link RowBatch#NO_LONG} when not known
   */
  record Stamp(long timeMillis, long intervalMillis, TargetNames target) {}

  /**
   * A writer for the {@code page}-th page of a target.
   *
   * @param source the target's name
   * @param maxRows readings of further GPUs are counted and skipped
   * @param parts whether further readings of a row may come elsewhere
   */
  RowWriter(
      String source, int page, int expectedRows, int maxRows, PageCounts counts, boolean parts) {
    this.builder = RowBatch.builder(Tables.GPU_SAMPLES, source, expectedRows);
    this.page = page;
    this.maxRows = maxRows;
    this.counts = counts;
    this.parts = parts;
    this.begun = new GpuRow[Math.max(1, expectedRows)];
  }

  /** Whether no further row may begin. */
  boolean full() {
    return builder.rows() == maxRows;
  }

  /**
   * Gets the block's row ready and notes its holder: a GPU that is named has a row, even when no
   * reading of it is good. False, and counted, when a limit is reached.
   */
  boolean open(LabelBlock block, GpuRow row) {
    if (!row.begun(page)) {
      if (full()) {
        counts.reject(Reject.TOO_MANY_ROWS);
        return false;
      }
      begin(row);
    }
    if (row.take(block.labels)) {
      fill(row.place(), block.labels);
    }
    Holder holder = block.holder;
    if (holder != null) {
      holderPlace = row.holderPlace(holder);
      if (holderPlace < 0) {
        counts.reject(Reject.TOO_MANY_SHARERS);
        return false;
      }
    }
    return true;
  }

  /**
   * Puts a reading into the row that was opened last.
   *
   * @param fractional whether it was written with a decimal point
   */
  void put(LabelBlock block, GpuRow row, Field field, double raw, boolean fractional) {
    Unit unit = field.unit(fractional);
    if (!unit.accepts(raw)) {
      Reject reason = Unit.refusal(raw);
      counts.reject(reason);
      if (reason == Reject.SENTINEL) {
        row.noteSentinel();
      }
      return;
    }
    if (field.wholeGpuOnly && block.mig) {
      counts.reject(Reject.NOT_FOR_MIG);
      return;
    }
    double value = unit.convert(raw);
    Column column = field.column;
    if (column == null) {
      putRequest(block, row, field, value);
      return;
    }
    boolean first = !row.hasReading(field.place);
    boolean device = block.holder == null;
    boolean added =
        device ? row.noteDevice(field.place) : row.noteHolder(field.place, holderPlace, value);
    if (!added) {
      counts.duplicateLines++;
      row.noteDuplicate();
      return;
    }
    if (first) {
      counts.samples++;
    } else {
      counts.sharedLines++;
    }
    if (first || device) {
      builder.set(row.place(), column, value);
    } else if (field.perProcess && !row.hasDeviceReading(field.place)) {
      // Parts of a device reading that is missing: the largest part is its lower bound.
      double most = Math.max(value, builder.doubleAt(row.place(), column));
      builder.set(row.place(), column, most);
    }
  }

  private void putRequest(LabelBlock block, GpuRow row, Field field, double value) {
    if (block.holder == null) {
      counts.unmappedLines++;
    } else if (row.noteHolder(field.place, holderPlace, value)) {
      counts.samples++;
    } else {
      counts.duplicateLines++;
      row.noteDuplicate();
    }
  }

  /** The batch. */
  RowBatch finish(IntFunction<Stamp> stamps) {
    for (int place = 0; place < builder.rows(); place++) {
      GpuRow row = begun[place];
      Stamp stamp = stamps.apply(place);
      TargetNames target = stamp.target();
      long own = row.timeMillis();
      builder
          .set(place, Tables.GPU_SAMPLES.time(), own == OwnTimes.NONE ? stamp.timeMillis() : own)
          .set(place, INTERVAL, stamp.intervalMillis())
          .set(place, TARGET, target.name())
          .set(place, PART, parts ? row.part() : "")
          .set(place, OWNERS, parts ? row.ownersOfPart() : row.owners());
      count(place, SENTINELS, row.sentinels());
      count(place, DUPLICATES, row.duplicates());
      Holder only = row.onlyHolder();
      if (only != null) {
        builder.set(place, NAMESPACE, only.owner().namespace());
        builder.set(place, WORKLOAD, only.owner().workload());
      }
    }
    return builder.build();
  }

  private void count(int place, Column column, int readings) {
    if (readings > 0) {
      builder.set(place, column, (long) readings);
    }
  }

  private void begin(GpuRow row) {
    int place = builder.addRow();
    if (place == begun.length) {
      begun = Arrays.copyOf(begun, place * 2);
    }
    begun[place] = row;
    row.begin(page, place);
    builder.set(place, UUID, row.uuid).set(place, MIG_INSTANCE, row.migInstance);
  }

  /** Takes over what the row does not say yet. */
  private void fill(int place, RowLabels labels) {
    fill(place, CLUSTER, labels.cluster());
    fill(place, POOL, labels.pool());
    fill(place, NODE, labels.node());
    fill(place, GPU_MODEL, labels.gpuModel());
    fill(place, GPU_INDEX, labels.gpuIndex());
    fill(place, DEVICE, labels.device());
    fill(place, PCI_BUS_ID, labels.pciBusId());
    fill(place, DRIVER_VERSION, labels.driverVersion());
    fill(place, MIG_PROFILE, labels.migProfile());
  }

  private void fill(int place, Column column, String value) {
    if (builder.stringAt(place, column).isEmpty()) {
      builder.set(place, column, value);
    }
  }

  private static Column column(String name) {
    return Tables.GPU_SAMPLES.column(name);
  }
}

package io.burnrate.collector.scrape;

import io.burnrate.store.Column;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.Tables;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One metric name that we know, and where its number goes. Immutable. */
final class Field {
  /** What a sharer may have asked for. It goes with the sharer's name and has no column. */
  enum Request {
    /** Part of the compute of the GPU. */
    CORES,
    /** Bytes of its memory. */
    MEMORY
  }

  /** The metric's name as it stands in a page. */
  final byte[] name;

  private final String known;
  private final @Nullable GpuMetric metric;

  /** Place in {@link Fields#ALL}. */
  final int index;

  /** Place of its metric in the enum, or of its request behind them; a bit number too. */
  final int place;

  /** Null for what a sharer asked for. */
  final @Nullable Column column;

  final Unit unit;

  /** Exists for whole GPUs only. */
  final boolean wholeGpuOnly;

  /** May carry a value for each pod beside the device's own. */
  final boolean perProcess;

  /** In tenths, hundredths... of 1 when written with a decimal point, in percent when without. */
  final boolean ratioIfFractional;

  Field(String name, int index, GpuMetric metric, Unit unit) {
    this(name, name, index, metric.ordinal(), metric, unit);
  }

  /** What a sharer asked for. */
  Field(String name, int index, Request request, Unit unit) {
    this(name, name, index, GpuMetric.values().length + request.ordinal(), null, unit);
  }

  private Field(
      String known, String written, int index, int place, @Nullable GpuMetric metric, Unit unit) {
    this.name = written.getBytes(StandardCharsets.US_ASCII);
    this.known = known;
    this.index = index;
    this.place = place;
    this.metric = metric;
    this.column = metric == null ? null : Tables.GPU_SAMPLES.column(metric.column());
    this.unit = unit;
    this.wholeGpuOnly =
        metric == GpuMetric.GPU_UTIL_RATIO
            || metric == GpuMetric.MEMORY_COPY_RATIO
            || metric == GpuMetric.ENCODER_RATIO
            || metric == GpuMetric.DECODER_RATIO;
    this.perProcess = metric == GpuMetric.GPU_UTIL_RATIO || metric == GpuMetric.MEMORY_USED_BYTES;
    this.ratioIfFractional = known.equals("DCGM_FI_DEV_GPU_UTIL_RATIO");
  }

  /** The same under another name: on its page it stands as {@code name}. */
  Field written(String name) {
    return new Field(known, name, index, place, metric, unit);
  }

  /** The unit of a number that was written with a decimal point, or without. */
  Unit unit(boolean fractional) {
    return fractional && ratioIfFractional ? Unit.RATIO : unit;
  }
}

package io.burnrate.collector.scrape;

import io.burnrate.store.Column;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.Tables;
import java.nio.charset.StandardCharsets;

/** One metric name that we know, and where its number goes. Immutable. */
final class Field {
  /** The metric's name as it stands in a page. */
  final byte[] name;

  private final String known;

  /** Place in {@link Fields#ALL}. */
  final int index;

  final GpuMetric metric;

  /** Place of {@link #metric} in its enum, which is a bit number too. */
  final int place;

  final Column column;
  final Unit unit;

  /** Exists for whole GPUs only. */
  final boolean wholeGpuOnly;

  /** May carry a value for each pod beside the device's own. */
  final boolean perProcess;

  /** In tenths, hundredths... of 1 when written with a decimal point, in percent when without. */
  final boolean ratioIfFractional;

  Field(String name, int index, GpuMetric metric, Unit unit) {
    this(name, name, index, metric, unit);
  }

  private Field(String name, String written, int index, GpuMetric metric, Unit unit) {
    this.name = written.getBytes(StandardCharsets.US_ASCII);
    this.known = name;
    this.index = index;
    this.metric = metric;
    this.place = metric.ordinal();
    this.column = Tables.GPU_SAMPLES.column(metric.column());
    this.unit = unit;
    this.wholeGpuOnly =
        metric == GpuMetric.GPU_UTIL_RATIO
            || metric == GpuMetric.MEMORY_COPY_RATIO
            || metric == GpuMetric.ENCODER_RATIO
            || metric == GpuMetric.DECODER_RATIO;
    this.perProcess = metric == GpuMetric.GPU_UTIL_RATIO || metric == GpuMetric.MEMORY_USED_BYTES;
    this.ratioIfFractional = name.equals("DCGM_FI_DEV_GPU_UTIL_RATIO");
  }

  /** The same under another name: on its page it stands as {@code name}. */
  Field written(String name) {
    return new Field(known, name, index, metric, unit);
  }

  /** The unit of a number that was written with a decimal point, or without. */
  Unit unit(boolean fractional) {
    return fractional && ratioIfFractional ? Unit.RATIO : unit;
  }
}

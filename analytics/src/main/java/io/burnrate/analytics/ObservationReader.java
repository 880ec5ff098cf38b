package io.burnrate.analytics;

import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.OwnerShares;
import io.burnrate.store.Column;
import io.burnrate.store.GpuMetric;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes observations of physical GPUs out of rows of {@link Tables#GPU_SAMPLES}. */
final class ObservationReader {
  private static final Table TABLE = Tables.GPU_SAMPLES;
  private static final Column UUID = TABLE.column("gpu_uuid");
  private static final Column PART = TABLE.column("part");
  private static final Column INSTANCE = TABLE.column("mig_instance");
  private static final Column TARGET = TABLE.column("target");
  private static final Column PROFILE = TABLE.column("mig_profile");
  private static final Column CLUSTER = TABLE.column("cluster");
  private static final Column POOL = TABLE.column("pool");
  private static final Column NODE = TABLE.column("node");
  private static final Column MODEL = TABLE.column("gpu_model");
  private static final Column OWNERS = TABLE.column("owners");
  private static final Column INTERVAL = TABLE.column("scrape_interval_millis");
  private static final Column SENTINELS = TABLE.column("sentinel_readings");
  private static final Column DUPLICATES = TABLE.column("duplicate_readings");
  private static final Column SM_ACTIVE = metric(GpuMetric.SM_ACTIVE_RATIO);
  private static final Column GR_ENGINE = metric(GpuMetric.GR_ENGINE_ACTIVE_RATIO);
  private static final Column GPU_UTIL = metric(GpuMetric.GPU_UTIL_RATIO);
  private static final Column USED = metric(GpuMetric.MEMORY_USED_BYTES);
  private static final Column FREE = metric(GpuMetric.MEMORY_FREE_BYTES);
  private static final Column RESERVED = metric(GpuMetric.MEMORY_RESERVED_BYTES);
  private static final Column POWER = metric(GpuMetric.POWER_WATTS);
  private static final Column POWER_LIMIT = metric(GpuMetric.POWER_LIMIT_WATTS);
  private static final Column ENERGY = metric(GpuMetric.ENERGY_MILLIJOULES);
  private static final Column XID = metric(GpuMetric.XID_ERROR);
  private static final Pattern COMPUTE_SLICES = Pattern.compile("(?:(\\d+)c\\.)?(\\d+)g\\..*");

  private ObservationReader() {}

  /** The columns that {@link #read} looks at, for a query that reads rows back. */
  static List<Column> columns() {
    return List.of(
        TABLE.time(),
        UUID,
        INSTANCE,
        PART,
        TARGET,
        PROFILE,
        CLUSTER,
        POOL,
        NODE,
        MODEL,
        OWNERS,
        INTERVAL,
        SENTINELS,
        DUPLICATES,
        SM_ACTIVE,
        GR_ENGINE,
        GPU_UTIL,
        USED,
        FREE,
        RESERVED,
        POWER,
        POWER_LIMIT,
        ENERGY,
        XID);
  }

  /**
   * One observation for each GPU and time in {@code batch}, in the order of first appearance. Of a
   * GPU and time that is scraped and came in parts too, it is two.
   */
  static List<GpuObservation> read(RowBatch batch) {
    Map<String, List<Integer>> rowsOfGpu = new LinkedHashMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      String way = inParts(batch, row) ? "@~" : "@";
      String key = batch.stringAt(UUID, row) + way + batch.timeMillisAt(row);
      rowsOfGpu.computeIfAbsent(key, k -> new ArrayList<>(1)).add(row);
    }
    List<GpuObservation> observations = new ArrayList<>(rowsOfGpu.size());
    for (List<Integer> rows : rowsOfGpu.values()) {
      observations.add(observation(batch, rows));
    }
    return observations;
  }

  private static boolean inParts(RowBatch batch, int row) {
    return !batch.stringAt(PART, row).isEmpty();
  }

  private static GpuObservation observation(RowBatch batch, List<Integer> rows) {
    GpuObservation all = observation(batch, rows.get(0));
    for (int row : rows.subList(1, rows.size())) {
      // Power, energy and XID of MIG rows are the whole GPU's, repeated: never their sum.
      all = all.unite(observation(batch, row));
    }
    return all;
  }

  private static GpuObservation observation(RowBatch batch, int row) {
    return new GpuObservation(
        batch.timeMillisAt(row),
        count(batch, INTERVAL, row),
        inParts(batch, row),
        batch.stringAt(TARGET, row),
        new GpuLabels(
            batch.stringAt(CLUSTER, row),
            batch.stringAt(POOL, row),
            batch.stringAt(NODE, row),
            batch.stringAt(UUID, row),
            batch.stringAt(MODEL, row)),
        List.of(part(batch, row)),
        batch.doubleAt(POWER, row),
        batch.doubleAt(POWER_LIMIT, row),
        batch.doubleAt(ENERGY, row),
        batch.doubleAt(XID, row),
        count(batch, SENTINELS, row),
        count(batch, DUPLICATES, row));
  }

  /** 0 where it is absent. */
  private static long count(RowBatch batch, Column column, int row) {
    return Math.max(0, batch.longAt(column, row));
  }

  private static GpuPart part(RowBatch batch, int row) {
    String instance = batch.stringAt(INSTANCE, row);
    String owners = batch.stringAt(OWNERS, row);
    return new GpuPart(
        instance,
        instance.isEmpty() ? 0 : computeSlices(batch.stringAt(PROFILE, row)),
        owners,
        decode(owners),
        batch.doubleAt(SM_ACTIVE, row),
        batch.doubleAt(GR_ENGINE, row),
        batch.doubleAt(GPU_UTIL, row),
        batch.doubleAt(USED, row),
        batch.doubleAt(FREE, row),
        batch.doubleAt(RESERVED, row));
  }

  /** The compute slices of a MIG profile such as {@code 3g.40gb}; 1 when it cannot be read. */
  static int computeSlices(String profile) {
    Matcher matcher = COMPUTE_SLICES.matcher(profile);
    if (!matcher.matches()) {
      return 1;
    }
    String slices = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return Math.max(1, Math.min(7, Integer.parseInt(slices.substring(0, 1))));
  }

  private static List<OwnerShare> decode(String owners) {
    return owners.isEmpty() ? List.of() : List.copyOf(OwnerShares.decode(owners));
  }

  private static Column metric(GpuMetric metric) {
    return TABLE.column(metric.column());
  }
}

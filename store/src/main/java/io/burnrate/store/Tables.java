package io.burnrate.store;

import java.util.List;

/** Every table there is. Stores create them; a test fails when a store's differ. */
public final class Tables {
  /**
   * One row for one GPU (or MIG instance) at one scrape. {@code time_ms} is when the scrape
   * answered, by our clock: exporters send no time. {@code owners} is {@link
   * io.burnrate.domain.OwnerShares} text; {@code namespace} and {@code workload} are filled when
   * there is one owner only. {@code target} is the scraped URL.
   */
  public static final Table GPU_SAMPLES =
      Table.named("gpu_samples")
          .time("time_ms")
          .key("gpu_uuid", "mig_instance")
          .dimension("cluster", "pool", "node", "gpu_model", "namespace", "workload", "target")
          .dimension("mig_profile", "gpu_index", "device", "pci_bus_id", "driver_version")
          .payload("owners")
          .metricLong("scrape_interval_millis")
          .metricDouble(GpuMetric.columns())
          .build();

  /** One row for each scrape of one target. {@code up} is 1 or 0, {@code error} says why 0. */
  public static final Table SCRAPES =
      Table.named("scrapes")
          .time("time_ms")
          .key("target")
          .dimension("cluster", "pool")
          .payload("error")
          .metricLong("up", "duration_micros", "body_bytes", "lines", "samples", "rows")
          .metricLong(
              "rejected_lines", "duplicate_lines", "unmapped_lines", "scrape_interval_millis")
          .build();

  /**
   * One row for each OTLP span. {@code time_ms} is the span's start. {@code entry} is 1 for a span
   * that a request enters a service by: kind SERVER or CONSUMER, or one without a parent. {@code
   * attributes} and {@code resource} are JSON objects.
   */
  public static final Table SPANS =
      Table.named("spans")
          .time("time_ms")
          .key("trace_id", "span_id")
          .dimension("service", "name", "kind", "status", "parent_span_id", "scope")
          .dimension("model", "operation")
          .payload("attributes", "resource")
          .metricLong("start_nanos", "duration_nanos", "entry")
          .metricLong("input_tokens", "output_tokens")
          .build();

  /** One row for each prediction. {@code features} is a flat JSON object of numbers and texts. */
  public static final Table PREDICTIONS =
      Table.named("predictions")
          .time("time_ms")
          .key("model", "prediction_id")
          .shardedBy("prediction_id")
          .dimension("version")
          .payload("features", "prediction", "label")
          .build();

  /**
   * One row for each owner or waste class of one GPU in one closed minute ({@code time_ms} is the
   * minute's start). Money and energy are whole numbers, so that sums are exact. {@code
   * used_micros} is GPU time weighted with effective utilization; {@code measured_millis} is the
   * part of {@code gpu_millis} that a reading covers; memory is a time integral. {@code
   * gpu_minute_millis} is the GPU's time in that minute, on one of its rows only and 0 on the
   * others, so that its sum less the sum of {@code gpu_millis} is the residual.
   */
  public static final Table LEDGER =
      Table.named("ledger")
          .time("time_ms")
          .key("gpu_uuid", "ledger_class", "owner")
          .keyLong("revision")
          .dimension("cluster", "pool", "node", "gpu_model", "namespace", "workload", "pod")
          .dimension("share_basis", "utilization_basis", "energy_basis")
          .requiredLong("gpu_minute_millis", "gpu_millis", "cost_nano_usd", "energy_millijoules")
          .requiredLong("used_micros", "utilization_known_millis", "measured_millis")
          .requiredLong("memory_used_byte_seconds", "memory_total_byte_seconds")
          .build();

  /**
   * Everything that happened to alerts, append only; the newest row of a fingerprint is its state.
   * {@code event} is a state name ({@code pending}, {@code firing}, {@code noData}, {@code
   * resolved}), {@code inactive} for a pending one that never fired, or {@code delivered} or {@code
   * refused} with the webhook in {@code receiver}. {@code ends_at_ms} is 0 while it fires.
   */
  public static final Table ALERT_EVENTS =
      Table.named("alert_events")
          .time("time_ms")
          .key("fingerprint", "event", "receiver")
          .dimension("rule")
          .payload("labels", "annotations", "detail")
          .metricLong("starts_at_ms", "ends_at_ms")
          .metricDouble("cost_usd_per_hour")
          .build();

  public static final List<Table> ALL =
      List.of(GPU_SAMPLES, SCRAPES, SPANS, PREDICTIONS, LEDGER, ALERT_EVENTS);

  /** The table {@code name}; throws {@link IllegalArgumentException} if there is none. */
  public static Table named(String name) {
    for (Table table : ALL) {
      if (table.name().equals(name)) {
        return table;
      }
    }
    throw new IllegalArgumentException("no such table: " + name);
  }

  private Tables() {}
}

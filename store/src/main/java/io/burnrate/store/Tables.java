package io.burnrate.store;

import java.util.List;

/** Every table there is. Stores create them; a test fails when a store's differ. */
public final class Tables {
  /**
   * One row for one GPU (or MIG instance) at one scrape. {@code time_ms} is when the scrape
   * answered, by our clock: exporters send no time. {@code owners} is {@link
   * io.burnrate.domain.OwnerShares} text; {@code namespace} and {@code workload} are filled when
   * there is one owner only. {@code target} is the scraped URL, or what a sender calls it. A sender
   * may split the readings of one GPU and time over several requests, which are then several rows:
   * {@code part} names which readings a row has, and is empty for a scraped page, which is whole.
   * {@code sentinel_readings} and {@code duplicate_readings} count what was left out of the row;
   * absent for none.
   */
  public static final Table GPU_SAMPLES =
      Table.named("gpu_samples")
          .time("time_ms")
          .key("gpu_uuid", "mig_instance", "part")
          .dimension("cluster", "pool", "node", "gpu_model", "namespace", "workload", "target")
          .dimension("mig_profile", "gpu_index", "device", "pci_bus_id", "driver_version")
          .payload("owners")
          .metricLong("scrape_interval_millis", "sentinel_readings", "duplicate_readings")
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
   * attributes} and {@code resource} are JSON objects. What a span says of a call of a language
   * model has columns of its own, the same for all generations of names; {@code input_tokens}
   * include the cached ones, {@code output_tokens} those of reasoning.
   */
  public static final Table SPANS =
      Table.named("spans")
          .time("time_ms")
          .key("trace_id", "span_id")
          .dimension("service", "name", "kind", "status", "parent_span_id", "scope")
          .dimension("model", "operation", "provider", "dialect")
          .payload("attributes", "resource")
          .metricLong("start_nanos", "duration_nanos", "entry")
          .metricLong("input_tokens", "output_tokens")
          .metricLong("cached_input_tokens", "reasoning_output_tokens")
          .metricDouble("time_to_first_token_seconds", "time_per_output_token_seconds")
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
   * others, so that its sum less the sum of {@code gpu_millis} is the residual. {@code
   * trust_millis} is the part of {@code gpu_millis} that its figures can be trusted for; what was
   * taken off is the time that no reading covers, and half of the time that is estimated: {@code
   * estimated_..._millis} say in what, and {@code requested_share_millis} what was split by
   * requests. Counts of readings are on the row that has {@code gpu_minute_millis}.
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
          .metricLong("trust_millis", "estimated_energy_millis", "estimated_utilization_millis")
          .metricLong("estimated_share_millis", "requested_share_millis")
          .metricLong("counter_resets", "sentinel_readings", "duplicate_readings")
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

  /**
   * One row for each reading of one model server: a number, or a histogram. {@code server} is its
   * host and port whatever the way in, or its namespace and pod where only those are told, {@code
   * target} as in {@link #GPU_SAMPLES}. {@code metric} is a {@link ServingMetric}'s name, units are
   * ours whatever the server's. Counters and histograms are cumulative, as the server tells them.
   * {@code engine} tells replicas in one server apart and {@code detail} kinds of one reading (why
   * a request ended, which call it was): the rows of one metric at one time add up, however many
   * details there are, and one thing is never in two of them. {@code bounds} and {@code counts} are
   * a histogram's {@link Buckets}; {@code value} is then the sum, {@code observations} their
   * number. {@code part} is as in {@link #GPU_SAMPLES}: {@link Buckets#with} unites buckets that
   * came separately. A reading that its server no longer has gets no further rows, and there is no
   * row that says so: the newest one holds for a few {@code scrape_interval_millis}. {@code
   * start_ms} is when the counting began, where it is told.
   */
  public static final Table SERVING =
      Table.named("serving")
          .time("time_ms")
          .key("cluster", "server", "model", "engine", "version", "metric", "detail", "part")
          .dimension("system", "pool", "node", "namespace", "workload", "pod", "target")
          .payload("bounds", "counts")
          .metricDouble("value", "observations")
          .metricLong("start_ms", "scrape_interval_millis")
          .build();

  /**
   * One row for each OpenTelemetry data point that is neither a GPU's nor a model server's. {@code
   * series} is a digest of what tells series apart, {@code kind} the type of data, {@code buckets}
   * its distribution in JSON, in the protocol's own names. {@code start_nanos} is 0 where it is not
   * told. A cumulative series began anew where {@code start_nanos} changes, or, where that is 0,
   * where its value or count falls; rows are kept as they came. Bit 0 of {@code flags} says that
   * the series ended: such a row has no value. Values that are no finite number are absent too.
   */
  public static final Table METRICS =
      Table.named("metrics")
          .time("time_ms")
          .key("series")
          .keyLong("time_nanos")
          .dimension("name", "kind", "unit", "temporality", "service", "scope")
          .payload("attributes", "resource", "scope_attributes", "buckets", "exemplars")
          .metricDouble("value", "sum", "min", "max")
          .metricLong("count", "start_nanos", "monotonic", "flags")
          .build();

  /**
   * One row for each OpenTelemetry log record. {@code record_id} is a digest of the record and of
   * its place among equal ones in its request. {@code time_ms} is the event's time, or when it was
   * observed where that is not told.
   */
  public static final Table LOGS =
      Table.named("logs")
          .time("time_ms")
          .key("record_id")
          .dimension("service", "scope", "severity", "event_name", "trace_id", "span_id")
          .payload("body", "attributes", "resource", "scope_attributes")
          .metricLong("time_nanos", "observed_nanos", "severity_number", "flags")
          .build();

  /**
   * What is known of a thing that figures are of, one row each time it changed: {@code kind} is
   * {@code pod}, {@code node} or {@code model}, {@code entity} names it, {@code attributes} is a
   * JSON object of texts. The newest row of an entity is what holds. {@code gpu_request} is {@link
   * io.burnrate.domain.GpuRequest} text of a pod that asks for a part of a GPU.
   */
  public static final Table METADATA =
      Table.named("metadata")
          .time("time_ms")
          .key("entity", "kind")
          .dimension("cluster", "namespace", "name", "version", "origin", "gpu_request")
          .payload("attributes")
          .build();

  public static final List<Table> ALL =
      List.of(
          GPU_SAMPLES,
          SCRAPES,
          SPANS,
          PREDICTIONS,
          LEDGER,
          ALERT_EVENTS,
          SERVING,
          METRICS,
          LOGS,
          METADATA);

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

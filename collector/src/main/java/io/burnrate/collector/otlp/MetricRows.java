package io.burnrate.collector.otlp;

import io.burnrate.collector.sources.SeriesLimit;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the data points of one export: checks each one, and puts readings of GPUs and of model
 * servers into their tables and all others into {@link io.burnrate.store.Tables#METRICS}. One
 * thread.
 */
final class MetricRows implements SignalRows {
  private static final String GEN_AI = "gen_ai";

  private final Arrival arrival;
  private final Tally tally;
  private final long latestNanos;
  private final MetricTable table;
  private final GpuPoints gpus;
  private final ServingPoints servers;

  /** Of the service whose points come; null before its first one. */
  private @Nullable SeriesLimit series;

  private MetricRows(Arrival arrival) {
    this.arrival = arrival;
    this.tally = arrival.tally();
    this.latestNanos = arrival.latestNanos();
    this.table = new MetricTable(arrival);
    this.gpus = new GpuPoints(arrival);
    this.servers = new ServingPoints(arrival);
  }

  /** Data points as rows. */
  static SignalReader reader() {
    return new SignalReader() {
      @Override
      public Signal signal() {
        return Signal.METRICS;
      }

      @Override
      public SignalRows open(Arrival arrival) {
        return new MetricRows(arrival);
      }
    };
  }

  @Override
  public void resource(Resource resource) {
    Origin origin = Origin.of(resource, arrival);
    table.resource(resource, origin);
    gpus.resource(resource, origin);
    servers.resource(resource, origin);
    series = null;
  }

  @Override
  public void scope(InstrumentationScope scope) {
    table.scope(scope);
    gpus.scope(scope.getName());
  }

  @Override
  public void item(Item item) throws IOException {
    Metric.Builder metric = Metric.newBuilder();
    Walk walk = new Walk(metric);
    Fault fault = item.split(metric, walk);
    if (fault != null) {
      tally.reject(fault);
    }
  }

  @Override
  public void finish() {
    table.finish();
    gpus.finish();
    servers.finish();
  }

  /** Goes through the points of one metric, whose head is known from the first one on. */
  private final class Walk implements Item.Points {
    private final Metric.Builder metric;
    private @Nullable MetricHead head;
    private @Nullable Fault headFault;

    Walk(Metric.Builder metric) {
      this.metric = metric;
    }

    @Override
    public void point(Item item) throws IOException {
      MetricHead known = head == null ? begin() : head;
      switch (known.kind()) {
        case GAUGE, SUM -> number(item, known);
        case HISTOGRAM -> histogram(item, known);
        case EXPONENTIAL_HISTOGRAM -> exponential(item, known);
        case SUMMARY -> summary(item, known);
        case UNKNOWN -> number(item, known);
      }
    }

    private MetricHead begin() {
      MetricHead known = MetricHead.of(metric.build());
      head = known;
      headFault = known.fault();
      table.metric(known);
      gpus.metric(known);
      servers.metric(known);
      if (known.name().startsWith(GEN_AI + '.')) {
        tally.speaks(GEN_AI);
      }
      return known;
    }

    private void number(Item item, MetricHead known) throws IOException {
      NumberDataPoint.Builder builder = NumberDataPoint.newBuilder();
      Fault unread = item.read(builder);
      NumberDataPoint data = builder.build();
      PointHead point = PointHead.of(data);
      Fault fault = unread == null ? fault(known, point) : unread;
      if (fault == null && !point.noValue()) {
        fault = PointChecks.fault(known, data);
      }
      if (fault != null) {
        tally.reject(fault);
        return;
      }
      double value = MetricTable.value(data);
      if (gpus.take(point, value)) {
        return;
      }
      if (servers.take(point, value)) {
        tally.accept(point.timeMillis());
      } else if (admit(null, point)) {
        table.add(point, data);
      }
    }

    private void histogram(Item item, MetricHead known) throws IOException {
      HistogramDataPoint.Builder builder = HistogramDataPoint.newBuilder();
      Fault unread = item.read(builder);
      HistogramDataPoint data = builder.build();
      PointHead point = PointHead.of(data);
      Fault fault = unread == null ? fault(known, point) : unread;
      if (fault == null && !point.noValue()) {
        fault = PointChecks.fault(data);
      }
      if (fault == null && servers.take(point, data)) {
        tally.accept(point.timeMillis());
      } else if (admit(fault, point)) {
        table.add(point, data);
      }
    }

    private void exponential(Item item, MetricHead known) throws IOException {
      ExponentialHistogramDataPoint.Builder builder = ExponentialHistogramDataPoint.newBuilder();
      Fault unread = item.read(builder);
      ExponentialHistogramDataPoint data = builder.build();
      PointHead point = PointHead.of(data);
      Fault fault = unread == null ? fault(known, point) : unread;
      if (fault == null && !point.noValue()) {
        fault = PointChecks.fault(data);
      }
      if (admit(fault, point)) {
        table.add(point, data);
      }
    }

    private void summary(Item item, MetricHead known) throws IOException {
      SummaryDataPoint.Builder builder = SummaryDataPoint.newBuilder();
      Fault unread = item.read(builder);
      SummaryDataPoint data = builder.build();
      PointHead point = PointHead.of(data);
      Fault fault = unread == null ? fault(known, point) : unread;
      if (fault == null && !point.noValue()) {
        fault = PointChecks.fault(data);
      }
      if (admit(fault, point)) {
        table.add(point, data);
      }
    }

    private @Nullable Fault fault(MetricHead known, PointHead point) {
      Fault fault = headFault == null ? point.fault(latestNanos) : headFault;
      if (fault != null) {
        return fault;
      }
      SeriesLimit its = series == null ? arrival.series() : series;
      series = its;
      boolean admitted =
          its.admit(table.series(point), known.name(), () -> GpuSource.texts(point.attributes()));
      return admitted ? null : Fault.SERIES_LIMIT;
    }

    /** Tells the tally what becomes of a point; true when it is to be added to the table. */
    private boolean admit(@Nullable Fault fault, PointHead point) {
      if (fault != null) {
        tally.reject(fault);
        return false;
      }
      tally.accept(point.timeMillis());
      return true;
    }
  }
}

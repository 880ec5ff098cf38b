package io.burnrate.collector.otlp;

import io.burnrate.collector.sources.SeriesLimit;
import io.burnrate.store.Tables;
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
  private final long earliestNanos;
  private final long latestNanos;
  private final MetricTable table;
  private final GpuPoints gpus;
  private final ServingPoints servers;

  /** Of the service whose points come; null before its first one. */
  private @Nullable SeriesLimit series;

  MetricRows(Arrival arrival) {
    this.arrival = arrival;
    this.tally = arrival.tally();
    this.earliestNanos = arrival.earliestNanos(Tables.METRICS, Tables.GPU_SAMPLES, Tables.SERVING);
    this.latestNanos = arrival.latestNanos();
    this.table = new MetricTable(arrival);
    this.gpus = new GpuPoints(arrival);
    this.servers = new ServingPoints(arrival);
  }

  @Override
  public void resource(Resource resource) {
    Origin origin = Origin.of(resource, arrival);
    table.resource(resource, origin);
    GpuSource source = GpuSource.of(resource, origin.service());
    gpus.resource(source);
    servers.resource(source);
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

    Walk(Metric.Builder metric) {
      this.metric = metric;
    }

    @Override
    public void point(Item item) throws IOException {
      MetricHead known = head == null ? begin() : head;
      switch (known.kind()) {
        case GAUGE, SUM, UNKNOWN -> number(item, known);
        case HISTOGRAM -> histogram(item, known);
        case EXPONENTIAL_HISTOGRAM -> exponential(item, known);
        case SUMMARY -> summary(item, known);
      }
    }

    private MetricHead begin() {
      MetricHead known = MetricHead.of(metric.build());
      head = known;
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
      if (!sound(known, point, unread, PointChecks.fault(known, data))) {
        return;
      }
      double value = MetricTable.value(data);
      if (!gpus.take(point, value)) {
        if (!servers.take(point, value)) {
          table.add(point, data);
        }
        tally.accept(point.timeMillis());
      }
    }

    private void histogram(Item item, MetricHead known) throws IOException {
      HistogramDataPoint.Builder builder = HistogramDataPoint.newBuilder();
      Fault unread = item.read(builder);
      HistogramDataPoint data = builder.build();
      PointHead point = PointHead.of(data);
      if (sound(known, point, unread, PointChecks.fault(data))) {
        if (!servers.take(point, data)) {
          table.add(point, data);
        }
        tally.accept(point.timeMillis());
      }
    }

    private void exponential(Item item, MetricHead known) throws IOException {
      ExponentialHistogramDataPoint.Builder builder = ExponentialHistogramDataPoint.newBuilder();
      Fault unread = item.read(builder);
      ExponentialHistogramDataPoint data = builder.build();
      PointHead point = PointHead.of(data);
      if (sound(known, point, unread, PointChecks.fault(data))) {
        table.add(point, data);
        tally.accept(point.timeMillis());
      }
    }

    private void summary(Item item, MetricHead known) throws IOException {
      SummaryDataPoint.Builder builder = SummaryDataPoint.newBuilder();
      Fault unread = item.read(builder);
      SummaryDataPoint data = builder.build();
      PointHead point = PointHead.of(data);
      if (sound(known, point, unread, PointChecks.fault(data))) {
        table.add(point, data);
        tally.accept(point.timeMillis());
      }
    }

    /**
     * Whether a point is to be kept; the tally is told why where not. One that is too old is
     * accepted and left out. The limit of series is asked last: a bad point takes up none.
     *
     * @param unread why it cannot be read; null where it can
     * @param wrong what is wrong with its value, which counts where it has one; null for nothing
     */
    private boolean sound(
        MetricHead known, PointHead point, @Nullable Fault unread, @Nullable Fault wrong) {
      Fault fault = unread == null ? known.fault() : unread;
      if (fault == null) {
        fault = point.fault(latestNanos);
      }
      if (fault == null && !point.noValue()) {
        fault = wrong;
      }
      if (fault == null && point.timeNanos() < earliestNanos) {
        tally.accept(point.timeMillis());
        tally.drop(Drop.EXPIRED);
        return false;
      }
      if (fault == null && !admitted(known, point)) {
        fault = Fault.SERIES_LIMIT;
      }
      if (fault != null) {
        tally.reject(fault);
      }
      return fault == null;
    }

    private boolean admitted(MetricHead known, PointHead point) {
      SeriesLimit its = series == null ? arrival.series() : series;
      series = its;
      return its.admit(
          table.series(point), known.name(), () -> GpuSource.texts(point.attributes()));
    }
  }
}

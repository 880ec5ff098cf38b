package io.burnrate.collector.otlp;

import io.burnrate.collector.serving.ServingReject;
import io.burnrate.collector.serving.ServingRows;
import io.burnrate.collector.serving.ServingSeries;
import io.burnrate.collector.serving.WholeHistogram;
import io.burnrate.store.RowBatch;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Picks out of the data points of one export those that are readings of model servers, and puts
 * them into rows of {@link io.burnrate.store.Tables#SERVING}. What does not fit there is left to be
 * kept as any other point. One thread.
 */
final class ServingPoints {
  private static final String SOURCE = "otlp";
  private static final String INSTANCE = "instance";
  private static final List<String> NAMED = List.of("service.instance.id", "server.address");

  private final Arrival arrival;
  private final ServingRows rows = ServingRows.split(SOURCE);
  private Map<String, String> resource = Map.of();
  private MetricHead head = MetricHead.NONE;
  private boolean known;

  ServingPoints(Arrival arrival) {
    this.arrival = arrival;
  }

  void resource(GpuSource source) {
    resource = new HashMap<>(source.resource());
    resource.put(INSTANCE, source.instance());
    if (NAMED.stream().noneMatch(resource::containsKey)) {
      // Pods of one service are servers of their own.
      String pod = resource.getOrDefault("k8s.pod.name", "");
      String namespace = resource.getOrDefault("k8s.namespace.name", "");
      if (!pod.isEmpty()) {
        resource.put(INSTANCE, namespace.isEmpty() ? pod : namespace + '/' + pod);
      }
    }
  }

  void metric(MetricHead told) {
    head = told;
    byte[] name = head.name().getBytes(StandardCharsets.UTF_8);
    // a difference is no reading
    known = (head.absolute() || head.cumulative()) && ServingSeries.mapped(name, 0, name.length);
  }

  /**
   * Takes a sound point of the metric if it is a model server's reading; false when it belongs
   * elsewhere.
   */
  boolean take(PointHead point, double value) {
    return take(point, series -> rows.add(series, point.timeMillis(), startMillis(point), value));
  }

  /** As above, of a histogram. */
  boolean take(PointHead point, HistogramDataPoint data) {
    return take(
        point, series -> rows.add(series, point.timeMillis(), startMillis(point), whole(data)));
  }

  private boolean take(PointHead point, Consumer<ServingSeries> add) {
    ServingSeries series = series(point);
    if (series == null) {
      return false;
    }
    int before = refused();
    if (point.noValue()) {
      arrival.tally().drop(Drop.STALE);
    } else {
      add.accept(series);
    }
    if (refused() > before) {
      return false;
    }
    arrival.tally().speaks(series.system());
    return true;
  }

  /** Hands on the rows. */
  void finish() {
    arrival.appender().add(rows.finish());
  }

  private @Nullable ServingSeries series(PointHead point) {
    if (!known) {
      return null;
    }
    Map<String, String> labels = new HashMap<>(resource);
    labels.putAll(GpuSource.texts(point.attributes()));
    labels.put(ServingSeries.UNIT, head.unit());
    return ServingSeries.series(
        head.name(), labels, (label, value) -> value.equals(resource.get(label)));
  }

  private int refused() {
    int sum = rows.duplicates();
    for (ServingReject reason : ServingReject.values()) {
      sum += rows.rejected(reason);
    }
    return sum;
  }

  private static long startMillis(PointHead point) {
    return point.started() ? point.startNanos() / 1_000_000 : RowBatch.NO_LONG;
  }

  /** The counts up to each edge, positive infinity last. */
  private static WholeHistogram whole(HistogramDataPoint data) {
    int buckets = data.getBucketCountsCount();
    double[] bounds = new double[buckets];
    long[] counts = new long[buckets];
    long sum = 0;
    for (int i = 0; i < buckets; i++) {
      sum += data.getBucketCounts(i);
      bounds[i] = i < buckets - 1 ? data.getExplicitBounds(i) : Double.POSITIVE_INFINITY;
      counts[i] = sum;
    }
    return new WholeHistogram(
        bounds, counts, data.hasSum() ? data.getSum() : Double.NaN, data.getCount());
  }
}

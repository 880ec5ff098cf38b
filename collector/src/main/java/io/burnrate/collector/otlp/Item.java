package io.burnrate.collector.otlp;

import com.google.protobuf.Message;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One span, metric, data point or log record of a body, still encoded, so that only one at a time
 * is an object. It is read once. One thread.
 */
interface Item {
  /** A larger message is rejected; protobuf objects weigh many times their bytes. */
  int MAX_BYTES = 1 << 20;

  /** Takes the data points of a metric, one at a time. */
  interface Points {
    void point(Item point) throws IOException;
  }

  /**
   * Reads all of it. Throws when the body cannot be read on.
   *
   * @return why it is to be rejected; {@code into} is of no use then
   */
  @Nullable Fault read(Message.Builder into) throws IOException;

  /**
   * Reads a metric without its data points, then hands these on one at a time, so that a metric may
   * be larger than {@link #MAX_BYTES}. Of several kinds of data the last one counts, as in
   * protobuf.
   *
   * @return why the metric is to be rejected, as one point; none is handed on then
   */
  @Nullable Fault split(Metric.Builder head, Points points) throws IOException;
}

package io.burnrate.collector.scrape;

import com.google.protobuf.CodedInputStream;
import io.burnrate.collector.ProtobufFields;
import io.burnrate.collector.http.CleanText;
import io.burnrate.collector.serving.WholeHistogram;
import io.burnrate.store.RowBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads {@code io.prometheus.client.MetricFamily} messages, each behind its length, metric by
 * metric. A metric that is not sound leaves the others alone. One thread, once.
 */
final class FamilyReader {
  /** A metric with more is refused. */
  static final int MAX_LABELS = 128;

  private static final int COUNTER = 0; // MetricType
  private static final int GAUGE = 1;
  private static final int SUMMARY = 2;
  private static final int UNTYPED = 3;

  /** Told of each metric. */
  interface Sink {
    void number(Metric metric, double value);

    void histogram(Metric metric, WholeHistogram histogram);

    /** A metric of a kind that is not kept: a native histogram, or a histogram of gauges. */
    void unsupported();

    /** A metric, or a whole family, that cannot be read. */
    void broken();
  }

  /**
   * What a metric's value is of.
   *
   * @param timeMillis {@link OwnTimes#NONE} when it has none
   * @param startMillis when it began at 0; {@link RowBatch#NO_LONG} when not told
   */
  record Metric(String name, Map<String, String> labels, long timeMillis, long startMillis) {}

  private final byte[] body;
  private final int length;
  private final Sink sink;

  FamilyReader(byte[] body, int length, Sink sink) {
    this.body = body;
    this.length = length;
    this.sink = sink;
  }

  /** Whether the page is whole: its last message ends with it. */
  boolean read() {
    int at = 0;
    while (at < length) {
      int start;
      int size;
      try {
        CodedInputStream in = CodedInputStream.newInstance(body, at, length - at);
        size = in.readRawVarint32();
        start = at + in.getTotalBytesRead();
      } catch (IOException e) {
        return false;
      }
      if (size < 0 || size > length - start) {
        return false;
      }
      readFamily(start, size);
      at = start + size;
    }
    return true;
  }

  private void readFamily(int start, int size) {
    Family family = new Family();
    try {
      ProtobufFields.visit(body, start, size, family.head);
      ProtobufFields.visit(body, start, size, family);
    } catch (IOException e) {
      sink.broken();
    }
  }

  private String text(int start, int size) {
    return CleanText.of(
        new String(body, start, size, StandardCharsets.UTF_8), PageParser.MAX_LINE_BYTES);
  }

  /** The metrics of one family; its name and type, which may stand behind them, are read before. */
  private final class Family implements ProtobufFields.Visitor {
    private String name = "";
    private int type = COUNTER;
    private final ProtobufFields.Visitor head =
        new ProtobufFields.Visitor() {
          @Override
          public void bytes(int field, int start, int size) {
            name = field == 1 ? text(start, size) : name;
          }

          @Override
          public void varint(int field, long value) {
            type = field == 3 ? (int) value : type;
          }
        };

    @Override
    public void bytes(int field, int start, int size) throws IOException {
      if (field == 4) {
        try {
          readMetric(start, size);
        } catch (IOException e) {
          sink.broken();
        }
      }
    }

    private void readMetric(int start, int size) throws IOException {
      MetricVisitor visitor = new MetricVisitor();
      ProtobufFields.visit(body, start, size, visitor);
      int wanted =
          switch (type) {
            case GAUGE -> 2;
            case COUNTER -> 3;
            case SUMMARY -> 4;
            case UNTYPED -> 5;
            default -> 7;
          };
      Value value = visitor.value;
      if (name.isEmpty() || visitor.labels.size() > MAX_LABELS || visitor.valueField != wanted) {
        sink.broken();
        return;
      }
      Metric metric = new Metric(name, visitor.labels, visitor.timeMillis, value.startMillis);
      if (type == GAUGE || type == COUNTER || type == UNTYPED) {
        sink.number(metric, value.number);
      } else if (type == SUMMARY || (type == 4 && (value.buckets > 0 || !value.beyondClassic))) {
        sink.histogram(metric, value.histogram());
      } else {
        sink.unsupported();
      }
    }
  }

  private final class MetricVisitor implements ProtobufFields.Visitor {
    private final Map<String, String> labels = new HashMap<>();
    private long timeMillis = OwnTimes.NONE;
    private int valueField;
    private Value value = new Value(0);

    @Override
    public void bytes(int field, int start, int size) throws IOException {
      if (field == 1) {
        LabelVisitor label = new LabelVisitor();
        ProtobufFields.visit(body, start, size, label);
        labels.putIfAbsent(label.name, label.value);
      } else if (field >= 2 && field <= 7) {
        valueField = field;
        value = new Value(field);
        ProtobufFields.visit(body, start, size, value);
      }
    }

    @Override
    public void varint(int field, long millis) {
      timeMillis = field == 6 ? millis : timeMillis;
    }
  }

  private final class LabelVisitor implements ProtobufFields.Visitor {
    private String name = "";
    private String value = "";

    @Override
    public void bytes(int field, int start, int size) {
      if (field == 1) {
        name = text(start, size);
      } else if (field == 2) {
        value = text(start, size);
      }
    }
  }

  /** A gauge, counter or untyped number, a summary or a histogram. */
  private final class Value implements ProtobufFields.Visitor {
    private final boolean histogram;
    private final boolean many;
    private double number;
    private double sum;
    private long count;
    private long startMillis = RowBatch.NO_LONG;
    private boolean beyondClassic;
    private double[] bounds = {};
    private long[] counts = {};
    private int buckets;

    Value(int field) {
      this.histogram = field == 7;
      this.many = field == 4 || histogram;
    }

    @Override
    public void fixed64(int field, long bits) {
      double read = Double.longBitsToDouble(bits);
      if (field == 1) {
        number = read;
      } else if (field == 2) {
        sum = read;
      } else if (histogram && field >= 4) {
        beyondClassic = true;
      }
    }

    @Override
    public void varint(int field, long read) {
      if (many && field == 1) {
        count = read;
      } else if (histogram && field >= 5) {
        beyondClassic = true;
      }
    }

    @Override
    public void bytes(int field, int start, int size) throws IOException {
      if (histogram && field == 3) {
        BucketVisitor bucket = new BucketVisitor();
        ProtobufFields.visit(body, start, size, bucket);
        add(bucket.bound, bucket.count);
      } else if (field == (histogram ? 15 : many ? 4 : 3)) {
        TimeVisitor time = new TimeVisitor();
        ProtobufFields.visit(body, start, size, time);
        startMillis = time.seconds * 1_000 + time.nanos / 1_000_000;
      } else if (histogram && field > 8) {
        beyondClassic = true;
      }
    }

    private void add(double bound, long cumulativeCount) {
      if (buckets == bounds.length) {
        bounds = Arrays.copyOf(bounds, Math.max(16, 2 * buckets));
        counts = Arrays.copyOf(counts, bounds.length);
      }
      bounds[buckets] = bound;
      counts[buckets++] = cumulativeCount;
    }

    WholeHistogram histogram() {
      return new WholeHistogram(
          Arrays.copyOf(bounds, buckets), Arrays.copyOf(counts, buckets), sum, count);
    }
  }

  private static final class BucketVisitor implements ProtobufFields.Visitor {
    private long count;
    private double bound;

    @Override
    public void varint(int field, long value) {
      count = field == 1 ? value : count;
    }

    @Override
    public void fixed64(int field, long bits) {
      bound = field == 2 ? Double.longBitsToDouble(bits) : bound;
    }
  }

  private static final class TimeVisitor implements ProtobufFields.Visitor {
    private long seconds;
    private long nanos;

    @Override
    public void varint(int field, long value) {
      if (field == 1) {
        seconds = value;
      } else if (field == 2) {
        nanos = value;
      }
    }
  }
}

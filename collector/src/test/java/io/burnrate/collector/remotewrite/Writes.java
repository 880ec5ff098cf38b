package io.burnrate.collector.remotewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Requests by the published definitions, {@code prompb/remote.proto} and {@code types.proto} for
 * 1.0, {@code io/prometheus/write/v2/types.proto} for 2.0.
 */
final class Writes {
  private final Dialect dialect;
  private final List<String> symbols = new ArrayList<>(List.of(""));
  private final Wire request = new Wire();

  Writes(Dialect dialect) {
    this.dialect = dialect;
  }

  static Wire sample(double value, long timeMillis) {
    return new Wire().number(1, value).varint(2, timeMillis);
  }

  static Wire stale(long timeMillis) {
    return new Wire().fixed64(1, 0x7ff0000000000002L).varint(2, timeMillis);
  }

  /** The labels of a metric of one GPU. */
  static String[] gpu(String metric) {
    return new String[] {"__name__", metric, "UUID", "GPU-1"};
  }

  static String[] with(String[] labels, String name, String value) {
    String[] more = Arrays.copyOf(labels, labels.length + 2);
    more[labels.length] = name;
    more[labels.length + 1] = value;
    return more;
  }

  /** A series of one sample. */
  Writes add(double value, long timeMillis, String... labels) {
    return add(sample(value, timeMillis), labels);
  }

  Writes add(Wire sample, String... labels) {
    return series(labels(labels).message(2, sample));
  }

  Writes series(Wire series) {
    request.message(dialect == Dialect.V1 ? 1 : 5, series);
    return this;
  }

  /** A series with labels only: name, value, name, value... */
  Wire labels(String... labels) {
    Wire series = new Wire();
    if (dialect == Dialect.V1) {
      for (int i = 0; i < labels.length; i += 2) {
        series.message(1, new Wire().text(1, labels[i]).text(2, labels[i + 1]));
      }
      return series;
    }
    Wire references = new Wire();
    for (String each : labels) {
      references.raw(symbol(each));
    }
    return series.bytes(1, references.bytes());
  }

  private int symbol(String text) {
    int known = symbols.indexOf(text);
    if (known < 0) {
      symbols.add(text);
      known = symbols.size() - 1;
    }
    return known;
  }

  /** The request; in 2.0 with its symbols behind the series that refer to them. */
  byte[] bytes() {
    Wire all = new Wire();
    if (dialect == Dialect.V2) {
      symbols.forEach(each -> all.text(4, each));
    }
    byte[] head = request.bytes();
    byte[] tail = all.bytes();
    byte[] whole = new byte[head.length + tail.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(tail, 0, whole, head.length, tail.length);
    return whole;
  }
}

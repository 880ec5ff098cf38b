package io.burnrate.collector.remotewrite;

import io.burnrate.collector.http.CleanText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one series, as places in the request's bytes. Only those of series that we have a
 * column for become texts. Reused from series to series; one thread.
 */
final class Labels {
  /** A series with more is refused. */
  static final int MAX_LABELS = 128;

  /** A series with more bytes of names and values is refused. */
  static final int MAX_LABEL_BYTES = 16_384;

  private static final byte[] METRIC = "__name__".getBytes(StandardCharsets.US_ASCII);
  private static final int PLACES = 4;
  private static final int FIRST_BYTES = 1_024;
  private static final int BYTES_OF_LENGTH = 2;

  private final byte[] body;

  /** Symbols that are texts already, by their place; null where no two labels share bytes. */
  private final @Nullable Map<Integer, String> symbols;

  private final int[] places = new int[PLACES * MAX_LABELS];
  private final LabelKey probe = LabelKey.probe();
  private byte[] copied = new byte[FIRST_BYTES];
  private int count;
  private long bytes;
  private int metric;
  private @Nullable Fate fault;

  /**
   * Labels in {@code body}.
   *
   * @param shared whether several labels may stand at one place: they then share one text, so that
   *     a small body does not become many texts
   */
  Labels(byte[] body, boolean shared) {
    this.body = body;
    this.symbols = shared ? new HashMap<>() : null;
  }

  void clear() {
    count = 0;
    bytes = 0;
    metric = -1;
    fault = null;
  }

  /** A label whose name and value stand in the body. */
  void add(int name, int nameLength, int value, int valueLength) {
    bytes += nameLength + valueLength;
    if (count == MAX_LABELS || bytes > MAX_LABEL_BYTES) {
      fault = Fate.LABELS_TOO_LARGE;
      return;
    }
    int at = PLACES * count++;
    places[at] = name;
    places[at + 1] = nameLength;
    places[at + 2] = value;
    places[at + 3] = valueLength;
    if (Arrays.equals(body, name, name + nameLength, METRIC, 0, METRIC.length)) {
      metric = metric < 0 ? at : broken(at);
    }
  }

  /** The labels cannot be read. */
  void spoil() {
    broken(0);
  }

  private int broken(int at) {
    fault = Fate.LABELS;
    return at;
  }

  /** What is wrong with them, or null. */
  @Nullable Fate fault() {
    return fault == null && (metric < 0 || metricEnd() == metricStart()) ? Fate.LABELS : fault;
  }

  byte[] body() {
    return body;
  }

  /** Where the metric's name begins; only when nothing is wrong. */
  int metricStart() {
    return places[metric + 2];
  }

  int metricEnd() {
    return places[metric + 2] + places[metric + 3];
  }

  /**
   * By what they are known again, with the metric's name or without; good until the next call. Only
   * when nothing is wrong.
   */
  LabelKey key(boolean withMetric) {
    int most = (int) bytes + 2 * BYTES_OF_LENGTH * count;
    if (copied.length < most) {
      copied = new byte[Math.max(most, 2 * copied.length)];
    }
    int end = 0;
    for (int at = 0; at < PLACES * count; at += PLACES) {
      if (withMetric || at != metric) {
        end = copy(places[at], places[at + 1], end);
        end = copy(places[at + 2], places[at + 3], end);
      }
    }
    return probe.over(copied, end);
  }

  /** Its length before it, as no two sets of labels may look alike. */
  private int copy(int start, int length, int to) {
    copied[to] = (byte) length;
    copied[to + 1] = (byte) (length >>> Byte.SIZE);
    System.arraycopy(body, start, copied, to + BYTES_OF_LENGTH, length);
    return to + BYTES_OF_LENGTH + length;
  }

  /** The metric's name; only when nothing is wrong. */
  String metric() {
    return text(places[metric + 2], places[metric + 3]);
  }

  /** All of them as texts; null when one has no name or comes twice. */
  @Nullable Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    for (int at = 0; at < PLACES * count; at += PLACES) {
      String name = text(places[at], places[at + 1]);
      if (name.isEmpty() || texts.put(name, text(places[at + 2], places[at + 3])) != null) {
        return null;
      }
    }
    return texts;
  }

  private String text(int start, int length) {
    return symbols == null
        ? read(start, length)
        // An empty symbol has the place of what follows its end.
        : length == 0 ? "" : symbols.computeIfAbsent(start, at -> read(at, length));
  }

  private String read(int start, int length) {
    return CleanText.of(new String(body, start, length, StandardCharsets.UTF_8), MAX_LABEL_BYTES);
  }
}

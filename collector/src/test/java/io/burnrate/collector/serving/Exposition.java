package io.burnrate.collector.serving;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of {@code name{label="value"} number}, and rows in short. */
final class Exposition {
  static final long TIME = 1_700_000_000_000L;

  /** Of a target that tells nothing but where it is. */
  static final Map<String, String> SERVER = Map.of("instance", "10.1.0.4:8000");

  private static final int INTERVAL_MILLIS = 15_000;
  private static final Pattern LINE = Pattern.compile("([^{ ]+)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([^=,]+)=\"([^\"]*)\"");

  private Exposition() {}

  /** What a page says. */
  static Map<String, String> read(Map<String, String> target, String page) {
    ServingRows rows = rows();
    add(rows, target, page);
    return readings(rows.finish());
  }

  /** How many lines of a page are no model server's. */
  static int unmapped(Map<String, String> target, String page) {
    return add(rows(), target, page);
  }

  /** Rows of a page that is scraped whole. */
  static ServingRows rows() {
    return ServingRows.whole("test", INTERVAL_MILLIS);
  }

  /** Adds each line; answers how many are no model server's. */
  static int add(ServingRows rows, Map<String, String> target, String lines) {
    int unmapped = 0;
    for (String line : lines.lines().filter(each -> !each.startsWith("#")).toList()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IllegalArgumentException(line);
      }
      Map<String, String> labels = new HashMap<>(target);
      if (parts.group(2) != null) {
        LABEL.matcher(parts.group(2)).results().forEach(l -> labels.put(l.group(1), l.group(2)));
      }
      ServingSeries series =
          ServingSeries.series(
              parts.group(1), labels, (label, value) -> value.equals(target.get(label)));
      if (series == null) {
        unmapped++;
      } else {
        String number = parts.group(3).replace("+Inf", "Infinity");
        rows.add(series, TIME, Double.parseDouble(number));
      }
    }
    return unmapped;
  }

  /** What the rows say: model, engine, version, metric, detail to value, observations, buckets. */
  static Map<String, String> readings(RowBatch batch) {
    Map<String, String> all = new TreeMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      StringBuilder key = new StringBuilder();
      for (String column : List.of("model", "engine", "version", "metric", "detail")) {
        String text = text(batch, row, column);
        key.append(text.isEmpty() || key.isEmpty() ? "" : " ").append(text);
      }
      double value = number(batch, row, "value");
      double observations = number(batch, row, "observations");
      String told =
          (Double.isNaN(value) ? "" : plain(value))
              + (Double.isNaN(observations) ? "" : " of " + plain(observations))
              + (text(batch, row, "bounds").isEmpty()
                  ? ""
                  : " " + text(batch, row, "bounds") + text(batch, row, "counts"));
      if (all.put(key.toString(), told) != null) {
        throw new IllegalStateException(key + " twice");
      }
    }
    return all;
  }

  static String text(RowBatch batch, int row, String column) {
    return batch.stringAt(Tables.SERVING.column(column), row);
  }

  static double number(RowBatch batch, int row, String column) {
    return batch.doubleAt(Tables.SERVING.column(column), row);
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}

package io.burnrate.collector.scrape;

import io.burnrate.collector.sources.SeriesLimit;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts a target's series against its source's limit: one by one when they are new on its page,
 * and all together from time to time, so that those that are on every page are not forgotten. A
 * line that is read by comparing it with the page before is not looked at. One thread.
 */
final class Admission {
  /** A source forgets what it did not hear of for an hour or two. */
  static final long REPEAT_MILLIS = 50 * 60_000;

  private final long target;
  private final @Nullable Supplier<SeriesLimit> limits;
  private @Nullable SeriesLimit limit;
  private long toldMillis;

  /**
   * The admission of a target's series.
   *
   * @param target its name
   * @param limits asked for with each page anew; null lets in any number
   */
  Admission(String target, @Nullable Supplier<SeriesLimit> limits) {
    byte[] name = target.getBytes(StandardCharsets.UTF_8);
    this.target = SeriesLimit.hash(name, 0, name.length);
    this.limits = limits;
  }

  /** A page begins. */
  void begin(Template template, long nowMillis) {
    SeriesLimit now = limits == null ? null : limits.get();
    if (now == null) {
      return;
    }
    boolean other = !now.equals(limit);
    limit = now;
    if (other || nowMillis - toldMillis >= REPEAT_MILLIS) {
      toldMillis = nowMillis;
      template.tell(this);
    }
  }

  /**
   * Whether the readings of a series are to be kept.
   *
   * @param field of a GPU's series
   */
  boolean admits(@Nullable Field field, LabelBlock block) {
    SeriesLimit known = limit;
    if (known == null || (block.row == null && block.serving == null)) {
      return true;
    }
    if (block.identity == 0) {
      byte[] key = block.text.key();
      block.identity = SeriesLimit.both(target, SeriesLimit.hash(key, 0, key.length));
    }
    return known.admit(
        SeriesLimit.both(block.identity, field == null ? 0 : field.index + 1),
        () -> metric(field, block),
        () -> labels(block));
  }

  /** The same for a series of which the page has no text. */
  boolean admits(FamilyReader.Metric metric) {
    SeriesLimit known = limit;
    return known == null || known.admit(metric.name(), metric.labels());
  }

  private static String metric(@Nullable Field field, LabelBlock block) {
    byte[] key = block.text.key();
    int end = Labels.nameEnd(key, 0, key.length);
    if (end > 0) {
      return new String(key, 0, end, StandardCharsets.UTF_8);
    }
    return field == null
        ? parsed(block).getOrDefault(Labels.METRIC, "")
        : new String(field.name, StandardCharsets.UTF_8);
  }

  private static Map<String, String> labels(LabelBlock block) {
    Map<String, String> labels = parsed(block);
    labels.remove(Labels.METRIC);
    return labels;
  }

  /** What was parsed before, so it is sound. */
  private static Map<String, String> parsed(LabelBlock block) {
    byte[] key = block.text.key();
    int open = Labels.skipBlanks(key, Labels.nameEnd(key, 0, key.length), key.length);
    int close = open < key.length ? Labels.end(key, open, key.length) : -1;
    Map<String, String> labels = close < 0 ? Map.of() : Labels.parse(key, open, close);
    return labels == null || labels.isEmpty() ? new HashMap<>() : labels;
  }
}

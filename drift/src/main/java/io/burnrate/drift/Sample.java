package io.burnrate.drift;

import io.burnrate.domain.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one side of a comparison. Immutable by agreement.
 *
 * @param rows readable rows
 * @param range when they are from; null without rows
 * @param features in the order in which they were first seen
 * @param unreadableRows rows left out because their features are no JSON object
 * @param surplusFeatures features left out; counting stops at {@link #MAX_SURPLUS_COUNTED}
 */
record Sample(
    long rows,
    @Nullable TimeRange range,
    Map<String, FeatureValues> features,
    long unreadableRows,
    int surplusFeatures) {
  static final int MAX_SURPLUS_COUNTED = 10_000;

  /** The values of {@code feature}, missing in every row if it is not known. */
  FeatureValues values(String feature) {
    FeatureValues values = features.get(feature);
    return values == null ? FeatureValues.missing(rows) : values;
  }

  long bytes() {
    long sum = 0;
    for (Map.Entry<String, FeatureValues> each : features.entrySet()) {
      sum += 2L * each.getKey().length() + each.getValue().bytes();
    }
    return sum;
  }

  /** Collects rows in any order. Not thread-safe. */
  static final class Builder {
    private final Map<String, FeatureValues.Builder> features = new LinkedHashMap<>();
    private final Set<String> surplus = new HashSet<>();
    private final FeatureRow row = new FeatureRow();
    private final int maxFeatures;
    private long rows;
    private long unreadableRows;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;

    /**
     * @param known features that come first
     * @param maxFeatures at most so many features; later ones are counted and left out
     */
    Builder(Collection<String> known, int maxFeatures) {
      this.maxFeatures = maxFeatures;
      known.forEach(this::place);
    }

    void add(long timeMillis, String json) {
      if (!row.read(json)) {
        unreadableRows++;
        return;
      }
      firstMillis = Math.min(firstMillis, timeMillis);
      lastMillis = Math.max(lastMillis, timeMillis);
      for (int i = 0; i < row.size(); i++) {
        FeatureValues.Builder values = place(row.name(i));
        if (values != null && values.claim(rows)) {
          row.addTo(values, i);
        }
      }
      rows++;
    }

    private FeatureValues.@Nullable Builder place(String name) {
      FeatureValues.Builder found = features.get(name);
      if (found == null && features.size() < maxFeatures) {
        found = new FeatureValues.Builder();
        features.put(name, found);
      } else if (found == null && surplus.size() < MAX_SURPLUS_COUNTED) {
        surplus.add(name);
      }
      return found;
    }

    Sample build() {
      Map<String, FeatureValues> built = new LinkedHashMap<>();
      features.forEach((name, values) -> built.put(name, values.build(rows)));
      TimeRange range =
          rows == 0
              ? null
              : new TimeRange(
                  Instant.ofEpochMilli(firstMillis), Instant.ofEpochMilli(lastMillis + 1));
      return new Sample(rows, range, built, unreadableRows, surplus.size());
    }
  }
}

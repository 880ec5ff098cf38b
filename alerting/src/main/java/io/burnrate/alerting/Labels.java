package io.burnrate.alerting;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/** Collects the labels or the annotations of one alert; empty values are left out. */
final class Labels {
  /** Prices are written with at most so many places. */
  private static final int MOST_PLACES = 6;

  private final TreeMap<String, String> values = new TreeMap<>();

  static Labels of(RuleKind kind, String severity) {
    return new Labels().with("alertname", kind.alertName()).with("severity", severity);
  }

  Labels with(String name, String value) {
    if (!value.isEmpty()) {
      values.put(name, value);
    }
    return this;
  }

  Labels withAll(Map<String, String> more) {
    values.putAll(more);
    return this;
  }

  /** Adds the price, unless none can be named. */
  Labels withCost(double usdPerHour) {
    return Double.isFinite(usdPerHour) ? with(Fingerprint.COST, money(usdPerHour)) : this;
  }

  Map<String, String> map() {
    return values;
  }

  /** A plain decimal with two places or more, such as {@code 2.50}. */
  static String money(double usd) {
    BigDecimal exact =
        BigDecimal.valueOf(usd).setScale(MOST_PLACES, RoundingMode.HALF_UP).stripTrailingZeros();
    return exact.setScale(Math.max(2, exact.scale()), RoundingMode.UNNECESSARY).toPlainString();
  }
}

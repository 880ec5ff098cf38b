package io.burnrate.analytics;

import io.burnrate.domain.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a GPU costs. Thread-safe. */
final class PriceBook {
  private static final long MILLIS_PER_HOUR = 3_600_000;
  private static final Logger LOG = LoggerFactory.getLogger(PriceBook.class);

  /** Further models are looked up each time, and warned of each time. */
  private static final int MAX_MODELS = 10_000;

  private final List<Price> prices;
  private final Map<String, Long> nanoUsdPerHour = new ConcurrentHashMap<>();

  PriceBook(List<Price> prices) {
    this.prices = List.copyOf(prices);
  }

  private boolean priced(String gpuModel) {
    return prices.stream()
        .anyMatch(price -> price.gpuModel().equals(gpuModel) || price.gpuModel().equals("*"));
  }

  double usdPerGpuHour(String gpuModel) {
    for (Price price : prices) {
      if (price.gpuModel().equals(gpuModel)) {
        return price.usdPerGpuHour();
      }
    }
    for (Price price : prices) {
      if (price.gpuModel().equals("*")) {
        return price.usdPerGpuHour();
      }
    }
    return 0;
  }

  /**
   * The price of a GPU from {@code fromMillis} to {@code toMillis}, in billionths of a dollar. It
   * is a difference of two rounded-down running totals, so that adjacent stretches add up to the
   * price of the whole without a rounding error. COST_MODEL.md, formula 5.
   */
  long nanoUsd(String gpuModel, long fromMillis, long toMillis) {
    long perHour = perHour(gpuModel);
    return runningTotal(perHour, toMillis) - runningTotal(perHour, fromMillis);
  }

  private long perHour(String gpuModel) {
    Long known = nanoUsdPerHour.get(gpuModel);
    if (known != null) {
      return known;
    }
    if (!priced(gpuModel)) {
      LOG.warn(
          "no price for GPU model '{}': it costs nothing until prices has a row for it", gpuModel);
    }
    long nanos =
        BigDecimal.valueOf(usdPerGpuHour(gpuModel))
            .movePointRight(9)
            .setScale(0, RoundingMode.HALF_EVEN)
            .longValueExact();
    if (nanoUsdPerHour.size() < MAX_MODELS) {
      nanoUsdPerHour.put(gpuModel, nanos);
    }
    return nanos;
  }

  private static long runningTotal(long perHour, long millis) {
    long hours = Math.floorDiv(millis, MILLIS_PER_HOUR);
    long rest = Math.floorMod(millis, MILLIS_PER_HOUR);
    // The whole hours are exact, and only their difference counts: wrapping around is harmless.
    return hours * perHour + scaled(rest, perHour);
  }

  private static long scaled(long millis, long perHour) {
    long whole = perHour / MILLIS_PER_HOUR;
    long remainder = perHour % MILLIS_PER_HOUR;
    return millis * whole + millis * remainder / MILLIS_PER_HOUR;
  }
}

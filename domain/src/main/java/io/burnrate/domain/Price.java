package io.burnrate.domain;

/**
 * What one GPU costs an hour.
 *
 * @param gpuModel the exporter's model name, or {@code *} for every model without a row of its own
 */
public record Price(String gpuModel, double usdPerGpuHour) {
  public Price {
    Checks.notBlank(gpuModel, "gpuModel");
    Checks.finiteAtLeast(0, usdPerGpuHour, "usdPerGpuHour");
  }
}

package io.burnrate.domain;

/** Where an energy figure came from. */
public enum EnergyBasis {
  /** Difference of the exporter's millijoule counter. */
  COUNTER("counter"),
  /** Power readings integrated over time. */
  INTEGRATED_POWER("integratedPower"),
  /** No reading. */
  NONE("none");

  private final String key;

  EnergyBasis(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }
}

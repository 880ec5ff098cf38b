package io.burnrate.domain;

/**
 * One sharer of a GPU or MIG instance, as the exporter named it.
 *
 * @param weightRatio measured share of SM time from 0 to 1; NaN when it was not measured
 */
public record OwnerShare(Owner owner, double weightRatio) {
  /** A sharer whose part was not measured. */
  public static OwnerShare unmeasured(Owner owner) {
    return new OwnerShare(owner, Double.NaN);
  }

  public boolean measured() {
    return !Double.isNaN(weightRatio);
  }
}

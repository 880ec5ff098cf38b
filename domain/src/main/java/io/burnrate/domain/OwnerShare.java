package io.burnrate.domain;

/**
 * One sharer of a GPU or MIG instance, as the exporter named it.
 *
 * @param weightRatio measured share of SM time from 0 to 1; NaN when it was not measured
 * @param requestedRatio part of the GPU's compute that it asked for, from 0 to 1; NaN when it is
 *     not known or all of it may be used
 * @param requestedBytes GPU memory that it asked for; NaN as above
 */
public record OwnerShare(
    Owner owner, double weightRatio, double requestedRatio, double requestedBytes) {

  /** A sharer of which it is not known what it asked for. */
  public OwnerShare(Owner owner, double weightRatio) {
    this(owner, weightRatio, Double.NaN, Double.NaN);
  }

  /** A sharer whose part was not measured. */
  public static OwnerShare unmeasured(Owner owner) {
    return new OwnerShare(owner, Double.NaN);
  }

  public boolean measured() {
    return !Double.isNaN(weightRatio);
  }

  /** Whether it is known what it asked for. */
  public boolean asks() {
    return !Double.isNaN(requestedRatio) || !Double.isNaN(requestedBytes);
  }

  /** The same with another measured share, or NaN. */
  public OwnerShare weighing(double ratio) {
    return new OwnerShare(owner, ratio, requestedRatio, requestedBytes);
  }

  /** The same, and what this one does not know of its request as {@code other} does. */
  public OwnerShare askingAs(OwnerShare other) {
    return new OwnerShare(
        owner,
        weightRatio,
        Double.isNaN(requestedRatio) ? other.requestedRatio : requestedRatio,
        Double.isNaN(requestedBytes) ? other.requestedBytes : requestedBytes);
  }
}

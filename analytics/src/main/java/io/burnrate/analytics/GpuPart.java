package io.burnrate.analytics;

import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.ShareBasis;
import io.burnrate.domain.UtilizationBasis;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A whole GPU, or one MIG instance, as one page shows it.
 *
 * @param migInstance empty for a whole GPU
 * @param slices compute slices of the instance; 0 for a whole GPU
 * @param ownersText the owners as the row spells them, to see cheaply whether they changed
 * @param utilizationRatio effective utilization; NaN when unknown
 * @param memoryUsedBytes NaN when unknown
 * @param memoryTotalBytes NaN when unknown
 */
record GpuPart(
    String migInstance,
    int slices,
    String ownersText,
    List<OwnerShare> owners,
    double utilizationRatio,
    UtilizationBasis basis,
    double memoryUsedBytes,
    double memoryTotalBytes) {

  boolean allocated() {
    return !owners.isEmpty();
  }

  /** Whether the same ones have it, whatever their order and their measured parts. */
  boolean sameOwners(GpuPart other) {
    return ownersText.equals(other.ownersText) || names().equals(other.names());
  }

  private Set<Owner> names() {
    return owners.stream().map(OwnerShare::owner).collect(Collectors.toSet());
  }

  boolean idle(double belowRatio) {
    return allocated() && utilizationRatio < belowRatio;
  }

  /** What each owner's part is in proportion to: measured SM time, or the same for all. */
  double[] ownerWeights() {
    double[] weights = new double[owners.size()];
    boolean measured = measured();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = measured ? owners.get(i).weightRatio() : 1;
    }
    return weights;
  }

  ShareBasis shareBasis() {
    if (!allocated()) {
      return ShareBasis.NONE;
    }
    if (owners.size() > 1) {
      return measured() ? ShareBasis.MEASURED_SM_TIME : ShareBasis.EQUAL_SPLIT;
    }
    return slices > 0 ? ShareBasis.MIG_SLICES : ShareBasis.EXCLUSIVE;
  }

  private boolean measured() {
    double sum = 0;
    for (OwnerShare share : owners) {
      if (!share.measured()) {
        return false;
      }
      sum += share.weightRatio();
    }
    return sum > 0;
  }
}

package io.burnrate.analytics;

import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.ShareBasis;
import io.burnrate.domain.UtilizationBasis;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A whole GPU, or one MIG instance, at one time. Readings are NaN when unknown.
 *
 * @param migInstance empty for a whole GPU
 * @param slices compute slices of the instance; 0 for a whole GPU
 * @param ownersText the owners as the row spells them, to see cheaply whether they changed
 */
record GpuPart(
    String migInstance,
    int slices,
    String ownersText,
    List<OwnerShare> owners,
    double smActiveRatio,
    double grEngineActiveRatio,
    double gpuUtilRatio,
    double usedBytes,
    double freeBytes,
    double reservedBytes) {

  /** One that has the readings and the owners of both, which are of the same thing and time. */
  GpuPart unite(GpuPart other) {
    Map<Owner, OwnerShare> all = new LinkedHashMap<>();
    owners.forEach(share -> all.put(share.owner(), share));
    for (OwnerShare share : other.owners) {
      all.merge(
          share.owner(),
          share,
          (one, two) -> one.measured() ? one.askingAs(two) : two.askingAs(one));
    }
    return new GpuPart(
        migInstance,
        Math.max(slices, other.slices),
        all.size() == owners.size() ? ownersText : ownersText + ';' + other.ownersText,
        List.copyOf(all.values()),
        greater(smActiveRatio, other.smActiveRatio),
        greater(grEngineActiveRatio, other.grEngineActiveRatio),
        greater(gpuUtilRatio, other.gpuUtilRatio),
        greater(usedBytes, other.usedBytes),
        greater(freeBytes, other.freeBytes),
        greater(reservedBytes, other.reservedBytes));
  }

  /**
   * With the readings that sharers have of their own for weights, and without those that are only
   * copies of the device's.
   */
  GpuPart settled() {
    boolean copies =
        owners.size() > 1 && owners.stream().allMatch(o -> o.weightRatio() == gpuUtilRatio);
    if (!copies) {
      return this;
    }
    return withOwners(
        ownersText, owners.stream().map(share -> share.weighing(Double.NaN)).toList());
  }

  /** The same in the hands of others. */
  GpuPart withOwners(String text, List<OwnerShare> others) {
    return new GpuPart(
        migInstance,
        slices,
        text,
        others,
        smActiveRatio,
        grEngineActiveRatio,
        gpuUtilRatio,
        usedBytes,
        freeBytes,
        reservedBytes);
  }

  /**
   * The greater reading, or the one that is known. Of a reading that a device and its sharers have,
   * the device's is the greatest.
   */
  static double greater(double one, double other) {
    return one >= other || Double.isNaN(other) ? one : other;
  }

  /** Effective utilization; NaN when unknown. COST_MODEL.md, formula 7. */
  double utilizationRatio() {
    return switch (basis()) {
      case SM_ACTIVE -> smActiveRatio;
      case GR_ENGINE_ACTIVE -> grEngineActiveRatio;
      default -> gpuUtilRatio;
    };
  }

  /** Where that is from. */
  UtilizationBasis basis() {
    if (!Double.isNaN(smActiveRatio)) {
      return UtilizationBasis.SM_ACTIVE;
    }
    if (!Double.isNaN(grEngineActiveRatio)) {
      return UtilizationBasis.GR_ENGINE_ACTIVE;
    }
    return Double.isNaN(gpuUtilRatio) ? UtilizationBasis.NONE : UtilizationBasis.GPU_UTIL;
  }

  /** NaN when used or free memory is unknown. */
  double memoryTotalBytes() {
    double total = usedBytes + freeBytes + (Double.isNaN(reservedBytes) ? 0 : reservedBytes);
    return total > 0 ? total : Double.NaN;
  }

  /** NaN when the total is. */
  double memoryUsedBytes() {
    return Double.isNaN(memoryTotalBytes()) ? Double.NaN : usedBytes;
  }

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
    return allocated() && ownersUtilizationRatio() < belowRatio;
  }

  /** Whether there is any reading of it. */
  boolean read() {
    return basis() != UtilizationBasis.NONE
        || !Double.isNaN(usedBytes)
        || !Double.isNaN(freeBytes)
        || !Double.isNaN(reservedBytes);
  }

  /** Whether it says of each owner how much of the GPU is its, measured or asked for. */
  boolean tellsShares() {
    return allocated() && owners.stream().allMatch(share -> share.measured() || share.asks());
  }

  /** Whether some of the owners say what they asked for and others do not. */
  boolean asksInPart() {
    long asking = owners.stream().filter(OwnerShare::asks).count();
    return asking > 0 && asking < owners.size();
  }

  /** What the owners asked for; null when it is not known of all, and for MIG instances. */
  @Nullable Requested requested() {
    if (owners.isEmpty() || slices > 0 || !owners.get(0).asks()) {
      return null;
    }
    return Requested.of(owners, memoryTotalBytes());
  }

  /** The part of it that is its owners'; what is left of 1 nobody has. COST_MODEL.md, formula 3. */
  double handedRatio() {
    Requested requested = requested();
    return requested == null ? 1 : requested.handedRatio(utilizationRatio());
  }

  /** Effective utilization of what is its owners'; NaN when unknown. */
  double ownersUtilizationRatio() {
    return Math.min(1, utilizationRatio() / handedRatio());
  }

  /**
   * What each owner's part is in proportion to: measured SM time, requests, or the same for all.
   */
  double[] ownerWeights() {
    if (measured()) {
      return owners.stream().mapToDouble(OwnerShare::weightRatio).toArray();
    }
    Requested requested = requested();
    if (requested != null) {
      return requested.weights();
    }
    double[] equal = new double[owners.size()];
    Arrays.fill(equal, 1);
    return equal;
  }

  ShareBasis shareBasis() {
    if (!allocated()) {
      return ShareBasis.NONE;
    }
    if (owners.size() > 1 && measured()) {
      return ShareBasis.MEASURED_SM_TIME;
    }
    Requested requested = requested();
    if (owners.size() > 1) {
      return requested == null ? ShareBasis.EQUAL_SPLIT : ShareBasis.REQUESTED_FRACTION;
    }
    if (requested != null && requested.lessThanAll()) {
      return ShareBasis.REQUESTED_FRACTION;
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

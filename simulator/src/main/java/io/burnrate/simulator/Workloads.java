package io.burnrate.simulator;

import io.burnrate.domain.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * Makes the cycles of the workloads. Durations are multiples of the pace. A busy workload stays
 * well above any sensible idle threshold and an idle one is at exactly 0, so that what is idle does
 * not depend on the threshold. Not thread-safe.
 */
final class Workloads {
  /** Most sharers of one GPU; their shares stay whole numbers, see {@link TruthLedger}. */
  static final int MOST_SHARERS = 4;

  private static final int SEGMENTS = 24;
  private static final String POD_SIGNS = "bcdfghjklmnpqrstvwxz2456789";

  private final SplittableRandom random;
  private final long paceMillis;

  Workloads(SplittableRandom random, long paceMillis) {
    this.random = random;
    this.paceMillis = paceMillis;
  }

  /** Long and steady, with a dip now and then for a checkpoint. */
  Cycle training(GpuModel model, Owner owner) {
    return steady(
        model,
        List.of(owner),
        step -> step % 8 == 7 ? between(200_000, 400_000) : between(850_000, 950_000));
  }

  /** A wave with noise: a day of requests in one cycle. */
  Cycle serving(GpuModel model, Owner owner) {
    return steady(model, List.of(owner), this::wave);
  }

  /** On, then nobody's, each time as a new pod of one job. */
  Cycle batch(GpuModel model, String namespace, String job) {
    List<Segment> segments = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      Owner owner = new Owner(namespace, job, job + "-" + podSuffix(5), "batch");
      List<Owner> owners = List.of(owner);
      for (int step = 0; step < 4; step++) {
        segments.add(whole(model, 2, new Tenancy(owners, between(700_000, 900_000), 600_000)));
      }
      segments.add(whole(model, 3, Tenancy.FREE));
    }
    return new Cycle(segments);
  }

  /** Held, and nothing ever runs. */
  Cycle abandoned(GpuModel model, Owner owner) {
    return new Cycle(List.of(whole(model, 20, new Tenancy(List.of(owner), 0, 120_000))));
  }

  /** A notebook: some work, then a long break with the GPU still held. */
  Cycle notebook(GpuModel model, Owner owner) {
    List<Owner> owners = List.of(owner);
    return new Cycle(
        List.of(
            whole(model, 2, new Tenancy(owners, between(300_000, 600_000), 200_000)),
            whole(model, 1, new Tenancy(owners, between(100_000, 300_000), 220_000)),
            whole(model, 12, new Tenancy(owners, 0, 220_000))));
  }

  Cycle free(GpuModel model) {
    return new Cycle(List.of(whole(model, 20, Tenancy.FREE)));
  }

  /** Time-sliced between {@code owners}; the last one is away for a third of the cycle. */
  Cycle shared(GpuModel model, List<Owner> owners) {
    if (owners.size() > MOST_SHARERS) {
      throw new IllegalArgumentException("at most " + MOST_SHARERS + " sharers");
    }
    List<Owner> fewer = List.copyOf(owners.subList(0, owners.size() - 1));
    List<Segment> segments = new ArrayList<>();
    for (int step = 0; step < SEGMENTS; step++) {
      List<Owner> present = step % 12 < 8 ? owners : fewer;
      segments.add(whole(model, 1, new Tenancy(present, between(150_000, 600_000), 700_000)));
    }
    return new Cycle(segments);
  }

  /** Three instances: the first busy, the second dozing, the third nobody's. */
  Cycle mig(GpuModel model, Owner busy, Owner dozing) {
    List<Owner> first = List.of(busy);
    List<Owner> second = List.of(dozing);
    List<Segment> segments = new ArrayList<>();
    for (int step = 0; step < SEGMENTS; step++) {
      int active = between(400_000, 800_000);
      int dozes = step % 12 < 3 ? between(200_000, 500_000) : 0;
      int sliced = (active * 3 + dozes * 2) / Partition.SLICES_PER_GPU;
      segments.add(
          new Segment(
              paceMillis,
              model.powerMilliwatts(sliced),
              List.of(
                  new Tenancy(first, active, 750_000),
                  new Tenancy(second, dozes, 300_000),
                  Tenancy.FREE)));
    }
    return new Cycle(segments);
  }

  /** A part of a pod's name as Kubernetes makes it. */
  String podSuffix(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(POD_SIGNS.charAt(random.nextInt(POD_SIGNS.length())));
    }
    return text.toString();
  }

  private Cycle steady(GpuModel model, List<Owner> owners, IntUnaryOperator activityMicros) {
    List<Segment> segments = new ArrayList<>();
    for (int step = 0; step < SEGMENTS; step++) {
      int memory = between(700_000, 850_000);
      int activity = activityMicros.applyAsInt(step);
      segments.add(whole(model, 1 + random.nextInt(2), new Tenancy(owners, activity, memory)));
    }
    return new Cycle(segments);
  }

  private int wave(int step) {
    double sine = Math.sin(2 * Math.PI * step / SEGMENTS);
    return 450_000 + (int) (200_000 * sine) + between(-80_000, 80_000);
  }

  private Segment whole(GpuModel model, int paces, Tenancy tenancy) {
    int power = model.powerMilliwatts(tenancy.activityMicros());
    return new Segment(paces * paceMillis, power, List.of(tenancy));
  }

  private int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }
}

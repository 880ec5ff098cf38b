package io.burnrate.simulator;

import io.burnrate.domain.Owner;
import io.burnrate.domain.Price;
import io.burnrate.domain.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Fleets of one node that are small enough to work out the truth by hand. */
final class TinyFleet {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final Owner ALICE = new Owner("a", "train", "train-0", "main");
  static final Owner BOB = new Owner("b", "serve", "serve-1", "main");
  static final Owner CAROL = new Owner("c", "serve", "serve-2", "main");

  private TinyFleet() {}

  /** One GPU for each cycle, all H100, each starting at the beginning of its cycle. */
  static FleetPlan of(List<List<Partition>> partitions, List<Cycle> cycles) {
    NodeId id = new NodeId(0, "demo", "h100", "gpu-h100-0000");
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < cycles.size(); i++) {
      devices.add(
          new Device(
              i, id, i, "GPU-" + i, GpuModel.H100, partitions.get(i), cycles.get(i), 0, 5_000));
    }
    return FleetPlan.ofNodes(List.of(new Node(id, ExporterStyle.CURRENT, devices)));
  }

  static FleetPlan whole(Segment... segments) {
    return of(List.of(List.of(Partition.WHOLE)), List.of(new Cycle(List.of(segments))));
  }

  static Segment segment(int seconds, int watts, Tenancy... tenancies) {
    return new Segment(seconds * 1000L, watts * 1000, List.of(tenancies));
  }

  static Tenancy held(int activityMicros, Owner... owners) {
    return new Tenancy(List.of(owners), activityMicros, 500_000);
  }

  /** 3.60 dollars an hour, so a tenth of a cent a second; idle under 5 % for 30 s. */
  static TruthLedger truth(FleetPlan plan, Faults faults) {
    SimulatorConfig config =
        SimulatorConfig.demo(8, 1)
            .withFaults(faults)
            .withRules(List.of(new Price("*", 3.60)), 0.05, Duration.ofSeconds(30));
    return new TruthLedger(plan, config, START);
  }

  static TimeRange seconds(int from, int to) {
    return new TimeRange(START.plusSeconds(from), START.plusSeconds(to));
  }
}

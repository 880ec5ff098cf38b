package io.burnrate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.domain.Owner;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetPlanTest {
  private static final Duration PACE = Duration.ofSeconds(15);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 64, 1000, 10_000})
  void anySizeHasThatManyGpusOfDifferentNames(int gpus) {
    FleetPlan plan = FleetPlan.of(gpus, 1, FleetMix.MIXED, PACE);
    Set<String> uuids = new HashSet<>();
    plan.devices().forEach(device -> uuids.add(device.uuid()));
    assertThat(uuids).hasSize(gpus);
    assertThat(plan.nodes()).hasSize((gpus + 7) / 8);
    assertThat(plan.devices().get(gpus - 1).index()).isEqualTo(gpus - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 10_001})
  void otherSizesAreRefused(int gpus) {
    assertThatThrownBy(() -> FleetPlan.of(gpus, 1, FleetMix.MIXED, PACE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gpus");
  }

  @Test
  void alreadyTheFirstNodeHasEveryKindOfWorkload() {
    FleetPlan plan = FleetPlan.of(8, 1, FleetMix.MIXED, PACE);
    Set<String> workloads = new HashSet<>();
    for (Device device : plan.devices()) {
      device.forEach(
          0,
          3_600_000,
          (from, to, segment) ->
              segment
                  .tenancies()
                  .forEach(t -> t.owners().stream().map(Owner::workload).forEach(workloads::add)));
    }
    assertThat(workloads)
        .containsExactlyInAnyOrder(
            "pretrain-13b-worker",
            "chat",
            "embed-nightly",
            "jupyter-u4",
            "rerank",
            "classify",
            "canary");
    assertThat(plan.devices().get(7).at(0).tenancies().get(0).allocated()).isFalse();
  }

  @Test
  void busyAndIdleAreFarFromAnyThreshold() {
    for (Device device : FleetPlan.of(200, 9, FleetMix.MIXED, PACE).devices()) {
      device.forEach(
          0,
          3_600_000,
          (from, to, segment) ->
              segment
                  .tenancies()
                  .forEach(
                      t ->
                          assertThat(t.activityMicros() == 0 || t.activityMicros() >= 100_000)
                              .isTrue()));
    }
  }

  @Test
  void powerStaysWithinWhatTheModelCanDraw() {
    for (GpuModel model : GpuModel.values()) {
      assertThat(model.powerMilliwatts(0)).isEqualTo(model.idleMilliwatts);
      assertThat(model.powerMilliwatts(1_000_000)).isEqualTo(model.maxMilliwatts);
    }
  }
}

package io.burnrate.collector.otlp;

import static io.burnrate.collector.otlp.Points.taken;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.sources.Source;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.Tables;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readings of GPUs by OTLP are the rows that scraping gives. */
class GpuPointsTest {
  private static final String UUID = "GPU-5fd4f087-86f3-7a43-b711-4771313afc50";
  private static final KeyValue HW_TYPE = Exports.text("hw.type", "gpu");
  private static final double MEBIBYTE = 1_048_576;

  /** What a collector's Prometheus receiver makes of dcgm-exporter's page. */
  private static final List<KeyValue> SCRAPED_EXPORTER =
      List.of(
          Exports.text("service.name", "dcgm-exporter"),
          Exports.text("service.instance.id", "10.0.0.5:9400"),
          Exports.text("k8s.node.name", "n1"),
          Exports.text("k8s.cluster.name", "east"),
          Exports.text("k8s.pod.name", "dcgm-exporter-x7k2p"),
          Exports.text("k8s.namespace.name", "monitoring"));

  @Test
  void readingsOfDcgmThatACollectorForwardsAreOneRow() {
    TakenExport taken =
        taken(
            SCRAPED_EXPORTER,
            "prometheusreceiver",
            Points.gauge("DCGM_FI_DEV_GPU_UTIL", "", dcgm(63)),
            Points.gauge("DCGM_FI_DEV_POWER_USAGE", "", dcgm(310.5)),
            Points.gauge("DCGM_FI_DEV_FB_USED", "", dcgm(1024)),
            Points.gauge("DCGM_FI_PROF_GR_ENGINE_ACTIVE", "", dcgm(0.5)),
            Points.sum("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "", Points.CUMULATIVE, dcgm(5e9)));
    assertThat(taken.only(Tables.GPU_SAMPLES))
        .containsEntry("gpu_uuid", UUID)
        .containsEntry("time_ms", Points.TIME / 1_000_000)
        .containsEntry("gpu_util_ratio", 0.63)
        .containsEntry("power_watts", 310.5)
        .containsEntry("memory_used_bytes", 1024 * MEBIBYTE)
        .containsEntry("gr_engine_active_ratio", 0.5)
        .containsEntry("energy_millijoules", 5e9)
        .containsEntry("gpu_model", "NVIDIA H100")
        .containsEntry("gpu_index", "3")
        .containsEntry("node", "gpu-node-1")
        .containsEntry("cluster", "east")
        .containsEntry("target", "10.0.0.5:9400")
        .containsEntry("namespace", "ml")
        .containsEntry("workload", "train")
        .containsEntry("owners", "ml/train/train-0/main");
    assertThat(taken.rows(Tables.METRICS)).isEmpty();
    assertThat(taken.tally.accepted()).isEqualTo(5);
  }

  @Test
  void theExportersOwnPodHoldsNoGpu() {
    NumberDataPoint.Builder point =
        Points.point(300, Exports.text("UUID", UUID), Exports.text("pod", "dcgm-exporter-x7k2p"));
    TakenExport taken =
        taken(SCRAPED_EXPORTER, "", Points.gauge("DCGM_FI_DEV_POWER_USAGE", "", point));
    assertThat(taken.only(Tables.GPU_SAMPLES))
        .containsEntry("node", "n1")
        .doesNotContainKeys("owners", "workload");
  }

  @Test
  void readingsByTheHardwareConventionsAreInOurUnits() {
    List<KeyValue> resource =
        List.of(
            Exports.text("service.name", "trainer"),
            Exports.text("host.name", "n7"),
            Exports.text("k8s.pod.name", "train-0"),
            Exports.text("k8s.namespace.name", "ml"));
    TakenExport taken =
        taken(
            resource,
            "my.hardware",
            Points.gauge("hw.gpu.utilization", "1", hw(0.63, "hw.gpu.task", "general")),
            Points.gauge("hw.gpu.utilization", "1", hw(0.25, "hw.gpu.task", "decoder")),
            Points.sum("hw.gpu.memory.usage", "By", Points.CUMULATIVE, hw(3e9)),
            Points.sum("hw.gpu.memory.limit", "By", Points.CUMULATIVE, hw(8e9)),
            Points.gauge("hw.gpu.memory.utilization", "1", hw(0.375)),
            Points.sum("hw.energy", "J", Points.CUMULATIVE, hw(12.5)),
            Points.gauge("hw.power", "W", hw(310.5)),
            Points.sum("hw.errors", "{error}", Points.CUMULATIVE, hw(4, "error.type", "corrected")),
            Points.sum("hw.status", "1", Points.CUMULATIVE, hw(1, "hw.state", "ok")));
    assertThat(taken.only(Tables.GPU_SAMPLES))
        .containsEntry("gpu_uuid", UUID)
        .containsEntry("gpu_util_ratio", 0.63)
        .containsEntry("decoder_ratio", 0.25)
        .containsEntry("memory_used_bytes", 3e9)
        .containsEntry("memory_free_bytes", 5e9)
        .containsEntry("energy_millijoules", 12_500.0)
        .containsEntry("power_watts", 310.5)
        .containsEntry("ecc_sbe_volatile_count", 4.0)
        .containsEntry("gpu_model", "NVIDIA H100")
        .containsEntry("node", "n7")
        .containsEntry("owners", "ml/train/train-0/")
        .doesNotContainKey("memory_copy_ratio");
    assertThat(taken.rows(Tables.METRICS))
        .extracting(row -> row.get("name"))
        .containsExactly("hw.gpu.memory.limit", "hw.gpu.memory.utilization", "hw.status");
    assertThat(taken.tally.rejected()).isZero();
  }

  @Test
  void theUsedMemoryFollowsFromItsPartByTheConventions() {
    TakenExport taken =
        taken(
            List.of(),
            "",
            Points.gauge("hw.gpu.memory.utilization", "1", hw(0.25)),
            Points.sum("hw.gpu.memory.limit", "By", Points.CUMULATIVE, hw(8e9)));
    assertThat(taken.only(Tables.GPU_SAMPLES))
        .containsEntry("memory_used_bytes", 2e9)
        .containsEntry("memory_free_bytes", 6e9);
  }

  /** The same name is the memory controller's activity with OpenLIT's older releases. */
  @Test
  void theNamesOfOpenLitAreReadAsItMeansThem() {
    List<KeyValue> resource =
        List.of(
            Exports.text("service.name", "my-app"),
            Exports.text("host.name", "n7"),
            Exports.text("k8s.pod.name", "gpu-agent-8xk2p"),
            Exports.text("k8s.namespace.name", "monitoring"));
    TakenExport taken =
        taken(
            resource,
            "otelcol.gpu.collector",
            Points.gauge("hw.gpu.memory.utilization", "1", hw(0.4)),
            Points.sum("hw.gpu.memory.usage", "By", Points.CUMULATIVE, hw(3e9)),
            Points.sum("hw.gpu.memory.free", "By", Points.CUMULATIVE, hw(4e9)),
            Points.sum("hw.gpu.memory.limit", "By", Points.CUMULATIVE, hw(8e9)),
            Points.gauge("hw.gpu.temperature", "Cel", hw(61, "sensor", "die")),
            Points.gauge("hw.gpu.temperature", "Cel", hw(72, "sensor", "memory")),
            Points.gauge("hw.gpu.power.draw", "W", hw(310.5)),
            Points.gauge("hw.gpu.power.limit", "W", hw(700)),
            Points.sum("hw.gpu.energy.consumed", "J", Points.CUMULATIVE, hw(1_000)),
            Points.gauge("hw.gpu.clock.graphics", "MHz", hw(1_980)),
            Points.gauge(
                "hw.gpu.pcie.throughput", "By/s", hw(2e9, "network.io.direction", "receive")),
            Points.gauge("hw.gpu.idle", "1", hw(0.37)));
    assertThat(taken.only(Tables.GPU_SAMPLES))
        .containsEntry("memory_copy_ratio", 0.4)
        .containsEntry("memory_used_bytes", 3e9)
        .containsEntry("memory_free_bytes", 4e9)
        .containsEntry("gpu_temperature_celsius", 61.0)
        .containsEntry("memory_temperature_celsius", 72.0)
        .containsEntry("power_watts", 310.5)
        .containsEntry("power_limit_watts", 700.0)
        .containsEntry("energy_millijoules", 1e6)
        .containsEntry("sm_clock_megahertz", 1_980.0)
        .containsEntry("pcie_rx_bytes_per_second", 2e9)
        .doesNotContainKeys("owners", "namespace");
    assertThat(taken.rows(Tables.METRICS))
        .extracting(row -> row.get("name"))
        .contains("hw.gpu.idle", "hw.gpu.memory.utilization");
  }

  @ParameterizedTest
  @CsvSource({
    "hw.power, kW, 0.3105, power_watts, 310.5",
    "hw.energy, kWh, 0.5, energy_millijoules, 1.8e9",
    "hw.gpu.memory.usage, GiBy, 2, memory_used_bytes, 2147483648",
    "hw.gpu.utilization, %, 63, gpu_util_ratio, 0.63"
  })
  void otherUnitsBecomeOurs(
      String name, String unit, double value, String column, double expected) {
    TakenExport taken = taken(List.of(), "", Points.gauge(name, unit, hw(value)));
    assertThat(taken.only(Tables.GPU_SAMPLES))
        .extractingByKey(column, InstanceOfAssertFactories.DOUBLE)
        .isCloseTo(expected, Offset.offset(expected * 1e-12));
  }

  @Test
  void whatIsNoReadingOfAGpuIsKeptAsAnyPoint() {
    NumberDataPoint.Builder fan = Points.point(900, Exports.text("hw.id", "fan1"));
    TakenExport taken =
        taken(
            List.of(),
            "",
            Points.gauge("hw.power", "W", fan),
            Points.gauge("hw.power", "furlong", hw(1)),
            Points.sum("hw.energy", "J", Points.DELTA, hw(12.5)),
            Points.gauge("hw.gpu.utilization", "1", Points.point(1)),
            Points.gauge("DCGM_FI_DEV_SOMETHING_NEW", "", dcgm(1)),
            Points.gauge(
                "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL", "", dcgm(1, Exports.text("nvlink", "2"))));
    assertThat(taken.rows(Tables.GPU_SAMPLES)).isEmpty();
    assertThat(taken.rows(Tables.METRICS)).hasSize(6);
    assertThat(taken.tally.accepted()).isEqualTo(6);
  }

  @Test
  void aMigInstanceIsToldByItsParent() {
    NumberDataPoint.Builder point =
        Points.point(
            1e9,
            Exports.text("hw.id", "MIG-1"),
            Exports.text("gpu.parent.uuid", UUID),
            Exports.number("gpu.mig.instance_id", 7),
            Exports.text("gpu.mig.profile", "1g.10gb"));
    TakenExport taken = taken(List.of(), "", Points.gauge("hw.gpu.memory.usage", "By", point));
    assertThat(taken.only(Tables.GPU_SAMPLES))
        .containsEntry("gpu_uuid", UUID)
        .containsEntry("mig_instance", "7")
        .containsEntry("mig_profile", "1g.10gb");
  }

  @Test
  void anIdThatIsUniqueOnItsHostOnlyGetsTheHostsName() {
    NumberDataPoint.Builder point = Points.point(1, HW_TYPE, Exports.text("hw.id", "0"));
    TakenExport taken =
        taken(List.of(Exports.text("host.name", "n7")), "", Points.gauge("hw.power", "W", point));
    assertThat(taken.only(Tables.GPU_SAMPLES)).containsEntry("gpu_uuid", "n7/0");
  }

  /** The ledger holds readings back until their time; a day of them would be too many. */
  @Test
  void aReadingFarAheadIsRejected() {
    long ahead = Points.TIME + 12 * 60_000_000_000L;
    TakenExport taken =
        taken(
            List.of(),
            "",
            Points.gauge("hw.power", "W", hw(300)),
            Points.gauge("hw.power", "W", hw(300).setTimeUnixNano(ahead)));
    assertThat(taken.rows(Tables.GPU_SAMPLES)).hasSize(1);
    assertThat(taken.tally.rejected(Fault.GPU_FUTURE)).isEqualTo(1);
  }

  @Test
  void theBookOfSourcesTellsWhatEachServiceSpeaksAndWhatOfItIsNotKept() {
    Sources sources = new Sources(InstantSource.fixed(RunningReceiver.NOW));
    TakenExport taken =
        taken(
            List.of(Exports.text("service.name", "gpus")),
            "",
            Points.gauge("hw.power", "W", hw(300)),
            Points.gauge("hw.gpu.power.draw", "W", hw(300)),
            Points.gauge("DCGM_FI_DEV_GPU_UTIL", "", dcgm(140)),
            Points.gauge("DCGM_FI_DEV_GPU_TEMP", "", dcgm(2_147_483_634d)));
    taken.tally.tell(sources, RunningReceiver.NOW.toEpochMilli());
    Source source = sources.of("otlp", "gpus");
    assertThat(source.dialects()).containsExactly("dcgm", "hw-1.44", "openlit");
    assertThat(source.accepted()).isEqualTo(3);
    assertThat(source.rejected()).isEqualTo(Map.of("outOfRange", 1L));
    assertThat(source.leftOut()).isEqualTo(Map.of("duplicate", 1L, "sentinel", 1L));
    assertThat(source.lagMillis()).isEqualTo(60_000);
  }

  @Test
  void badReadingsAreRejectedOrDroppedAndTheirNeighboursAreKept() {
    TakenExport taken =
        taken(
            List.of(),
            "",
            Points.gauge("DCGM_FI_DEV_GPU_UTIL", "", dcgm(140)),
            Points.gauge("DCGM_FI_DEV_MEMORY_TEMP", "", dcgm(0x1p63)),
            Points.gauge("DCGM_FI_DEV_SM_CLOCK", "", dcgm(1).setFlags(1)),
            Points.gauge("DCGM_FI_DEV_GPU_TEMP", "", Points.point(60)),
            Points.gauge("DCGM_FI_DEV_POWER_USAGE", "", dcgm(300), dcgm(300)));
    assertThat(taken.only(Tables.GPU_SAMPLES))
        .containsEntry("power_watts", 300.0)
        .doesNotContainKeys("gpu_util_ratio", "memory_temperature_celsius", "sm_clock_megahertz");
    assertThat(taken.tally.rejected(Fault.OUT_OF_RANGE)).isEqualTo(1);
    assertThat(taken.tally.rejected(Fault.NO_GPU)).isEqualTo(1);
    assertThat(taken.tally.rejected()).isEqualTo(2);
    assertThat(taken.tally.accepted()).isEqualTo(4);
    assertThat(taken.tally.dropped(Drop.SENTINEL)).isEqualTo(1);
    assertThat(taken.tally.dropped(Drop.STALE)).isEqualTo(1);
    assertThat(taken.tally.dropped(Drop.DUPLICATE)).isEqualTo(1);
  }

  private static NumberDataPoint.Builder dcgm(double value, KeyValue... more) {
    List<KeyValue> labels = new ArrayList<>(List.of(more));
    Map<String, String> all =
        Map.of(
            "UUID", UUID,
            "gpu", "3",
            "device", "nvidia3",
            "modelName", "NVIDIA H100",
            "Hostname", "gpu-node-1",
            "pod", "dcgm-exporter-x7k2p",
            "exported_pod", "train-0",
            "exported_namespace", "ml",
            "exported_container", "main");
    all.forEach((name, text) -> labels.add(Exports.text(name, text)));
    return Points.point(value, labels.toArray(new KeyValue[0]));
  }

  private static NumberDataPoint.Builder hw(double value, String... more) {
    NumberDataPoint.Builder point =
        Points.point(
            value, HW_TYPE, Exports.text("hw.id", UUID), Exports.text("hw.name", "NVIDIA H100"));
    for (int i = 0; i < more.length; i += 2) {
      point.addAttributes(Exports.text(more[i], more[i + 1]));
    }
    return point;
  }
}

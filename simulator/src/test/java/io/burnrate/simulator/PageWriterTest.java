package io.burnrate.simulator;

import static io.burnrate.simulator.TinyFleet.segment;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageWriterTest {
  private static final String TEXT = "\"[^\"\\\\\n]*\"";
  private static final Pattern LINE =
      Pattern.compile(
          "(DCGM_FI_[A-Z0-9_]+)\\{gpu=\"\\d+\",UUID=\"(GPU-[-0-9a-f]+)\","
              + "pci_bus_id=\"00000000:[0-9A-F]{2}:00\\.0\",device=\"nvidia\\d+\",modelName="
              + TEXT
              + "(?:,GPU_I_PROFILE=\"(\\dg\\.\\d+gb)\",GPU_I_ID=\"(\\d+)\")?"
              + ",(?:Hostname|hostname)="
              + TEXT
              + ",DCGM_FI_DRIVER_VERSION="
              + TEXT
              + "((?:,[a-z_]+="
              + TEXT
              + ")*)\\} (\\d+|\\d+\\.\\d{6})");
  private static final Pattern HELP = Pattern.compile("# HELP (DCGM_FI_[A-Z0-9_]+) [^\n]+");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (DCGM_FI_[A-Z0-9_]+) (gauge|counter)");

  private final FleetPlan plan = FleetPlan.of(100, 11, FleetMix.MIXED, Duration.ofSeconds(15));

  @ParameterizedTest
  @ValueSource(longs = {0, 14_999, 15_000, 123_456, 86_400_000})
  void everyLineHasTheExportersForm(long offset) {
    PageWriter writer = new PageWriter(plan, new FaultTimes(Faults.NONE));
    for (Node node : plan.nodes()) {
      String field = "";
      Set<String> seen = new HashSet<>();
      String page = page(writer, node, offset);
      assertThat(page).endsWith("\n");
      for (String line : page.split("\n", -1)) {
        Matcher help = HELP.matcher(line);
        Matcher type = TYPE.matcher(line);
        if (help.matches()) {
          field = help.group(1);
          assertThat(seen.add(field)).as("one block for %s", field).isTrue();
        } else if (type.matches()) {
          assertThat(type.group(1)).isEqualTo(field);
        } else if (!line.isEmpty()) {
          Matcher matcher = LINE.matcher(line);
          assertThat(matcher.matches()).as(line).isTrue();
          assertThat(matcher.group(1)).isEqualTo(field);
        }
      }
      assertThat(seen).as(node.id().name()).hasSizeGreaterThanOrEqualTo(36);
    }
  }

  @Test
  void theSameSeedMakesTheSamePages() {
    FleetPlan again = FleetPlan.of(100, 11, FleetMix.MIXED, Duration.ofSeconds(15));
    FleetPlan other = FleetPlan.of(100, 12, FleetMix.MIXED, Duration.ofSeconds(15));
    FaultTimes faults = new FaultTimes(Faults.demo(100));
    PageWriter writer = new PageWriter(plan, faults);
    PageWriter writerAgain = new PageWriter(again, faults);
    // Asked in another order: a page depends on nothing but the instant.
    String late = page(writerAgain, again.nodes().get(0), 999_000);
    String early = page(writerAgain, again.nodes().get(0), 5_000);
    assertThat(page(writer, plan.nodes().get(0), 5_000)).isEqualTo(early);
    assertThat(page(writer, plan.nodes().get(0), 999_000)).isEqualTo(late);
    assertThat(page(new PageWriter(other, faults), other.nodes().get(0), 5_000))
        .isNotEqualTo(early);
  }

  @Test
  void migInstancesHaveNoUtilAndRepeatThePhysicalFigures() {
    List<String> lines = linesOf(0, 6, 0);
    assertThat(lines).noneMatch(line -> line.contains("_UTIL{"));
    List<String> power = startingWith(lines, "DCGM_FI_DEV_POWER_USAGE");
    assertThat(power).hasSize(3);
    assertThat(power).extracting(PageWriterTest::value).containsOnly(value(power.get(0)));
    assertThat(power.get(0)).contains("GPU_I_PROFILE=\"3g.40gb\",GPU_I_ID=\"2\"");
    assertThat(power.get(2)).contains("GPU_I_PROFILE=\"1g.10gb\"").doesNotContain("pod=");
    List<String> active = startingWith(lines, "DCGM_FI_PROF_SM_ACTIVE");
    assertThat(value(active.get(0))).isNotEqualTo("0.000000");
    assertThat(value(active.get(2))).isEqualTo("0.000000");
  }

  @Test
  void sharedGpusRepeatEveryDeviceValueForEachPod() {
    List<String> lines = linesOf(2, 5, 0);
    List<String> power = startingWith(lines, "DCGM_FI_DEV_POWER_USAGE");
    assertThat(power).hasSizeBetween(3, 4);
    assertThat(power).extracting(PageWriterTest::value).containsOnly(value(power.get(0)));
    assertThat(power.get(0)).contains("vgpu=\"0\"");
    assertThat(power.get(1)).contains("vgpu=\"1\"");
    assertThat(new HashSet<>(power)).hasSameSizeAs(power);
  }

  @Test
  void unallocatedGpusHaveNoPodOrAnEmptyOne() {
    assertThat(startingWith(linesOf(0, 7, 0), "DCGM_FI_DEV_GPU_UTIL").get(0))
        .doesNotContain("pod=")
        .endsWith("} 0");
    Node old = plan.nodes().get(7);
    assertThat(old.style()).isEqualTo(ExporterStyle.OLD);
    assertThat(startingWith(linesOf(7, 7, 0), "DCGM_FI_DEV_GPU_UTIL").get(0))
        .contains(",container=\"\",namespace=\"\",pod=\"\"}");
  }

  @Test
  void xidLinesNameTheErrorFromItsTimeOn() {
    Faults.Xid xid = new Faults.Xid(2, 94, Duration.ofSeconds(20));
    FaultTimes faults =
        new FaultTimes(new Faults(List.of(xid), List.of(), List.of(), List.of(), null, null));
    PageWriter writer = new PageWriter(plan, faults);
    Node node = plan.nodes().get(0);
    assertThat(page(writer, node, 19_999)).doesNotContain("err_code=\"94\"");
    List<String> lines = startingWith(split(page(writer, node, 20_000)), "DCGM_FI_DEV_XID_ERRORS");
    assertThat(lines.get(2))
        .contains(",err_code=\"94\",err_msg=\"Contained ECC error\",namespace=")
        .endsWith("} 94");
    assertThat(lines.get(1)).contains("err_code=\"0\",err_msg=\"No Error\"").endsWith("} 0");
  }

  @Test
  void aSilentGpuHasNoLinesAndAPageWithoutGpusIsEmpty() {
    FleetPlan tiny = TinyFleet.whole(segment(10, 100, Tenancy.FREE));
    Faults.Silence silence = new Faults.Silence(0, Duration.ofSeconds(5), Duration.ofSeconds(6));
    FaultTimes faults =
        new FaultTimes(new Faults(List.of(), List.of(), List.of(), List.of(silence), null, null));
    PageWriter writer = new PageWriter(tiny, faults);
    assertThat(page(writer, tiny.nodes().get(0), 4_999)).isNotEmpty();
    assertThat(page(writer, tiny.nodes().get(0), 5_000)).isEmpty();
    assertThat(page(writer, tiny.nodes().get(0), 6_000)).isNotEmpty();
  }

  @Test
  void aPlainFleetHasFortyLinesForEachGpu() {
    FleetPlan fleet = FleetPlan.of(20, 1, FleetMix.PLAIN, Duration.ofSeconds(15));
    PageWriter writer = new PageWriter(fleet, new FaultTimes(Faults.NONE));
    assertThat(linesOf(writer, fleet.nodes().get(0))).hasSize(8 * 40);
    assertThat(linesOf(writer, fleet.nodes().get(2))).hasSize(4 * 40);
  }

  @Test
  void energyCounterOnThePageIsTheIntegralOfThePowerOnThePage() {
    // Within one segment power is constant, so the difference is power times time.
    FleetPlan tiny = TinyFleet.whole(segment(100, 321, Tenancy.FREE));
    PageWriter writer = new PageWriter(tiny, new FaultTimes(Faults.NONE));
    Node node = tiny.nodes().get(0);
    String early = page(writer, node, 10_000);
    String late = page(writer, node, 40_000);
    String counter = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION";
    assertThat(value(startingWith(split(early), "DCGM_FI_DEV_POWER_USAGE").get(0)))
        .isEqualTo("321.000000");
    assertThat(
            Long.parseLong(value(startingWith(split(late), counter).get(0)))
                - Long.parseLong(value(startingWith(split(early), counter).get(0))))
        .isEqualTo(30 * 321 * 1000);
  }

  private List<String> linesOf(int node, int slot, long offset) {
    PageWriter writer = new PageWriter(plan, new FaultTimes(Faults.NONE));
    List<String> lines = new ArrayList<>(split(page(writer, plan.nodes().get(node), offset)));
    lines.removeIf(line -> !line.contains("{gpu=\"" + slot + "\""));
    return lines;
  }

  private static List<String> linesOf(PageWriter writer, Node node) {
    List<String> lines = new ArrayList<>(split(page(writer, node, 0)));
    lines.removeIf(line -> line.isEmpty() || line.startsWith("#"));
    return lines;
  }

  private static List<String> startingWith(List<String> lines, String name) {
    return lines.stream().filter(line -> line.startsWith(name + "{")).toList();
  }

  private static String value(String line) {
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  private static List<String> split(String page) {
    return List.of(page.split("\n", -1));
  }

  private static String page(PageWriter writer, Node node, long offset) {
    return new String(writer.page(node, offset), US_ASCII);
  }
}

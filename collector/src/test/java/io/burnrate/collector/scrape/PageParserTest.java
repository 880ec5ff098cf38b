package io.burnrate.collector.scrape;

import static io.burnrate.collector.scrape.Pages.line;
import static io.burnrate.collector.scrape.Pages.parse;
import static io.burnrate.collector.scrape.Pages.reading;
import static io.burnrate.collector.scrape.Pages.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.GpuMetric;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageParserTest {
  private static final String A = "GPU-aaaa";

  @Test
  void readsAPageOfTheExporter() {
    ParsedPage page =
        parse(
            """
            # HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).
            # TYPE DCGM_FI_DEV_GPU_UTIL gauge
            DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1",pci_bus_id="00000000:0F:00.0",\
            device="nvidia0",modelName="NVIDIA A100-SXM4-80GB",Hostname="dgx-1",\
            DCGM_FI_DRIVER_VERSION="550.54.15",container="vllm",namespace="prod",\
            pod="llm-7d4b9c6f5d-x2x7k"} 42
            DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-2",pci_bus_id="00000000:47:00.0",\
            device="nvidia1",modelName="NVIDIA A100-SXM4-80GB",Hostname="dgx-1",\
            DCGM_FI_DRIVER_VERSION="550.54.15"} 0
            # HELP DCGM_FI_DEV_FB_USED Framebuffer memory used (in MiB).
            # TYPE DCGM_FI_DEV_FB_USED gauge
            DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-1",pci_bus_id="00000000:0F:00.0",\
            device="nvidia0",modelName="NVIDIA A100-SXM4-80GB",Hostname="dgx-1",\
            DCGM_FI_DRIVER_VERSION="550.54.15",container="vllm",namespace="prod",\
            pod="llm-7d4b9c6f5d-x2x7k"} 1024
            """);
    assertThat(page.rows().rows()).isEqualTo(2);
    assertThat(Pages.row(page.rows(), 0))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("time_ms", Pages.TIME),
                Map.entry("gpu_uuid", "GPU-1"),
                Map.entry("cluster", "lab"),
                Map.entry("pool", "h100"),
                Map.entry("node", "dgx-1"),
                Map.entry("gpu_model", "NVIDIA A100-SXM4-80GB"),
                Map.entry("namespace", "prod"),
                Map.entry("workload", "llm"),
                Map.entry("target", "http://10.0.0.7:9400/metrics"),
                Map.entry("gpu_index", "0"),
                Map.entry("device", "nvidia0"),
                Map.entry("pci_bus_id", "00000000:0F:00.0"),
                Map.entry("driver_version", "550.54.15"),
                Map.entry("owners", "prod/llm/llm-7d4b9c6f5d-x2x7k/vllm"),
                Map.entry("scrape_interval_millis", 15_000L),
                Map.entry("gpu_util_ratio", 0.42),
                Map.entry("memory_used_bytes", 1_073_741_824d)));
    assertThat(text(page, 1, "owners")).isEmpty();
    assertThat(reading(page, 1, GpuMetric.GPU_UTIL_RATIO)).isEqualTo(0);
    assertThat(page.counts().lines).isEqualTo(3);
    assertThat(page.counts().samples).isEqualTo(3);
  }

  @Test
  void readsSpacesBehindCommasAndEscapes() {
    ParsedPage page =
        parse(
            "DCGM_FI_DEV_GPU_TEMP { gpu = \"0\", UUID=\"G\\\\1\", modelName=\"a \\\"b\\\" }\\n\" ,"
                + " Hostname=\"n\",}  36 1700000000123\n");
    assertThat(text(page, 0, "gpu_uuid")).isEqualTo("G\\1");
    assertThat(text(page, 0, "gpu_model")).isEqualTo("a \"b\" }\n");
    assertThat(reading(page, 0, GpuMetric.GPU_TEMPERATURE_CELSIUS)).isEqualTo(36);
  }

  @ParameterizedTest
  @CsvSource({
    "hostname, UUID, modelName",
    "Hostname, uuid, modelName",
    "hostname, gpu_uuid, model_name"
  })
  void knowsEverySpellingOfALabel(String host, String uuid, String model) {
    ParsedPage page =
        parse("DCGM_FI_DEV_GPU_UTIL{%s=\"n\",%s=\"u\",%s=\"m\"} 5\n".formatted(host, uuid, model));
    assertThat(text(page, 0, "node")).isEqualTo("n");
    assertThat(text(page, 0, "gpu_uuid")).isEqualTo("u");
    assertThat(text(page, 0, "gpu_model")).isEqualTo("m");
  }

  @ParameterizedTest
  @CsvSource({
    "'pod=\"p-0\",namespace=\"n\",container=\"c\"', n/p/p-0/c",
    "'pod_name=\"p-0\",pod_namespace=\"n\",container_name=\"c\"', n/p/p-0/c",
    "'exported_pod=\"p-0\",exported_namespace=\"n\",exported_container=\"c\","
        + "pod=\"dcgm-exporter-x7k2p\",namespace=\"gpu-operator\",container=\"exporter\"',"
        + " n/p/p-0/c",
    "'pod=\"nvidia-dcgm-exporter-x7k2p\",namespace=\"gpu-operator\",container=\"exporter\"', ''",
    "'pod=\"\",namespace=\"\",container=\"\"', ''",
    "'hpc_job=\"4711\"', hpc_job/4711/4711/",
    "'hpc_job=\"4711\",pod=\"p-0\",namespace=\"n\",container=\"c\"', n/p/p-0/c"
  })
  void knowsEverySpellingOfAnOwner(String labels, String owners) {
    ParsedPage page = parse("DCGM_FI_DEV_GPU_UTIL{UUID=\"u\"," + labels + "} 5\n");
    assertThat(text(page, 0, "owners")).isEqualTo(owners);
  }

  @Test
  void takesTheNodeFromTheTargetWhenThePageNamesNone() {
    String page = "DCGM_FI_DEV_GPU_UTIL{UUID=\"u\"} 5\n";
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    ScrapeTarget named = new ScrapeTarget(URI.create("http://h:1/m"), Map.of("node", "rack-4"));
    ParsedPage fromLabel = new PageParser(named, 1).parse(bytes, bytes.length, 1);
    assertThat(text(fromLabel, 0, "node")).isEqualTo("rack-4");
    assertThat(text(fromLabel, 0, "target")).isEqualTo("http://h:1/m");
    assertThat(text(parse(page), 0, "node")).isEqualTo("10.0.0.7:9400");
  }

  @ParameterizedTest
  @CsvSource({
    "DCGM_FI_DEV_GPU_UTIL, 70, GPU_UTIL_RATIO, 0.7",
    "DCGM_FI_DEV_GPU_UTIL_RATIO, 70, GPU_UTIL_RATIO, 0.7",
    "DCGM_FI_DEV_GPU_UTIL_RATIO, 1, GPU_UTIL_RATIO, 0.01",
    "DCGM_FI_DEV_GPU_UTIL_RATIO, 0.700000, GPU_UTIL_RATIO, 0.7",
    "DCGM_FI_PROF_SM_ACTIVE, 0.25, SM_ACTIVE_RATIO, 0.25",
    "DCGM_FI_PROF_SM_UTIL_RATIO, 0.25, SM_ACTIVE_RATIO, 0.25",
    "DCGM_FI_PROF_GR_ENGINE_UTIL_RATIO, 1, GR_ENGINE_ACTIVE_RATIO, 1",
    "DCGM_FI_PROF_TENSOR_UTIL_RATIO, 0.5, TENSOR_ACTIVE_RATIO, 0.5",
    "DCGM_FI_PROF_DRAM_ACTIVE, 1.004, DRAM_ACTIVE_RATIO, 1",
    "DCGM_FI_DEV_BOARD_POWER_WATTS, 412.125, POWER_WATTS, 412.125",
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, 2147483634, ENERGY_MILLIJOULES, 2147483634",
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, 500000000001, ENERGY_MILLIJOULES, 500000000001",
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION_total, 500000000001, ENERGY_MILLIJOULES, 500000000001",
    "DCGM_FI_DEV_PCIE_REPLAY_COUNTER_total, 7, PCIE_REPLAY_COUNT, 7",
    "DCGM_FI_DEV_POWER_VIOLATION_total, 5000000000, POWER_VIOLATION_NANOS, 5000000000",
    "DCGM_FI_DEV_SM_CLOCK, 1980, SM_CLOCK_MEGAHERTZ, 1980",
    "DCGM_FI_DEV_FB_FREE, 3, MEMORY_FREE_BYTES, 3145728",
    "DCGM_FI_DEV_XID_ERROR, 79, XID_ERROR, 79",
    "DCGM_FI_DEV_POWER_VIOLATION, 8000900000, POWER_VIOLATION_NANOS, 8000900000",
    "DCGM_FI_PROF_PCIE_TX_BYTES, 2147483632, PCIE_TX_BYTES_PER_SECOND, 2147483632",
    "DCGM_FI_DEV_NVLINK_THROUGHPUT_TOTAL, 7, NVLINK_BANDWIDTH_TOTAL, 7",
    "DCGM_FI_DEV_MEMORY_TEMP_CELSIUS, -4, MEMORY_TEMPERATURE_CELSIUS, -4"
  })
  void convertsToTheColumnsUnit(String name, String value, GpuMetric metric, double expected) {
    assertThat(reading(parse(line(name, A, "", value)), 0, metric)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "DCGM_FI_DEV_MEMORY_TEMP, 9223372036854775794, SENTINEL",
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, 9223372036854775792, SENTINEL",
    "DCGM_FI_DEV_GPU_UTIL, 2147483635, SENTINEL",
    "DCGM_FI_DEV_FB_USED, 2147483632, SENTINEL",
    "DCGM_FI_DEV_POWER_USAGE, 140737488355330.000000, SENTINEL",
    "DCGM_FI_PROF_SM_ACTIVE, 140737488355328, SENTINEL",
    "DCGM_FI_DEV_GPU_UTIL, <<<NOT_SUPPORTED>>>, SENTINEL",
    "DCGM_FI_DEV_GPU_UTIL, NaN, NOT_FINITE",
    "DCGM_FI_DEV_GPU_UTIL, +Inf, NOT_FINITE",
    "DCGM_FI_DEV_GPU_UTIL, ERROR - FAILED TO CONVERT TO STRING, BAD_LINE",
    "DCGM_FI_DEV_GPU_UTIL, ERROR, NOT_A_NUMBER",
    "DCGM_FI_DEV_GPU_UTIL, 150, OUT_OF_RANGE",
    "DCGM_FI_DEV_GPU_UTIL, -1, OUT_OF_RANGE",
    "DCGM_FI_PROF_SM_ACTIVE, 1.02, OUT_OF_RANGE",
    "DCGM_FI_DEV_GPU_UTIL, 5 12x, BAD_LINE",
    "DCGM_FI_DEV_GPU_UTIL, '', BAD_LINE"
  })
  void skipsABadNumberAndKeepsItsNeighbours(String name, String value, Reject reason) {
    ParsedPage page =
        parse(
            line("DCGM_FI_DEV_SM_CLOCK", A, "", 1980)
                + line(name, A, "", value)
                + line("DCGM_FI_DEV_ENC_UTIL", A, "", 7));
    assertThat(page.counts().rejected(reason)).isEqualTo(1);
    assertThat(page.counts().rejectedLines()).isEqualTo(1);
    assertThat(reading(page, 0, GpuMetric.SM_CLOCK_MEGAHERTZ)).isEqualTo(1980);
    assertThat(reading(page, 0, GpuMetric.ENCODER_RATIO)).isEqualTo(0.07);
    assertThat(page.counts().samples).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DCGM_FI_DEV_GPU_UTIL{UUID=\"u\" 5",
        "DCGM_FI_DEV_GPU_UTIL{UUID=u} 5",
        "DCGM_FI_DEV_GPU_UTIL{UUID=\"u} 5",
        "DCGM_FI_DEV_GPU_UTIL{=\"u\"} 5",
        "DCGM_FI_DEV_GPU_UTIL{UUID=\"u\"x=\"y\"} 5",
        "DCGM_FI_DEV_GPU_UTIL",
        "DCGM_FI_DEV_GPU_UTIL five",
        "<html>",
        "404 page not found",
        "{\"a\":1}",
        "=5",
        "Not found"
      })
  void countsALineThatIsNotInTheFormat(String line) {
    ParsedPage page = parse(line + "\n" + line("DCGM_FI_DEV_ENC_UTIL", A, "", 7));
    assertThat(page.counts().rejected(Reject.BAD_LINE)).isEqualTo(1);
    assertThat(page.counts().samples).isEqualTo(1);
    assertThat(parse(line + "\n").counts().unreadable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "go_goroutines 21",
        "go_gc_duration_seconds{quantile=\"0\"} NaN",
        "DCGM_FI_DEV_CLOCKS_EVENT_REASONS{UUID=\"u\"} 4",
        "DCGM_EXP_XID_ERRORS_COUNT{UUID=\"u\",window_size_in_ms=\"300000\",xid=\"43\"} 3",
        "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL{nvlink=\"3\",gpu_uuid=\"u\",model_name=\"m\"} 3",
        "DCGM_FI_DEV_GPU_TEMP{nvswitch=\"1\"} 3"
      })
  void countsASeriesThatNoColumnIsForAsUnmapped(String line) {
    ParsedPage page = parse(line + "\n");
    assertThat(page.counts().unmappedLines).isEqualTo(1);
    assertThat(page.counts().rejectedLines()).isZero();
    assertThat(page.rows().rows()).isZero();
    assertThat(page.counts().unreadable()).isFalse();
  }

  @Test
  void countsAGpuReadingWithoutAGpu() {
    ParsedPage page = parse("DCGM_FI_DEV_GPU_TEMP{gpu=\"0\"} 3\nDCGM_FI_DEV_GPU_TEMP 3\n");
    assertThat(page.counts().rejected(Reject.NO_GPU)).isEqualTo(2);
  }

  @Test
  void keepsTheFirstOfTheSameSampleTwice() {
    ParsedPage page =
        parse(
            line("DCGM_FI_DEV_GPU_TEMP", A, ",pod=\"p-0\"", 50)
                + line("DCGM_FI_DEV_GPU_TEMP", A, ",pod=\"p-0\"", 51)
                + line("DCGM_FI_DEV_GPU_TEMP_CELSIUS", A, ",pod=\"p-0\"", 52));
    assertThat(reading(page, 0, GpuMetric.GPU_TEMPERATURE_CELSIUS)).isEqualTo(50);
    assertThat(page.counts().duplicateLines).isEqualTo(2);
    assertThat(page.counts().samples).isEqualTo(1);
  }

  @Test
  void keepsARowForAGpuThatIsNamedWithoutAGoodNumber() {
    ParsedPage page = parse(line("DCGM_FI_DEV_GPU_TEMP", A, ",pod=\"p-0\"", "NaN"));
    assertThat(page.rows().rows()).isEqualTo(1);
    assertThat(text(page, 0, "workload")).isEqualTo("p");
    assertThat(reading(page, 0, GpuMetric.GPU_TEMPERATURE_CELSIUS)).isNaN();
  }

  /** Whoever holds a GPU is told by readings of now, not by what cannot be read. */
  @Test
  void keepsNoRowForAGpuWhoseLinesAreNoReadingsOfNow() {
    ParsedPage page =
        parse(
            line("DCGM_FI_DEV_GPU_TEMP", A, ",pod=\"p-0\"", "5,3")
                + line("DCGM_FI_DEV_SM_CLOCK", A, ",pod=\"p-0\"", "1980 99999999999999"));
    assertThat(page.rows().rows()).isZero();
    assertThat(page.counts().rejected(Reject.TIME)).isEqualTo(1);
    assertThat(page.counts().rejected(Reject.NOT_A_NUMBER)).isEqualTo(1);
  }

  @Test
  void dropsALastLineWithoutAnEnd() {
    ParsedPage page =
        parse(
            line("DCGM_FI_DEV_GPU_TEMP", A, "", 50) + "DCGM_FI_DEV_SM_CLOCK{UUID=\"GPU-aaaa\"} 19");
    assertThat(page.counts().rejected(Reject.UNTERMINATED)).isEqualTo(1);
    assertThat(reading(page, 0, GpuMetric.SM_CLOCK_MEGAHERTZ)).isNaN();
  }

  @Test
  void readsCarriageReturnsAndEmptyLines() {
    ParsedPage page = parse("\r\n\n  \n" + line("DCGM_FI_DEV_GPU_TEMP", A, "", "50\r"));
    assertThat(reading(page, 0, GpuMetric.GPU_TEMPERATURE_CELSIUS)).isEqualTo(50);
    assertThat(page.counts().lines).isEqualTo(1);
  }

  @Test
  void passesOverAByteOrderMark() {
    ParsedPage page = parse("\uFEFF" + line("DCGM_FI_DEV_GPU_TEMP", A, "", 50));
    assertThat(reading(page, 0, GpuMetric.GPU_TEMPERATURE_CELSIUS)).isEqualTo(50);
    assertThat(page.counts().lines).isEqualTo(1);
  }

  @Test
  void findsNothingInAnEmptyPage() {
    ParsedPage page = parse("");
    assertThat(page.rows().rows()).isZero();
    assertThat(page.counts().lines).isZero();
    assertThat(page.counts().unreadable()).isFalse();
  }
}

package io.burnrate.benchmarks;

import io.burnrate.collector.scrape.PageParser;
import io.burnrate.collector.scrape.ParsedPage;
import io.burnrate.collector.scrape.ScrapeTarget;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Nanoseconds for each line of dcgm-exporter pages, from bytes to a batch of rows: 125 targets of 8
 * GPUs with 40 metrics each, about 246 bytes a line, every number new on every page.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ParseBenchmark {
  private static final int TARGETS = 125;
  private static final int GPUS = 8;
  private static final int PAGES = 4;
  private static final int LINES = TARGETS * GPUS * Metrics.COUNT;

  private final List<PageParser> parsers = new ArrayList<>();
  private final List<List<byte[]>> pages = new ArrayList<>();
  private int round;

  /** Runs it; other JMH options are taken from the command line by JMH's own main class. */
  public static void main(String[] args) throws RunnerException {
    new Runner(new OptionsBuilder().include(ParseBenchmark.class.getSimpleName()).build()).run();
  }

  /** Makes the pages. */
  @Setup
  public void prepare() {
    for (int target = 0; target < TARGETS; target++) {
      parsers.add(parser(target));
      List<byte[]> ofTarget = new ArrayList<>();
      for (int page = 0; page < PAGES; page++) {
        ofTarget.add(page(target, new Random(target * 31L + page)));
      }
      pages.add(ofTarget);
    }
  }

  /** Each target's page after its last one: the steady state. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void replay(Blackhole sink) {
    int page = round++ % PAGES;
    for (int target = 0; target < TARGETS; target++) {
      byte[] text = pages.get(target).get(page);
      sink.consume(parsers.get(target).parse(text, text.length, round));
    }
  }

  /** Each page as a target's first one. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void first(Blackhole sink) {
    int page = round++ % PAGES;
    for (int target = 0; target < TARGETS; target++) {
      byte[] text = pages.get(target).get(page);
      ParsedPage parsed = parser(target).parse(text, text.length, round);
      sink.consume(parsed);
    }
  }

  private static PageParser parser(int target) {
    return new PageParser(
        new ScrapeTarget(URI.create("http://gpu-node-" + target + ":9400/metrics"), Map.of()),
        1_000);
  }

  private static byte[] page(int target, Random random) {
    StringBuilder page = new StringBuilder();
    for (String name : Metrics.NAMES) {
      page.append("# HELP ").append(name).append(' ').append(name.toLowerCase(Locale.ROOT));
      page.append(".\n# TYPE ").append(name).append(" gauge\n");
      for (int gpu = 0; gpu < GPUS; gpu++) {
        page.append(name).append(labels(target, gpu)).append(Metrics.value(name, random));
        page.append('\n');
      }
    }
    return page.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String labels(int target, int gpu) {
    return String.format(
        Locale.ROOT,
        "{gpu=\"%d\",UUID=\"GPU-5f8a2d6c-9b1e-4c3d-8e7f-%06d%06d\",pci_bus_id=\"00000000:%02X:00.0\","
            + "device=\"nvidia%d\",modelName=\"NVIDIA H100 80GB HBM3\",hostname=\"gpu-node-%05d\","
            + "DCGM_FI_DRIVER_VERSION=\"550.54.15\"} ",
        gpu,
        target,
        gpu,
        gpu * 16 + 1,
        gpu,
        target);
  }
}

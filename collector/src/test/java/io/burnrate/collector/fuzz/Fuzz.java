package io.burnrate.collector.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a parser many spoiled inputs. The same ones each time, unless {@code -Dfuzz.seed} says
 * otherwise; {@code -Dfuzz.inputs} says how many. One that fails is written to {@code target/fuzz}.
 */
public final class Fuzz {
  private static final Logger LOG = LoggerFactory.getLogger(Fuzz.class);
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 2_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20260301);
  private static final Path CORPUS = Path.of("src/test/resources/corpus");
  private static final Path FAILED = Path.of("target/fuzz");

  /** A single input that takes longer is a failure, however slow the machine. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int SHOWN_FROM = 50_000;

  /** What takes an input. */
  @FunctionalInterface
  public interface Target {
    /** Throws what is no documented refusal. */
    void take(byte[] input) throws Exception;
  }

  private Fuzz() {}

  /** Spoiled texts. */
  public static void texts(String corpus, Target target) {
    run(corpus, false, target, INPUTS);
  }

  /** Spoiled messages of protobuf. */
  public static void messages(String corpus, Target target) {
    run(corpus, true, target, INPUTS);
  }

  /** A few only, for what is slow, such as a whole request. */
  public static void some(String corpus, boolean wire, int inputs, Target target) {
    run(corpus, wire, target, inputs);
  }

  /** The good inputs of that name. */
  public static List<byte[]> corpus(String name) {
    try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
      return files.sorted().map(Fuzz::bytes).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String corpus, boolean wire, Target target, int inputs) {
    Random random = new Random(SEED ^ corpus.hashCode());
    List<byte[]> good = corpus(corpus);
    for (byte[] each : good) {
      take(corpus, -1, each, target);
    }
    Mutator mutator = new Mutator(good, wire, random);
    long begun = System.nanoTime();
    long longest = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] input = mutator.next();
      long before = System.nanoTime();
      take(corpus, i, input, target);
      long took = System.nanoTime() - before;
      longest = Math.max(longest, took);
      if (took > LONGEST_NANOS) {
        fail(corpus, i, input, new IllegalStateException("took " + took + " ns"));
      }
      if (inputs >= SHOWN_FROM && (i + 1) % (inputs / 10) == 0) {
        LOG.info("{}: {} inputs", corpus, i + 1);
      }
    }
    if (inputs >= SHOWN_FROM) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      LOG.info(
          "{}: {} inputs in {} s, the longest {} ms",
          corpus,
          inputs,
          String.format(Locale.ROOT, "%.1f", seconds),
          TimeUnit.NANOSECONDS.toMillis(longest));
    }
  }

  private static void take(String corpus, int number, byte[] input, Target target) {
    try {
      target.take(input);
    } catch (Exception | Error e) {
      fail(corpus, number, input, e);
    }
  }

  private static void fail(String corpus, int number, byte[] input, Throwable why) {
    Path file = FAILED.resolve(corpus.replace('/', '-') + "-" + SEED + "-" + number);
    try {
      Files.createDirectories(FAILED);
      Files.write(file, input);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
    throw new AssertionError(corpus + ", input " + number + " in " + file + ": " + why, why);
  }
}

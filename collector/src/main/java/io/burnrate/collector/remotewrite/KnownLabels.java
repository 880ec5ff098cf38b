package io.burnrate.collector.remotewrite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.burnrate.collector.scrape.TimedReadings;
import io.burnrate.collector.serving.ServingSeries;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What labels mean, kept from request to request: a Prometheus sends the same ones every few
 * seconds. A GPU's labels are kept once for all its metrics. Beyond a limit of memory those that
 * are used least are forgotten, and understood anew when they come again. Thread-safe.
 */
final class KnownLabels {
  /** Of memory, by an estimate: room for the labels of about 30,000 GPUs or buckets. */
  static final long MAX_BYTES = 64L << 20;

  /** What labels become takes about so much more than their bytes. */
  private static final int BYTES_PER_BYTE = 4;

  private static final int BYTES_PER_ENTRY = 512;

  private final Cache<LabelKey, Meant> meanings;
  private final LongAdder forgotten = new LongAdder();

  /** A GPU or what else readings are of; or a model server's series; or neither. */
  record Meant(TimedReadings.@Nullable Subject subject, @Nullable ServingSeries model) {}

  KnownLabels(long maxBytes) {
    this.meanings =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((LabelKey key, Meant meant) -> bytes(key))
            .evictionListener((key, meant, cause) -> forgotten.increment())
            .executor(Runnable::run)
            .build();
  }

  private static int bytes(LabelKey key) {
    return key.length() * BYTES_PER_BYTE + BYTES_PER_ENTRY;
  }

  KnownLabels meteredBy(MeterRegistry registry) {
    Gauge.builder("burnrate.remotewrite.known.labels", meanings, Cache::estimatedSize)
        .description("Sets of labels whose meaning is kept")
        .register(registry);
    FunctionCounter.builder("burnrate.remotewrite.forgotten.labels", forgotten, LongAdder::sum)
        .description("Sets of labels whose meaning was forgotten for want of room")
        .register(registry);
    return this;
  }

  @Nullable Meant find(LabelKey probe) {
    return meanings.getIfPresent(probe);
  }

  void keep(LabelKey probe, Meant meant) {
    meanings.put(probe.copy(), meant);
  }
}

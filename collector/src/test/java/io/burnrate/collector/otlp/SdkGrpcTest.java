package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.http.OpenStore;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.AppendStore;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Tables;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDK's own exporters of metrics and logs over gRPC, while the store is away at first. */
class SdkGrpcTest {
  private static final AttributeKey<Long> NUMBER = AttributeKey.longKey("number");
  private static final int SERIES = 200;
  private static final int RECORDS = 300;

  @TempDir Path folder;

  /** The SDK's clock, for the receiver's is not of today. */
  private static final class Fixed implements Clock {
    @Override
    public long now() {
      return TimeUnit.SECONDS.toNanos(RunningReceiver.NOW.getEpochSecond() - 30);
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void everyPointIsStoredOnce(String compression) {
    try (OpenStore store = new OpenStore(folder, RunningReceiver.NOW);
        RunningReceiver running = new RunningReceiver(awayAtFirst(store))) {
      OtlpGrpcMetricExporter exporter =
          OtlpGrpcMetricExporter.builder()
              .setEndpoint("http://127.0.0.1:" + running.grpcPort)
              .setCompression(compression)
              .build();
      try (SdkMeterProvider provider =
          SdkMeterProvider.builder()
              .setClock(new Fixed())
              .registerMetricReader(
                  PeriodicMetricReader.builder(exporter).setInterval(Duration.ofDays(1)).build())
              .build()) {
        var counter = provider.get("sdk-test").counterBuilder("requests").build();
        for (long i = 0; i < SERIES; i++) {
          counter.add(i, Attributes.of(NUMBER, i));
        }
        assertThat(provider.forceFlush().join(30, TimeUnit.SECONDS).isSuccess()).isTrue();
        ResultTable rows = store.rows(Tables.METRICS, "name", "value");
        assertThat(rows.rows()).isEqualTo(SERIES);
        double sum = 0;
        for (int row = 0; row < rows.rows(); row++) {
          sum += rows.doubleAt(row, "value");
        }
        assertThat(sum).isEqualTo(SERIES * (SERIES - 1) / 2.0);
        assertThat(refusals(running)).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void everyRecordIsStoredOnce(String compression) {
    try (OpenStore store = new OpenStore(folder, RunningReceiver.NOW);
        RunningReceiver running = new RunningReceiver(awayAtFirst(store))) {
      OtlpGrpcLogRecordExporter exporter =
          OtlpGrpcLogRecordExporter.builder()
              .setEndpoint("http://127.0.0.1:" + running.grpcPort)
              .setCompression(compression)
              .build();
      try (SdkLoggerProvider provider =
          SdkLoggerProvider.builder()
              .setClock(new Fixed())
              .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter).build())
              .build()) {
        for (int i = 0; i < RECORDS; i++) {
          provider.get("sdk-test").logRecordBuilder().setBody("record " + i).emit();
        }
        assertThat(provider.forceFlush().join(30, TimeUnit.SECONDS).isSuccess()).isTrue();
        assertThat(store.rows(Tables.LOGS, "body").rows()).isEqualTo(RECORDS);
        assertThat(refusals(running)).isEqualTo(1);
      }
    }
  }

  private static AppendStore awayAtFirst(AppendStore store) {
    AtomicInteger appends = new AtomicInteger();
    return batch ->
        appends.incrementAndGet() == 1
            ? CompletableFuture.failedFuture(
                new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store is away"))
            : store.append(batch);
  }

  private static double refusals(RunningReceiver running) {
    return running.count("burnrate.otlp.requests", "status", "UNAVAILABLE");
  }
}

package io.burnrate.collector.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Kept;
import io.burnrate.collector.fuzz.Fuzz;
import io.burnrate.collector.http.BatchAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whatever a line holds, it is kept or rejected, and the lines beside it are kept. */
class LineFuzzTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final byte[] GOOD =
      "\n{\"model\":\"fraud\",\"prediction\":0.5}\n".getBytes(StandardCharsets.UTF_8);

  @Test
  void predictions() {
    Fuzz.texts(
        "predictions",
        input -> {
          ByteArrayOutputStream body = new ByteArrayOutputStream();
          body.writeBytes(GOOD);
          body.writeBytes(input);
          body.writeBytes(GOOD);
          AtomicLong rows = new AtomicLong();
          BatchAppender appender =
              new BatchAppender(
                  batch -> {
                    rows.addAndGet(batch.rows());
                    return CompletableFuture.completedFuture(null);
                  });
          LineTally tally =
              new PredictionRows(appender, NOW, Kept.FOREVER).addAll(body.toByteArray());
          assertThat(tally.accepted()).isGreaterThanOrEqualTo(2).isEqualTo(rows.get());
          assertThat(tally.json().encode()).isNotEmpty();
        });
  }
}

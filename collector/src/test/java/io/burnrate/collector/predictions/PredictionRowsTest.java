package io.burnrate.collector.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.Kept;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.store.RowBatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PredictionRowsTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  private static final Kept HOUR = new Kept(Map.of("predictions", Duration.ofHours(1)));

  @Test
  void whatIsTooOldToKeepIsAcceptedAndLeftOut() {
    List<RowBatch> batches = new ArrayList<>();
    BatchAppender appender =
        new BatchAppender(
            batch -> {
              batches.add(batch);
              return CompletableFuture.completedFuture(null);
            });
    String lines =
        """
        {"model":"m","prediction":1,"id":"old","time":"2026-01-31T06:59:59.999Z"}
        {"model":"m","prediction":1,"id":"new","time":"2026-01-31T07:00:00Z"}
        """;

    LineTally tally =
        new PredictionRows(appender, NOW, HOUR).addAll(lines.getBytes(StandardCharsets.UTF_8));

    assertThat(tally.json())
        .isEqualTo(
            new JsonObject()
                .put("accepted", 2L)
                .put("leftOut", 1L)
                .put("rejected", 0L)
                .put("errors", new JsonArray()));
    assertThat(batches).singleElement().extracting(RowBatch::rows).isEqualTo(1);
  }
}

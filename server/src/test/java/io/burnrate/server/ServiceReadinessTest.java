package io.burnrate.server;

import io.burnrate.server.config.ConfigLoader;
import io.burnrate.server.config.ServerConfig;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is well says so. */
class ServiceReadinessTest {
  @TempDir Path folder;

  @Test
  void anOldLedgerWithoutAGpuToAccountForIsNoReasonToBeUnready() throws Exception {
    ServerConfig config =
        ConfigLoader.parse(
                "http: { port: 0 }\notlp: { port: 0, grpcPort: 0 }\nstore: { path: \""
                    + folder
                    + "\" }\n",
                "test",
                Map.of())
            .config();
    InstantSource clock = InstantSource.system();
    try (Store store = StoreOpening.create(config.store(), clock)) {
      store.open();
      RowBatch.Builder minute = RowBatch.builder(Tables.LEDGER, "test", 1);
      long before = clock.instant().minus(Duration.ofHours(30)).toEpochMilli();
      int row = minute.addRow();
      Tables.LEDGER.columns().stream()
          .filter(Column::required)
          .forEach(column -> minute.set(row, column, 0));
      minute.set(row, "time_ms", before).set(row, "gpu_uuid", "GPU-1");
      minute.set(row, "ledger_class", "owned").set(row, "revision", 0);
      store.append(minute.build()).toCompletableFuture().join();
    }
    try (Service service = Service.start(config, BuildInfo.read())) {
      // Answers other than 200 fail in there.
      new ApiClient(service.httpPort()).text("/readyz");
    }
  }
}

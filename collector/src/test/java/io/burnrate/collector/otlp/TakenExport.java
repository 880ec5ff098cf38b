package io.burnrate.collector.otlp;

import com.google.protobuf.Message;
import io.burnrate.collector.Kept;
import io.burnrate.collector.http.BatchAppender;
import io.burnrate.collector.sources.Sources;
import io.burnrate.store.Column;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Table;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What becomes of an export: rows by table, and a tally. */
final class TakenExport {
  final Tally tally;
  private final List<RowBatch> batches = new ArrayList<>();

  private TakenExport(
      Signal signal,
      Encoding encoding,
      byte[] body,
      boolean keepContent,
      Sources sources,
      Kept kept) {
    tally = new Tally(signal, "10.0.0.1");
    BatchAppender appender =
        new BatchAppender(
            batch -> {
              batches.add(batch);
              return CompletableFuture.completedFuture(null);
            });
    AttributeJson attributes = new AttributeJson(tally, keepContent);
    SignalRows rows =
        signal.open(new Arrival(appender, RunningReceiver.NOW, tally, attributes, sources, kept));
    encoding.read(signal, body, rows);
    rows.finish();
  }

  static TakenExport of(Signal signal, Message request) {
    return new TakenExport(
        signal, Encoding.PROTOBUF, request.toByteArray(), false, book(), Kept.FOREVER);
  }

  static TakenExport of(Signal signal, String json) {
    return new TakenExport(
        signal, Encoding.JSON, json.getBytes(StandardCharsets.UTF_8), false, book(), Kept.FOREVER);
  }

  static TakenExport of(Signal signal, Encoding encoding, byte[] body) {
    return new TakenExport(signal, encoding, body, false, book(), Kept.FOREVER);
  }

  static TakenExport withContent(Signal signal, Message request) {
    return new TakenExport(
        signal, Encoding.PROTOBUF, request.toByteArray(), true, book(), Kept.FOREVER);
  }

  /** As above, from whoever is known to {@code sources}. */
  static TakenExport of(Signal signal, Message request, Sources sources) {
    return new TakenExport(
        signal, Encoding.PROTOBUF, request.toByteArray(), false, sources, Kept.FOREVER);
  }

  /** As above, where rows are of use for a while only. */
  static TakenExport of(Signal signal, Message request, Kept kept) {
    return new TakenExport(signal, Encoding.PROTOBUF, request.toByteArray(), false, book(), kept);
  }

  private static Sources book() {
    return new Sources(InstantSource.fixed(RunningReceiver.NOW));
  }

  /** Rows by the names of their columns, without absent values. */
  List<Map<String, Object>> rows(Table table) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (RowBatch batch : batches) {
      if (batch.table() == table) {
        for (int row = 0; row < batch.rows(); row++) {
          rows.add(row(batch, row));
        }
      }
    }
    return rows;
  }

  Map<String, Object> only(Table table) {
    List<Map<String, Object>> rows = rows(table);
    if (rows.size() != 1) {
      throw new AssertionError(table + ": " + rows.size() + " rows; " + tally.message());
    }
    return rows.get(0);
  }

  private static Map<String, Object> row(RowBatch batch, int row) {
    Map<String, Object> values = new HashMap<>();
    for (Column column : batch.table().columns()) {
      Object value =
          switch (column.type()) {
            case STRING -> batch.stringAt(column, row);
            case LONG -> batch.longAt(column, row);
            case DOUBLE -> batch.doubleAt(column, row);
          };
      boolean absent =
          value.equals("") || value.equals(RowBatch.NO_LONG) || value.equals(Double.NaN);
      if (!absent) {
        values.put(column.name(), value);
      }
    }
    return values;
  }
}

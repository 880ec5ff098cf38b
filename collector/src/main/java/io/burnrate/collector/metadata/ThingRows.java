package io.burnrate.collector.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.List;
import java.util.Map;

/** Things as rows of {@link Tables#METADATA}. */
final class ThingRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ThingRows() {}

  static RowBatch of(List<Thing> things, long timeMillis) {
    RowBatch.Builder rows = RowBatch.builder(Tables.METADATA, "metadata", things.size());
    for (Thing thing : things) {
      int row = rows.addRow();
      rows.set(row, Tables.METADATA.time(), timeMillis)
          .set(row, "entity", thing.entity())
          .set(row, "kind", thing.kind())
          .set(row, "cluster", thing.cluster())
          .set(row, "namespace", thing.namespace())
          .set(row, "name", thing.name())
          .set(row, "version", thing.version())
          .set(row, "origin", thing.origin())
          .set(row, "gpu_request", thing.gpuRequest().encode())
          .set(row, "attributes", json(thing.attributes()));
    }
    return rows.build();
  }

  private static String json(Map<String, String> attributes) {
    try {
      return JSON.writeValueAsString(attributes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are JSON", e);
    }
  }
}

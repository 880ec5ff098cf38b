package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How far Pinot's servers have read a table's topic. Used by one thread at a time.
 *
 * @param positions by partition, the offset that the slowest of its servers reads next
 * @param segments those that servers are filling now
 */
record Progress(Map<Integer, Long> positions, Set<String> segments) {
  Progress() {
    this(new HashMap<>(), new HashSet<>());
  }

  /** Adds what one server says: a list of segments it is filling. */
  void addServer(JsonNode list) {
    Map<Integer, Long> furthest = new HashMap<>();
    for (JsonNode segment : list) {
      segments.add(segment.path("segmentName").asText());
      addOffsets(segment, furthest);
    }
    furthest.forEach((partition, offset) -> positions.merge(partition, offset, Math::min));
  }

  /**
   * Adds what the controller says, by segment a list of servers that are filling it, about {@code
   * servers}.
   *
   * @return those of them that it says something about
   */
  Set<String> addController(JsonNode answer, Set<String> servers) {
    Map<String, Map<Integer, Long>> byServer = new HashMap<>();
    answer
        .path("_segmentToConsumingInfoMap")
        .properties()
        .forEach(
            segment -> {
              for (JsonNode server : segment.getValue()) {
                String name = server.path("serverName").asText();
                if (servers.contains(name)) {
                  segments.add(segment.getKey());
                  addOffsets(server, byServer.computeIfAbsent(name, any -> new HashMap<>()));
                }
              }
            });
    byServer
        .values()
        .forEach(
            each -> each.forEach((partition, at) -> positions.merge(partition, at, Math::min)));
    return byServer.keySet();
  }

  private static void addOffsets(JsonNode info, Map<Integer, Long> furthest) {
    JsonNode offsets = info.path("partitionToOffsetMap");
    if (offsets.isEmpty()) {
      // What is to replace it in 1.x has one name at servers and another one at the controller.
      JsonNode other = info.path("partitionOffsetInfo");
      offsets = other.path(other.has("currentOffsets") ? "currentOffsets" : "currentOffsetsMap");
    }
    offsets
        .properties()
        .forEach(
            each -> {
              try {
                furthest.merge(
                    Integer.parseInt(each.getKey()),
                    Long.parseLong(each.getValue().asText()),
                    Math::max);
              } catch (NumberFormatException e) {
                // Not an offset of Kafka's; the partition stays unknown, so queries wait.
              }
            });
  }
}

package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import org.apache.pinot.client.ExecutionStats;

/**
 * Whether a server answered for each segment that it was asked about. One that was started again,
 * and cannot read a segment from Kafka, leaves it out without a word: each segment is either
 * processed or pruned, so that the counts tell. Pinot's client keeps the count of the pruned ones
 * to itself, so it is taken from the answer behind it.
 */
final class SegmentCounts {
  private static final Field ANSWER = answer();

  private SegmentCounts() {}

  private static Field answer() {
    try {
      Field field = ExecutionStats.class.getDeclaredField("_brokerResponse");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How many segments were left out; 0 where a broker's version does not count the pruned. */
  static long leftOut(ExecutionStats stats) {
    try {
      JsonNode pruned = ((JsonNode) ANSWER.get(stats)).path("numSegmentsPrunedByServer");
      return pruned.isNumber()
          ? stats.getNumSegmentsQueried() - stats.getNumSegmentsProcessed() - pruned.asLong()
          : 0;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}

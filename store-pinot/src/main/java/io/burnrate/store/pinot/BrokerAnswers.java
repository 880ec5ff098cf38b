package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.apache.pinot.client.BrokerResponse;
import org.apache.pinot.client.ExecutionStats;

/**
 * Judges what a broker answered: with HTTP 200, it may be an error or a part of the truth.
 * Immutable.
 */
final class BrokerAnswers {
  private static final int MOST_CHARACTERS = 300;

  /** Codes of Pinot's QueryException, one meaning in 0.11 and 1.x. */
  private static final Set<Integer> TIMEOUTS = Set.of(170, 240, 250, 400);

  /** A server or a segment that is lacking. */
  private static final Set<Integer> PARTS_MISSING =
      Set.of(210, 230, 235, 300, 305, 310, 420, 425, 427, 500);

  /** Too many queries; and of 1.x, a server that has no room or memory for this one. */
  private static final Set<Integer> OVERLOADED = Set.of(211, 245, 429);

  private static final int TABLE_MISSING = 190;
  private static final int NO_SERVER = 410;
  private static final int COLUMN_MISSING = 710;
  private static final int ACCESS_DENIED = 180;

  private final PinotConfig config;

  BrokerAnswers(PinotConfig config) {
    this.config = config;
  }

  /** The rows; throws BurnrateException if the answer is not whole. */
  JsonNode rows(URI broker, BrokerResponse answer) {
    if (answer.hasExceptions()) {
      throw failure(broker, answer.getExceptions());
    }
    ExecutionStats stats = answer.getExecutionStats();
    if (stats.isNumGroupsLimitReached()) {
      throw partial(
          broker,
          "a server reached its limit of groups; raise"
              + " pinot.server.query.executor.num.groups.limit or ask for fewer groups");
    }
    if (stats.getNumServersResponded() < stats.getNumServersQueried()) {
      throw partial(
          broker,
          stats.getNumServersResponded()
              + " of "
              + stats.getNumServersQueried()
              + " servers answered");
    }
    long leftOut = SegmentCounts.leftOut(stats);
    if (leftOut > 0) {
      throw partial(
          broker,
          leftOut + " of " + stats.getNumSegmentsQueried() + " segments were not looked into");
    }
    if (stats.isPartialResult()) {
      throw partial(broker, "it says so itself");
    }
    JsonNode table = answer.getResultTable();
    if (table == null || !table.path("rows").isArray()) {
      throw new BurnrateException(
          ErrorCode.STORE_FAILED,
          named(broker) + " has no server for this table yet: the answer has no rows at all");
    }
    return table.path("rows");
  }

  private BurnrateException failure(URI broker, JsonNode exceptions) {
    JsonNode first = exceptions.path(0);
    int code = first.path("errorCode").asInt();
    String message = shortened(first.path("message").asText());
    if (TIMEOUTS.contains(code)) {
      return timedOut();
    }
    if (PARTS_MISSING.contains(code)) {
      return partial(broker, message);
    }
    ErrorCode ours =
        OVERLOADED.contains(code)
            ? ErrorCode.OVERLOADED
            : code == NO_SERVER ? ErrorCode.STORE_UNREACHABLE : ErrorCode.STORE_FAILED;
    String hint =
        switch (code) {
          case TABLE_MISSING, COLUMN_MISSING ->
              "; `burnrate bootstrap --config FILE` creates what is missing";
          case ACCESS_DENIED -> "; is store.authorization what it wants?";
          default -> "";
        };
    return new BurnrateException(
        ours, named(broker) + " answered with error " + code + ": " + message + hint);
  }

  private static BurnrateException partial(URI broker, String why) {
    return new BurnrateException(
        ErrorCode.PARTIAL_RESULT, named(broker) + " answered for a part of the data only: " + why);
  }

  BurnrateException timedOut() {
    return new BurnrateException(
        ErrorCode.TIMEOUT,
        String.format(
            Locale.ROOT,
            "the query took longer than %.1f s (store.queryTimeout)",
            config.queryTimeout().toMillis() / 1e3));
  }

  BurnrateException unreachable(Throwable cause) {
    return new BurnrateException(
        ErrorCode.STORE_UNREACHABLE,
        "no Pinot broker answers (store.brokers: " + config.brokers() + ")",
        cause);
  }

  private static String named(URI broker) {
    return "Pinot's broker " + broker + " (store.brokers)";
  }

  /** The first words of {@code message}, without stack trace and without what we keep secret. */
  String shortened(String message) {
    int trace = message.indexOf("\n\tat ");
    String words = (trace < 0 ? message : message.substring(0, trace)).replaceAll("\\s+", " ");
    for (String secret : config.headers().values()) {
      if (!secret.isBlank()) {
        words = words.replace(secret, "(secret)");
      }
    }
    return words.length() <= MOST_CHARACTERS ? words : words.substring(0, MOST_CHARACTERS) + "…";
  }
}

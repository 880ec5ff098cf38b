package io.burnrate.collector.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.burnrate.store.Column;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Exports in JSON of a good item, any item, and a good one. */
final class Between {
  /** Good items; each is a row that tells its name. */
  static final String BEFORE = "the good one before";

  static final String AFTER = "the good one after";

  /** Less deep by far than an export may be. */
  private static final int MAX_DEPTH = 100;

  private static final JsonFactory JSON = new JsonFactory();

  private Between() {}

  /** The item between the good ones. */
  static byte[] good(Signal signal, byte[] item) {
    return joined(
        "{\"%s\":[{\"resource\":{},\"%s\":[{\"scope\":{},\"%s\":[%s,"
            .formatted(signal.resources(), signal.scopes(), signal.items(), named(signal, BEFORE)),
        item,
        ",%s]}]}]}".formatted(named(signal, AFTER)));
  }

  /** The same, the resource and the scope behind what is theirs. */
  static byte[] headsLast(Signal signal, byte[] item) {
    return joined(
        "{\"%s\":[{\"%s\":[{\"%s\":[%s,"
            .formatted(signal.resources(), signal.scopes(), signal.items(), named(signal, BEFORE)),
        item,
        ",%s],\"scope\":{}}],\"resource\":{}}]}".formatted(named(signal, AFTER)));
  }

  /** What the good items among the rows are called. */
  static List<Object> names(Signal signal, TakenExport taken) {
    Column name = nameOf(signal);
    return taken.rows(tableOf(signal)).stream().map(row -> row.get(name.name())).toList();
  }

  /** Whether an array of that item is JSON, so that its neighbours are not touched by it. */
  static boolean sound(byte[] item) {
    int depth = 0;
    int elements = 0;
    if (!utf8(item)) {
      return false;
    }
    try (JsonParser json = JSON.createParser(joined("[", item, "]"))) {
      json.nextToken();
      while (json.nextToken() != null) {
        JsonToken token = json.currentToken();
        boolean ends = token.isStructEnd();
        if (ends) {
          depth--;
        } else if (depth == 0) {
          elements++;
        }
        if (depth < 0) {
          return elements > 0 && json.nextToken() == null;
        }
        if (token.isStructStart() && ++depth > MAX_DEPTH) {
          return false;
        }
        json.getText();
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  /** Asked here, as the parser takes some names that are not UTF-8 for others that it knows. */
  private static boolean utf8(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)); // reports what is not
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static String named(Signal signal, String name) {
    return switch (signal) {
      case TRACES ->
          """
          {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"%016x","name":"%s",\
          "startTimeUnixNano":"1769846340000000000","endTimeUnixNano":"1769846340250000000"}"""
              .formatted(name.length(), name);
      case METRICS ->
          """
          {"name":"%s","gauge":{"dataPoints":[{"timeUnixNano":"1769846340000000000",\
          "asDouble":1}]}}"""
              .formatted(name);
      case LOGS ->
          """
          {"timeUnixNano":"1769846340000000000","eventName":"%s"}"""
              .formatted(name);
    };
  }

  private static Table tableOf(Signal signal) {
    return switch (signal) {
      case TRACES -> Tables.SPANS;
      case METRICS -> Tables.METRICS;
      case LOGS -> Tables.LOGS;
    };
  }

  private static Column nameOf(Signal signal) {
    return tableOf(signal).column(signal == Signal.LOGS ? "event_name" : "name");
  }

  private static byte[] joined(String before, byte[] item, String after) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(item);
    bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }
}

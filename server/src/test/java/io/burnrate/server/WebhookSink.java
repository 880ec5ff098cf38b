package io.burnrate.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of Alertmanager webhooks that remembers what it was told. Thread-safe. */
final class WebhookSink implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> payloads = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  WebhookSink() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Listens from now on; the answer is where. */
  URI start() {
    server.createContext("/hook", this::take);
    server.start();
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  private void take(HttpExchange exchange) throws IOException {
    payloads.add(JSON.readTree(exchange.getRequestBody()));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** The first firing alert of that name that was received. */
  JsonNode firstFiring(String alertName) {
    for (JsonNode payload : payloads) {
      for (JsonNode alert : payload.path("alerts")) {
        if (alert.path("status").asText().equals("firing")
            && alert.path("labels").path("alertname").asText().equals(alertName)) {
          return alert;
        }
      }
    }
    throw new AssertionError("no firing " + alertName + " in " + payloads);
  }

  /** Each state of each alert that was told, in order: its fingerprint, status and start. */
  List<String> told() {
    List<String> told = new ArrayList<>();
    for (JsonNode payload : payloads) {
      for (JsonNode alert : payload.path("alerts")) {
        told.add(
            alert.path("labels").path("alertname").asText()
                + " "
                + alert.path("fingerprint").asText()
                + " "
                + alert.path("status").asText()
                + " "
                + alert.path("startsAt").asText());
      }
    }
    return told;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

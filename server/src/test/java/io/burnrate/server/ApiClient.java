package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Asks a running service over HTTP, as a user does. */
final class ApiClient {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  ApiClient(int port) {
    this.port = port;
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(text(path));
  }

  String text(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** The item with this key; a missing node without one. */
  static JsonNode item(JsonNode answer, String key) {
    for (JsonNode item : answer.path("items")) {
      if (item.path("key").asText().equals(key)) {
        return item;
      }
    }
    return MissingNode.getInstance();
  }

  static BigDecimal sum(JsonNode answer, String field) {
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode item : answer.path("items")) {
      sum = sum.add(item.path(field).decimalValue());
    }
    return sum;
  }

  /** The query of every panel of the dashboards in {@code folder}. */
  static List<String> expressions(Path folder) throws IOException {
    List<String> expressions = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        JSON.readTree(Files.readString(file))
            .findValues("expr")
            .forEach(each -> expressions.add(each.asText()));
      }
    }
    return expressions;
  }
}

package io.burnrate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burnrate.server.config.ConfigLoader;
import io.burnrate.server.config.Role;
import io.burnrate.server.config.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a process answers by its roles. A store of its own is enough for that. */
class ServiceRolesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @ParameterizedTest
  @EnumSource
  void everyRoleServesHealthAndMetrics(Role role) throws Exception {
    try (Service service = start(Set.of(role))) {
      assertThat(get(service, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(service, "/readyz").statusCode()).isEqualTo(200);
      HttpResponse<String> metrics = get(service, "/metrics");
      assertThat(metrics.statusCode()).isEqualTo(200);
      assertThat(metrics.body()).contains("jvm_memory_used_bytes").contains("\nburnrate_store_");
      assertThat(service.otlpPort() > 0).isEqualTo(role == Role.COLLECTOR);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, names = "API", mode = EnumSource.Mode.EXCLUDE)
  void questionsAreForTheApi(Role role) throws Exception {
    try (Service service = start(Set.of(role))) {
      for (String path : List.of("/api/v1/utilization", "/api/v1/openapi.json", "/api/v1/x")) {
        HttpResponse<String> answer = get(service, path);
        assertThat(answer.statusCode()).as(path).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).get("detail").asText())
            .isEqualTo(
                "/api/v1/* is answered by a process with the role api; this one is " + role.key());
      }
      assertThat(JSON.readTree(get(service, "/").body()).get("endpoints").fieldNames())
          .toIterable()
          .containsExactly("/livez", "/readyz", "/metrics");
      assertThat(get(service, "/metrics").body()).doesNotContain("burnrate_alerts");
    }
  }

  @Test
  void theApiAnswersQuestionsAndTakesNothingIn() throws Exception {
    try (Service service = start(Set.of(Role.API))) {
      assertThat(get(service, "/api/v1/utilization?by=node").statusCode()).isEqualTo(200);
      assertThat(get(service, "/api/v1/alerts").statusCode()).isEqualTo(200);
      for (HttpResponse<String> answer : List.of(post(service), get(service, "/api/v1/sources"))) {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("a process with the role collector; this one is api");
      }
    }
  }

  @Test
  void theCollectorTakesPredictionsAndTellsWhoSends() throws Exception {
    try (Service service = start(Set.of(Role.COLLECTOR))) {
      assertThat(post(service).statusCode()).isEqualTo(200);
      JsonNode sources = JSON.readTree(get(service, "/api/v1/sources").body()).get("items");
      assertThat(sources).hasSize(1);
      assertThat(sources.get(0).get("name").asText()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void readinessNamesThePartsThatTheRolesNeed() throws Exception {
    assertThat(parts(Set.of(Role.COLLECTOR))).containsExactly("store", "otlp", "http");
    assertThat(parts(Set.of(Role.ANALYTICS))).containsExactly("store", "ledger", "http");
    assertThat(parts(ServerConfig.ALL_ROLES)).containsExactly("store", "ledger", "otlp", "http");
  }

  private List<String> parts(Set<Role> roles) throws Exception {
    try (Service service = start(roles)) {
      List<String> names = new ArrayList<>();
      for (JsonNode part : JSON.readTree(get(service, "/readyz").body()).get("components")) {
        names.add(part.get("name").asText());
      }
      return names;
    }
  }

  private Service start(Set<Role> roles) throws Exception {
    ServerConfig all =
        ConfigLoader.parse(
                "http: { port: 0 }\notlp: { port: 0, grpcPort: 0 }\nstore: { path: \""
                    + folder
                    + "\" }\n",
                "test",
                Map.of())
            .config();
    ServerConfig some =
        new ServerConfig(
            roles,
            all.http(),
            all.otlp(),
            all.remoteWrite(),
            all.store(),
            all.scrape(),
            all.limits(),
            all.analytics(),
            all.drift(),
            all.alerting(),
            all.tracing(),
            all.metadata());
    return Service.start(some, BuildInfo.read());
  }

  private HttpResponse<String> get(Service service, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(at(service, path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(Service service) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(at(service, "/api/v1/predictions"))
            .header("Content-Type", "application/x-ndjson")
            .POST(HttpRequest.BodyPublishers.ofString(""))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static URI at(Service service, String path) {
    return URI.create("http://127.0.0.1:" + service.httpPort() + path);
  }
}

package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
  private RunningApi api;
  private JsonNode document;

  @BeforeAll
  void start() {
    // The collector's routes take a path whole, whatever the method, and refuse by themselves.
    api =
        new RunningApi(
            TestFleet.sources(new FixedAnalytics()),
            List.of(
                router -> router.route("/api/v1/predictions").handler(c -> c.end()),
                router -> router.route("/api/v1/write").handler(c -> c.end()),
                router -> router.get("/api/v1/lineage").handler(c -> c.end()),
                router -> router.route("/api/v1/lineage").handler(c -> c.end()),
                router ->
                    router
                        .route("/api/v1/sources")
                        .method(HttpMethod.GET)
                        .method(HttpMethod.HEAD)
                        .handler(c -> c.end()),
                router ->
                    router
                        .route("/api/v1/sources/cardinality")
                        .method(HttpMethod.GET)
                        .method(HttpMethod.HEAD)
                        .handler(c -> c.end()),
                router ->
                    router
                        .route("/api/v1/sources/targets")
                        .method(HttpMethod.GET)
                        .method(HttpMethod.HEAD)
                        .handler(c -> c.end())));
    document = api.json("/api/v1/openapi.json");
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @Test
  void describesEveryRouteAndNoOther() {
    Set<String> served = new TreeSet<>();
    for (Route route : api.api.router().getRoutes()) {
      Set<HttpMethod> methods = route.methods();
      if (route.getPath() != null && methods == null) {
        served.add("POST " + route.getPath());
      } else if (route.getPath() != null) {
        methods.forEach(method -> served.add(method.name() + " " + route.getPath()));
      }
    }
    Set<String> described = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    assertThat(described).isEqualTo(served);
  }

  @Test
  void describesEveryParameterAndNoOther() {
    for (Endpoint endpoint : Endpoint.all(new Questions(TestFleet.sources(new FixedAnalytics())))) {
      List<String> described = new ArrayList<>();
      for (JsonNode parameter :
          document.path("paths").path(endpoint.path()).path("get").path("parameters")) {
        described.add(resolve(parameter.path("$ref").asText()).path("name").asText());
      }
      assertThat(described)
          .as(endpoint.path())
          .containsExactlyInAnyOrderElementsOf(endpoint.parameters());
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryOperationHasItsOwnName() {
    for (JsonNode reference : document.findValues("$ref")) {
      assertThat(resolve(reference.asText()).isObject()).as(reference.asText()).isTrue();
    }
    List<String> names = document.findValues("operationId").stream().map(JsonNode::asText).toList();
    assertThat(names).hasSize(34).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/readyz",
        "/api/v1/utilization",
        "/api/v1/ledger",
        "/api/v1/slos",
        "/api/v1/drift",
        "/api/v1/alerts",
        "/api/v1/hints",
        "/api/v1/targets",
        "/api/v1/openapi.json"
      })
  void answersAreAsDescribed(String path) {
    HttpResponse<String> response = api.get(path);
    JsonNode schema =
        document
            .path("paths")
            .path(path)
            .path("get")
            .path("responses")
            .path("200")
            .path("content")
            .path(response.headers().firstValue("Content-Type").orElse(""))
            .path("schema");

    assertThat(schema.isObject()).isTrue();
    assertThat(mistakes(schema, RunningApi.read(response.body()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/api/v1/utilization?by=rack,400", "/api/v1/ledger?x=1,400", "/nothing,404"})
  void problemsAreAsDescribed(String path, int status) {
    HttpResponse<String> response = api.get(path);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(
            mistakes(
                document.path("components").path("schemas").path("Problem"),
                RunningApi.read(response.body())))
        .isEmpty();
  }

  @Test
  void theSchemasNoticeAMissingAndASpareField() {
    ObjectNode answer = (ObjectNode) api.json("/api/v1/hints");
    answer.remove("at");
    answer.put("spare", 1);

    assertThat(mistakes(document.path("components").path("schemas").path("Hints"), answer))
        .hasSize(2);
  }

  @Test
  void everyQuestionTellsOfEachStatusThatItCanHave() {
    for (Endpoint endpoint : Endpoint.all(new Questions(TestFleet.sources(new FixedAnalytics())))) {
      assertThat(statuses(endpoint.path(), "get"))
          .as(endpoint.path())
          .containsExactly("200", "400", "405", "414", "500", "503", "504");
    }
    assertThat(statuses("/api/v1/predictions", "post"))
        .containsExactly("200", "400", "405", "413", "414", "415", "429", "500", "503");
  }

  private List<String> statuses(String path, String method) {
    List<String> statuses = new ArrayList<>();
    JsonNode operation = document.path("paths").path(path).path(method);
    operation.path("responses").fieldNames().forEachRemaining(statuses::add);
    return statuses;
  }

  private List<String> mistakes(JsonNode schema, JsonNode answer) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.path("components"));
    JsonSchema compiled =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    return compiled.validate(answer).stream().map(Object::toString).toList();
  }

  private JsonNode resolve(String reference) {
    return document.at(reference.substring(1));
  }
}

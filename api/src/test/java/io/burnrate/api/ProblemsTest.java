package io.burnrate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.vertx.core.http.HttpMethod;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProblemsTest {
  private final FixedAnalytics analytics = new FixedAnalytics();
  private RunningApi api;

  @BeforeAll
  void start() {
    api =
        new RunningApi(
            TestFleet.sources(analytics),
            List.of(
                router ->
                    router
                        .route(HttpMethod.POST, "/api/v1/predictions")
                        .handler(context -> context.response().setStatusCode(202).end()),
                router ->
                    router
                        .route(HttpMethod.GET, "/breaks")
                        .handler(
                            context -> {
                              throw new IllegalStateException("inside");
                            })));
  }

  @AfterEach
  void mend() {
    analytics.failure = null;
  }

  @AfterAll
  void stop() {
    api.close();
  }

  static Stream<Arguments> wrongParameters() {
    return Stream.of(
        argumentSet("unknown", "utilization?bi=node", "bi", "allowed are [by, window, limit]"),
        argumentSet("unknown, none allowed", "slos?x=1", "x", "none is allowed here"),
        argumentSet("twice", "utilization?by=node&by=pool", "by", "expected once"),
        argumentSet("dimension", "utilization?by=rack", "by", "gpuModel"),
        argumentSet("dimension of the ledger only", "utilization?by=class", "by", "workload]"),
        argumentSet("empty", "utilization?window=", "window", "from 1m to 400d"),
        argumentSet("too short", "utilization?window=59s", "window", "from 1m to 400d"),
        argumentSet("too long", "utilization?window=401d", "window", "from 1m to 400d"),
        argumentSet("overflowing", "utilization?window=999999999d", "window", "from 1m"),
        argumentSet("no length", "utilization?window=abc", "window", "'abc'"),
        argumentSet("no instant", "ledger?start=yesterday", "start", "RFC 3339"),
        argumentSet("no such day", "ledger?end=2026-02-30T00:00:00Z", "end", "RFC 3339"),
        argumentSet("start after end", "ledger?start=200&end=100", "start", "before the end"),
        argumentSet("long range", "ledger?start=0&end=1772359200", "start", "at most 400d"),
        argumentSet("zero", "targets?limit=0", "limit", "from 1 to 100000"),
        argumentSet("too many", "targets?limit=100001", "limit", "from 1 to 100000"),
        argumentSet("negative", "targets?limit=-1", "limit", "from 1 to 100000"),
        argumentSet("verdict", "drift?verdict=maybe", "verdict", "noDrift"),
        argumentSet("blank", "drift?model=%20", "model", "a text"),
        argumentSet("state", "alerts?state=open", "state", "pending"),
        argumentSet("kind", "hints?kind=evict", "kind", "reclaimGpu"));
  }

  @ParameterizedTest
  @MethodSource("wrongParameters")
  void aWrongParameterIsNamedWithWhatIsAllowed(String question, String parameter, String allowed) {
    HttpResponse<String> response = api.get("/api/v1/" + question);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(Replies.PROBLEM);
    JsonNode problem = RunningApi.read(response.body());
    assertThat(problem.path("parameter").asText()).isEqualTo(parameter);
    assertThat(problem.path("detail").asText()).contains(allowed);
    assertThat(problem.path("status").asInt()).isEqualTo(400);
    assertThat(problem.path("code").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(problem.path("type").asText()).isEqualTo("urn:burnrate:problem:invalid-request");
  }

  @Test
  void badPercentEncodingIsAProblem() {
    // The client refuses to send it, so it goes over a plain socket.
    assertThat(PlainSocket.statusLine(api.port, "GET /api/v1/drift?model=%zz HTTP/1.1"))
        .contains(" 400 ");
  }

  @Test
  void aVeryLongQueryIsRefused() {
    String query = "model=" + "x".repeat(ApiRouter.MAX_QUERY_LENGTH);

    assertThat(api.get("/api/v1/drift?" + query).statusCode()).isEqualTo(414);
    assertThat(
            PlainSocket.statusLine(
                api.port, "GET /api/v1/drift?model=" + "x".repeat(20_000) + " HTTP/1.1"))
        .contains(" 414 ");
  }

  @Test
  void anUnknownPathIsNotFound() {
    HttpResponse<String> response = api.get("/api/v1/secrets");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(RunningApi.read(response.body()).path("code").asText()).isEqualTo("NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,/api/v1/utilization,'GET, HEAD'",
    "POST,/livez,'GET, HEAD'",
    "PUT,/,'GET, HEAD'",
    "GET,/api/v1/predictions,POST"
  })
  void anotherMethodIsRefusedWithThoseAllowed(String method, String path, String allowed) {
    HttpResponse<String> response = api.send(method, path);

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(Replies.PROBLEM);
  }

  @Test
  void extraRoutesAreServed() {
    assertThat(api.send("POST", "/api/v1/predictions").statusCode()).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST,400,false",
    "TOO_LARGE,400,false",
    "OVERLOADED,503,true",
    "STORE_UNREACHABLE,503,true",
    "STORE_FAILED,503,true",
    "PARTIAL_RESULT,503,true",
    "TIMEOUT,504,true",
    "NOT_OWNER,503,true"
  })
  void aCodedFailureHasItsStatus(ErrorCode code, int status, boolean retry) {
    analytics.failure = new BurnrateException(code, "in /var/lib/burnrate/db");

    HttpResponse<String> response = api.get("/api/v1/utilization?window=61m");

    assertThat(response.statusCode()).isEqualTo(status);
    JsonNode problem = RunningApi.read(response.body());
    assertThat(problem.path("code").asText()).isEqualTo(code.name());
    assertThat(response.headers().firstValue("Retry-After").orElse("")).isEqualTo(retry ? "2" : "");
    if (code.blame() == ErrorCode.Blame.STORE) {
      assertThat(response.body()).doesNotContain("/var/lib");
    }
  }

  @Test
  void anUnforeseenFailureTellsNothingOfTheInside() {
    HttpResponse<String> response = api.get("/breaks");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("\"code\":\"INTERNAL\"").doesNotContain("inside");
  }

  @Test
  void aFailureIsNotKept() {
    analytics.failure = new BurnrateException(ErrorCode.TIMEOUT, "late");
    assertThat(api.get("/api/v1/utilization?window=77m").statusCode()).isEqualTo(504);

    analytics.failure = null;
    assertThat(api.get("/api/v1/utilization?window=77m").statusCode()).isEqualTo(200);
  }
}

package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies are those of Pinot 0.11, shortened, unless said otherwise. */
class BrokersTest {
  private static final String TOKEN = "Basic c2VjcmV0";
  private static final String GOOD =
      """
      {"resultTable":{"dataSchema":{"columnNames":["c_0"],"columnDataTypes":["LONG"]},
       "rows":[[8]]},"exceptions":[],"numServersQueried":1,"numServersResponded":1,
       "numGroupsLimitReached":false,"totalDocs":8,"timeUsedMs":3}
      """;
  private static final String FAILED =
      """
      {"exceptions":[{"message":"%s","errorCode":%d}],"numServersQueried":0,
       "numServersResponded":0,"numGroupsLimitReached":false,"totalDocs":0,"timeUsedMs":1}
      """;

  private final TestBroker first = new TestBroker();
  private final TestBroker second = new TestBroker();
  private final QueryCounters counters = new QueryCounters();

  @AfterEach
  void stop() {
    first.close();
    second.close();
  }

  private static PinotConfig config(List<URI> brokers, Duration timeout, PinotConfig.Tls tls) {
    return new PinotConfig(
        URI.create("http://127.0.0.1:1"),
        brokers,
        Map.of("Authorization", TOKEN),
        new PinotConfig.Kafka("127.0.0.1:1", Map.of(), Duration.ofSeconds(1)),
        "test",
        1,
        1,
        timeout,
        Duration.ofSeconds(1),
        new PinotConfig.Spool(Path.of("unused"), 0),
        Map.of(),
        tls);
  }

  private JsonNode ask(Duration timeout, URI... brokers) {
    PinotConfig config = config(List.of(brokers), timeout, PinotConfig.Tls.NONE);
    try (Brokers asked = new Brokers(config, counters)) {
      return asked.ask("SELECT 1", System.nanoTime() + timeout.toNanos()).join();
    }
  }

  private BurnrateException failure(URI... brokers) {
    return failure(Duration.ofSeconds(10), brokers);
  }

  private BurnrateException failure(Duration timeout, URI... brokers) {
    Throwable thrown = catchThrowable(() -> ask(timeout, brokers));
    assertThat(thrown).isInstanceOf(CompletionException.class);
    Throwable cause = Failures.cause(thrown);
    assertThat(cause).isInstanceOf(BurnrateException.class);
    assertThat(cause.getMessage()).doesNotContain(TOKEN);
    return (BurnrateException) cause;
  }

  @Test
  void rowsComeBackAndHeadersAndTimeLimitGoAlong() {
    first.answer(200, GOOD);

    assertThat(ask(Duration.ofSeconds(10), first.address()).toString()).isEqualTo("[[8]]");
    assertThat(first.header("Authorization")).isEqualTo(TOKEN);
    assertThat(first.lastBody()).containsPattern("SET timeoutMs = (9\\d{3}|10000); .*SELECT 1");
  }

  @ParameterizedTest
  @CsvSource({
    "190, TableDoesNotExistError, STORE_FAILED",
    "710, UnknownColumnError, STORE_FAILED",
    "150, SQLParsingError, STORE_FAILED",
    "200, QueryExecutionError, STORE_FAILED",
    "180, AccessDenied, STORE_FAILED",
    "410, BrokerResourceMissingError, STORE_UNREACHABLE",
    "429, TooManyRequests, OVERLOADED",
    "250, ExecutionTimeoutError, TIMEOUT",
    "240, QuerySchedulingTimeoutError, TIMEOUT",
    "305, 2 segments unavailable, PARTIAL_RESULT",
    "425, caught exception when sending request to server, PARTIAL_RESULT",
    "427, 1 servers [s] not responded, PARTIAL_RESULT",
    "235, 1 segments [s] missing on server, PARTIAL_RESULT",
  })
  void anErrorWithinAnAnswerIsAFailure(int code, String message, ErrorCode expected) {
    first.answer(200, FAILED.formatted(message, code));

    BurnrateException failure = failure(first.address());
    assertThat(failure.code()).isEqualTo(expected);
    if (expected != ErrorCode.TIMEOUT) {
      assertThat(failure).hasMessageContaining("store.brokers").hasMessageContaining(message);
    }
  }

  @Test
  void aMissingTableSaysHowToMakeIt() {
    first.answer(200, FAILED.formatted("TableDoesNotExistError", 190));

    assertThat(failure(first.address())).hasMessageContaining("burnrate bootstrap --config FILE");
  }

  @Test
  void anAnswerOfSomeServersOnlyIsAFailure() {
    first.answer(200, GOOD.replace("\"numServersQueried\":1", "\"numServersQueried\":2"));

    assertThat(failure(first.address()).code()).isEqualTo(ErrorCode.PARTIAL_RESULT);
  }

  @Test
  void anAnswerThatLacksGroupsIsAFailureThatNamesTheSetting() {
    first.answer(
        200, GOOD.replace("\"numGroupsLimitReached\":false", "\"numGroupsLimitReached\":true"));

    BurnrateException failure = failure(first.address());
    assertThat(failure.code()).isEqualTo(ErrorCode.PARTIAL_RESULT);
    assertThat(failure).hasMessageContaining("pinot.server.query.executor.num.groups.limit");
  }

  /** So counts a server of 0.11 that was started again while Kafka is away. */
  @Test
  void anAnswerThatLeavesSegmentsOutIsAFailure() {
    first.answer(200, GOOD.replace("\"exceptions\":[]", segments(3, 1, 1)));

    BurnrateException failure = failure(first.address());
    assertThat(failure.code()).isEqualTo(ErrorCode.PARTIAL_RESULT);
    assertThat(failure).hasMessageContaining("1 of 3 segments were not looked into");
  }

  @Test
  void segmentsThatHoldNothingOfWhatIsAskedAreNotLacking() {
    first.answer(200, GOOD.replace("\"exceptions\":[]", segments(3, 1, 2)));

    assertThat(ask(Duration.ofSeconds(10), first.address()).size()).isEqualTo(1);
  }

  private static String segments(int queried, int processed, int pruned) {
    return """
        "exceptions":[],"numSegmentsQueried":%d,"numSegmentsProcessed":%d,
        "numSegmentsPrunedByServer":%d"""
        .formatted(queried, processed, pruned);
  }

  /** The flag is of Pinot 1.x. */
  @Test
  void anAnswerThatCallsItselfPartialIsAFailure() {
    first.answer(
        200, GOOD.replace("\"exceptions\":[]", "\"exceptions\":[],\"partialResult\":true"));

    assertThat(failure(first.address()).code()).isEqualTo(ErrorCode.PARTIAL_RESULT);
  }

  @Test
  void anAnswerWithoutATableIsAFailureAndNotEmpty() {
    first.answer(200, "{\"exceptions\":[],\"numServersQueried\":0,\"numServersResponded\":0}");

    assertThat(failure(first.address()).code()).isEqualTo(ErrorCode.STORE_FAILED);
  }

  @ParameterizedTest
  @CsvSource({
    "401, store.authorization",
    "403, store.authorization",
    "500, HTTP 500",
    "404, HTTP 404"
  })
  void anHttpErrorIsAFailure(int status, String said) {
    first.answer(status, "no");

    BurnrateException failure = failure(first.address());
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_FAILED);
    assertThat(failure).hasMessageContaining(said);
  }

  @Test
  void aBodyThatIsNoJsonIsAFailure() {
    first.answer(200, "<html>" + TOKEN + "</html>");

    assertThat(failure(first.address()).code()).isEqualTo(ErrorCode.STORE_FAILED);
  }

  @Test
  void aSecretThatIsEchoedIsTakenOut() {
    first.answer(200, FAILED.formatted("bad header " + TOKEN + "\\n\\tat org.apache.Pinot", 200));

    assertThat(failure(first.address()))
        .hasMessageEndingWith("answered with error 200: bad header (secret)");
  }

  @Test
  void theNextBrokerIsAskedWhenOneCannotBeReached() {
    URI gone = first.address();
    first.close();
    second.answer(200, GOOD);

    for (int i = 0; i < 4; i++) {
      assertThat(ask(Duration.ofSeconds(10), gone, second.address()).size()).isEqualTo(1);
    }
    assertThat(counters.failovers.sum()).isEqualTo(4);
  }

  @Test
  void aBrokerThatFailedIsTriedLastForAWhile() {
    URI gone = first.address();
    first.close();
    second.answer(200, GOOD);
    Duration timeout = Duration.ofSeconds(10);
    PinotConfig config = config(List.of(gone, second.address()), timeout, PinotConfig.Tls.NONE);
    try (Brokers asked = new Brokers(config, counters)) {
      for (int i = 0; i < 6; i++) {
        asked.ask("SELECT 1", System.nanoTime() + timeout.toNanos()).join();
      }
    }

    assertThat(counters.failovers.sum()).isEqualTo(1);
  }

  @Test
  void theNextBrokerIsAskedWhenOneIsUnavailable() {
    first.answer(503, "");
    second.answer(200, GOOD);

    assertThat(ask(Duration.ofSeconds(10), first.address(), second.address()).size()).isEqualTo(1);
  }

  @Test
  void whenNoBrokerAnswersTheFailureNamesThem() {
    URI gone = first.address();
    first.close();

    BurnrateException failure = failure(gone);
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
    assertThat(failure).hasMessageContaining("store.brokers").hasMessageContaining("" + gone);
  }

  @Test
  void aQueryThatTakesTooLongIsNotRepeatedElsewhere() {
    first.delay(Duration.ofSeconds(20));
    second.delay(Duration.ofSeconds(20));
    Duration brief = Duration.ofMillis(200);

    assertThat(failure(brief, first.address(), second.address()).code())
        .isEqualTo(ErrorCode.TIMEOUT);
    assertThat(first.requests() + second.requests()).isEqualTo(1);
  }

  @Test
  void httpsIsTrustedByTheGivenCertificatesOnly(@TempDir Path folder) throws Exception {
    try (TestBroker secure = TestBroker.secure(folder)) {
      secure.answer(200, GOOD);
      Duration timeout = Duration.ofSeconds(10);
      PinotConfig.Tls tls =
          new PinotConfig.Tls(
              Optional.of(secure.trustStore()), new Secret(TestBroker.STORE_PASSWORD));
      PinotConfig config = config(List.of(secure.address()), timeout, tls);
      try (Brokers asked = new Brokers(config, counters)) {
        long deadline = System.nanoTime() + timeout.toNanos();
        assertThat(asked.ask("SELECT 1", deadline).join().toString()).isEqualTo("[[8]]");
      }
      PinotHttp.Answer answer = new PinotHttp(config).get(secure.address(), "/health").join();
      assertThat(answer.status()).isEqualTo(200);

      assertThat(failure(secure.address()).code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
    }
  }
}

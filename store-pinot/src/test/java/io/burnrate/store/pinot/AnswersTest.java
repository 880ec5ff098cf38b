package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.domain.TimeRange;
import io.burnrate.store.Aggregate;
import io.burnrate.store.Aggregate.Function;
import io.burnrate.store.Column;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Table SPANS = Tables.SPANS;
  private static final Column NAME = SPANS.column("name");
  private static final Column COST = Tables.LEDGER.column("cost_nano_usd");
  private static final TimeRange RANGE = new TimeRange(Instant.EPOCH, Instant.EPOCH);

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  private static Rendered cost(Function function, boolean exact) {
    Query query =
        Query.aggregate(
            Tables.LEDGER,
            RANGE,
            List.of(),
            List.of(),
            List.of(Aggregate.of(function, COST, "it")));
    return SqlRenderer.render(query, "t", exact);
  }

  private static Query byName() {
    return Query.aggregate(
        SPANS, RANGE, List.of(), List.of(new Group.By(NAME)), List.of(Aggregate.countRows("it")));
  }

  @Test
  void aSumIsTakenWhenNoRoundingCanHaveHappened() throws Exception {
    // 3 * 3,002,399,751,580,330 = 2^53 - 2
    JsonNode rows = json("[[3, 9007199254740990.0, 1.0, 3002399751580330.0]]");

    ResultTable answer = Answers.read(cost(Function.SUM, false), rows).orElseThrow();
    assertThat(answer.longAt(0, "it")).isEqualTo(9_007_199_254_740_990L);
  }

  @Test
  void aSumThatMayHaveBeenRoundedIsAskedForAgain() throws Exception {
    JsonNode some = json("[[3, 9.0, -3002399751580331.0, 5.0]]");

    assertThat(Answers.read(cost(Function.SUM, false), some)).isEmpty();
  }

  @Test
  void aWholeExtremeBeyondTheRangeOfDoublesIsAskedForAgain() throws Exception {
    JsonNode below = json("[[1, 9007199254740991.0]]");
    JsonNode beyond = json("[[1, 9.007199254740992E15]]");

    assertThat(Answers.read(cost(Function.MAX, false), below).orElseThrow().longAt(0, "it"))
        .isEqualTo(9_007_199_254_740_991L);
    assertThat(Answers.read(cost(Function.MAX, false), beyond)).isEmpty();
  }

  @Test
  void anExactSumIsReadFromText() throws Exception {
    JsonNode rows = json("[[2, \"18014398509481986\"]]");

    assertThat(Answers.read(cost(Function.SUM, true), rows).orElseThrow().longAt(0, "it"))
        .isEqualTo(18_014_398_509_481_986L);
  }

  @Test
  void aSumThatNoLongHoldsFails() throws Exception {
    JsonNode rows = json("[[2, \"18446744073709551614\"]]");

    assertThatThrownBy(() -> Answers.read(cost(Function.SUM, true), rows))
        .isInstanceOfSatisfying(
            BurnrateException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.STORE_FAILED));
  }

  @Test
  void aFigureOfNoRowsIsAbsentWhateverPinotSays() throws Exception {
    JsonNode rows = json("[[0, \"Infinity\"]]");

    assertThat(Answers.read(cost(Function.MIN, false), rows).orElseThrow().present(0, "it"))
        .isFalse();
  }

  @Test
  void aBucketIsNamedByItsStart() throws Exception {
    Query query =
        Query.aggregate(
            SPANS,
            RANGE,
            List.of(),
            List.of(new Group.TimeBucket(Duration.ofSeconds(60))),
            List.of(Aggregate.countRows("it")));
    Rendered rendered = SqlRenderer.render(query, "t", false);

    ResultTable answer = Answers.read(rendered, json("[[-2.0, 1], [3.0, 2]]")).orElseThrow();
    assertThat(answer.longAt(0, "bucket_ms")).isEqualTo(-120_000);
    assertThat(answer.longAt(1, "bucket_ms")).isEqualTo(180_000);
  }

  @Test
  void groupsAreOrderedAndCutHere() throws Exception {
    Rendered rendered = SqlRenderer.render(byName().orderedBy("it", true).limitedTo(2), "t", false);

    ResultTable answer =
        Answers.read(rendered, json("[[\"a\", 1], [\"b\", 3], [\"c\", 2]]")).orElseThrow();
    assertThat(answer.rows()).isEqualTo(2);
    assertThat(answer.stringAt(0, "name")).isEqualTo("b");
    assertThat(answer.stringAt(1, "name")).isEqualTo("c");
  }

  @Test
  void moreRowsThanAWholeAnswerMayHoldFail() throws Exception {
    Rendered rendered = SqlRenderer.render(byName().completeWithin(1), "t", false);
    JsonNode rows = json("[[\"a\", 1], [\"b\", 3]]");

    assertThatThrownBy(() -> Answers.read(rendered, rows))
        .isInstanceOfSatisfying(
            BurnrateException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining("more than 1 rows");
  }
}

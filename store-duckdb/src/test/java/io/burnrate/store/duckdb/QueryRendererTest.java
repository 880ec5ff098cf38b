package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Aggregate;
import io.burnrate.store.Filter;
import io.burnrate.store.Group;
import io.burnrate.store.Query;
import io.burnrate.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryRendererTest {
  @Test
  void valuesAndLabelsNeverEnterTheText() {
    Filter name = new Filter.Equal(Tables.SPANS.column("name"), "v1");
    Filter list = new Filter.In(Tables.SPANS.column("model"), List.of("v2", "v3"));
    Filter number =
        new Filter.Compare(Tables.SPANS.column("input_tokens"), Filter.Operator.GREATER, 4711);
    Query query =
        Query.aggregate(
                Tables.SPANS,
                TestStores.ALWAYS,
                List.of(name, list),
                List.of(new Group.TimeBucket(Duration.ofMillis(4712))),
                List.of(Aggregate.countRows("label-1", number)))
            .orderedBy("label-1", true)
            .limitedTo(4713);
    Rendered rendered = QueryRenderer.render(query);

    assertThat(rendered.sql())
        .doesNotContain("v1", "v2", "v3", "471", "label")
        .contains("GROUP BY 1 ORDER BY 2 DESC NULLS LAST");
    assertThat(rendered.parameters())
        .containsExactly(
            4712L, 4712L, 4712L, 4711L, Long.MIN_VALUE, Long.MAX_VALUE, "v1", "v2", "v3", 4713L);
    assertThat(rendered.labels()).containsExactly("bucket_ms", "label-1");
  }

  @Test
  void aRowBeyondTheBoundIsAskedForUnlessTheLimitWasChosen() {
    Query rows =
        Query.rows(
            Tables.SPANS, TestStores.ALWAYS, List.of(), List.of(Tables.SPANS.column("name")));

    assertThat(QueryRenderer.render(rows).parameters()).endsWith(1_000_001L);
    assertThat(QueryRenderer.render(rows.limitedTo(10)).parameters()).endsWith(10L);
  }

  @Test
  void boundsOfARangeAreRoundedUpToWholeMilliseconds() {
    assertThat(QueryRenderer.ceilMillis(Instant.ofEpochSecond(0, 1))).isEqualTo(1);
    assertThat(QueryRenderer.ceilMillis(Instant.ofEpochSecond(-1, 1))).isEqualTo(-999);
    assertThat(QueryRenderer.ceilMillis(Instant.ofEpochMilli(-5))).isEqualTo(-5);
  }

  @Test
  void namesAreQuoted() {
    assertThat(Sql.quoted("a\"b")).isEqualTo("\"a\"\"b\"");
  }
}

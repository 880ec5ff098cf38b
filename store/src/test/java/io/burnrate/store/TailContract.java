package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every store promises about handing accepted rows on. */
public abstract class TailContract extends StoreContract {
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private static String idOf(RowBatch batch) {
    return idOf(batch, 0);
  }

  private static String idOf(RowBatch batch, int row) {
    return batch.stringAt(Tables.SPANS.column("trace_id"), row);
  }

  /** What is to be told from a row: several batches may come as one. */
  private void note(RowBatch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      seen.add(idOf(batch, row) + " " + batch.timeMillisAt(row));
    }
  }

  @Test
  void rowsWithOneShardKeyAreHandedOnInTheOrderOfAcceptance() throws Exception {
    store.tail(Tables.SPANS, this::note);
    List<CompletionStage<Void>> answers = new ArrayList<>();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      sent.add("t" + i % 5 + " " + NOON.plusSeconds(i).toEpochMilli());
      answers.add(store.append(span("t" + i % 5, i)));
    }
    answers.forEach(StoreContract::await);

    until(() -> seen.size() >= sent.size());
    for (int trace = 0; trace < 5; trace++) {
      String start = "t" + trace + " ";
      assertThat(seen.stream().filter(each -> each.startsWith(start)).toList())
          .containsExactlyElementsOf(sent.stream().filter(each -> each.startsWith(start)).toList());
    }
  }

  @Test
  void aBatchIsHandedOnWithEveryRowAndValue() throws Exception {
    List<RowBatch> batches = Collections.synchronizedList(new ArrayList<>());
    store.tail(Tables.SPANS, batches::add);
    append(spans("a", 3, 0));

    until(() -> !batches.isEmpty());
    RowBatch batch = batches.get(0);
    assertThat(batch.rows()).isEqualTo(3);
    assertThat(batch.stringAt(Tables.SPANS.column("span_id"), 2)).isEqualTo("a-2");
    assertThat(batch.timeMillisAt(2)).isEqualTo(NOON.plusSeconds(2).toEpochMilli());
  }

  @Test
  void aBatchIsHandedOnOnceItCanBeQueried() throws Exception {
    List<Long> counts = Collections.synchronizedList(new ArrayList<>());
    store.tail(Tables.SPANS, batch -> counts.add(count(Tables.SPANS)));
    append(span("a", 0));

    until(() -> !counts.isEmpty());
    assertThat(counts).containsExactly(1L);
  }

  @Test
  void aConsumerThatThrowsStopsNeitherItselfNorOthers() throws Exception {
    List<String> thrower = Collections.synchronizedList(new ArrayList<>());
    store.tail(
        Tables.SPANS,
        batch -> {
          thrower.add(idOf(batch));
          throw new IllegalStateException("on purpose");
        });
    store.tail(Tables.SPANS, batch -> seen.add(idOf(batch)));
    append(span("a", 0));
    until(() -> seen.size() == 1 && thrower.size() == 1);
    append(span("b", 1));

    until(() -> seen.size() == 2 && thrower.size() == 2);
    assertThat(seen).containsExactlyInAnyOrder("a", "b");
    assertThat(thrower).containsExactlyInAnyOrder("a", "b");
    assertThat(store.measurements()).containsEntry("tail_failures_total", 2.0);
  }

  @Test
  void aClosedSubscriptionGetsNothingMore() throws Exception {
    List<String> closed = Collections.synchronizedList(new ArrayList<>());
    TailStore.Subscription subscription =
        store.tail(Tables.SPANS, batch -> closed.add(idOf(batch)));
    store.tail(Tables.SPANS, batch -> seen.add(idOf(batch)));
    append(span("a", 0));
    until(() -> closed.size() == 1 && seen.size() == 1);

    subscription.close();
    append(span("b", 1));
    until(() -> seen.size() == 2);

    assertThat(closed).containsExactly("a");
  }

  @Test
  void rowsOfOneKeyAndTimeStayTogether() throws Exception {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    store.tail(Tables.SPANS, batch -> sizes.add(batch.rows()));
    RowBatch.Builder rows = RowBatch.builder(Tables.SPANS, "test", 7);
    for (int i = 0; i < 7; i++) {
      int row = rows.addRow();
      rows.set(row, "time_ms", 5).set(row, "trace_id", "t").set(row, "span_id", "s" + i);
    }
    append(rows.build());

    until(() -> !sizes.isEmpty());
    assertThat(sizes).containsExactly(7);
  }

  @Test
  void aConsumerGetsItsOwnTableOnly() throws Exception {
    store.tail(Tables.SCRAPES, batch -> seen.add("scrapes"));
    store.tail(Tables.SPANS, batch -> seen.add("spans"));
    append(span("a", 0));

    until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("spans");
  }

  @Test
  void whatWasAcceptedBeforeTheTailBeganIsNotHandedOn() throws Exception {
    append(span("early", 0));
    store.tail(Tables.SPANS, batch -> seen.add(idOf(batch)));
    append(span("late", 1));

    until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("late");
  }

  @Test
  void aConsumerMayBeginBeforeTheStoreOpens() throws Exception {
    store.close();
    store = newStore();
    store.tail(Tables.SPANS, batch -> seen.add(idOf(batch)));
    store.open();
    append(span("a", 0));

    until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("a");
  }

  @Test
  void whatWasAcceptedBeforeClosingIsStillHandedOn() throws Exception {
    store.tail(Tables.SPANS, batch -> seen.add(idOf(batch)));
    CompletionStage<Void> answer = store.append(span("a", 0));
    store.close();

    await(answer);
    until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("a");
  }
}

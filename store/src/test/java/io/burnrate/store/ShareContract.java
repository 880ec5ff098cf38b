package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every store promises about work that members of a group share. */
public abstract class ShareContract extends StoreContract {
  /** Notes what it is told. */
  protected static final class Notes implements Worker {
    public final Set<Integer> held = Collections.synchronizedSet(new TreeSet<>());
    public final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    public Notes() {}

    @Override
    public void gained(Shards shards) {
      held.addAll(shards.held());
    }

    @Override
    public void lost(Shards shards) {
      held.removeAll(shards.held());
    }

    @Override
    public void accept(RowBatch batch) {
      for (int row = 0; row < batch.rows(); row++) {
        seen.add(batch.stringAt(Tables.SPANS.column("span_id"), row));
      }
    }
  }

  @Test
  void aMemberThatIsAloneGetsEveryShardAndEveryRow() throws Exception {
    Notes notes = new Notes();
    try (Membership member = store.join("alone", Tables.SPANS, notes)) {
      until(() -> notes.held.size() == store.shardCount());
      for (int i = 0; i < 10; i++) {
        append(span("t" + i, i));
      }

      until(() -> notes.seen.size() >= 10);
      assertThat(Set.copyOf(notes.seen)).hasSize(10);
      assertThat(member.held()).isEqualTo(Shards.all(store.shardCount()));
    }
  }

  @Test
  void whatAMemberAppendsIsKept() throws Exception {
    Notes notes = new Notes();
    try (Membership member = store.join("writes", Tables.SPANS, notes)) {
      until(() -> notes.held.size() == store.shardCount());

      await(member.append(spans("a", 3, 0)));
      await(member.append(spans("a", 3, 0)));
      await(member.confirm());

      assertThat(count(Tables.SPANS)).isEqualTo(3);
    }
  }

  @Test
  void aMemberThatLeftCannotWrite() throws Exception {
    Notes notes = new Notes();
    Membership member = store.join("left", Tables.SPANS, notes);
    until(() -> notes.held.size() == store.shardCount());
    member.close();

    assertThat(failureOf(member.append(span("a", 0)))).isEqualTo(ErrorCode.NOT_OWNER);
    assertThat(failureOf(member.confirm())).isEqualTo(ErrorCode.NOT_OWNER);
    assertThat(count(Tables.SPANS)).isZero();
  }

  @Test
  void aMemberKnowsThatItIsUpToDate() throws Exception {
    Notes notes = new Notes();
    try (Membership member = store.join("current", Tables.SPANS, notes)) {
      until(() -> notes.held.size() == store.shardCount());
      append(span("a", 0));
      until(() -> !notes.seen.isEmpty());
      Instant before = member.currentAt();

      until(() -> !member.currentAt().isBefore(before));
    }
  }
}

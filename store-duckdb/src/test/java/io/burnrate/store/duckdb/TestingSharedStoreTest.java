package io.burnrate.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Membership;
import io.burnrate.store.ShareContract;
import io.burnrate.store.Store;
import io.burnrate.store.Tables;
import io.burnrate.store.TestingSharedStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The replicas that other modules test with keep the contract, too. */
class TestingSharedStoreTest extends ShareContract {
  private static final String GROUP = "test";

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private TestingSharedStore shared;

  @Override
  protected Store newStore() {
    Store below = TestStores.at(folder);
    below.open();
    shared = new TestingSharedStore(below, 6, TestStores.CLOCK);
    opened.add(shared);
    opened.add(below);
    return shared.replica("a");
  }

  @AfterEach
  void closeShared() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void shardsAreSharedEvenlyAndGoToTheOthersWhenAMemberLeaves() {
    Notes a = new Notes();
    Notes b = new Notes();
    Store second = shared.replica("b");
    store.join(GROUP, Tables.SPANS, a);
    second.join(GROUP, Tables.SPANS, b);
    shared.settle();
    assertThat(a.held).hasSize(3).doesNotContainAnyElementsOf(b.held);
    assertThat(b.held).hasSize(3);

    second.close();
    shared.settle();
    assertThat(a.held).hasSize(6);
  }

  @Test
  void aRowIsHandedToTheHolderOfItsShardOnly() throws Exception {
    Notes a = new Notes();
    Notes b = new Notes();
    store.join(GROUP, Tables.SPANS, a);
    shared.replica("b").join(GROUP, Tables.SPANS, b);
    shared.settle();
    for (int i = 0; i < 20; i++) {
      append(span("t" + i, i));
    }

    until(() -> a.seen.size() + b.seen.size() >= 20);
    assertThat(a.seen).isNotEmpty().doesNotContainAnyElementsOf(b.seen);
    assertThat(b.seen).isNotEmpty();
  }

  @Test
  void aMemberThatWasCutOffBelievesButCannotWrite() {
    Notes a = new Notes();
    Notes b = new Notes();
    Membership zombie = store.join(GROUP, Tables.SPANS, a);
    shared.replica("b").join(GROUP, Tables.SPANS, b);
    shared.fence("a");
    shared.settle();

    assertThat(b.held).hasSize(6);
    assertThat(a.held).isNotEmpty();
    assertThat(failureOf(zombie.append(span("x", 0)))).isEqualTo(ErrorCode.NOT_OWNER);
    assertThat(failureOf(zombie.confirm())).isEqualTo(ErrorCode.NOT_OWNER);

    shared.tell("a");
    shared.settle();
    assertThat(a.held).hasSize(3).doesNotContainAnyElementsOf(b.held);
    await(zombie.confirm());
  }

  @Test
  void aMemberThatIsStalledCannotReachTheStore() {
    Membership member = store.join(GROUP, Tables.SPANS, new Notes());
    shared.settle();
    shared.stall("a");
    assertThatThrownBy(() -> await(member.confirm())).isInstanceOf(BurnrateException.class);
    assertThat(failureOf(member.append(span("x", 0)))).isEqualTo(ErrorCode.STORE_UNREACHABLE);
    shared.resume("a");
    await(member.append(span("x", 0)));
    assertThat(count(Tables.SPANS)).isEqualTo(1);
  }

  @Test
  void aShardMovesWhereTheTestWantsIt() {
    Notes a = new Notes();
    Notes b = new Notes();
    store.join(GROUP, Tables.SPANS, a);
    shared.replica("b").join(GROUP, Tables.SPANS, b);
    for (int shard = 0; shard < 6; shard++) {
      shared.move(GROUP, shard, "b");
    }
    shared.settle();
    assertThat(a.held).isEmpty();
    assertThat(b.held).hasSize(6);
    assertThat(shared.owner(GROUP, 5)).isEqualTo("b");
  }
}

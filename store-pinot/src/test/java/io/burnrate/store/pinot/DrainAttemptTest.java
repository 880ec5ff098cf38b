package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.Tables;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DrainAttemptTest {
  private final AtomicBoolean done = new AtomicBoolean();

  /** One parcel, which is made when it is read. */
  private static List<Parcel> head(Supplier<Parcel> parcel) {
    return new AbstractList<>() {
      @Override
      public Parcel get(int index) {
        return parcel.get();
      }

      @Override
      public int size() {
        return 1;
      }
    };
  }

  private void isNoSuccess(Supplier<Parcel> parcel) {
    try (KafkaLine line = new KafkaLine(TestFlow.settings(Map.of()), new Names("test"))) {
      DrainAttempt attempt =
          new DrainAttempt(
              head(parcel),
              Tables.SPANS,
              line,
              () -> line,
              (table, partition, offset) -> {},
              true,
              () -> done.set(true));

      attempt.run();

      assertThat(attempt.line()).as("what sends on after a success").isNull();
      assertThat(attempt.failure()).contains("a test");
      assertThat(attempt.ended()).isTrue();
      assertThat(done).isTrue();
      assertThat(line.failure()).as("why it was closed").isNotNull();
    }
  }

  @Test
  void anAttemptThatDiesOfAnErrorIsNoSuccess() {
    isNoSuccess(
        () -> {
          throw new OutOfMemoryError("a test");
        });
  }

  @Test
  void anAttemptThatDiesOfAnUnexpectedExceptionIsNoSuccess() {
    isNoSuccess(
        () -> {
          throw new IllegalStateException("a test");
        });
  }
}

package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowBatchTest {
  private static final Table TABLE =
      Table.named("readings")
          .time("time_ms")
          .key("device")
          .metricLong("count")
          .metricDouble("watts")
          .build();
  private static final Column DEVICE = TABLE.column("device");
  private static final Column COUNT = TABLE.column("count");
  private static final Column WATTS = TABLE.column("watts");

  private static RowBatch.Builder builder(int capacity) {
    return RowBatch.builder(TABLE, "test", capacity);
  }

  @Test
  void everyValueStartsAsAbsent() {
    RowBatch.Builder builder = builder(1);
    builder.set(builder.addRow(), "time_ms", 5);
    RowBatch batch = builder.build();

    assertThat(batch.rows()).isEqualTo(1);
    assertThat(batch.timeMillisAt(0)).isEqualTo(5);
    assertThat(batch.stringAt(DEVICE, 0)).isEmpty();
    assertThat(batch.longAt(COUNT, 0)).isEqualTo(RowBatch.NO_LONG);
    assertThat(batch.doubleAt(WATTS, 0)).isNaN();
  }

  @Test
  void valuesSurviveGrowingBeyondTheCapacity() {
    RowBatch.Builder builder = builder(0);
    for (int i = 0; i < 100; i++) {
      int row = builder.addRow();
      builder.set(row, "time_ms", i).set(row, "device", "d" + i).set(row, "watts", i / 2.0);
    }
    RowBatch batch = builder.build();

    assertThat(batch.rows()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(batch.timeMillisAt(i)).isEqualTo(i);
      assertThat(batch.stringAt(DEVICE, i)).isEqualTo("d" + i);
      assertThat(batch.doubleAt(WATTS, i)).isEqualTo(i / 2.0);
      assertThat(batch.longAt(COUNT, i)).isEqualTo(RowBatch.NO_LONG);
    }
  }

  @Test
  void aRowTakenBackLeavesNothingBehind() {
    RowBatch.Builder builder = builder(2);
    builder.set(builder.addRow(), "time_ms", 5);
    int row = builder.addRow();
    builder.set(row, "time_ms", 6).set(row, "device", "d").set(row, "count", 1);
    builder.set(row, "watts", 2.0).removeLastRow();
    assertThat(builder.rows()).isEqualTo(1);
    builder.set(builder.addRow(), "time_ms", 7);
    RowBatch batch = builder.build();

    assertThat(batch.rows()).isEqualTo(2);
    assertThat(batch.timeMillisAt(1)).isEqualTo(7);
    assertThat(batch.stringAt(DEVICE, 1)).isEmpty();
    assertThat(batch.longAt(COUNT, 1)).isEqualTo(RowBatch.NO_LONG);
    assertThat(batch.doubleAt(WATTS, 1)).isNaN();
  }

  @Test
  void aValueIsOverwrittenByAnAbsentOne() {
    RowBatch.Builder builder = builder(1);
    int row = builder.addRow();
    builder.set(row, "time_ms", 5).set(row, "device", "d").set(row, "count", 1);
    builder.set(row, "watts", 2.0).set(row, "device", "").set(row, "count", RowBatch.NO_LONG);
    builder.set(row, "watts", Double.NaN);
    RowBatch batch = builder.build();

    assertThat(batch.stringAt(DEVICE, 0)).isEmpty();
    assertThat(batch.longAt(COUNT, 0)).isEqualTo(RowBatch.NO_LONG);
    assertThat(batch.doubleAt(WATTS, 0)).isNaN();
  }

  @Test
  void aColumnWhoseFirstValueComesLateIsAbsentBefore() {
    RowBatch.Builder builder = builder(2);
    for (int i = 0; i < 5; i++) {
      builder.set(builder.addRow(), "time_ms", i);
    }
    builder.set(4, "device", "d").set(4, "count", 1).set(4, "watts", 2.0);
    RowBatch batch = builder.build();

    for (int row = 0; row < 4; row++) {
      assertThat(batch.stringAt(DEVICE, row)).isEmpty();
      assertThat(batch.longAt(COUNT, row)).isEqualTo(RowBatch.NO_LONG);
      assertThat(batch.doubleAt(WATTS, row)).isNaN();
    }
    assertThat(batch.stringAt(DEVICE, 4)).isEqualTo("d");
    assertThat(batch.longAt(COUNT, 4)).isEqualTo(1);
    assertThat(batch.doubleAt(WATTS, 4)).isEqualTo(2.0);
  }

  @Test
  void noRowCanBeTakenBackFromNone() {
    RowBatch.Builder builder = builder(1);

    assertThatThrownBy(builder::removeLastRow).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRowBeyondTheLastIsRefused() {
    RowBatch.Builder builder = builder(64);
    builder.set(builder.addRow(), "time_ms", 5);
    RowBatch batch = builder.build();

    assertThatThrownBy(() -> batch.longAt(COUNT, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> batch.longAt(COUNT, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void itHoldsItsLimitAndNotOneRowMore() {
    RowBatch.Builder builder = builder(1);
    for (int i = 0; i < RowBatch.MAX_ROWS; i++) {
      builder.set(builder.addRow(), "time_ms", i);
    }

    assertThatThrownBy(builder::addRow)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100000");
    assertThat(builder.build().rows()).isEqualTo(RowBatch.MAX_ROWS);
  }

  @Test
  void aRowWithoutATimeIsRefused() {
    RowBatch.Builder builder = builder(1);
    builder.set(builder.addRow(), "device", "d");

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 0 has no time");
  }

  @Test
  void infiniteNumbersBecomeAbsent() {
    RowBatch.Builder builder = builder(2);
    builder.set(builder.addRow(), WATTS, Double.POSITIVE_INFINITY);
    builder.set(builder.addRow(), WATTS, Double.NEGATIVE_INFINITY);

    assertThat(builder.doubleAt(0, WATTS)).isNaN();
    assertThat(builder.doubleAt(1, WATTS)).isNaN();
  }

  @Test
  void anUnknownColumnIsRefused() {
    RowBatch.Builder builder = builder(1);
    int row = builder.addRow();

    assertThatThrownBy(() -> builder.set(row, "amps", 1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("amps");
  }
}

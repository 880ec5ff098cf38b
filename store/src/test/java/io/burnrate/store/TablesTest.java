package io.burnrate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TablesTest {
  static final List<Table> ALL = Tables.ALL;

  @ParameterizedTest
  @FieldSource("ALL")
  void aTableHasOneTimeAndAKey(Table table) {
    assertThat(table.columns()).filteredOn(each -> each.role() == Column.Role.TIME).hasSize(1);
    assertThat(table.identity()).hasSizeGreaterThan(1).contains(table.time());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void namesAreLowerSnakeCase(Table table) {
    assertThat(table.name()).matches("[a-z][a-z0-9_]*");
    assertThat(table.columns()).allMatch(each -> each.name().matches("[a-z][a-z0-9_]*"));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void aColumnKnowsItsPlace(Table table) {
    for (int place = 0; place < table.columns().size(); place++) {
      Column column = table.columns().get(place);
      assertThat(column.index()).isEqualTo(place);
      assertThat(table.column(column.name())).isSameAs(column);
    }
  }

  @Test
  void everyGpuReadingHasAColumn() {
    for (GpuMetric metric : GpuMetric.values()) {
      assertThat(Tables.GPU_SAMPLES.column(metric.column()).type()).isEqualTo(ColumnType.DOUBLE);
    }
  }

  @Test
  void aTableWithoutATimeIsRefused() {
    assertThatThrownBy(() -> Table.named("t").key("k").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no time column");
  }

  @Test
  void aColumnThatIsThereTwiceIsRefused() {
    assertThatThrownBy(() -> Table.named("t").time("x").key("x").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x twice");
  }

  @Test
  void anAnswerNamesItsColumnsAndRefusesOthers() {
    List<Object[]> rows = new ArrayList<>();
    rows.add(new Object[] {7L, "text"});
    ResultTable answer = new ResultTable(List.of("number", "word"), rows);

    assertThat(answer.longAt(0, "number")).isEqualTo(7);
    assertThat(answer.doubleAt(0, "number")).isEqualTo(7.0);
    assertThat(answer.stringAt(0, "word")).isEqualTo("text");
    assertThatThrownBy(() -> answer.longAt(0, "other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
  }
}

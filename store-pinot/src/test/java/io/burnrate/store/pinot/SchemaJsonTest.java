package io.burnrate.store.pinot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.store.Column;
import io.burnrate.store.Column.Role;
import io.burnrate.store.ColumnType;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That Pinot is told of every column what our description says of it. */
class SchemaJsonTest {
  static List<Table> tables() {
    return Tables.ALL;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyColumnIsThereWithItsTypeAndItsAbsentValue(Table table) {
    ObjectNode schema = SchemaJson.of(table, "x");
    Map<String, JsonNode> columns = new HashMap<>();
    schema.get("dimensionFieldSpecs").forEach(spec -> columns.put(spec.get("name").asText(), spec));

    assertThat(columns).hasSize(table.columns().size() - 1);
    for (Column column : table.columns()) {
      if (column.role() == Role.TIME) {
        continue;
      }
      JsonNode spec = requireNonNull(columns.get(column.name()), column.name());
      assertThat(spec.get("dataType").asText()).isEqualTo(column.type().name());
      assertThat(spec.get("defaultNullValue").asText())
          .isEqualTo(
              switch (column.type()) {
                case LONG -> "-9223372036854775808";
                case DOUBLE -> "-Infinity";
                case STRING -> "";
              });
      assertThat(spec.has("maxLength")).isEqualTo(column.type() == ColumnType.STRING);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void theTimeIsEpochMilliseconds(Table table) {
    JsonNode times = SchemaJson.of(table, "x").get("dateTimeFieldSpecs");

    assertThat(times).hasSize(1);
    assertThat(times.get(0).toString())
        .isEqualTo(
            "{\"name\":\"time_ms\",\"dataType\":\"LONG\",\"format\":\"1:MILLISECONDS:EPOCH\","
                + "\"granularity\":\"1:MILLISECONDS\"}");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void rowsAreToldApartByTheirIdentity(Table table) {
    List<String> key = texts(SchemaJson.of(table, "x").get("primaryKeyColumns"));

    assertThat(key)
        .containsExactlyElementsOf(table.identity().stream().map(Column::name).toList())
        .contains(table.time().name());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyNumberToAddUpAndEveryPayloadIsKeptWithoutADictionary(Table table) {
    List<String> raw = texts(Indexes.of(table).get("noDictionaryColumns"));
    List<String> compressed = new ArrayList<>();
    Indexes.fields(table).forEach(field -> compressed.add(field.get("name").asText()));

    assertThat(compressed).isEqualTo(raw);
    for (Column column : table.columns()) {
      if (column.role() == Role.METRIC || column.role() == Role.PAYLOAD) {
        assertThat(raw).contains(column.name());
      }
    }
    assertThat(raw).doesNotContain(table.shardKey().name());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyIndexIsOnAColumnOfItsTable(Table table) {
    JsonNode indexes = Indexes.of(table);
    List<String> names = table.columns().stream().map(Column::name).toList();

    for (String kind :
        List.of(
            "sortedColumn",
            "invertedIndexColumns",
            "noDictionaryColumns",
            "varLengthDictionaryColumns",
            "rangeIndexColumns",
            "bloomFilterColumns")) {
      assertThat(names).as(kind).containsAll(texts(indexes.get(kind)));
    }
    List<String> raw = texts(indexes.get("noDictionaryColumns"));
    assertThat(texts(indexes.get("invertedIndexColumns"))).doesNotContainAnyElementsOf(raw);
    assertThat(texts(indexes.get("varLengthDictionaryColumns"))).doesNotContainAnyElementsOf(raw);
  }

  @Test
  void theLedgerIsSummedUpAheadByColumnsWithDictionaries() {
    JsonNode indexes = Indexes.of(Tables.LEDGER);
    JsonNode tree = indexes.get("starTreeIndexConfigs").get(0);

    assertThat(texts(tree.get("dimensionsSplitOrder")))
        .containsExactly(
            "ledger_class", "cluster", "pool", "gpu_model", "namespace", "workload", "time_ms")
        .doesNotContainAnyElementsOf(texts(indexes.get("noDictionaryColumns")));
    assertThat(texts(tree.get("functionColumnPairs")))
        .hasSize(1 + 3 * 9)
        .contains("COUNT__*", "SUM__cost_nano_usd", "MIN__cost_nano_usd", "MAX__cost_nano_usd");
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}

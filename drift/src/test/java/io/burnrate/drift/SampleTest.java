package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.TimeRange;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
  private static Sample sample(int maxFeatures, String... rows) {
    Sample.Builder builder = new Sample.Builder(List.of(), maxFeatures);
    for (int i = 0; i < rows.length; i++) {
      builder.add(1000 + i, rows[i]);
    }
    return builder.build();
  }

  @Test
  void sortsValuesByFeatureAndType() {
    Sample sample =
        sample(
            9,
            "{\"a\": 3, \"b\": \"x\"}",
            "{\"a\": -1.5, \"b\": true}",
            "{\"a\": \"odd\", \"b\": \"x\"}",
            "{\"a\": null}");
    assertThat(sample.rows()).isEqualTo(4);
    assertThat(sample.values("a").numbers()).containsExactly(-1.5, 3);
    assertThat(sample.values("a").texts()).containsOnlyKeys("odd");
    assertThat(sample.values("a").missing()).isEqualTo(1);
    assertThat(sample.values("b").texts()).containsEntry("x", 2).containsEntry("true", 1);
    assertThat(sample.values("c").missing()).isEqualTo(4);
  }

  @Test
  void listsObjectsAndNumbersOutOfRangeAreOfNoType() {
    Sample sample = sample(9, "{\"a\": [1, {}]}", "{\"a\": {\"b\": 1}}", "{\"a\": 1e999}");
    assertThat(sample.features()).containsOnlyKeys("a");
    assertThat(sample.values("a").others()).isEqualTo(3);
    assertThat(sample.values("a").missing()).isZero();
  }

  @Test
  void unreadableRowsAreLeftOutWhole() {
    Sample sample =
        sample(9, "{\"a\": 1", "[1]", "7", "nonsense", "{\"a\": 1} {\"a\": 2}", "{\"a\": 5}", "");
    assertThat(sample.unreadableRows()).isEqualTo(5);
    assertThat(sample.rows()).isEqualTo(2);
    assertThat(sample.values("a").numbers()).containsExactly(5);
    assertThat(sample.range())
        .isEqualTo(new TimeRange(Instant.ofEpochMilli(1005), Instant.ofEpochMilli(1007)));
  }

  @Test
  void nameGivenTwiceInARowCountsOnce() {
    Sample sample = sample(9, "{\"a\": 1, \"a\": 2}", "{\"a\": 3}");
    assertThat(sample.values("a").numbers()).containsExactly(1, 3);
    assertThat(sample.values("a").missing()).isZero();
  }

  @Test
  void featuresBeyondTheLimitAreCountedAndLeftOut() {
    Sample sample = sample(2, "{\"a\": 1, \"b\": 1, \"c\": 1}", "{\"d\": 1, \"c\": 1}");
    assertThat(sample.features()).containsOnlyKeys("a", "b");
    assertThat(sample.surplusFeatures()).isEqualTo(2);
  }

  @Test
  void rowsWithManyFeaturesAreReadWhole() {
    StringBuilder row = new StringBuilder("{");
    for (int i = 0; i < 100; i++) {
      row.append(i == 0 ? "" : ",").append("\"f").append(i).append("\":").append(i);
    }
    Sample sample = sample(1000, row.append('}').toString());
    assertThat(sample.features()).hasSize(100);
    assertThat(sample.values("f99").numbers()).containsExactly(99);
  }

  @Test
  void emptySampleHasNoRange() {
    assertThat(sample(9).range()).isNull();
  }
}

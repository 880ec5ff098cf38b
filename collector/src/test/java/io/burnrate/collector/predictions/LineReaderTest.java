package io.burnrate.collector.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineReaderTest {
  private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");

  private final LineReader reader = new LineReader(NOW);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"2026-01-31T07:00:00Z\"        | 2026-01-31T07:00:00Z",
        "\"2026-01-31t07:00:00.5z\"      | 2026-01-31T07:00:00.500Z",
        "\"2026-01-31T08:00:00+01:00\"   | 2026-01-31T07:00:00Z",
        "1769842800                      | 2026-01-31T07:00:00Z",
        "1769842800.25                   | 2026-01-31T07:00:00.250Z",
        "1769842800250                   | 2026-01-31T07:00:00.250Z",
        "0                               | 1970-01-01T00:00:00Z",
        "null                            | 2026-01-31T08:00:00Z"
      })
  void readsTimes(String json, Instant expected) throws Exception {
    assertThat(read("{\"model\":\"m\",\"prediction\":1,\"time\":" + json + "}").timeMillis())
        .isEqualTo(expected.toEpochMilli());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prediction\":1}                                       | model: is missing",
        "{\"model\":\" \",\"prediction\":1}                       | model: is missing",
        "{\"model\":7,\"prediction\":1}                           | model: expected a text",
        "{\"model\":\"m\",\"prediction\":[1]}                     | prediction: expected a text",
        "{\"model\":\"m\",\"prediction\":1e999}                   | prediction: the number is too large",
        "{\"model\":\"m\",\"prediction\":NaN}                     | Non-standard token 'NaN'",
        "{\"model\":\"m\",\"prediction\":1,\"time\":\"today\"}    | time: expected a time such as",
        "{\"model\":\"m\",\"prediction\":1,\"time\":-1}           | time: lies before 1970",
        "{\"model\":\"m\",\"prediction\":1,\"time\":1769947201}   | time: more than a day in the future",
        "{\"model\":\"m\",\"prediction\":1,\"time\":17698428002500000} | time: expected seconds or millis",
        "{\"model\":\"m\",\"prediction\":1,\"time\":true}         | time: expected a text or a number",
        "{\"model\":\"m\",\"prediction\":1,\"features\":[]}       | features: expected an object",
        "{\"model\":\"m\",\"prediction\":1,\"features\":{\"a\":{\"b\":1}}} | features.a: expected a number",
        "{\"model\":\"m\",\"prediction\":1,\"features\":{\"a\":1,\"a\":2}} | Duplicate",
        "{\"model\":\"m\",\"prediction\":1} x                     | Unrecognized token",
        "{\"model\":\"m\",\"prediction\":1} {}                    | something follows the object",
        "{\"model\":\"m\",\"prediction\":1                        | Unexpected end-of-input",
        "[]                                                       | expected a JSON object"
      })
  void refusesWhatIsNoPrediction(String line, String message) {
    assertThatThrownBy(() -> read(line)).isInstanceOf(BadLine.class).hasMessageContaining(message);
  }

  @Test
  void refusesTooManyFeatures() {
    assertThatThrownBy(() -> read(withFeatures(LineReader.MAX_FEATURES + 1)))
        .hasMessage("features: more than 1000");
  }

  @Test
  void takesAsManyFeaturesAsAllowed() throws Exception {
    assertThat(read(withFeatures(LineReader.MAX_FEATURES)).features()).contains("\"f999\":999");
  }

  @Test
  void refusesALineThatIsTooLong() {
    String line = "{\"model\":\"m\",\"prediction\":1}" + " ".repeat(LineReader.MAX_LINE_BYTES);
    assertThatThrownBy(() -> read(line)).hasMessageContaining("longer than 1048576 bytes");
  }

  @Test
  void refusesATextThatIsTooLong() {
    String line = "{\"model\":\"" + "m".repeat(1_025) + "\",\"prediction\":1}";
    assertThatThrownBy(() -> read(line)).hasMessageContaining("model: longer than 1024 characters");
  }

  @Test
  void givesTheSamePredictionTheSameIdentityInWhateverOrderItIsWritten() throws Exception {
    String one =
        read("{\"model\":\"m\",\"prediction\":1,\"features\":{\"a\":1,\"b\":2}}").identity();
    String other =
        read("{\"features\":{\"b\":2, \"a\":1},\"prediction\":1,\"model\":\"m\"}").identity();
    assertThat(one).isEqualTo(other).matches("[0-9a-f]{32}");
  }

  @Test
  void hashesWhatTheLineSays() throws Exception {
    // printf '7\0{"a":1}\0%s\0yes' 0.5 | sha256sum
    assertThat(
            read("{\"model\":\"m\",\"version\":\"7\",\"prediction\":0.5,\"label\":\"yes\","
                    + "\"features\":{\"a\":1}}")
                .identity())
        .isEqualTo("110f193ed02abdacf426a9107bf908ae");
  }

  @Test
  void tellsDifferentPredictionsApart() throws Exception {
    assertThat(read("{\"model\":\"m\",\"prediction\":1,\"label\":2}").identity())
        .isNotEqualTo(read("{\"model\":\"m\",\"prediction\":12}").identity());
  }

  @Test
  void keepsWholeNumbersWhole() throws Exception {
    assertThat(read("{\"model\":\"m\",\"prediction\":9007199254740993}").prediction())
        .isEqualTo("9007199254740993");
  }

  private Prediction read(String line) throws BadLine {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return reader.read(bytes, 0, bytes.length);
  }

  private static String withFeatures(int count) {
    String features =
        IntStream.range(0, count)
            .mapToObj(i -> "\"f" + i + "\":" + i)
            .collect(Collectors.joining(","));
    return "{\"model\":\"m\",\"prediction\":1,\"features\":{" + features + "}}";
  }
}

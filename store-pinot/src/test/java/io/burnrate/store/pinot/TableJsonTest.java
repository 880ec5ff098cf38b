package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.store.Tables;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PinotVersion OLD = new PinotVersion(0, 11);
  private static final PinotVersion CURRENT = new PinotVersion(1, 5);

  private static PinotConfig config(Map<String, String> kafka, Map<String, Duration> retention) {
    return new PinotConfig(
        URI.create("http://127.0.0.1:9000"),
        List.of(URI.create("http://127.0.0.1:8099")),
        Map.of(),
        new PinotConfig.Kafka("127.0.0.1:9092", kafka, Duration.ofSeconds(5)),
        "burnrate",
        4,
        2,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        new PinotConfig.Spool(Path.of("spool"), 0),
        retention);
  }

  private static JsonNode resource(String name) throws Exception {
    try (InputStream in = TableJsonTest.class.getResourceAsStream(name)) {
      return JSON.readTree(in);
    }
  }

  private static ObjectNode alertEvents(PinotVersion version) {
    PinotConfig config = config(Map.of(), Map.of("alert_events", Duration.ofDays(400)));
    return new TableJson(config, version).of(Tables.ALERT_EVENTS);
  }

  @Test
  void alertEventsInPinot011AreAsWrittenDown() throws Exception {
    assertThat(JSON.<JsonNode>valueToTree(alertEvents(OLD)).toPrettyString())
        .isEqualTo(resource("alert_events-0.11.json").toPrettyString());
  }

  @Test
  void alertEventsInCurrentPinotAreAsWrittenDown() throws Exception {
    assertThat(JSON.<JsonNode>valueToTree(alertEvents(CURRENT)).toPrettyString())
        .isEqualTo(resource("alert_events-current.json").toPrettyString());
  }

  @Test
  void before13PinotHasNoWindowForDedupAndAnotherConsumer() {
    JsonNode table = alertEvents(new PinotVersion(1, 2));

    assertThat(table.get("dedupConfig").has("metadataTTL")).isFalse();
    assertThat(
            table
                .at("/tableIndexConfig/streamConfigs")
                .get("stream.kafka.consumer.factory.class.name")
                .asText())
        .isEqualTo("org.apache.pinot.plugin.stream.kafka20.KafkaConsumerFactory");
  }

  @Test
  void theSchemaOfAlertEventsIsAsWrittenDown() throws Exception {
    assertThat(SchemaJson.of(Tables.ALERT_EVENTS, "burnrate_alert_events").toPrettyString())
        .isEqualTo(resource("alert_events-schema.json").toPrettyString());
  }

  @Test
  void aRetentionThatIsNoWholeHourIsRoundedUp() {
    PinotConfig config = config(Map.of(), Map.of("spans", Duration.ofMinutes(61)));
    JsonNode segments = new TableJson(config, CURRENT).of(Tables.SPANS).get("segmentsConfig");

    assertThat(segments.get("retentionTimeUnit").asText()).isEqualTo("HOURS");
    assertThat(segments.get("retentionTimeValue").asText()).isEqualTo("2");
  }

  @Test
  void aTableWithoutARetentionKeepsAll() {
    JsonNode table = new TableJson(config(Map.of(), Map.of()), CURRENT).of(Tables.SPANS);

    assertThat(table.get("segmentsConfig").has("retentionTimeUnit")).isFalse();
  }

  @Test
  void pinotsConsumersAreToldHowToLogIn() {
    Map<String, String> kafka =
        Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN", "linger.ms", "20");
    JsonNode table = new TableJson(config(kafka, Map.of()), OLD).of(Tables.SPANS);
    JsonNode stream = table.get("tableIndexConfig").get("streamConfigs");

    assertThat(stream.get("security.protocol").asText()).isEqualTo("SASL_SSL");
    assertThat(stream.get("sasl.mechanism").asText()).isEqualTo("PLAIN");
    assertThat(stream.has("linger.ms")).isFalse();
  }

  @Test
  void theVersionIsTheFirstOneNamed() throws Exception {
    JsonNode old = JSON.readTree("{\"pinot-spi\":\"0.11.0-1b4d6b6b\"}");
    JsonNode current = JSON.readTree("{\"x\":\"Unknown\",\"pinot-spi\":\"1.5.1-abc\"}");

    assertThat(PinotVersion.of(old)).isEqualTo(OLD);
    assertThat(PinotVersion.of(current)).isEqualTo(CURRENT);
    assertThat(PinotVersion.of(JSON.readTree("{}")).current()).isTrue();
  }
}

package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.burnrate.store.Table;
import java.time.Duration;
import java.util.Locale;

/** Makes Pinot's table configuration of a table: fed by Kafka, each identity kept once. */
final class TableJson {
  /** Rows of one partition that become a segment; the table's rows on one server are the limit. */
  static final int SEGMENT_ROWS = 100_000;

  /** The most rows of one table that a server keeps in memory. */
  static final int MAX_MEMORY_ROWS = 2_000_000;

  /** Kafka keeps rows for longer than this, so that a server that restarts can read them again. */
  static final Duration SEGMENT_TIME = Duration.ofHours(12);

  /** How long Pinot's consumers wait for a row. After that they rest for 100 ms. */
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Current Pinot forgets identities that are so much older than the newest one. Senders' times are
   * at most a day ahead.
   */
  private static final Duration DEDUP_WINDOW = Duration.ofDays(8);

  private final PinotConfig config;
  private final Names names;
  private final PinotVersion version;

  TableJson(PinotConfig config, PinotVersion version) {
    this.config = config;
    this.names = new Names(config.prefix());
    this.version = version;
  }

  ObjectNode of(Table table) {
    String name = names.table(table);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("tableName", name + "_REALTIME").put("tableType", "REALTIME");
    segments(json.putObject("segmentsConfig"), table, name);
    json.putObject("tenants").put("broker", "DefaultTenant").put("server", "DefaultTenant");
    ObjectNode indexes = Indexes.of(table);
    stream(indexes.putObject("streamConfigs"), names.topic(table));
    json.set("tableIndexConfig", indexes);
    json.set("fieldConfigList", Indexes.fields(table));
    json.putObject("metadata");
    json.putObject("routing").put("instanceSelectorType", "strictReplicaGroup");
    ObjectNode dedup =
        json.putObject("dedupConfig").put("dedupEnabled", true).put("hashFunction", "MURMUR3");
    if (version.hasDedupWindow()) {
      // Counted on the table's time column unless another one is named. It is not named, as a table
      // that an older Pinot has could not be upgraded then.
      dedup.put("metadataTTL", (double) DEDUP_WINDOW.toMillis());
    }
    if (version.current()) {
      // Rows may be of any time; none may keep a segment from being finished.
      json.putObject("ingestionConfig")
          .put("segmentTimeValueCheck", false)
          .put("rowTimeValueCheck", false);
    }
    return json;
  }

  private void segments(ObjectNode segments, Table table, String name) {
    segments.put("timeColumnName", table.time().name());
    segments.put("replication", "" + config.replication());
    if (!version.current()) {
      segments.put("schemaName", name).put("replicasPerPartition", "" + config.replication());
    }
    Duration retention = config.retention().get(table.name());
    if (retention != null) {
      long hours = Math.max(1, (retention.toMillis() + 3_599_999) / 3_600_000);
      segments.put("retentionTimeUnit", "HOURS").put("retentionTimeValue", "" + hours);
    }
  }

  private void stream(ObjectNode stream, String topic) {
    config.kafka().clientProperties().forEach((key, value) -> security(stream, key, value));
    stream.put("streamType", "kafka");
    stream.put("stream.kafka.topic.name", topic);
    stream.put("stream.kafka.broker.list", config.kafka().bootstrapServers());
    // 1.5 has no consumer of Kafka 2 any more, and before 1.3 there is no other.
    stream.put(
        "stream.kafka.consumer.factory.class.name",
        version.hasDedupWindow()
            ? "org.apache.pinot.plugin.stream.kafka30.KafkaConsumerFactory"
            : "org.apache.pinot.plugin.stream.kafka20.KafkaConsumerFactory");
    if (version.current()) {
      stream.put(
          "stream.kafka.decoder.class.name",
          "org.apache.pinot.plugin.inputformat.json.JSONMessageDecoder");
    } else {
      stream.put("stream.kafka.consumer.type", "lowlevel");
      stream.put(
          "stream.kafka.decoder.class.name",
          "org.apache.pinot.plugin.stream.kafka.KafkaJSONMessageDecoder");
    }
    stream.put("stream.kafka.consumer.prop.auto.offset.reset", "smallest");
    stream.put("stream.kafka.isolation.level", "read_committed");
    stream.put("stream.kafka.fetch.timeout.millis", "" + FETCH_TIMEOUT.toMillis());
    stream.put("realtime.segment.flush.threshold.rows", "" + memoryRows());
    stream.put(
        "realtime.segment.flush.threshold.time",
        String.format(Locale.ROOT, "%dh", SEGMENT_TIME.toHours()));
  }

  private long memoryRows() {
    return Math.min(MAX_MEMORY_ROWS, (long) SEGMENT_ROWS * config.partitions());
  }

  /** What Pinot's consumers need to be let in. Files named there are files of Pinot's servers. */
  private static void security(ObjectNode stream, String key, String value) {
    if (key.startsWith("security.") || key.startsWith("sasl.") || key.startsWith("ssl.")) {
      stream.put(key, value);
    }
  }
}

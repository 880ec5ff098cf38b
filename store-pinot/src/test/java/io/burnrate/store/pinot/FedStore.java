package io.burnrate.store.pinot;

import io.burnrate.store.Membership;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Produces and queries, and nothing else. */
final class FedStore implements Store {
  private final PinotConfig config;
  private final Names names;
  private final PinotQueries queries;
  private final RowCodec codec = new RowCodec();
  private final KafkaProducer<byte[], byte[]> producer;

  FedStore(PinotConfig config) {
    this.config = config;
    this.names = new Names(config.prefix());
    this.queries = PinotQueries.create(config, names);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", config.kafka().bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public void open() {
    queries.open();
  }

  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (RowCodec.Encoded each : codec.encode(batch, config.partitions())) {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      all.add(sent);
      producer.send(
          new ProducerRecord<>(names.topic(batch.table()), each.partition(), null, each.value()),
          (where, failure) -> {
            if (failure == null) {
              queries.acknowledged(batch.table(), where.partition(), where.offset());
              sent.complete(null);
            } else {
              sent.completeExceptionally(failure);
            }
          });
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  @Override
  public CompletionStage<ResultTable> query(Query query) {
    return queries.query(query);
  }

  @Override
  public Subscription tail(Table table, Consumer<RowBatch> consumer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int shardCount() {
    return config.partitions();
  }

  @Override
  public Membership join(String group, Table table, Worker worker) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Health health() {
    return queries.health();
  }

  @Override
  public Map<String, Double> measurements() {
    return queries.measurements();
  }

  @Override
  public void close() {
    queries.close();
    producer.close();
  }
}

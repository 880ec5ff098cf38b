package io.burnrate.store.pinot;

import io.burnrate.devcluster.harness.RunningCluster;
import io.burnrate.store.Membership;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Empty places for stores on a cluster: the one of this JVM, or one in containers. Each test gets a
 * prefix of its own, and of the tables only those that it touches: those that it will surely use
 * are made ahead, in the background. What a test has made is dropped in the background.
 */
final class ClusterStores {
  private static final int PARTITIONS = 2;
  private static final int AHEAD = 4;
  private static final int TRIES = 5;
  private static final ExecutorService MAKER =
      Executors.newFixedThreadPool(2, Daemons.named("tables-ahead"));

  private final Site site;
  private final TestTables maker;
  private final Names names;
  private final Map<Table, Future<?>> tables = new HashMap<>();
  private final Path spool;

  private ClusterStores(Pool pool, Names names) {
    this.site = pool.site;
    this.maker = pool.maker;
    this.names = names;
    this.spool = site.data().resolve("spools").resolve(names.prefix());
  }

  /** Places of one cluster whose tables are on their way. */
  private static final class Pool {
    private final Site site;
    private final TestTables maker;
    private final Map<List<Table>, Deque<ClusterStores>> ready = new HashMap<>();
    private int made;

    Pool(Site site) {
      this.site = site;
      this.maker = new TestTables(site);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Waited for when touched.
    synchronized ClusterStores next(List<Table> tables) {
      Deque<ClusterStores> places = ready.computeIfAbsent(tables, any -> new ArrayDeque<>());
      while (places.size() < AHEAD) {
        ClusterStores next = new ClusterStores(this, new Names("t" + made++));
        tables.forEach(next::make);
        places.add(next);
      }
      return places.remove();
    }
  }

  /** The cluster of this JVM, begun when it is first asked for. */
  private static final class Shared {
    static final RunningCluster CLUSTER = RunningCluster.shared();
    static final Pool POOL =
        new Pool(
            new Site(
                CLUSTER.controller(),
                CLUSTER.broker(),
                CLUSTER.bootstrapServers(),
                CLUSTER.bootstrapServers(),
                CLUSTER.data(),
                new PinotVersion(0, 11)));

    private Shared() {}
  }

  /** The cluster in containers, likewise. */
  private static final class Contained {
    static final Pool POOL = new Pool(Containers.start());

    private Contained() {}
  }

  /** A place that nothing was stored in yet, whose table of spans is made ahead. */
  static ClusterStores empty() {
    return empty(Tables.SPANS);
  }

  /** Such a place where these tables are made ahead. */
  static ClusterStores empty(Table... ahead) {
    return Shared.POOL.next(List.of(ahead));
  }

  /** Such a place in the containers. */
  static ClusterStores inContainers() {
    return Contained.POOL.next(List.of(Tables.SPANS));
  }

  /** Settings that lead here. */
  PinotConfig config() {
    return config(List.of(site.broker()));
  }

  PinotConfig config(List<URI> brokers) {
    return config(site.controller(), brokers, site.kafka());
  }

  /** With another address of the controller. */
  PinotConfig config(URI controller) {
    return config(controller, List.of(site.broker()), site.kafka());
  }

  private PinotConfig config(URI controller, List<URI> brokers, String kafka) {
    return new PinotConfig(
        controller,
        brokers,
        Map.of(),
        new PinotConfig.Kafka(kafka, Map.of(), Duration.ofSeconds(5)),
        names.prefix(),
        PARTITIONS,
        1,
        Duration.ofSeconds(60),
        Duration.ofSeconds(40),
        new PinotConfig.Spool(spool, 64 << 20),
        Map.of());
  }

  /** A new store over what is here, whose tables are made when they are first touched. */
  Store newStore() {
    return store(
        config -> new PinotStore(config, FlowLimits.DEFAULT, InstantSource.system(), () -> {}));
  }

  /** A store of {@code maker} over what is here; its tables too are made when touched. */
  Store store(Function<PinotConfig, Store> maker) {
    return new Touching(maker.apply(config()), this);
  }

  /** The one cluster; who stops a part of it starts it again. */
  static RunningCluster cluster() {
    return Shared.CLUSTER;
  }

  /** The settings with which Pinot is told of its tables. */
  private PinotConfig ofPinot() {
    return config(site.controller(), List.of(site.broker()), site.kafkaOfPinot());
  }

  private synchronized Future<?> make(Table table) {
    return tables.computeIfAbsent(
        table,
        any ->
            MAKER.submit(
                () -> {
                  createPatiently(table);
                  return null;
                }));
  }

  /** Another test may have a part of the cluster stopped meanwhile. */
  private void createPatiently(Table table) throws Exception {
    for (int i = 1; ; i++) {
      try {
        maker.create(config(), ofPinot(), table);
        return;
      } catch (Exception e) {
        if (i == TRIES) {
          throw e;
        }
        Thread.sleep(2_000);
      }
    }
  }

  /** Makes sure that {@code table} is there. */
  void touch(Table table) {
    if (!Tables.ALL.contains(table)) {
      return;
    }
    try {
      try {
        make(table).get();
      } catch (ExecutionException e) {
        // Made ahead while another test had stopped a part of the cluster: once more, now.
        forget(table);
        make(table).get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private synchronized void forget(Table table) {
    tables.remove(table);
  }

  /** Takes the tables away again, in the background. */
  @SuppressWarnings("FutureReturnValueIgnored") // What stays goes with the cluster.
  synchronized void drop() {
    for (Table table : List.copyOf(tables.keySet())) {
      tables.remove(table);
      MAKER.submit(
          () -> {
            maker.drop(names, table);
            return null;
          });
    }
  }

  /** Touches a table before it is used. */
  private record Touching(Store store, ClusterStores place) implements Store {
    @Override
    public void open() {
      store.open();
    }

    @Override
    public CompletionStage<Void> append(RowBatch batch) {
      place.touch(batch.table());
      return store.append(batch);
    }

    @Override
    public CompletionStage<ResultTable> query(Query query) {
      place.touch(query.table());
      return store.query(query);
    }

    @Override
    public Subscription tail(Table table, Consumer<RowBatch> consumer) {
      place.touch(table);
      return store.tail(table, consumer);
    }

    @Override
    public int shardCount() {
      return store.shardCount();
    }

    @Override
    public Membership join(String group, Table table, Worker worker) {
      place.touch(table);
      return store.join(group, table, worker);
    }

    @Override
    public Health health() {
      return store.health();
    }

    @Override
    public Map<String, Double> measurements() {
      return store.measurements();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}

package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Membership;
import io.burnrate.store.Query;
import io.burnrate.store.ResultTable;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Store;
import io.burnrate.store.Table;
import io.burnrate.store.Tables;
import io.burnrate.store.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The distributed store: rows go through Kafka into Pinot, which answers. Thread-safe. */
final class PinotStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(PinotStore.class);

  /** Parts of the time for closing: 4 for members, 8 for the outbox, 5 for tails, 1 for answers. */
  private static final int CLOSE_PARTS = 20;

  private static final int MEMBER_PARTS = 4;
  private static final int OUTBOX_PARTS = 8;
  private static final int TAIL_PARTS = 5;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  private final PinotConfig config;
  private final FlowLimits limits;
  private final InstantSource clock;
  private final Runnable check;
  private final Names names;
  private final KafkaSettings settings;
  private final FlowCounters counters = new FlowCounters();
  private final RowCodec codec = new RowCodec();
  private final PinotQueries queries;
  private final Tails tails;
  private final Set<GroupMember> members = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Opened opened;
  private volatile boolean closing;
  private boolean closed;

  /** What there is between open and close. */
  private record Opened(
      Admin admin,
      Pulse pulse,
      DiskSpool spool,
      Outbox outbox,
      OutboxParts flow,
      Settled settled,
      ThreadPoolExecutor answers) {}

  /**
   * A store, not open.
   *
   * @param check throws when the cluster is not as it must be
   */
  PinotStore(PinotConfig config, FlowLimits limits, InstantSource clock, Runnable check) {
    this.config = config;
    this.limits = limits;
    this.clock = clock;
    this.check = check;
    this.names = new Names(config.prefix());
    this.settings = new KafkaSettings(config.kafka(), limits);
    this.queries = PinotQueries.create(config, names);
    this.tails =
        new Tails(
            new TailReader.Parts(
                settings,
                names,
                config.partitions(),
                codec,
                limits,
                counters,
                clock,
                this::written,
                this::rowsGoStraight));
  }

  @Override
  public synchronized void open() {
    if (closed || opened != null) {
      throw new IllegalStateException("a store is opened once");
    }
    Deque<Runnable> undo = new ArrayDeque<>();
    try {
      open(System.nanoTime() + limits.openPatience().toNanos(), undo);
    } catch (RuntimeException | Error e) {
      closed = true;
      if (opened != null) {
        close();
      } else {
        undo.forEach(Runnable::run);
      }
      if (e instanceof KafkaException) {
        throw new BurnrateException(ErrorCode.STORE_FAILED, "store.kafka: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /**
   * Opens.
   *
   * @param undo is given what releases each part, the last one first
   */
  private void open(long giveUpNanos, Deque<Runnable> undo) {
    Admin admin = patiently(this::reachable, giveUpNanos);
    undo.push(() -> admin.close(Duration.ZERO));
    patiently(
        () -> {
          check.run();
          return Boolean.TRUE;
        },
        giveUpNanos);
    DiskSpool spool = DiskSpool.open(config.spool(), limits, counters);
    undo.push(spool::close);
    ThreadPoolExecutor answers = Daemons.answers();
    undo.push(answers::shutdown);
    OutboxParts flow =
        new OutboxParts(
            codec,
            names,
            config.partitions(),
            settings,
            limits,
            counters,
            spool,
            this::acknowledged,
            answers);
    KafkaLine line = flow.newLine();
    undo.push(line::close);
    undo.push(queries::close);
    queries.open();
    Outbox outbox = new Outbox(flow);
    Pulse pulse = new Pulse(admin);
    Settled settled = new Settled(admin, names, config.partitions());
    opened = new Opened(admin, pulse, spool, outbox, flow, settled, answers);
    outbox.start(line);
    pulse.start();
    tails.open();
  }

  /** Tries again while the cluster does not answer: it may be about to start. */
  private <T> T patiently(Supplier<T> attempt, long giveUpNanos) {
    while (true) {
      if (closing) {
        throw Failures.closed();
      }
      try {
        return attempt.get();
      } catch (BurnrateException e) {
        boolean mayCome = e.code() == ErrorCode.STORE_UNREACHABLE;
        if (!mayCome || System.nanoTime() - giveUpNanos >= 0) {
          throw e;
        }
        LOG.warn("waiting: {}", e.getMessage());
        pause(e);
      }
    }
  }

  private static void pause(BurnrateException because) {
    try {
      Thread.sleep(BETWEEN_TRIES.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw because;
    }
  }

  private void acknowledged(Table table, int partition, long offset) {
    queries.acknowledged(table, partition, offset);
    tails.acknowledged(table, partition, offset);
  }

  private boolean rowsGoStraight() {
    Opened now = opened;
    return now != null && now.outbox().trouble().isEmpty();
  }

  private Map<TopicPartition, Long> written(Collection<TopicPartition> some, Duration patience)
      throws InterruptedException {
    Opened now = opened;
    if (now == null) {
      throw new KafkaException("the store is not open");
    }
    return now.settled().written(some, patience);
  }

  private Admin reachable() {
    String address = "store.kafka.bootstrapServers: " + config.kafka().bootstrapServers();
    Admin admin;
    try {
      admin = Admin.create(settings.admin());
    } catch (KafkaException e) {
      String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new BurnrateException(ErrorCode.STORE_FAILED, address + ": " + why, e);
    }
    try (Pulse first = new Pulse(admin)) {
      String trouble = first.beat();
      if (!trouble.isEmpty()) {
        admin.close(Duration.ZERO);
        throw new BurnrateException(
            ErrorCode.STORE_UNREACHABLE, address + ": Kafka does not answer: " + trouble);
      }
    }
    return admin;
  }

  @Override
  public CompletionStage<Void> append(RowBatch batch) {
    if (!Tables.ALL.contains(batch.table())) {
      throw new IllegalArgumentException("no such table: " + batch.table());
    }
    Opened now = opened;
    if (now == null) {
      return CompletableFuture.failedStage(notOpen());
    }
    return batch.rows() == 0 ? CompletableFuture.completedStage(null) : now.outbox().offer(batch);
  }

  private static BurnrateException notOpen() {
    return new BurnrateException(ErrorCode.STORE_UNREACHABLE, "the store is not open");
  }

  @Override
  public CompletionStage<ResultTable> query(Query query) {
    return opened == null ? CompletableFuture.failedStage(notOpen()) : queries.query(query);
  }

  @Override
  public Subscription tail(Table table, Consumer<RowBatch> consumer) {
    return tails.subscribe(table, consumer);
  }

  @Override
  public int shardCount() {
    return config.partitions();
  }

  @Override
  public Membership join(String group, Table table, Worker worker) {
    Opened now = opened;
    if (now == null) {
      throw notOpen();
    }
    GroupMember member =
        new GroupMember(
            group,
            table,
            worker,
            new GroupMember.Parts(
                now.flow(), now.settled(), this::rowsGoStraight, clock, members::remove));
    members.add(member);
    member.start();
    return member;
  }

  @Override
  public Health health() {
    Opened now = opened;
    if (now == null) {
      return Health.failed("the store is not open");
    }
    String rows = now.outbox().trouble();
    if (!rows.isEmpty()) {
      return Health.failed(rows);
    }
    String pulse = now.pulse().trouble();
    return pulse.isEmpty() ? queries.health() : Health.failed("Kafka does not answer: " + pulse);
  }

  @Override
  public Map<String, Double> measurements() {
    Map<String, Double> all = new LinkedHashMap<>(counters.asMap());
    Opened now = opened;
    all.put("queued_rows", now == null ? 0.0 : now.outbox().heldRows());
    all.put("in_flight_bytes", now == null ? 0.0 : now.outbox().inFlightBytes());
    all.put("spool_bytes", now == null ? 0.0 : now.spool().bytes());
    all.put("spool_records", now == null ? 0.0 : now.spool().records());
    all.put("spooling", now == null || now.outbox().trouble().isEmpty() ? 0.0 : 1.0);
    all.put("unknown_values_total", (double) codec.unknownValues());
    all.putAll(queries.measurements());
    return all;
  }

  @Override
  public void close() {
    closing = true;
    end();
  }

  private synchronized void end() {
    Opened now = opened;
    closed = true;
    opened = null;
    if (now == null) {
      return;
    }
    Duration part = limits.closeTimeout().dividedBy(CLOSE_PARTS);
    try {
      leaveGroups(part.multipliedBy(MEMBER_PARTS));
      now.outbox().close(part.multipliedBy(OUTBOX_PARTS));
      tails.close(part.multipliedBy(TAIL_PARTS));
    } catch (InterruptedException e) {
      LOG.warn("Interrupted while closing the store");
      Thread.currentThread().interrupt();
    }
    queries.close();
    now.pulse().close();
    now.answers().shutdown();
    try {
      now.answers().awaitTermination(part.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    now.admin().close(Duration.ZERO);
    now.spool().close();
  }

  private void leaveGroups(Duration patience) throws InterruptedException {
    List<Thread> leaving =
        members.stream().map(each -> Daemons.thread("burnrate-leave", each::close)).toList();
    leaving.forEach(Thread::start);
    long until = System.nanoTime() + patience.toNanos();
    for (Thread each : leaving) {
      each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
    }
  }
}

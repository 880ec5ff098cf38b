package io.burnrate.collector.http;

import io.burnrate.collector.Surroundings;
import io.burnrate.collector.http.InFlightBytes.Lease;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes request bodies in: bounded, unpacked, parsed on a worker thread. Bytes count as in flight
 * from their arrival until the work on them is durable. Senders are told apart by {@link Sender},
 * and none can take all of the bytes or all of the threads. Thread-safe.
 */
public final class Intake {
  /** In flight of one sender alone, at least; or two bodies of the largest size. */
  public static final long MIN_IN_FLIGHT_BYTES = 128L << 20;

  /** What is read and dropped of a refused body so that its sender gets to read the answer. */
  public static final long MAX_DRAIN_BYTES = 128L << 20;

  /** The longest time a body may take to arrive. */
  public static final long RECEIVE_TIMEOUT_MILLIS = 30_000;

  /** The most threads that parse for one sender; there is one more for others. */
  private static final int MAX_WORKERS = 4;

  private final Vertx vertx;
  private final WorkerExecutor workers;
  private final Turns turns;
  private final String tenantHeader;
  private final long maxBodyBytes;
  private final Packing packing;
  private final InFlightBytes inFlight;
  private final RateLimit rates;

  /** What is done with a whole, unpacked body, on a worker thread. */
  @FunctionalInterface
  public interface Work<T> {
    /** May block for a while; the answer waits for the stage. */
    CompletionStage<T> on(byte[] body);
  }

  /**
   * How one request is taken in.
   *
   * @param early a refusal that is certain already: the body is then only drained
   * @param receiveMillis the longest time its body may take to arrive
   */
  public record Terms(Packing packing, @Nullable Refusal early, long receiveMillis) {}

  private Intake(
      Surroundings around, String name, long maxBodyBytes, Packing packing, long leastBytes) {
    int threads = Math.max(2, Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors()));
    this.vertx = around.vertx();
    this.workers = vertx.createSharedWorkerExecutor(name, threads + 1);
    this.turns = new Turns(threads + 1, threads, this::work);
    this.tenantHeader = around.limits().tenantHeader();
    this.maxBodyBytes = Math.min(maxBodyBytes, Integer.MAX_VALUE - 16);
    this.packing = packing;
    this.rates = new RateLimit(around.limits().maxSamplesPerSecond(), around.clock());
    this.inFlight =
        InFlightBytes.allowing(
            Math.max(leastBytes, 2 * (this.maxBodyBytes + InFlightBytes.REQUEST_BYTES)));
  }

  /**
   * An intake of plain bodies and those in gzip, with threads of its own.
   *
   * @param name of its threads
   * @param maxBodyBytes a larger body, packed or unpacked, is a 413
   */
  public static Intake create(Surroundings around, String name, long maxBodyBytes) {
    return create(around, name, maxBodyBytes, Packing.GZIP_OR_NONE);
  }

  /** An intake of bodies packed so; otherwise as {@link #create(Surroundings, String, long)}. */
  public static Intake create(
      Surroundings around, String name, long maxBodyBytes, Packing packing) {
    return new Intake(around, name, maxBodyBytes, packing, MIN_IN_FLIGHT_BYTES);
  }

  /** With room for two bodies of the largest size only. */
  static Intake narrow(Surroundings around, String name, long maxBodyBytes) {
    return new Intake(around, name, maxBodyBytes, Packing.GZIP_OR_NONE, 0);
  }

  /**
   * Reads the body and works on it; fails with a {@link Refusal} or with what the work failed with.
   * To be called on the request's event loop, before anything else reads the body. Where the sender
   * is gone when its turn comes, no work is begun: it would keep those waiting that are still
   * there.
   *
   * @param early a refusal that is certain already: the body is then only drained
   */
  public <T> Future<T> handle(HttpServerRequest request, @Nullable Refusal early, Work<T> work) {
    return handle(request, new Terms(packing, early, RECEIVE_TIMEOUT_MILLIS), work);
  }

  /** The same on other terms than this intake's usual ones. */
  public <T> Future<T> handle(HttpServerRequest request, Terms terms, Work<T> work) {
    String sender = sender(request);
    Lease lease = inFlight.open(sender);
    String encoding = encoding(request, terms.packing());
    Context context = vertx.getOrCreateContext();
    return receive(request, lease, terms)
        .compose(
            packed ->
                inTurn(
                    context,
                    sender,
                    () -> {
                      if (request.response().closed()) {
                        throw Refusal.invalid(408, "the sender left before its turn came");
                      }
                      byte[] body =
                          terms
                              .packing()
                              .unpack(encoding, packed.getBytes(), maxBodyBytes, lease::grow);
                      CompletionStage<T> stage = work.on(body);
                      stage.whenComplete((done, failure) -> lease.close());
                      return stage;
                    }))
        .onFailure(failure -> lease.close())
        .compose(
            stage ->
                Future.fromCompletionStage(stage, context)
                    .timeout(BatchAppender.STORE_TIMEOUT_SECONDS, TimeUnit.SECONDS));
  }

  private <T> Future<T> inTurn(Context context, String sender, Callable<T> work) {
    Promise<T> done = Promise.promise();
    turns.add(
        sender,
        () -> {
          try {
            T result = work.call();
            context.runOnContext(back -> done.complete(result));
          } catch (Exception | Error e) {
            context.runOnContext(back -> done.fail(e));
          }
        });
    return done.future();
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void work(Runnable turn) {
    workers.executeBlocking(
        () -> {
          turn.run();
          return null;
        },
        false);
  }

  /** Who sent it: whom bytes, threads and samples are counted for. */
  public String sender(HttpServerRequest request) {
    return Sender.of(request, tenantHeader);
  }

  /**
   * Counts samples, spans, records or lines against the sender's limit, if there is one. Its next
   * requests may be refused with a 429.
   */
  public void charge(String sender, long samples) {
    rates.charge(sender, samples);
  }

  public long inFlightBytes() {
    return inFlight.held();
  }

  public Future<Void> close() {
    return workers.close();
  }

  /** The media type of the body, without parameters, in lower case; empty when not told. */
  public static String mediaType(HttpServerRequest request) {
    String header = request.getHeader("Content-Type");
    if (header == null) {
      return "";
    }
    int semicolon = header.indexOf(';');
    return (semicolon < 0 ? header : header.substring(0, semicolon))
        .trim()
        .toLowerCase(Locale.ROOT);
  }

  private static String encoding(HttpServerRequest request, Packing packing) {
    String header = request.getHeader(packing.header());
    return header == null ? "" : header.trim().toLowerCase(Locale.ROOT);
  }

  private @Nullable Refusal objection(HttpServerRequest request, Terms terms) {
    if (terms.early() != null) {
      return terms.early();
    }
    Packing packed = terms.packing();
    if (!packed.takes(encoding(request, packed))) {
      return Refusal.invalid(415, packed.header() + ": expected " + packed.expected());
    }
    return announcedBytes(request) > maxBodyBytes + packed.frameBytes()
        ? Refusal.tooLarge("the body is larger than " + maxBodyBytes + " bytes")
        : rates.objection(sender(request));
  }

  private static long announcedBytes(HttpServerRequest request) {
    String header = request.getHeader("Content-Length");
    try {
      return header == null ? -1 : Long.parseLong(header.trim());
    } catch (NumberFormatException e) {
      return -1; // the HTTP decoder refuses such requests itself
    }
  }

  private Future<Buffer> receive(HttpServerRequest request, Lease lease, Terms terms) {
    Refusal objection = objection(request, terms);
    boolean expects = "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    if (objection != null && (expects || announcedBytes(request) > MAX_DRAIN_BYTES)) {
      return Future.failedFuture(objection);
    }
    long mostBytes = maxBodyBytes + terms.packing().frameBytes();
    BodyCollector collector = new BodyCollector(lease, mostBytes, objection);
    long patience = terms.receiveMillis();
    long timer = vertx.setTimer(patience, id -> collector.late(patience));
    request.handler(collector::chunk);
    request.exceptionHandler(failure -> collector.broken());
    request.endHandler(end -> collector.end());
    if (expects) {
      request.response().writeContinue();
    }
    return collector.whole().onComplete(done -> vertx.cancelTimer(timer));
  }
}

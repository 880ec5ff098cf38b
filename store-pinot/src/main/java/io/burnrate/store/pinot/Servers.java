package io.burnrate.store.pinot;

import com.fasterxml.jackson.databind.JsonNode;
import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.pinot.PinotHttp.Answer;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which of Pinot's servers hold a table, and asks them how far they have read. The controller
 * is asked now and then; while it is down, what it said last stays. So does what a server said that
 * is silent now and may be read from all the same. Thread-safe.
 */
final class Servers {
  private static final Duration ASK_AGAIN = Duration.ofSeconds(10);
  private static final Duration ASK_AGAIN_WHEN_LACKING = Duration.ofMillis(500);

  /** Who takes longer than this to fail is not waited for again until it answers. */
  private static final Duration SLOW = Duration.ofMillis(500);

  /** Between the end of a try in vain and the next one, for which nobody waits. */
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

  /** Longer than a try takes, so that one at a time is under way; and of a slow controller. */
  private static final Duration MUTE = Duration.ofSeconds(10);

  /** ZooKeeper ends the session of a server sooner than this, and no query is sent to it then. */
  private static final Duration GONE = Duration.ofSeconds(60);

  private static final int NOT_FOUND = 404;
  private static final String SERVER = "Server_";

  private final PinotConfig config;
  private final PinotHttp http;
  private final Map<String, URI> addresses = new ConcurrentHashMap<>();
  private final Map<String, Holders> holders = new ConcurrentHashMap<>();

  /** By server that let us wait in vain, the {@link System#nanoTime} at which to try it again. */
  private final Map<String, Long> mute = new ConcurrentHashMap<>();

  /** By table and server, what it said last. */
  private final Map<String, Heard> heard = new ConcurrentHashMap<>();

  /** By table about which the controller could not tell everything, when to ask it again. */
  private final Map<String, Long> controllerAgain = new ConcurrentHashMap<>();

  private record Heard(JsonNode list, long nanos) {}

  private record Holders(List<String> names, long askedNanos, boolean lacking) {}

  Servers(PinotConfig config, PinotHttp http) {
    this.config = config;
    this.http = http;
  }

  /** How many are known. */
  int known() {
    return addresses.size();
  }

  /**
   * How far {@code table} is read. About a server that does not answer the controller is asked; of
   * one that is silent towards it, too, counts what it said last, as it may go on any moment. One
   * that refuses connections, or is silent for {@link #GONE}, is left out, as Pinot's brokers leave
   * it out. Fails when no server is known and the controller does not answer.
   */
  CompletableFuture<Progress> progress(String table) {
    return holders(table).thenCompose(found -> ask(table, found));
  }

  /** Has the controller asked sooner: something is missing in what is known. */
  void lacking(String table) {
    holders.computeIfPresent(
        table, (name, known) -> new Holders(known.names(), known.askedNanos(), true));
  }

  private CompletableFuture<Progress> ask(String table, Holders found) {
    Map<String, CompletableFuture<Optional<JsonNode>>> answers = new HashMap<>();
    for (String name : found.names()) {
      URI address = addresses.get(name);
      if (address != null) {
        Long again = mute.get(name);
        if (again == null) {
          answers.put(name, direct(table, name, address));
        } else if (System.nanoTime() - again >= 0 && mute.replace(name, again, in(MUTE))) {
          // Nobody waits for it: an answer only shows that it can be asked again.
          var unused = direct(table, name, address);
        }
      }
    }
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
        .thenCompose(
            done -> {
              Progress progress = new Progress();
              Set<String> unheard = new HashSet<>(found.names());
              answers.forEach(
                  (name, answer) ->
                      answer
                          .join()
                          .ifPresent(
                              list -> {
                                progress.addServer(list);
                                unheard.remove(name);
                              }));
              return unheard.isEmpty()
                  ? CompletableFuture.completedFuture(progress)
                  : askController(table, progress, unheard, found.names().size())
                      .thenApply(known -> addLastHeard(table, known, unheard));
            });
  }

  private Progress addLastHeard(String table, Progress progress, Set<String> unheard) {
    for (String name : unheard) {
      Heard last = heard.get(table + " " + name);
      if (last != null && System.nanoTime() - last.nanos() < GONE.toNanos()) {
        progress.addServer(last.list());
      }
    }
    return progress;
  }

  /** What one server says; missing if it does not hold the table, and empty without an answer. */
  private CompletableFuture<Optional<JsonNode>> direct(String table, String name, URI address) {
    long start = System.nanoTime();
    return http.get(address, "/tables/" + table + "_REALTIME/consumingSegmentsInfo")
        .handle(
            (answer, failure) -> {
              if (failure == null) {
                mute.remove(name);
                if (!answer.body().isArray() && answer.status() != NOT_FOUND) {
                  return Optional.<JsonNode>empty();
                }
                heard.put(table + " " + name, new Heard(answer.body(), System.nanoTime()));
                return Optional.of(answer.body());
              }
              if (refused(failure)) {
                mute.remove(name);
                heard.remove(table + " " + name);
              } else if (System.nanoTime() - start > SLOW.toNanos() || mute.containsKey(name)) {
                mute.put(name, in(BETWEEN_TRIES));
              }
              return Optional.<JsonNode>empty();
            });
  }

  /** Whether nobody listens there. All else that fails may be the way there, or a pause. */
  static boolean refused(Throwable failure) {
    if (Failures.find(failure, HttpTimeoutException.class) != null) {
      return false;
    }
    ConnectException refusal = Failures.find(failure, ConnectException.class);
    // The client tries twice, and the second time its channel is closed.
    return refusal != null
        && (refusal.getCause() == null
            || Failures.find(refusal, ClosedChannelException.class) != null
            || refusal.getCause() instanceof ConnectException);
  }

  /**
   * Asks the controller about servers that did not answer: it may reach them where this process
   * cannot, and queries are sent to them all the same. Who is silent towards it, too, is down.
   */
  private CompletableFuture<Progress> askController(
      String table, Progress progress, Set<String> unheard, int holders) {
    Long again = controllerAgain.get(table);
    if (again != null && System.nanoTime() - again < 0 && unheard.size() < holders) {
      return CompletableFuture.completedFuture(progress);
    }
    long start = System.nanoTime();
    return http.get(config.controller(), "/tables/" + table + "/consumingSegmentsInfo")
        .handle(
            (answer, failure) -> {
              if (failure == null) {
                unheard.removeAll(progress.addController(answer.body(), Set.copyOf(unheard)));
              }
              if (unheard.isEmpty()) {
                controllerAgain.remove(table);
              } else {
                boolean slow = System.nanoTime() - start > SLOW.toNanos();
                controllerAgain.put(table, in(slow ? MUTE : ASK_AGAIN_WHEN_LACKING));
                lacking(table);
              }
              return progress;
            });
  }

  private static long in(Duration pause) {
    return System.nanoTime() + pause.toNanos();
  }

  private CompletableFuture<Holders> holders(String table) {
    Holders known = holders.get(table);
    long now = System.nanoTime();
    if (known != null) {
      Duration patience = known.lacking() ? ASK_AGAIN_WHEN_LACKING : ASK_AGAIN;
      if (now - known.askedNanos() < patience.toNanos()) {
        return CompletableFuture.completedFuture(known);
      }
      holders.put(table, new Holders(known.names(), now, false));
    }
    CompletableFuture<Holders> asked = discover(table, now);
    if (known != null && !known.lacking()) {
      // What is known will do meanwhile.
      return CompletableFuture.completedFuture(known);
    }
    return asked.exceptionallyCompose(
        failure ->
            known != null
                ? CompletableFuture.completedFuture(known)
                : CompletableFuture.failedFuture(unreachable(failure)));
  }

  private BurnrateException unreachable(Throwable failure) {
    if (Failures.cause(failure) instanceof BurnrateException known) {
      return known;
    }
    return new BurnrateException(
        ErrorCode.STORE_UNREACHABLE,
        "Pinot's controller " + config.controller() + " (store.controller) does not answer",
        failure);
  }

  private CompletableFuture<Holders> discover(String table, long now) {
    return http.get(config.controller(), "/tables/" + table + "/instances")
        .thenCompose(
            answer -> {
              List<String> names = serverNames(answer);
              if (names.isEmpty()) {
                return CompletableFuture.failedFuture(noServers(table, answer));
              }
              Holders found = new Holders(names, now, false);
              return CompletableFuture.allOf(
                      names.stream().map(this::address).toArray(CompletableFuture[]::new))
                  .thenApply(
                      done -> {
                        holders.put(table, found);
                        return found;
                      });
            });
  }

  private BurnrateException noServers(String table, Answer answer) {
    return answer.status() == 200 || answer.status() == 404
        ? new BurnrateException(
            ErrorCode.STORE_FAILED,
            "no Pinot server holds the table "
                + table
                + "; does it exist? `burnrate bootstrap --config FILE` creates it")
        : Failures.status("Pinot's controller " + config.controller(), answer.status());
  }

  private static List<String> serverNames(Answer answer) {
    List<String> names = new ArrayList<>();
    for (JsonNode type : answer.body().path("server")) {
      if (type.path("tableType").asText().equalsIgnoreCase("realtime")) {
        type.path("instances").forEach(name -> names.add(name.asText()));
      }
    }
    return names;
  }

  private CompletableFuture<Void> address(String name) {
    if (!name.startsWith(SERVER)) {
      return CompletableFuture.completedFuture(null);
    }
    return http.get(config.controller(), "/instances/" + name)
        .thenAccept(
            answer -> {
              int port = answer.body().path("adminPort").asInt();
              String host = answer.body().path("hostName").asText();
              if (port > 0 && !host.isEmpty()) {
                String bare = host.startsWith(SERVER) ? host.substring(SERVER.length()) : host;
                String scheme = config.controller().getScheme();
                URI address = URI.create(scheme + "://" + bare + ":" + port);
                if (!address.equals(addresses.put(name, address))) {
                  mute.remove(name);
                }
              }
            });
  }
}

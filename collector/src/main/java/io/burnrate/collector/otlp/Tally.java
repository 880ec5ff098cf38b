package io.burnrate.collector.otlp;

import io.burnrate.collector.http.Counts;
import io.burnrate.collector.http.Refusal;
import io.burnrate.collector.sources.Source;
import io.burnrate.collector.sources.Sources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** What became of one export, by service and together. One thread at a time. */
final class Tally {
  /** Services beyond this are not told apart within one export. */
  static final int MAX_SERVICES = 1_000;

  /** Dialects of one service beyond this are not told apart within one export. */
  private static final int MAX_DIALECTS = 8;

  private final Signal signal;
  private final String peer;
  private final Map<String, Share> shares = new HashMap<>();
  private Share share;
  private String current;

  /** What became of the items of one service. */
  private static final class Share {
    final Counts<Fault> rejected = new Counts<>(Fault.class);
    final Counts<Drop> dropped = new Counts<>(Drop.class);
    final Set<String> dialects = new HashSet<>();
    long accepted;
    long newestMillis = Long.MIN_VALUE;
  }

  /**
   * Nothing yet.
   *
   * @param peer the name of what comes without a service's name: the sender's
   */
  Tally(Signal signal, String peer) {
    this.signal = signal;
    this.peer = peer;
    this.share = new Share();
    this.current = peer;
    shares.put(peer, share);
  }

  Signal signal() {
    return signal;
  }

  /** What follows is from {@code service}, or from the peer where that is blank. */
  void from(String service) {
    String name = service.isBlank() ? peer : service;
    if (!shares.containsKey(name) && shares.size() >= MAX_SERVICES) {
      name = Sources.OTHERS;
    }
    share = shares.computeIfAbsent(name, any -> new Share());
    current = name;
  }

  /** Whose items are counted now, as the book of sources calls it. */
  String service() {
    return current;
  }

  /** Counts an item that is kept, and that tells of {@code timeMillis}. */
  void accept(long timeMillis) {
    share.accepted++;
    share.newestMillis = Math.max(share.newestMillis, timeMillis);
  }

  void reject(Fault fault) {
    share.rejected.add(fault);
  }

  void drop(Drop drop) {
    share.dropped.add(drop);
  }

  /** Notes the generation of conventions that the current service speaks. */
  void speaks(String dialect) {
    if (share.dialects.size() < MAX_DIALECTS) {
      share.dialects.add(dialect);
    }
  }

  long accepted() {
    return shares.values().stream().mapToLong(each -> each.accepted).sum();
  }

  long rejected() {
    return shares.values().stream().mapToLong(each -> each.rejected.sum()).sum();
  }

  long rejected(Fault fault) {
    return shares.values().stream().mapToLong(each -> each.rejected.of(fault)).sum();
  }

  long dropped(Drop drop) {
    return shares.values().stream().mapToLong(each -> each.dropped.of(drop)).sum();
  }

  /**
   * The sentence for {@code partial_success.error_message}: what was rejected, and as a warning
   * what is too old to be kept; empty where there is neither.
   */
  String message() {
    return message(accepted(), this::rejected, dropped(Drop.EXPIRED));
  }

  private String message(long accepted, ToLongFunction<Fault> rejected, long expired) {
    StringBuilder reasons = new StringBuilder();
    long bad = 0;
    for (Fault fault : Fault.values()) {
      long count = rejected.applyAsLong(fault);
      if (count > 0) {
        bad += count;
        reasons.append(reasons.isEmpty() ? ": " : "; ");
        reasons.append(count).append(" x ").append(fault.text());
      }
    }
    StringBuilder text = new StringBuilder();
    if (bad > 0) {
      text.append(bad).append(" of ").append(bad + accepted).append(' ').append(signal.plural());
      text.append(" rejected").append(reasons);
    }
    if (expired > 0) {
      text.append(text.isEmpty() ? "" : ". ").append(expired);
      text.append(" x accepted and not kept: older than store.retention keeps ");
      text.append(signal.plural());
    }
    return text.toString();
  }

  /** Enters it in the book once it is durable. */
  void tell(Sources sources, long nowMillis) {
    shares.forEach(
        (name, each) -> {
          if (each.accepted + each.rejected.sum() == 0) {
            return;
          }
          Source source = sources.of(OtlpReceiver.ROUTE, name);
          source.accept(each.accepted);
          for (Fault fault : Fault.values()) {
            source.reject(fault.key(), each.rejected.of(fault));
          }
          for (Drop drop : Drop.values()) {
            source.leaveOut(drop.key(), each.dropped.of(drop));
          }
          if (each.rejected.sum() > 0) {
            source.fail(message(each.accepted, each.rejected::of, each.dropped.of(Drop.EXPIRED)));
          }
          if (each.accepted > 0) {
            source.lag(nowMillis - each.newestMillis);
          }
          each.dialects.forEach(source::speaks);
        });
  }

  /** Enters in the book that all of it was refused. */
  void refuse(Sources sources, Refusal refusal) {
    boolean told = false;
    for (Map.Entry<String, Share> each : shares.entrySet()) {
      if (each.getValue().accepted + each.getValue().rejected.sum() > 0) {
        sources.of(OtlpReceiver.ROUTE, each.getKey()).refuse(refusal.status(), refusal.detail());
        told = true;
      }
    }
    if (!told) {
      sources.of(OtlpReceiver.ROUTE, peer).refuse(refusal.status(), refusal.detail());
    }
  }
}

package io.burnrate.simulator;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong and when, counted from the fleet's start. GPUs and nodes are numbered from 0; a
 * fault of one that the fleet lacks does nothing.
 *
 * @param driftAfter from when on predictions drift; null for never
 * @param slowdown when requests become slow; null for never
 */
public record Faults(
    List<Xid> xids,
    List<Down> downs,
    List<Reload> reloads,
    List<Silence> silences,
    @Nullable Duration driftAfter,
    @Nullable Slowdown slowdown) {
  /** Nothing goes wrong. */
  public static final Faults NONE =
      new Faults(List.of(), List.of(), List.of(), List.of(), null, null);

  public Faults {
    xids = List.copyOf(xids);
    downs = List.copyOf(downs);
    reloads = List.copyOf(reloads);
    silences = List.copyOf(silences);
  }

  /** Something to see within the first minutes, on a fleet of {@code gpus}. */
  public static Faults demo(int gpus) {
    int nodes = (gpus + FleetPlan.GPUS_PER_NODE - 1) / FleetPlan.GPUS_PER_NODE;
    // With one node, its fall would hide everything else that there is to see.
    List<Down> downs =
        nodes < 2
            ? List.of()
            : List.of(new Down(nodes - 1, seconds(60), seconds(100), DownKind.CONNECTION_CLOSED));
    return new Faults(
        List.of(new Xid(Math.min(2, gpus - 1), 94, seconds(20))),
        downs,
        List.of(new Reload(0, seconds(150))),
        List.of(new Silence(gpus - 1, seconds(180), seconds(240))),
        seconds(60),
        new Slowdown(seconds(90), seconds(600), 3.0));
  }

  private static Duration seconds(int count) {
    return Duration.ofSeconds(count);
  }

  /** The XID code that a GPU shows from {@code at} on; the latest one of a GPU stays. */
  public record Xid(int gpu, int code, Duration at) {}

  /** A node's exporter cannot be scraped in [{@code from}, {@code to}). */
  public record Down(int node, Duration from, Duration to, DownKind kind) {
    public Down {
      inOrder(from, to);
    }
  }

  /** What a scraper meets. */
  public enum DownKind {
    /** The connection is closed without an answer. */
    CONNECTION_CLOSED,
    /** Status 500, as after a failed gather. */
    ERROR_500,
    /** Status 200 and an empty page, as during an exporter's reload. */
    EMPTY_PAGE
  }

  /** The energy counters of a node start again from 0. */
  public record Reload(int node, Duration at) {}

  /** The lines of one GPU are missing in [{@code from}, {@code to}). */
  public record Silence(int gpu, Duration from, Duration to) {
    public Silence {
      inOrder(from, to);
    }
  }

  /** Request latencies are {@code factor} times as long in [{@code from}, {@code to}). */
  public record Slowdown(Duration from, Duration to, double factor) {
    public Slowdown {
      inOrder(from, to);
    }
  }

  private static void inOrder(Duration from, Duration to) {
    if (to.compareTo(from) < 0) {
      throw new IllegalArgumentException("to " + to + " lies before from " + from);
    }
  }
}

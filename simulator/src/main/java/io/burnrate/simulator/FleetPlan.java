package io.burnrate.simulator;

import io.burnrate.domain.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A whole fleet, decided by its size and seed alone: which GPUs there are and what each will ever
 * do. Immutable.
 */
final class FleetPlan {
  static final int GPUS_PER_NODE = 8;
  static final int MOST_GPUS = 10_000;
  static final String CLUSTER = "demo";

  private static final List<Partition> MIG =
      List.of(
          new Partition("3g.40gb", 2, 3, 4),
          new Partition("2g.20gb", 3, 2, 2),
          new Partition("1g.10gb", 9, 1, 1));
  private static final List<Partition> WHOLE = List.of(Partition.WHOLE);
  private static final List<String> TEAMS =
      List.of("team-search", "team-vision", "team-nlp", "team-ads", "research");

  private final List<Node> nodes;
  private final List<Device> devices;

  private FleetPlan(List<Node> nodes) {
    this.nodes = List.copyOf(nodes);
    List<Device> all = new ArrayList<>();
    nodes.forEach(node -> all.addAll(node.devices()));
    devices = List.copyOf(all);
  }

  /** Plans {@code gpus} GPUs, eight to a node, the last node with what is left. */
  static FleetPlan of(int gpus, long seed, FleetMix mix, Duration pace) {
    if (gpus < 1 || gpus > MOST_GPUS) {
      throw new IllegalArgumentException("gpus: expected 1 to " + MOST_GPUS + ", got " + gpus);
    }
    List<Node> nodes = new ArrayList<>();
    for (int first = 0; first < gpus; first += GPUS_PER_NODE) {
      int count = Math.min(GPUS_PER_NODE, gpus - first);
      nodes.add(node(nodes.size(), count, seed, mix, pace.toMillis()));
    }
    return new FleetPlan(nodes);
  }

  /** A plan of given nodes, for tests that work out the truth by hand. */
  static FleetPlan ofNodes(List<Node> nodes) {
    return new FleetPlan(nodes);
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Device> devices() {
    return devices;
  }

  private static Node node(int index, int gpus, long seed, FleetMix mix, long paceMillis) {
    GpuModel model = mix == FleetMix.PLAIN ? GpuModel.H100 : model(index);
    String name = String.format(Locale.ROOT, "gpu-%s-%04d", model.pool, index);
    NodeId id = new NodeId(index, CLUSTER, model.pool, name);
    SplittableRandom random = new SplittableRandom(mixed(seed, index));
    Slots slots = new Slots(id, model, new Workloads(random, paceMillis));
    List<Device> devices = new ArrayList<>();
    for (int slot = 0; slot < gpus; slot++) {
      String uuid = "GPU-" + new UUID(random.nextLong(), random.nextLong());
      long base = random.nextLong(1_000_000_000L, 500_000_000_000L);
      Slot content = mix == FleetMix.PLAIN ? slots.plain(slot) : slots.mixed(slot);
      long phase = content.inPhase() ? 0 : random.nextLong(content.cycle().lengthMillis());
      int global = index * GPUS_PER_NODE + slot;
      devices.add(
          new Device(
              global, id, slot, uuid, model, content.partitions(), content.cycle(), phase, base));
    }
    ExporterStyle[] styles = ExporterStyle.values();
    return new Node(id, styles[index % styles.length], List.copyOf(devices));
  }

  private static GpuModel model(int node) {
    return switch (node % 4) {
      case 0 -> GpuModel.H100;
      case 1 -> GpuModel.A100;
      case 2 -> GpuModel.L4;
      default -> GpuModel.A100;
    };
  }

  private static long mixed(long seed, int node) {
    return new SplittableRandom(seed ^ (node * 0x9E3779B97F4A7C15L)).nextLong();
  }

  /**
   * What one GPU does.
   *
   * @param inPhase whether it starts at the beginning of its cycle
   */
  private record Slot(List<Partition> partitions, Cycle cycle, boolean inPhase) {}

  /** Chooses what the GPUs of one node do. The first node alone shows every kind of workload. */
  private static final class Slots {
    private final NodeId node;
    private final GpuModel model;
    private final Workloads workloads;
    private final String team;
    private final Cycle training;

    Slots(NodeId node, GpuModel model, Workloads workloads) {
      this.node = node;
      this.model = model;
      this.workloads = workloads;
      team = TEAMS.get(node.index() % TEAMS.size());
      String job = "pretrain-13b-worker";
      Owner trainer = new Owner("research", job, job + "-" + node.index(), "trainer");
      training = workloads.training(model, trainer);
    }

    Slot mixed(int slot) {
      return switch (node.index() % 4) {
        case 0 -> showcase(slot);
        case 1 -> training();
        case 2 -> slot < 5 ? serving("chat-small") : slot < 7 ? shared(4) : free();
        default -> variety(slot);
      };
    }

    Slot plain(int slot) {
      Owner owner = new Owner(team, "llm", "llm-" + (node.index() * GPUS_PER_NODE + slot), "vllm");
      return new Slot(WHOLE, workloads.serving(model, owner), false);
    }

    private Slot showcase(int slot) {
      return switch (slot) {
        case 0, 1 -> training();
        case 2 -> serving("chat");
        case 3 -> batch();
        case 4 -> new Slot(WHOLE, workloads.abandoned(model, notebookOwner(slot)), true);
        case 5 -> shared(3);
        case 6 -> mig();
        default -> free();
      };
    }

    private Slot variety(int slot) {
      return switch (slot) {
        case 0, 1 -> mig();
        case 2, 3 -> batch();
        case 4 -> new Slot(WHOLE, workloads.notebook(model, notebookOwner(slot)), false);
        case 5 -> shared(2);
        case 6 -> serving("embed");
        default -> free();
      };
    }

    /** All GPUs of the node in one pod, in step. */
    private Slot training() {
      return new Slot(WHOLE, training, true);
    }

    private Slot serving(String name) {
      return new Slot(WHOLE, workloads.serving(model, deployed(team, name, "vllm")), false);
    }

    private Slot batch() {
      return new Slot(WHOLE, workloads.batch(model, team, "embed-nightly"), false);
    }

    private Slot free() {
      return new Slot(WHOLE, workloads.free(model), true);
    }

    private Slot shared(int sharers) {
      List<Owner> owners = new ArrayList<>();
      for (int i = 0; i < sharers; i++) {
        owners.add(deployed(TEAMS.get((node.index() + i) % TEAMS.size()), "rerank", "triton"));
      }
      return new Slot(WHOLE, workloads.shared(model, List.copyOf(owners)), false);
    }

    private Slot mig() {
      Owner busy = deployed(team, "classify", "triton");
      Owner dozing = deployed("platform", "canary", "triton");
      return new Slot(MIG, workloads.mig(model, busy, dozing), false);
    }

    private Owner notebookOwner(int slot) {
      String name = "jupyter-u" + (node.index() * GPUS_PER_NODE + slot);
      return new Owner("notebooks", name, name + "-0", "notebook");
    }

    private Owner deployed(String namespace, String name, String container) {
      String replicaSet = name + "-" + workloads.podSuffix(10);
      return new Owner(namespace, name, replicaSet + "-" + workloads.podSuffix(5), container);
    }
  }
}

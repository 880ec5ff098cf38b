package io.burnrate.simulator;

import java.util.List;

/** One machine and its GPUs. */
record Node(NodeId id, ExporterStyle style, List<Device> devices) {}

package io.burnrate.simulator;

import io.burnrate.domain.Owner;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a node's page as dcgm-exporter does: one block for each field, in it one line for each GPU
 * or MIG instance, and on a shared GPU one for each pod with the same value. Labels are made once
 * and copied as bytes. Thread-safe: one page at a time.
 */
final class PageWriter {
  private static final DcgmField[] FIELDS = DcgmField.values();

  private final FaultTimes faults;
  private final ByteSink sink = new ByteSink();
  private final Reading reading = new Reading();
  private final List<Row> rows = new ArrayList<>();

  /** Bounded by the plan: a partition meets few owner lists in its cycle. */
  private final List<Map<Partition, Map<List<Owner>, List<RowLabels>>>> labels = new ArrayList<>();

  private int rowCount;

  PageWriter(FleetPlan plan, FaultTimes faults) {
    this.faults = faults;
    for (int i = 0; i < plan.devices().size(); i++) {
      labels.add(new IdentityHashMap<>());
    }
  }

  /** The page of {@code node}; empty when none of its GPUs can be heard. */
  synchronized byte[] page(Node node, long offset) {
    rowCount = 0;
    for (Device device : node.devices()) {
      if (!faults.silent(device, offset)) {
        read(device, node.style(), offset);
      }
    }
    sink.clear();
    for (int i = 0; i < FIELDS.length; i++) {
      write(FIELDS[i], i);
    }
    return sink.toBytes();
  }

  private void read(Device device, ExporterStyle style, long offset) {
    Segment segment = device.at(offset);
    for (int i = 0; i < device.partitions().size(); i++) {
      reading.fill(device, i, offset, faults);
      List<Owner> owners = segment.tenancies().get(i).owners();
      List<RowLabels> all = labels(device, device.partitions().get(i), style, owners);
      Row first = nextRow(all.get(0));
      for (int field = 0; field < FIELDS.length; field++) {
        first.values[field] = FIELDS[field].value(reading);
      }
      for (int sharer = 1; sharer < all.size(); sharer++) {
        System.arraycopy(first.values, 0, nextRow(all.get(sharer)).values, 0, DcgmField.COUNT);
      }
    }
  }

  private void write(DcgmField field, int index) {
    boolean headed = false;
    for (int i = 0; i < rowCount; i++) {
      Row row = rows.get(i);
      if (row.labels.mig() && field.wholeGpuOnly) {
        continue;
      }
      if (!headed) {
        sink.write(field.header);
        headed = true;
      }
      long value = row.values[index];
      sink.write(field.lineStart);
      sink.write(
          field == DcgmField.XID_ERRORS ? row.labels.withXid((int) value) : row.labels.plain());
      if (field.kind == DcgmField.Kind.DOUBLE) {
        sink.sixPlaces(value);
      } else {
        sink.whole(value);
      }
      sink.write('\n');
    }
  }

  private Row nextRow(RowLabels rowLabels) {
    if (rowCount == rows.size()) {
      rows.add(new Row(rowLabels));
    }
    Row row = rows.get(rowCount++);
    row.labels = rowLabels;
    return row;
  }

  private List<RowLabels> labels(
      Device device, Partition partition, ExporterStyle style, List<Owner> owners) {
    return labels
        .get(device.index())
        .computeIfAbsent(partition, unused -> new IdentityHashMap<>())
        .computeIfAbsent(owners, unused -> newLabels(device, partition, style, owners));
  }

  private static List<RowLabels> newLabels(
      Device device, Partition partition, ExporterStyle style, List<Owner> owners) {
    if (owners.isEmpty()) {
      return List.of(new RowLabels(device, partition, style, null, -1));
    }
    List<RowLabels> all = new ArrayList<>();
    for (int i = 0; i < owners.size(); i++) {
      int vgpu = owners.size() == 1 ? -1 : i;
      all.add(new RowLabels(device, partition, style, owners.get(i), vgpu));
    }
    return List.copyOf(all);
  }

  /** The values of one line of every block. */
  private static final class Row {
    final long[] values = new long[DcgmField.COUNT];
    RowLabels labels;

    Row(RowLabels labels) {
      this.labels = labels;
    }
  }
}

package io.burnrate.simulator;

/**
 * What one GPU or MIG instance shows at an instant, from which the fields are worked out. Reused
 * from row to row. Not thread-safe.
 */
final class Reading {
  GpuModel model = GpuModel.H100;
  int activityMicros;
  int powerMilliwatts;
  long microjoules;
  long energyCounterMillijoules;
  int xid;
  int memoryTotalMebibytes;
  int memoryUsedMebibytes;
  int memoryReservedMebibytes;

  /** 0 to 1023, another one for each GPU and second: noise for figures that no truth rests on. */
  int noise;

  void fill(Device device, int partitionIndex, long offset, FaultTimes faults) {
    Segment segment = device.at(offset);
    Partition partition = device.partitions().get(partitionIndex);
    Tenancy tenancy = segment.tenancies().get(partitionIndex);
    model = device.model();
    activityMicros = tenancy.activityMicros();
    powerMilliwatts = segment.powerMilliwatts();
    microjoules = device.microjoules(offset);
    energyCounterMillijoules = faults.energyCounterMillijoules(device, offset);
    xid = faults.xid(device, offset);
    int total = model.memoryMebibytes * partition.memoryEighths() / 8;
    memoryReservedMebibytes = total / 130;
    memoryTotalMebibytes = total;
    int usable = total - memoryReservedMebibytes;
    memoryUsedMebibytes = (int) (usable * (long) tenancy.memoryMicros() / 1_000_000);
    long hash = (device.index() * 31L + offset / 1000) * 0x9E3779B97F4A7C15L;
    noise = (int) (hash >>> 54);
  }

  /** The engine is busy whenever an SM is, and a little longer. */
  long engineMicros() {
    return Math.min(1_000_000, activityMicros * 53L / 50);
  }

  /** {@code percent} of the SM activity, in millionths. */
  long partOfActivityMicros(int percent) {
    return activityMicros * (long) percent / 100;
  }

  /** How far the board is from idle to full power, in thousandths. */
  long powerPermille() {
    int span = model.maxMilliwatts - model.idleMilliwatts;
    return (powerMilliwatts - model.idleMilliwatts) * 1000L / span;
  }
}

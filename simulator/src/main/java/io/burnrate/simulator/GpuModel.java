package io.burnrate.simulator;

/** The GPU models of the fleet, with the figures that a page shows. */
enum GpuModel {
  H100("NVIDIA H100 80GB HBM3", "h100", 70_000, 700_000, 81_559, 1_980, 2_619),
  A100("NVIDIA A100-SXM4-80GB", "a100", 60_000, 400_000, 81_920, 1_410, 1_593),
  L4("NVIDIA L4", "l4", 16_000, 72_000, 23_034, 2_040, 6_251);

  final String dcgmName;
  final String pool;
  final int idleMilliwatts;
  final int maxMilliwatts;
  final int memoryMebibytes;
  final int smClockMegahertz;
  final int memoryClockMegahertz;

  GpuModel(
      String dcgmName,
      String pool,
      int idleMilliwatts,
      int maxMilliwatts,
      int memoryMebibytes,
      int smClockMegahertz,
      int memoryClockMegahertz) {
    this.dcgmName = dcgmName;
    this.pool = pool;
    this.idleMilliwatts = idleMilliwatts;
    this.maxMilliwatts = maxMilliwatts;
    this.memoryMebibytes = memoryMebibytes;
    this.smClockMegahertz = smClockMegahertz;
    this.memoryClockMegahertz = memoryClockMegahertz;
  }

  /** Board power when the SMs of the whole GPU are active {@code activityMicros} of a million. */
  int powerMilliwatts(int activityMicros) {
    if (activityMicros == 0) {
      return idleMilliwatts;
    }
    long dynamic = (long) (maxMilliwatts - idleMilliwatts) * (150_000 + activityMicros * 17L / 20);
    return idleMilliwatts + (int) (dynamic / 1_000_000);
  }
}

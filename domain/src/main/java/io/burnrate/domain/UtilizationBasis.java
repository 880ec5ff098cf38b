package io.burnrate.domain;

/** Which reading the effective utilization was taken from, best first. */
public enum UtilizationBasis {
  /** DCGM_FI_PROF_SM_ACTIVE: share of cycles with a warp resident, averaged over the SMs. */
  SM_ACTIVE("smActive"),
  /** DCGM_FI_PROF_GR_ENGINE_ACTIVE: share of time the graphics or compute engine was busy. */
  GR_ENGINE_ACTIVE("grEngineActive"),
  /** DCGM_FI_DEV_GPU_UTIL: share of time in which any kernel ran. */
  GPU_UTIL("gpuUtil"),
  /** No reading. */
  NONE("none");

  private final String key;

  UtilizationBasis(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }

  /** Whether it is one of DCGM's profiling readings, which say how full a GPU is. */
  public boolean profiled() {
    return this == SM_ACTIVE || this == GR_ENGINE_ACTIVE;
  }
}

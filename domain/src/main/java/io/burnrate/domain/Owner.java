package io.burnrate.domain;

/**
 * Who holds a GPU or a part of it.
 *
 * @param namespace Kubernetes namespace; {@code hpc_job} for a job of Slurm
 * @param workload the pod's controller, guessed from its name, or the Slurm job id
 * @param pod pod name, or the Slurm job id
 * @param container container name, may be empty
 */
public record Owner(String namespace, String workload, String pod, String container) {
  public Owner {
    Checks.notBlank(pod, "pod");
  }
}

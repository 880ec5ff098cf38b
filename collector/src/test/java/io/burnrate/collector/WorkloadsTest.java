package io.burnrate.collector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadsTest {
  @ParameterizedTest
  @CsvSource({
    // Deployment: hash of the pod template, then five drawn letters.
    "llm-serve-7d4b9c6f5d-x2x7k, llm-serve",
    "vllm-5f6b8d9c74-zqk8w, vllm",
    // DaemonSet and Job: five drawn letters.
    "nccl-test-qx4vb, nccl-test",
    // Indexed Job and CronJob: a number, then five drawn letters.
    "train-0-x7k2p, train",
    "nightly-28912345-x7k2p, nightly",
    // StatefulSet.
    "trainer-12, trainer",
    "qwen-72b-0, qwen-72b",
    // Names that no controller made.
    "notebook, notebook",
    "my-nginx, my-nginx",
    "qwen-72b, qwen-72b",
    "-x7k2p, -x7k2p",
    "0, 0"
  })
  void isThePodsNameWithoutItsControllersEnding(String pod, String workload) {
    assertThat(Workloads.of(pod)).isEqualTo(workload);
  }
}

package io.burnrate.collector.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.OwnerShares;
import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who holds a GPU, in the labels of every way to share one. */
class MeaningTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one pod|pod=a-0,namespace=n,container=c|n/a/a-0/c",
        "old names|pod_name=a-0,pod_namespace=n,container_name=c|n/a/a-0/c",
        "behind a Prometheus|exported_pod=a-0,exported_namespace=n,pod=dcgm-exporter-x|n/a/a-0/",
        "MPS or a time slice|vgpu=1,pod=a-0,namespace=n,container=c|n/a/a-0/c",
        "HAMi|podname=a-0,podnamespace=n,ctrname=c,vdeviceid=0,pod=hami-x,namespace=k|n/a/a-0/c",
        "HAMi 2.9|pod=a-0,namespace=n,container=c,vdevice_index=0,device_uuid=G|n/a/a-0/c",
        "HAMi's device|deviceidx=0,deviceuuid=G,pod=hami-x,namespace=kube-system|",
        "Slurm|hpc_job=42|/hpc_job/42/",
        "a pod of a claim|dra_claim_name=x,dra_claim_namespace=n,pod=a-0,namespace=n|n/a/a-0/",
        "a claim|dra_claim_name=train-0-gpu-bcdfg,dra_claim_namespace=n|n/train-0-gpu/"
            + "train-0-gpu-bcdfg/",
        "nobody, empty|pod='',namespace='',container=''|",
        "nobody, absent|gpu=0|",
        "nobody, behind a Prometheus|pod=nvidia-dcgm-exporter-x,namespace=gpu-operator|"
      })
  void holders(String name, String labels, String expected) {
    Holder holder = Meaning.holder(labels(labels));
    assertThat(holder == null ? null : text(holder.owner())).as(name).isEqualTo(expected);
  }

  @Test
  void aDraMigDeviceIsAnInstance() {
    Map<String, String> labels = labels("UUID=G,dra_mig_profile=3g.40gb,dra_mig_device_uuid=MIG-1");
    assertThat(Meaning.migInstance(labels)).isEqualTo("MIG-1");
    assertThat(new Meaning("n").rowLabels(labels).migProfile()).isEqualTo("3g.40gb");
  }

  @Test
  void hamisSharersHaveTheirMeasuredPart() {
    TimedReadings readings = new TimedReadings("test");
    add(readings, "HostCoreUtilization", "deviceuuid=G,deviceidx=0", 60);
    add(readings, "HostGPUMemoryUsage", "deviceuuid=G,deviceidx=0", 3_000_000);
    for (String pod : new String[] {"a", "b"}) {
      String labels = "deviceuuid=G,vdeviceid=0,ctrname=c,podnamespace=n,podname=" + pod;
      double percent = pod.equals("a") ? 40 : 20;
      add(readings, "Device_utilization_desc_of_container", labels, percent);
      add(readings, "vGPU_device_memory_usage_in_bytes", labels, 1_000_000);
    }
    RowBatch rows = readings.finish();
    assertThat(rows.rows()).isEqualTo(1);
    assertThat(rows.stringAt(Tables.GPU_SAMPLES.column("owners"), 0))
        .isEqualTo("n/a/a/c=0.4;n/b/b/c=0.2");
    assertThat(rows.doubleAt(Tables.GPU_SAMPLES.column("gpu_util_ratio"), 0)).isEqualTo(0.6);
    assertThat(rows.doubleAt(Tables.GPU_SAMPLES.column("memory_used_bytes"), 0))
        .isEqualTo(3_000_000);
  }

  private static void add(TimedReadings readings, String metric, String labels, double value) {
    byte[] name = metric.getBytes(StandardCharsets.US_ASCII);
    TimedReadings.Series series = TimedReadings.series(name, 0, name.length, labels(labels));
    readings.add(Objects.requireNonNull(series), 1_700_000_000_000L, value);
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    for (String pair : text.split(",", -1)) {
      String[] parts = pair.split("=", 2);
      labels.put(parts[0], parts[1].replace("'", ""));
    }
    return labels;
  }

  private static String text(Owner owner) {
    return OwnerShares.encode(List.of(OwnerShare.unmeasured(owner)));
  }
}

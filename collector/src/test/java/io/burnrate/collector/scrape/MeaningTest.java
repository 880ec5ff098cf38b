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
        "HAMi's scheduler|pod=a-0,namespace=n,node=m,container_index=1,device_uuid=G|n/a/a-0/1",
        "HAMi's scheduler before|podname=a-0,podnamespace=n,containeridx=0,deviceuuid=G|n/a/a-0/0",
        "HAMi's device|deviceidx=0,deviceuuid=G,pod=hami-x,namespace=kube-system|",
        "Slurm|hpc_job=42|hpc_job/42/42/",
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

  @Test
  void hamisMonitorSaysHowMuchMemoryWasAskedFor() {
    TimedReadings readings = new TimedReadings("test");
    add(readings, "hami_host_gpu_utilization_ratio", "device_uuid=G,device_index=0", 0);
    for (String pod : new String[] {"a", "b"}) {
      String labels = "device_uuid=G,vdevice_index=0,container=c,namespace=n,pod=" + pod;
      add(readings, "hami_container_device_utilization_ratio", labels, 0);
      add(readings, "hami_vgpu_memory_limit_bytes", labels, pod.equals("a") ? 8e9 : 0);
      add(readings, "vGPU_device_memory_limit_in_bytes", labels, 7e9);
    }
    RowBatch rows = readings.finish();
    // A limit of 0 is none, and of one that came under two names the first counts.
    assertThat(rows.stringAt(Tables.GPU_SAMPLES.column("owners"), 0))
        .isEqualTo("n/a/a/c=0.0==8.0E9;n/b/b/c=0.0");
    assertThat(readings.duplicates()).isEqualTo(2);
    assertThat(readings.kept()).isEqualTo(5);
  }

  @Test
  void hamisSchedulerSaysWhatItGaveOut() {
    TimedReadings readings = new TimedReadings("test");
    String labels = "device_uuid=G,container_index=0,namespace=n,node=m,pod=a";
    add(readings, "hami_vgpu_core_allocated_ratio", labels, 30);
    add(readings, "hami_vgpu_memory_allocated_bytes", labels, 8e9);
    add(readings, "vGPUMemoryAllocated", "deviceuuid=G,deviceidx=0,nodename=m", 8e9);
    RowBatch rows = readings.finish();
    assertThat(rows.rows()).isEqualTo(1);
    assertThat(rows.stringAt(Tables.GPU_SAMPLES.column("owners"), 0))
        .isEqualTo("n/a/a/0==0.3=8.0E9");
    assertThat(rows.doubleAt(Tables.GPU_SAMPLES.column("memory_used_bytes"), 0)).isNaN();
    assertThat(readings.unmapped()).isEqualTo(1);
  }

  @Test
  void partsThatSayOtherRequestsAreOtherParts() {
    String labels = "device_uuid=G,container_index=0,namespace=n,node=m,pod=a";
    TimedReadings cores = new TimedReadings("test");
    add(cores, "hami_vgpu_core_allocated_ratio", labels, 30);
    TimedReadings memory = new TimedReadings("test");
    add(memory, "hami_vgpu_memory_allocated_bytes", labels, 8e9);
    assertThat(cores.finish().stringAt(Tables.GPU_SAMPLES.column("part"), 0))
        .isNotEqualTo(memory.finish().stringAt(Tables.GPU_SAMPLES.column("part"), 0));
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

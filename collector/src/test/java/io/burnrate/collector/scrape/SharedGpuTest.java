package io.burnrate.collector.scrape;

import static io.burnrate.collector.scrape.Pages.line;
import static io.burnrate.collector.scrape.Pages.parse;
import static io.burnrate.collector.scrape.Pages.reading;
import static io.burnrate.collector.scrape.Pages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.OwnerShares;
import io.burnrate.store.GpuMetric;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedGpuTest {
  private static final String G = "GPU-1";
  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final String USED = "DCGM_FI_DEV_FB_USED";
  private static final String POWER = "DCGM_FI_DEV_POWER_USAGE";

  private static String pod(String name) {
    return ",container=\"c\",namespace=\"n\",pod=\"" + name + "\"";
  }

  @Test
  void copiesForEachPodAreOneReadingWithSeveralOwners() {
    ParsedPage page =
        parse(
            line(UTIL, G, pod("a-0"), 80)
                + line(UTIL, G, pod("b-0"), 80)
                + line(POWER, G, pod("a-0"), "300.5")
                + line(POWER, G, pod("b-0"), "300.5"));
    assertThat(page.rows().rows()).isEqualTo(1);
    assertThat(text(page, 0, "owners")).isEqualTo("n/a/a-0/c;n/b/b-0/c");
    assertThat(text(page, 0, "workload")).isEmpty();
    assertThat(text(page, 0, "namespace")).isEmpty();
    assertThat(reading(page, 0, GpuMetric.GPU_UTIL_RATIO)).isEqualTo(0.8);
    assertThat(reading(page, 0, GpuMetric.POWER_WATTS)).isEqualTo(300.5);
    assertThat(page.counts().samples).isEqualTo(2);
    assertThat(page.counts().sharedLines).isEqualTo(2);
    assertThat(page.counts().duplicateLines).isZero();
  }

  @Test
  void readingsOfEachPodBesideTheDevicesOwnAreWeights() {
    ParsedPage page =
        parse(
            line(UTIL, G, pod("a-0"), 60)
                + line(UTIL, G, pod("b-0"), 20)
                + line(UTIL, G, pod("c-0"), 0)
                + line(UTIL, G, "", 90)
                + line(USED, G, "", 4000)
                + line(USED, G, pod("a-0"), 1000));
    assertThat(reading(page, 0, GpuMetric.GPU_UTIL_RATIO)).isEqualTo(0.9);
    assertThat(reading(page, 0, GpuMetric.MEMORY_USED_BYTES)).isEqualTo(4000d * 1_048_576);
    List<OwnerShare> shares = OwnerShares.decode(text(page, 0, "owners"));
    assertThat(shares)
        .extracting(share -> share.owner().pod())
        .containsExactly("a-0", "b-0", "c-0");
    // 60 and 20 of 80 percent: three quarters and one quarter.
    assertThat(shares.get(0).weightRatio()).isCloseTo(0.75, within(1e-12));
    assertThat(shares.get(1).weightRatio()).isCloseTo(0.25, within(1e-12));
    assertThat(shares.get(2).weightRatio()).isZero();
  }

  @Test
  void sharersThatAllIdleAreNotMeasured() {
    ParsedPage page =
        parse(line(UTIL, G, pod("a-0"), 0) + line(UTIL, G, pod("b-0"), 0) + line(UTIL, G, "", 0));
    assertThat(text(page, 0, "owners")).isEqualTo("n/a/a-0/c;n/b/b-0/c");
  }

  @Test
  void aScrapedPageOfHamiSaysWhoUsesAndWhoAskedForHowMuch() {
    String page =
        "HostCoreUtilization{deviceidx=\"0\",deviceuuid=\"G\",nodeid=\"m\"} 60\n"
            + hami("Device_utilization_desc_of_container", "a-0", 45)
            + hami("Device_utilization_desc_of_container", "b-0", 15)
            + hami("vGPU_device_memory_limit_in_bytes", "a-0", 8e9)
            + hami("vGPU_device_memory_limit_in_bytes", "b-0", 4e9);
    PageParser parser = Pages.parser();
    for (int i = 0; i < 2; i++) {
      ParsedPage parsed = parse(parser, page);
      assertThat(text(parsed, 0, "owners"))
          .isEqualTo("n/a/a-0/c=0.75==8.0E9;n/b/b-0/c=0.25==4.0E9");
      assertThat(parsed.counts().lines).isEqualTo(5);
      assertThat(parsed.counts().samples + parsed.counts().sharedLines).isEqualTo(5);
    }
    // What a page does not say again is not known of it.
    String idle = hami("Device_utilization_desc_of_container", "a-0", 0);
    assertThat(text(parse(parser, idle), 0, "owners")).isEqualTo("n/a/a-0/c");
  }

  private static String hami(String metric, String pod, double value) {
    return metric
        + "{ctrname=\"c\",deviceuuid=\"G\",podname=\""
        + pod
        + "\",podnamespace=\"n\",vdeviceid=\"0\"} "
        + value
        + "\n";
  }

  @Test
  void partsWithoutTheDevicesReadingGiveTheLargestPart() {
    ParsedPage page = parse(line(UTIL, G, pod("a-0"), 20) + line(UTIL, G, pod("b-0"), 60));
    assertThat(reading(page, 0, GpuMetric.GPU_UTIL_RATIO)).isEqualTo(0.6);
  }

  @Test
  void eachMigInstanceIsARow() {
    String one = ",GPU_I_PROFILE=\"1g.10gb\",GPU_I_ID=\"7\"";
    String two = ",GPU_I_PROFILE=\"3g.40gb\",GPU_I_ID=\"2\"";
    String active = "DCGM_FI_PROF_GR_ENGINE_ACTIVE";
    ParsedPage page =
        parse(
            line(active, G, one + pod("a-0"), "0.5")
                + line(active, G, two, "0.25")
                + line(POWER, G, one + pod("a-0"), 400)
                + line(POWER, G, two, 400));
    assertThat(page.rows().rows()).isEqualTo(2);
    assertThat(text(page, 0, "mig_instance")).isEqualTo("7");
    assertThat(text(page, 0, "mig_profile")).isEqualTo("1g.10gb");
    assertThat(text(page, 0, "owners")).isEqualTo("n/a/a-0/c");
    assertThat(text(page, 1, "mig_profile")).isEqualTo("3g.40gb");
    assertThat(text(page, 1, "owners")).isEmpty();
    assertThat(reading(page, 1, GpuMetric.GR_ENGINE_ACTIVE_RATIO)).isEqualTo(0.25);
    assertThat(reading(page, 1, GpuMetric.POWER_WATTS)).isEqualTo(400);
  }

  @Test
  void aMigInstanceHasNoWholeGpuUtilization() {
    ParsedPage page = parse(line(UTIL, G, ",GPU_I_PROFILE=\"1g.10gb\",GPU_I_ID=\"7\"", 0));
    assertThat(reading(page, 0, GpuMetric.GPU_UTIL_RATIO)).isNaN();
    assertThat(page.counts().rejected(Reject.NOT_FOR_MIG)).isEqualTo(1);
  }

  @Test
  void sharersBeyondTheLimitAreCounted() {
    StringBuilder page = new StringBuilder();
    for (int i = 0; i < OwnerShares.MAX_SHARERS + 3; i++) {
      page.append(line(UTIL, G, pod("p" + i), 5));
    }
    ParsedPage parsed = parse(page.toString());
    assertThat(parsed.counts().rejected(Reject.TOO_MANY_SHARERS)).isEqualTo(3);
    assertThat(OwnerShares.decode(text(parsed, 0, "owners"))).hasSize(OwnerShares.MAX_SHARERS);
  }
}

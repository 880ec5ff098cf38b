package io.burnrate.collector.scrape;

import static io.burnrate.collector.scrape.Pages.line;
import static io.burnrate.collector.scrape.Pages.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.store.RowBatch;
import io.burnrate.store.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageReplayTest {
  private static final Set<String> OF_THE_TARGET =
      Set.of("time_ms", "cluster", "pool", "target", "scrape_interval_millis");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void readsWhatAChangingNodeSays(long seed) {
    ModelNode node = new ModelNode(seed);
    PageParser parser = Pages.parser();
    for (int i = 0; i < 200; i++) {
      ModelNode.Page page = node.next();
      ParsedPage replayed = parse(parser, page.text());
      assertThat(rows(replayed.rows())).as("page %s", i).isEqualTo(page.rows());
      ParsedPage parsed = parse(page.text());
      assertThat(all(replayed.rows())).isEqualTo(all(parsed.rows()));
      assertThat(tally(replayed.counts())).isEqualTo(tally(parsed.counts()));
    }
  }

  @Test
  void replaysEveryLineOfAPageThatLooksLikeTheLastOne() {
    ModelNode.Page page = new ModelNode(3).next();
    PageParser parser = Pages.parser();
    PageCounts first = parse(parser, page.text()).counts();
    PageCounts second = parse(parser, page.text()).counts();
    assertThat(first.replayedLines).isZero();
    assertThat(first.parsedLines).isEqualTo(first.lines);
    assertThat(second.replayedLines + second.rejectedLines()).isEqualTo(second.lines);
    assertThat(second.replayedLines).isGreaterThan(second.lines / 2);
  }

  @Test
  void findsItsWayAgainWhenBlocksChangePlaces() {
    String first = block("DCGM_FI_DEV_GPU_TEMP");
    String second = block("DCGM_FI_DEV_SM_CLOCK");
    PageParser parser = Pages.parser();
    parse(parser, first + second);
    PageCounts counts = parse(parser, second + first).counts();
    assertThat(counts.parsedLines).isEqualTo(2);
    assertThat(counts.replayedLines).isEqualTo(14);
    assertThat(parse(parser, second + first).counts().replayedLines).isEqualTo(16);
  }

  @Test
  void anEmptyPageForgetsNothing() {
    PageParser parser = Pages.parser();
    String page = block("DCGM_FI_DEV_GPU_TEMP");
    parse(parser, page);
    parse(parser, "");
    assertThat(parse(parser, page).counts().replayedLines).isEqualTo(8);
  }

  @Test
  void mutatedPagesReadTheSameWithAndWithoutTheTemplate() {
    Random random = new Random(5);
    ModelNode node = new ModelNode(99);
    PageParser parser = Pages.parser();
    for (int i = 0; i < 1_500; i++) {
      String text = Mutations.of(node.next().text(), random);
      ParsedPage replayed = parse(parser, text);
      ParsedPage parsed = parse(text);
      assertThat(all(replayed.rows())).as(text).isEqualTo(all(parsed.rows()));
      assertThat(tally(replayed.counts())).isEqualTo(tally(parsed.counts()));
    }
  }

  private static String block(String metric) {
    StringBuilder block = new StringBuilder("# HELP " + metric + " Of a test.\n");
    for (int i = 0; i < 8; i++) {
      block.append(line(metric, "GPU-" + i, "", 40 + i));
    }
    return block.toString();
  }

  private static Map<String, Map<String, Object>> rows(RowBatch rows) {
    Map<String, Map<String, Object>> byKey = new TreeMap<>();
    for (int row = 0; row < rows.rows(); row++) {
      Map<String, Object> values = Pages.row(rows, row);
      values.keySet().removeAll(OF_THE_TARGET);
      String mig = rows.stringAt(Tables.GPU_SAMPLES.column("mig_instance"), row);
      byKey.put(values.get("gpu_uuid") + "/" + mig, values);
    }
    return byKey;
  }

  private static List<Map<String, Object>> all(RowBatch rows) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      all.add(Pages.row(rows, row));
    }
    return all;
  }

  private static List<Integer> tally(PageCounts counts) {
    List<Integer> tally =
        new ArrayList<>(
            List.of(
                counts.lines,
                counts.samples,
                counts.sharedLines,
                counts.duplicateLines,
                counts.unmappedLines));
    for (Reject reason : Reject.values()) {
      tally.add(counts.rejected(reason));
    }
    return tally;
  }
}

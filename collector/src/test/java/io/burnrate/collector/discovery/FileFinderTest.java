package io.burnrate.collector.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFinderTest {
  @TempDir private Path folder;

  @Test
  void aPatternThatIsNoneFailsAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("one.json"), "[{\"targets\":[\"a:1\"]}]");
    List<String> failures = new ArrayList<>();
    List<Map<String, String>> targets = new ArrayList<>();
    Finder.Finds finds =
        new Finder.Finds() {
          @Override
          public void found(List<Map<String, String>> now) {
            targets.addAll(now);
          }

          @Override
          public void failed(String reason, String message) {
            failures.add(reason + ": " + message);
          }
        };
    Vertx vertx = Vertx.vertx();
    try {
      List<String> patterns = List.of(folder + "/a*[", file.toString());
      new FileFinder(new Finding.Files(patterns, Duration.ofSeconds(1)), vertx).look(finds);
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
    assertThat(targets).extracting(each -> each.get("__address__")).containsExactly("a:1");
    assertThat(failures).hasSize(1).first().asString().startsWith("unreadable: " + folder + "/a*[");
  }
}

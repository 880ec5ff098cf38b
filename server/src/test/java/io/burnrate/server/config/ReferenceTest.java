package io.burnrate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds {@code config/reference.yaml} and the loader together. */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("../config/reference.yaml");

  @Test
  void theReferenceComesToTheSameAsAnEmptyFile() throws Exception {
    ServerConfig empty = ConfigLoader.parse("", "empty", Map.of()).config();
    assertThat(ConfigLoader.load(REFERENCE, Map.of()).config()).isEqualTo(empty);
  }

  @Test
  void everyKeyThatTheLoaderKnowsStandsInTheReference() throws Exception {
    List<Setting> settings = switchedOn().settings();
    assertThat(settings).hasSizeGreaterThan(60);
    assertThat(settings)
        .filteredOn(setting -> setting.origin().equals(Origin.DEFAULT))
        .extracting(Setting::key)
        .isEmpty();
  }

  @Test
  void everyKeyOfTheReferenceThatHasADefaultShowsIt() throws Exception {
    assertThat(switchedOn().settings())
        .filteredOn(setting -> setting.fallback().isPresent())
        .allSatisfy(s -> assertThat(s.shown()).as(s.key()).isEqualTo(s.fallback().orElseThrow()));
  }

  @Test
  void everyListHasItsElementsKeysInTheReference() throws Exception {
    assertThat(switchedOn().settings())
        .extracting(Setting::key)
        .contains(
            "scrape.targets[0].labels.pool",
            "prices[0].usdPerGpuHour",
            "slos[0].target",
            "alerting.webhooks[0].bearerTokenFile");
  }

  /** The reference with its example elements switched on; an unknown key in it would throw. */
  private static LoadedConfig switchedOn() throws IOException, ConfigException {
    String text = Files.readString(REFERENCE).replaceAll("(?m)^#(?=\\s{4,}\\S|\\s+- )", "");
    return ConfigLoader.parse(text, "reference.yaml", Map.of());
  }
}

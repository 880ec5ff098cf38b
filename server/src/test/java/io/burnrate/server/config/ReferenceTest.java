package io.burnrate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds {@code config/reference.yaml} and the loader together. */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("../config/reference.yaml");

  @Test
  void theReferenceComesToTheSameAsAnEmptyFile() throws Exception {
    ServerConfig empty = ConfigLoader.parse("", "empty", Map.of()).config();
    assertThat(ConfigLoader.load(REFERENCE, Map.of()).config()).isEqualTo(empty);
  }

  @ParameterizedTest
  @EnumSource
  void everyKeyThatTheLoaderKnowsStandsInTheReference(Store store) throws Exception {
    List<Setting> settings = switchedOn(store).settings();
    assertThat(settings).hasSizeGreaterThan(60);
    assertThat(settings)
        .filteredOn(setting -> setting.origin().equals(Origin.DEFAULT))
        .extracting(Setting::key)
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyKeyOfTheReferenceThatHasADefaultShowsIt(Store store) throws Exception {
    assertThat(switchedOn(store).settings())
        .filteredOn(setting -> setting.fallback().isPresent())
        .filteredOn(setting -> store == Store.EMBEDDED || !setting.key().equals("store.kind"))
        .allSatisfy(s -> assertThat(s.shown()).as(s.key()).isEqualTo(s.fallback().orElseThrow()));
  }

  @Test
  void theKindsOfStoreHaveTheSameSettingsOfRetention() throws Exception {
    StoreConfig pinot = switchedOn(Store.PINOT).config().store();
    assertThat(pinot).isInstanceOf(StoreConfig.Distributed.class);
    assertThat(pinot.retention())
        .isEqualTo(switchedOn(Store.EMBEDDED).config().store().retention());
  }

  @Test
  void everyListHasItsElementsKeysInTheReference() throws Exception {
    assertThat(switchedOn(Store.EMBEDDED).settings())
        .extracting(Setting::key)
        .contains(
            "scrape.targets[0].labels.pool",
            "prices[0].usdPerGpuHour",
            "slos[0].target",
            "alerting.webhooks[0].bearerTokenFile");
  }

  private enum Store {
    EMBEDDED,
    PINOT
  }

  /**
   * The reference with its example elements switched on, and the section of the store that is asked
   * for; an unknown key in it would throw.
   */
  private static LoadedConfig switchedOn(Store store) throws IOException, ConfigException {
    String text = Files.readString(REFERENCE);
    Matcher pinot = Pattern.compile("(?m)^#store:\n(#.*\n)*").matcher(text);
    assertThat(pinot.find()).isTrue();
    String section = pinot.group().replaceAll("(?m)^#", "");
    String one = pinot.replaceAll("");
    if (store == Store.PINOT) {
      one = one.replaceAll("(?m)^store:\n([ #].*\n)*", "") + "\n" + section;
    }
    String on = one.replaceAll("(?m)^#(?=\\s{4,}\\S|\\s+- )", "");
    return ConfigLoader.parse(on, "reference.yaml", Map.of());
  }
}

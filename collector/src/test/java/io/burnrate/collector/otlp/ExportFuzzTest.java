package io.burnrate.collector.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.burnrate.collector.fuzz.Fuzz;
import io.burnrate.collector.http.Refusal;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever an export holds, it is read or refused with 400 or 413. In protobuf exports can be
 * joined: of a joined one that is read, the good part is kept. In JSON an item is spoiled between
 * two good ones: these are kept as long as the item is JSON at all.
 */
class ExportFuzzTest {
  @ParameterizedTest
  @EnumSource(Signal.class)
  void protobuf(Signal signal) {
    byte[] good = Fuzz.corpus("otlp-" + signal.key() + "-first").get(0);
    Fuzz.messages(
        "otlp-" + signal.key(),
        input -> {
          ByteArrayOutputStream body = new ByteArrayOutputStream();
          body.writeBytes(good);
          body.writeBytes(input);
          read(signal, Encoding.PROTOBUF, body.toByteArray(), 1);
        });
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void json(Signal signal) {
    Fuzz.texts("otlp-" + signal.key() + "-json", input -> read(signal, Encoding.JSON, input, 0));
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void jsonBetweenGoodItems(Signal signal) {
    AtomicLong json = new AtomicLong();
    Fuzz.texts(
        "otlp-" + signal.key() + "-item",
        item -> {
          boolean sound = Between.sound(item);
          between(signal, sound, Between.good(signal, item));
          between(signal, sound, Between.headsLast(signal, item));
          json.addAndGet(sound ? 1 : 0);
        });
    assertThat(json.get()).as("spoiled items that are JSON").isGreaterThan(100);
  }

  private static void between(Signal signal, boolean sound, byte[] body) {
    TakenExport taken;
    try {
      taken = TakenExport.of(signal, Encoding.JSON, body);
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isIn(400, 413);
      assertThat(sound).as("refused: %s", refusal.detail()).isFalse();
      return;
    }
    List<Object> names = Between.names(signal, taken);
    assertThat(names).contains(Between.BEFORE);
    if (sound) {
      assertThat(names).contains(Between.AFTER);
    }
  }

  private static void read(Signal signal, Encoding encoding, byte[] body, int least) {
    Tally tally;
    try {
      tally = TakenExport.of(signal, encoding, body).tally;
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isIn(400, 413);
      return;
    }
    assertThat(tally.accepted()).isGreaterThanOrEqualTo(least);
    assertThat(encoding.success(tally)).isNotNull();
  }
}

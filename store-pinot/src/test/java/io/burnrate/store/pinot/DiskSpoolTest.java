package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.burnrate.domain.BurnrateException;
import io.burnrate.domain.ErrorCode;
import io.burnrate.store.Tables;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpoolTest {
  private static final int ALL = 1 << 30;

  @TempDir Path folder;
  private final FlowCounters counters = new FlowCounters();

  private DiskSpool open(long maxBytes) {
    return DiskSpool.open(new PinotConfig.Spool(folder, maxBytes), FlowLimits.DEFAULT, counters);
  }

  private static Parcel parcel(String... values) {
    return new Parcel(
        Tables.SPANS,
        3,
        Stream.of(values).map(each -> each.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** Does not get shorter when deflated. */
  private static Parcel noise(int number, int bytes) {
    byte[] value = new byte[bytes];
    new Random(number).nextBytes(value);
    value[0] = (byte) number;
    return new Parcel(Tables.SPANS, 0, List.of(value));
  }

  private static void addAndForce(DiskSpool spool, Parcel parcel) {
    spool.add(List.of(parcel));
    spool.force();
  }

  private static List<String> texts(List<Parcel> parcels) {
    return parcels.stream()
        .flatMap(each -> each.values().stream())
        .map(each -> new String(each, StandardCharsets.UTF_8))
        .toList();
  }

  /** Takes everything out. */
  private static List<Parcel> drain(DiskSpool spool) throws IOException {
    List<Parcel> all = new ArrayList<>();
    while (!spool.isEmpty()) {
      all.addAll(spool.head(1));
      spool.removeHead();
    }
    return all;
  }

  /** Files close when an interrupted thread writes or forces them. */
  private static void fails(ThrowingCallable call) {
    Thread.currentThread().interrupt();
    isRefused(call);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void isRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BurnrateException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED))
        .hasMessageContaining("store.spool")
        .hasMessageEndingWith("; free space there");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> each.toString().endsWith(".spool")).sorted().toList();
    }
  }

  @Test
  void aParcelComesOutAsItWentIn() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("{\"a\":1}", "", "ümlaut"));

      Parcel out = spool.head(ALL).get(0);
      assertThat(out.table()).isSameAs(Tables.SPANS);
      assertThat(out.partition()).isEqualTo(3);
      assertThat(texts(List.of(out))).containsExactly("{\"a\":1}", "", "ümlaut");
    }
  }

  @Test
  void whatIsNotDrainedIsThereAfterReopeningInItsOrder() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      IntStream.range(0, 50).forEach(i -> addAndForce(spool, parcel("p" + i)));
    }
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("p50"));

      assertThat(spool.records()).isEqualTo(51);
      assertThat(texts(drain(spool)))
          .containsExactlyElementsOf(IntStream.range(0, 51).mapToObj(i -> "p" + i).toList());
      assertThat(spool.isEmpty()).isTrue();
      assertThat(spool.bytes()).isZero();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void whatIsDrainedIsNotDrainedAgainAfterReopening() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      IntStream.range(0, 5).forEach(i -> addAndForce(spool, parcel("p" + i)));
      for (int i = 0; i < 3; i++) {
        assertThat(texts(spool.head(1))).containsExactly("p" + i);
        spool.removeHead();
      }
    }
    try (DiskSpool spool = open(1 << 20)) {
      assertThat(texts(drain(spool))).containsExactly("p3", "p4");
    }
  }

  @Test
  void whatWasDrainedOfAnEarlierFileIsNotTakenFromALaterOne() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("p0"));
      addAndForce(spool, parcel("p1"));
      spool.head(1);
      spool.removeHead();
      assertThat(texts(drain(spool))).containsExactly("p1");
    }
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("p2"));
      addAndForce(spool, parcel("p3"));
    }
    try (DiskSpool spool = open(1 << 20)) {
      assertThat(texts(drain(spool))).containsExactly("p2", "p3");
    }
    assertThat(counters.tornRecords.sum()).isZero();
  }

  @Test
  void whatComesWhileItIsDrainedComesLast() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("first"));
      addAndForce(spool, parcel("second"));
      spool.head(1);
      addAndForce(spool, parcel("third"));
      spool.removeHead();

      assertThat(texts(drain(spool))).containsExactly("second", "third");
    }
  }

  @Test
  void aTornLastRecordIsLeftOutAndCounted() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("whole"));
      addAndForce(spool, parcel("torn"));
    }
    try (RandomAccessFile file = new RandomAccessFile(files().get(0).toFile(), "rw")) {
      file.setLength(file.length() - 3);
    }
    try (DiskSpool spool = open(1 << 20)) {
      assertThat(spool.records()).isEqualTo(1);
      assertThat(texts(drain(spool))).containsExactly("whole");
    }
    assertThat(counters.tornRecords.sum()).isEqualTo(1);
  }

  @Test
  void damageTakesOneRecordAndNotThoseAroundIt() throws IOException {
    long end;
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("before"));
      end = spool.bytes();
      addAndForce(spool, parcel("damaged"));
      addAndForce(spool, parcel("behind"));
    }
    try (RandomAccessFile file = new RandomAccessFile(files().get(0).toFile(), "rw")) {
      file.seek(end + 20);
      int old = file.read();
      file.seek(end + 20);
      file.write(old ^ 1);
    }
    try (DiskSpool spool = open(1 << 20)) {
      assertThat(texts(drain(spool))).containsExactly("before", "behind");
    }
    assertThat(counters.tornRecords.sum()).isEqualTo(1);
  }

  @Test
  void aFileOfNonsenseStopsNoOther() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("good"));
    }
    byte[] nonsense = new byte[10_000];
    new Random(1).nextBytes(nonsense);
    Files.write(folder.resolve("0000000000000005.spool"), nonsense);

    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("later"));
      assertThat(texts(drain(spool))).containsExactly("good", "later");
    }
    assertThat(counters.tornRecords.sum()).isEqualTo(1);
  }

  @Test
  void whenItIsFullItSaysWhichSettingAndKeepsWhatItHas() throws IOException {
    try (DiskSpool spool = open(40_000)) {
      addAndForce(spool, noise(1, 15_000));
      addAndForce(spool, noise(2, 15_000));

      assertThatThrownBy(() -> spool.add(List.of(noise(3, 15_000))))
          .isInstanceOfSatisfying(
              BurnrateException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED))
          .hasMessageContaining("store.spool")
          .hasMessageContaining("40000")
          .hasMessageEndingWith("; bring Kafka back, or raise store.spool.maxSize");
      assertThat(counters.spoolRejectedBatches.sum()).isEqualTo(1);
      assertThat(drain(spool)).hasSize(2);
    }
  }

  @Test
  void aBatchOfSeveralParcelsIsTakenWholeOrNotAtAll() throws IOException {
    try (DiskSpool spool = open(40_000)) {
      List<Parcel> batch = List.of(noise(1, 15_000), noise(2, 15_000), noise(3, 15_000));

      assertThatThrownBy(() -> spool.add(batch)).isInstanceOf(BurnrateException.class);

      assertThat(spool.isEmpty()).isTrue();
    }
  }

  @Test
  void drainingGivesSpaceBack() throws IOException {
    try (DiskSpool spool = open(40_000)) {
      for (int i = 0; i < 20; i++) {
        addAndForce(spool, noise(2 * i, 15_000));
        addAndForce(spool, noise(2 * i + 1, 15_000));
        assertThat(drain(spool)).hasSize(2);
      }
    }
  }

  @Test
  void aFileThatCannotBeMadeIsRefusedCountedAndPassedOver() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      Files.createDirectory(folder.resolve("0000000000000000.spool"));
      isRefused(() -> spool.add(List.of(parcel("refused"))));
      assertThat(counters.spoolRejectedBatches.sum()).isEqualTo(1);

      addAndForce(spool, parcel("kept"));
      assertThat(texts(drain(spool))).containsExactly("kept");
    }
  }

  @Test
  void aFileWhoseNameIsNotOnDiskIsGivenUp() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      fails(() -> spool.add(List.of(parcel("refused"))));
      assertThat(files()).isEmpty();

      addAndForce(spool, parcel("kept"));
      assertThat(texts(drain(spool))).containsExactly("kept");
    }
  }

  @Test
  void aFileThatCannotBeForcedIsDrainedAndNeverWrittenToAgain() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      spool.add(List.of(parcel("in doubt")));
      fails(spool::force);
      addAndForce(spool, parcel("kept"));
      assertThat(files()).hasSize(2);
    }
    try (DiskSpool spool = open(1 << 20)) {
      assertThat(texts(drain(spool))).containsExactly("in doubt", "kept");
    }
  }

  @Test
  void whatCouldNotBeForcedIsToldOnceAlsoWhenLaterFilesCan() throws IOException {
    try (DiskSpool spool = open(40_000)) {
      spool.add(List.of(noise(1, 4_000)));
      fails(() -> spool.add(List.of(noise(2, 4_000))));
      spool.add(List.of(noise(3, 4_000)));
      isRefused(spool::force);

      addAndForce(spool, noise(4, 4_000));
      assertThat(drain(spool)).hasSize(3);
    }
  }

  @Test
  void aFileThatAWriteFailedInIsDrainedAndNotWrittenToWhenItCannotBeCut() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("whole"));
      fails(() -> spool.add(List.of(parcel("refused"))));
      isRefused(spool::force);
      addAndForce(spool, parcel("kept"));

      assertThat(files()).hasSize(2);
      assertThat(texts(drain(spool))).containsExactly("whole", "kept");
    }
  }

  @Test
  void twoProcessesCannotShareAFolder() {
    try (DiskSpool spool = open(1 << 20)) {
      assertThatThrownBy(() -> open(1 << 20))
          .isInstanceOf(BurnrateException.class)
          .hasMessageContaining("store.spool")
          .hasMessageContaining("another process");
      assertThat(spool.isEmpty()).isTrue();
    }
  }

  @Test
  void withoutSpaceThereIsNoSpoolAndNoFolder() {
    Path missing = folder.resolve("missing");
    try (DiskSpool spool =
        DiskSpool.open(new PinotConfig.Spool(missing, 0), FlowLimits.DEFAULT, counters)) {
      assertThat(spool.enabled()).isFalse();
      assertThat(spool.isEmpty()).isTrue();
    }
    assertThat(missing).doesNotExist();
  }

  @Test
  void whatASpoolOfNoSpaceStillHoldsIsDrained() throws IOException {
    try (DiskSpool spool = open(1 << 20)) {
      addAndForce(spool, parcel("left"));
    }
    try (DiskSpool spool = open(0)) {
      assertThat(spool.enabled()).isFalse();
      assertThat(texts(drain(spool))).containsExactly("left");
    }
  }
}

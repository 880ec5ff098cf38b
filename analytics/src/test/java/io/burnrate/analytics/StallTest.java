package io.burnrate.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Minutes while rows are held up between the collectors and the ledger. */
class StallTest {
  @TempDir private Path folder;
  private SharedFleet smooth;
  private SharedFleet bumpy;
  private Analytics analytics;

  @BeforeEach
  void begin() {
    smooth = new SharedFleet(folder.resolve("smooth"), 1);
    bumpy = new SharedFleet(folder.resolve("bumpy"), 1);
    smooth.process(Duties.ALL);
    analytics = bumpy.process(Duties.ALL);
  }

  @AfterEach
  void end() {
    smooth.close();
    bumpy.close();
  }

  @Test
  void readingsThatWaitedArriveBeforeTheirMinutesClose() {
    smooth.run(0, 700);
    bumpy.run(0, 100);
    bumpy.store.stallAt(SharedFleet.at(95));
    for (int second = 100; second < 600; second += 10) {
      bumpy.clock(second);
      bumpy.tick();
    }
    assertThat(analytics.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(60));
    assertThat(analytics.measurements()).containsEntry("stalled", 1.0);
    // The tail moves again; what waited elsewhere takes less than closeAfter to come.
    bumpy.store.stallAt(null);
    for (int second = 600; second < 620; second += 10) {
      bumpy.clock(second);
      bumpy.tick();
    }
    assertThat(analytics.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(60));
    for (int second = 100; second < 620; second += 10) {
      bumpy.store.append(SharedFleet.page(second));
    }
    bumpy.run(620, 700);
    assertThat(analytics.measurements()).containsEntry("stalled", 0.0);
    assertThat(bumpy.ledger()).isEqualTo(smooth.ledger());
    assertThat(analytics.ledgerTotals().lateSamples()).isZero();
  }

  @Test
  void closingGoesOnCloseAfterLater() {
    bumpy.run(0, 70);
    bumpy.store.stallAt(SharedFleet.at(70));
    bumpy.clock(200);
    bumpy.tick();
    bumpy.store.stallAt(null);
    bumpy.tick();
    bumpy.clock(229);
    bumpy.tick();
    assertThat(analytics.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(60));
    bumpy.clock(230);
    bumpy.tick();
    assertThat(analytics.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(180));
  }

  @Test
  void aShortDelayIsNoStall() {
    bumpy.run(0, 100);
    bumpy.store.stallAt(SharedFleet.at(141));
    bumpy.clock(151);
    bumpy.tick();
    assertThat(analytics.measurements()).containsEntry("stalled", 0.0);
    // Due by the clock at second 150, but rows until then have not all come.
    assertThat(analytics.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(60));
    bumpy.store.stallAt(SharedFleet.at(150));
    bumpy.tick();
    assertThat(analytics.ledgerTotals().closedUntil()).isEqualTo(SharedFleet.at(120));
  }
}

package io.burnrate.collector.scrape;

import io.burnrate.collector.serving.ServingReject;
import io.burnrate.collector.sources.Source;

/** Tells the book of sources how the scrape of a target went. */
final class PageNews {
  private PageNews() {}

  /** What a page brought, but for the readings that are on their way to the store. */
  static void page(Source source, ScrapeTask.Result result) {
    PageCounts counts = result.counts();
    source.accept(0);
    for (Reject each : Reject.values()) {
      switch (each) {
        case SENTINEL, NOT_FINITE, NOT_FOR_MIG ->
            source.leaveOut(each.key(), counts.rejected(each));
        default -> source.reject(each.key(), counts.rejected(each));
      }
    }
    for (ServingReject each : ServingReject.values()) {
      if (each == ServingReject.NOT_FINITE) {
        source.leaveOut(each.key(), counts.rejected(each));
      } else {
        source.reject(each.key(), counts.rejected(each));
      }
    }
    source.leaveOut("stale", counts.staleLines);
    source.leaveOut("duplicate", counts.duplicateLines);
    source.leaveOut("unmapped", counts.unmappedLines);
    source.leaveOut("dropped", counts.droppedLines);
    if (!result.outcome().up()) {
      source.fail(result.outcome().key() + ": " + result.error());
    }
  }

  /** Whether the store has the readings now. */
  static void samples(Source source, PageCounts counts, boolean kept) {
    int readings = counts.samples + counts.sharedLines;
    if (kept) {
      source.accept(readings);
    } else {
      source.reject("notStored", readings);
      source.fail("the store did not take " + readings + " readings");
    }
  }
}

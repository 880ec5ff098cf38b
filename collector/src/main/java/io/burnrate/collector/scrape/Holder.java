package io.burnrate.collector.scrape;

import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.OwnerShares;
import java.util.List;

/**
 * A pod or job that a page names on a GPU.
 *
 * @param text the column's text when it is the only one
 * @param sharer whether the exporter says that it has a part of a GPU that others share
 */
record Holder(Owner owner, String text, boolean sharer) {
  static Holder of(Owner owner, boolean sharer) {
    return new Holder(owner, OwnerShares.encode(List.of(OwnerShare.unmeasured(owner))), sharer);
  }
}

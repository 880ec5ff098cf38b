package io.burnrate.collector.scrape;

import io.burnrate.domain.Owner;
import io.burnrate.domain.OwnerShare;
import io.burnrate.domain.OwnerShares;
import java.util.List;

/**
 * A pod or job that a page names on a GPU.
 *
 * @param text the column's text when it is the only one
 */
record Holder(Owner owner, String text) {
  static Holder of(Owner owner) {
    return new Holder(owner, OwnerShares.encode(List.of(OwnerShare.unmeasured(owner))));
  }
}

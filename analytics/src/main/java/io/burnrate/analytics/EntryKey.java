package io.burnrate.analytics;

import io.burnrate.domain.LedgerClass;
import io.burnrate.domain.Owner;
import org.jspecify.annotations.Nullable;

/**
 * What one ledger entry of a GPU's minute is for.
 *
 * @param owner null when nobody had that time
 */
record EntryKey(LedgerClass ledgerClass, @Nullable Owner owner) {
  static final EntryKey UNALLOCATED = new EntryKey(LedgerClass.UNALLOCATED, null);
  static final EntryKey UNKNOWN = new EntryKey(LedgerClass.UNKNOWN, null);

  /** The owner as the ledger table spells it; empty for nobody. */
  String ownerText() {
    return owner == null
        ? ""
        : owner.namespace() + '/' + owner.workload() + '/' + owner.pod() + '/' + owner.container();
  }

  String namespace() {
    return owner == null ? "" : owner.namespace();
  }

  String workload() {
    return owner == null ? "" : owner.workload();
  }

  String pod() {
    return owner == null ? "" : owner.pod();
  }
}

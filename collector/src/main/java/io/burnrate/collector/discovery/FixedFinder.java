package io.burnrate.collector.discovery;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Targets that the settings name. */
final class FixedFinder implements Finder {
  private final Finding.Fixed finding;

  FixedFinder(Finding.Fixed finding) {
    this.finding = finding;
  }

  @Override
  public void start(Finds finds) {
    List<Map<String, String>> all = new ArrayList<>();
    for (String address : finding.targets()) {
      Map<String, String> labels = new LinkedHashMap<>(finding.labels());
      labels.put(TargetLabels.ADDRESS, address);
      all.add(labels);
    }
    finds.found(all);
  }

  @Override
  public Future<Void> stop() {
    return Future.succeededFuture();
  }
}

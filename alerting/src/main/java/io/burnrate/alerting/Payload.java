package io.burnrate.alerting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A notification in the form of Alertmanager's webhook, version 4, by {@link AlertGroup}. */
final class Payload {
  /** Alerts in one payload; more go in further ones, so none is ever cut off. */
  static final int MAX_ALERTS = 200;

  /** What stands for "not yet". */
  private static final String ZERO_TIME = "0001-01-01T00:00:00Z";

  private Payload() {}

  /**
   * The JSON text.
   *
   * @param groupFiring whether any alert of the group is open, also one that is not in here
   */
  static String of(
      String receiver,
      String externalUrl,
      AlertGroup group,
      boolean groupFiring,
      List<AlertStatus> alerts) {
    List<Map<String, Object>> parts = new ArrayList<>();
    for (AlertStatus alert : alerts) {
      parts.add(part(alert, externalUrl));
    }
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("version", "4");
    payload.put("groupKey", group.key());
    payload.put("truncatedAlerts", 0);
    payload.put("status", groupFiring ? "firing" : "resolved");
    payload.put("receiver", receiver);
    payload.put("groupLabels", Map.of("alertname", group.kind().alertName()));
    payload.put("commonLabels", common(alerts, AlertStatus::labels));
    payload.put("commonAnnotations", common(alerts, AlertStatus::annotations));
    payload.put("externalURL", externalUrl);
    payload.put("alerts", parts);
    return Json.object(payload);
  }

  private static Map<String, Object> part(AlertStatus alert, String externalUrl) {
    Instant endsAt = alert.endsAt();
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("status", status(alert));
    part.put("labels", new TreeMap<>(alert.labels()));
    part.put("annotations", new TreeMap<>(alert.annotations()));
    part.put("startsAt", alert.startsAt().toString());
    part.put("endsAt", time(endsAt));
    part.put("generatorURL", externalUrl.replaceAll("/+$", "") + "/api/v1/alerts");
    part.put("fingerprint", alert.fingerprint());
    return part;
  }

  /** An alert whose data is missing still stands. */
  private static String status(AlertStatus alert) {
    return alert.state() == AlertStatus.State.RESOLVED ? "resolved" : "firing";
  }

  private static String time(@Nullable Instant instant) {
    return instant == null ? ZERO_TIME : instant.toString();
  }

  private static Map<String, String> common(
      List<AlertStatus> alerts, Function<AlertStatus, Map<String, String>> part) {
    Iterator<AlertStatus> rest = alerts.iterator();
    Map<String, String> common = new TreeMap<>(part.apply(rest.next()));
    while (rest.hasNext()) {
      common.entrySet().retainAll(part.apply(rest.next()).entrySet());
    }
    return common;
  }
}

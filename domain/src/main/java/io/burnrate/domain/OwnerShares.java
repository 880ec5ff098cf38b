package io.burnrate.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * The text form of a row's sharers, kept in one column: {@code namespace/workload/pod/container}
 * with {@code =weight} behind a measured one, several joined by {@code ;}. Where it is known what a
 * sharer asked for, {@code =ratio} and {@code =bytes} follow, each of the three empty when unknown:
 * {@code a/b/c/d===8.0E9}. Kubernetes names hold none of these signs; in names from elsewhere they
 * are replaced by {@code _}.
 */
public final class OwnerShares {
  /** More sharers than this on one GPU are cut off, and the cut is counted by the collector. */
  public static final int MAX_SHARERS = 64;

  private OwnerShares() {}

  /** The text form; empty for no sharer. */
  public static String encode(List<OwnerShare> shares) {
    StringBuilder text = new StringBuilder();
    for (OwnerShare share : shares) {
      if (text.length() > 0) {
        text.append(';');
      }
      Owner owner = share.owner();
      text.append(clean(owner.namespace())).append('/').append(clean(owner.workload())).append('/');
      text.append(clean(owner.pod())).append('/').append(clean(owner.container()));
      if (share.measured() || share.asks()) {
        append(text, share.weightRatio());
      }
      if (share.asks()) {
        append(text, share.requestedRatio());
        append(text, share.requestedBytes());
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, double number) {
    text.append('=');
    if (!Double.isNaN(number)) {
      text.append(number);
    }
  }

  /** The sharers in {@code text}; throws {@link IllegalArgumentException} on another form. */
  public static List<OwnerShare> decode(String text) {
    List<OwnerShare> shares = new ArrayList<>();
    if (text.isEmpty()) {
      return shares;
    }
    for (String part : text.split(";", MAX_SHARERS + 1)) {
      String[] fields = part.split("=", -1);
      String[] names = fields[0].split("/", -1);
      if (names.length != 4 || fields.length > 4) {
        throw new IllegalArgumentException("not a sharer: '" + part + "'");
      }
      Owner owner = new Owner(names[0], names[1], names[2], names[3]);
      shares.add(new OwnerShare(owner, number(fields, 1), number(fields, 2), number(fields, 3)));
    }
    return shares;
  }

  private static double number(String[] fields, int place) {
    return place < fields.length && !fields[place].isEmpty()
        ? Double.parseDouble(fields[place])
        : Double.NaN;
  }

  private static String clean(String name) {
    return name.replace(';', '_').replace('/', '_').replace('=', '_');
  }
}

package io.burnrate.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * The text form of a row's sharers, kept in one column: {@code namespace/workload/pod/container}
 * with {@code =weight} behind a measured one, several joined by {@code ;}. Kubernetes names hold
 * none of these signs; in names from elsewhere they are replaced by {@code _}.
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
      if (share.measured()) {
        text.append('=').append(share.weightRatio());
      }
    }
    return text.toString();
  }

  /** The sharers in {@code text}; throws {@link IllegalArgumentException} on another form. */
  public static List<OwnerShare> decode(String text) {
    List<OwnerShare> shares = new ArrayList<>();
    if (text.isEmpty()) {
      return shares;
    }
    for (String part : text.split(";", MAX_SHARERS + 1)) {
      int equals = part.indexOf('=');
      String path = equals < 0 ? part : part.substring(0, equals);
      double weight = equals < 0 ? Double.NaN : Double.parseDouble(part.substring(equals + 1));
      String[] names = path.split("/", -1);
      if (names.length != 4) {
        throw new IllegalArgumentException("not a sharer: '" + part + "'");
      }
      shares.add(new OwnerShare(new Owner(names[0], names[1], names[2], names[3]), weight));
    }
    return shares;
  }

  private static String clean(String name) {
    return name.replace(';', '_').replace('/', '_').replace('=', '_');
  }
}

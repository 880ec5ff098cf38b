package io.burnrate.domain;

import java.util.List;
import java.util.stream.Stream;

/**
 * What part of a GPU a pod asks for, and which one it was put on. The text form is {@code
 * ratio|bytes|group,group|workload|}, with {@code whole} at the end of one that asks for whole GPUs
 * and {@code gone} of one that has ended, both joined by a comma, and empty for a pod that has
 * nothing to do with parts of GPUs.
 *
 * @param ratio part of each of its GPUs; NaN when not told
 * @param bytes memory of each of its GPUs; NaN when not told
 * @param groups names that a scheduler gave the GPUs, which all pods on them have in common, a
 *     placeholder that reserves the GPU among them; at most {@link #MAX_GROUPS}
 * @param workload the pod's workload, as the rows of GPUs name it
 * @param whole whether it asks for whole GPUs; one that does and is in a group holds the group's
 *     GPU
 * @param gone whether the pod has ended
 */
public record GpuRequest(
    double ratio, double bytes, List<String> groups, String workload, boolean whole, boolean gone) {
  /** Further groups are left out. */
  public static final int MAX_GROUPS = 8;

  /** Of what has nothing to do with parts of GPUs. */
  public static final GpuRequest NONE =
      new GpuRequest(Double.NaN, Double.NaN, List.of(), "", false, false);

  private static final String WHOLE = "whole";
  private static final String GONE = "gone";
  private static final int FIELDS = 5;

  public GpuRequest {
    groups = groups.stream().map(GpuRequest::clean).limit(MAX_GROUPS).toList();
    workload = clean(workload);
  }

  /** Whether it is known how much it asks for. */
  public boolean asks() {
    return !Double.isNaN(ratio) || !Double.isNaN(bytes);
  }

  /** Whether it only keeps a GPU for the other pods of its group. */
  public boolean placeholder() {
    return whole && !asks() && !groups.isEmpty();
  }

  /** Whether it has ended, or asks for no part of a GPU any more. */
  public boolean over() {
    return gone || (!asks() && groups.isEmpty());
  }

  /** The same, ended. */
  public GpuRequest ended() {
    return new GpuRequest(ratio, bytes, groups, workload, whole, true);
  }

  /** The text form. */
  public String encode() {
    if (!asks() && groups.isEmpty()) {
      return "";
    }
    String states = (whole ? WHOLE : "") + (whole && gone ? "," : "") + (gone ? GONE : "");
    return String.join("|", text(ratio), text(bytes), String.join(",", groups), workload, states);
  }

  /** What {@code text} says; throws {@link IllegalArgumentException} on another form. */
  public static GpuRequest decode(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    String[] fields = text.split("\\|", -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("not a request for a part of a GPU: '" + text + "'");
    }
    List<String> groups = Stream.of(fields[2].split(",")).filter(g -> !g.isEmpty()).toList();
    List<String> states = List.of(fields[4].split(","));
    return new GpuRequest(
        number(fields[0]),
        number(fields[1]),
        groups,
        fields[3],
        states.contains(WHOLE),
        states.contains(GONE));
  }

  private static String text(double number) {
    return Double.isNaN(number) ? "" : Double.toString(number);
  }

  private static double number(String text) {
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }

  private static String clean(String name) {
    return name.replace('|', '_').replace(',', '_');
  }
}

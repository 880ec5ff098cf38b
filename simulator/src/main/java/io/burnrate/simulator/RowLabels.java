package io.burnrate.simulator;

import io.burnrate.domain.Owner;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one row, made once: what stands between the opening brace and the value. The order
 * is dcgm-exporter's: identity, host, driver version, then the attributes sorted by name.
 */
final class RowLabels {
  private static final String DRIVER = "550.54.15";
  private static final Map<Integer, String> XID_TEXTS =
      Map.of(
          0, "No Error",
          13, "Graphics Engine Exception",
          31, "GPU memory page fault",
          48, "Double Bit ECC Error",
          79, "GPU has fallen off the bus",
          94, "Contained ECC error",
          95, "Uncontained ECC error",
          119, "GSP RPC Timeout");

  private final boolean mig;
  private final String identity;
  private final String container;
  private final String namespaceAndPod;
  private final byte[] plain;
  private byte[] withXid;
  private int xid;

  /**
   * @param owner null for nobody
   * @param vgpu replica of a shared GPU; -1 for none
   */
  RowLabels(
      Device device, Partition partition, ExporterStyle style, @Nullable Owner owner, int vgpu) {
    mig = partition.mig();
    identity = identity(device, partition, style);
    if (owner == null) {
      container = style.emptyPodLabels ? ",container=\"\"" : "";
      namespaceAndPod = style.emptyPodLabels ? ",namespace=\"\",pod=\"\"" : "";
    } else {
      container = ",container=\"" + owner.container() + '"';
      String replica = vgpu < 0 ? "" : ",vgpu=\"" + vgpu + '"';
      namespaceAndPod =
          ",namespace=\"" + owner.namespace() + "\",pod=\"" + owner.pod() + '"' + replica;
    }
    plain = bytes(identity + container + namespaceAndPod + "} ");
    withXid = xidBytes(0);
  }

  boolean mig() {
    return mig;
  }

  byte[] plain() {
    return plain;
  }

  /** The labels of the XID line, which names the error. */
  byte[] withXid(int code) {
    if (code != xid) {
      withXid = xidBytes(code);
      xid = code;
    }
    return withXid;
  }

  private byte[] xidBytes(int code) {
    String text = XID_TEXTS.getOrDefault(code, "Unknown Error");
    String error = ",err_code=\"" + code + "\",err_msg=\"" + text + '"';
    return bytes(identity + container + error + namespaceAndPod + "} ");
  }

  private static String identity(Device device, Partition partition, ExporterStyle style) {
    StringBuilder text = new StringBuilder(160);
    text.append("gpu=\"").append(device.slot());
    text.append("\",UUID=\"").append(device.uuid());
    text.append("\",pci_bus_id=\"00000000:").append(hex(device.slot() * 16 + 1));
    text.append(":00.0\",device=\"nvidia").append(device.slot());
    text.append("\",modelName=\"").append(device.model().dcgmName).append('"');
    if (partition.mig()) {
      text.append(",GPU_I_PROFILE=\"").append(partition.profile());
      text.append("\",GPU_I_ID=\"").append(partition.instanceId()).append('"');
    }
    text.append(',').append(style.hostLabel).append("=\"").append(device.node().name());
    return text.append("\",DCGM_FI_DRIVER_VERSION=\"").append(DRIVER).append('"').toString();
  }

  private static String hex(int number) {
    String digits = Integer.toHexString(0x100 | number);
    return digits.substring(1).toUpperCase(Locale.ROOT);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

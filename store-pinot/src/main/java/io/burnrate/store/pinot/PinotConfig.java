package io.burnrate.store.pinot;

import io.burnrate.domain.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the distributed store.
 *
 * @param controller Pinot's controller, for tables and for knowing which servers there are
 * @param brokers Pinot's brokers; a query goes to the next one when one does not answer
 * @param headers sent with every request to Pinot, such as Authorization; secret
 * @param kafka the Kafka cluster
 * @param prefix begins the names of topics, tables and consumer groups
 * @param partitions of each topic, and so the most members that can share work; never made fewer,
 *     and a row sent again after they were made more may be stored twice
 * @param replication copies of each topic partition and of each Pinot segment
 * @param queryTimeout the longest a query may take
 * @param freshnessTimeout the part of it that it may wait for Pinot to have read what Kafka holds
 * @param spool where rows wait while Kafka does not answer
 * @param retention how long rows are kept, by table name; a table without an entry keeps all
 * @param tls how Pinot's https addresses are trusted
 */
public record PinotConfig(
    URI controller,
    List<URI> brokers,
    Map<String, String> headers,
    Kafka kafka,
    String prefix,
    int partitions,
    int replication,
    Duration queryTimeout,
    Duration freshnessTimeout,
    Spool spool,
    Map<String, Duration> retention,
    Tls tls) {
  public PinotConfig {
    brokers = List.copyOf(brokers);
    headers = Map.copyOf(headers);
    retention = Map.copyOf(retention);
    require(!brokers.isEmpty(), "brokers: at least one");
    require(prefix.matches("[a-z][a-z0-9_]{0,39}"), "prefix: expected a to z, 0 to 9 and _");
    require(partitions >= 1 && partitions <= MOST_PARTITIONS, "partitions: 1 to 1024");
    require(replication >= 1, "replication: at least 1");
  }

  /** With the certificates that the JVM trusts. */
  public PinotConfig(
      URI controller,
      List<URI> brokers,
      Map<String, String> headers,
      Kafka kafka,
      String prefix,
      int partitions,
      int replication,
      Duration queryTimeout,
      Duration freshnessTimeout,
      Spool spool,
      Map<String, Duration> retention) {
    this(
        controller,
        brokers,
        headers,
        kafka,
        prefix,
        partitions,
        replication,
        queryTimeout,
        freshnessTimeout,
        spool,
        retention,
        Tls.NONE);
  }

  /** The most that {@link #partitions} may be. */
  public static final int MOST_PARTITIONS = 1_024;

  /**
   * The Kafka cluster.
   *
   * @param bootstrapServers as Kafka's clients want it: host:port, host:port
   * @param clientProperties further settings of every Kafka client, such as security.protocol; they
   *     win over ours, except those that the promises of this store rest on
   * @param ackTimeout when Kafka has not taken a batch after so long, it goes to the spool
   */
  public record Kafka(
      String bootstrapServers, Map<String, String> clientProperties, Duration ackTimeout) {
    public Kafka {
      clientProperties = Map.copyOf(clientProperties);
    }

    /** Without the client properties, which hold secrets. */
    @Override
    public String toString() {
      return "Kafka[" + bootstrapServers + ", " + ackTimeout + "]";
    }
  }

  /**
   * Rows on disk that wait for Kafka.
   *
   * @param path a folder of this process alone
   * @param maxBytes beyond it appends fail with OVERLOADED; 0 for no spool at all
   */
  public record Spool(Path path, long maxBytes) {}

  /**
   * Whom to trust at https addresses.
   *
   * @param trustStore file of certificates, PKCS12 or JKS; none for those that the JVM trusts
   * @param password of that file
   */
  public record Tls(Optional<Path> trustStore, Secret password) {
    public static final Tls NONE = new Tls(Optional.empty(), Secret.NONE);
  }

  /** Without the headers and client properties, which hold secrets. */
  @Override
  public String toString() {
    return "PinotConfig[" + controller + ", " + kafka.bootstrapServers() + ", " + prefix + "]";
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}

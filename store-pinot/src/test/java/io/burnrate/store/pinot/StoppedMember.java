package io.burnrate.store.pinot;

import io.burnrate.domain.BurnrateException;
import io.burnrate.store.Membership;
import io.burnrate.store.Tables;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process that holds every shard, and appends a row for each line that it is told. */
final class StoppedMember {
  static final String READY = "READY";

  private StoppedMember() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    PinotConfig config =
        new PinotConfig(
            URI.create(args[0]),
            List.of(URI.create(args[1])),
            Map.of(),
            new PinotConfig.Kafka(args[2], Map.of(), Duration.ofSeconds(5)),
            args[3],
            Integer.parseInt(args[4]),
            1,
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            new PinotConfig.Spool(Path.of(args[5]), 0),
            Map.of());
    Replicas.Notes notes = new Replicas.Notes();
    try (PinotStore store = Replicas.store(config, Path.of(args[5]), 0, FlowLimits.DEFAULT);
        Membership member = store.join("g", Tables.SPANS, notes);
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Replicas.until(() -> notes.held.size() == store.shardCount());
      out.println(READY);
      int number = 0;
      while (orders.readLine() != null) {
        out.println(outcome(member, number++));
      }
    }
  }

  private static String outcome(Membership member, int number) {
    try {
      Replicas.await(member.append(Replicas.spans("late", 1, number)));
      return "stored";
    } catch (BurnrateException e) {
      return e.code().name();
    }
  }
}

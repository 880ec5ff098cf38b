package io.burnrate.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    sortOptions = false,
    header = "Run the whole service on a simulated fleet.",
    description = {
      "%nStarts a simulated GPU fleet and the service watching it, on a fresh store, and prints"
          + " live figures beside the fleet's own truth. Stops with Ctrl-C.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  burnrate demo",
      "  burnrate demo --gpus 256 --for 10m --port 9000",
      "  burnrate demo --store pinot     (beside a running 'burnrate dev-cluster')",
      "",
      "Exit codes: 0 stopped as asked, 1 failed, 2 wrong usage."
    })
final class DemoCommand implements Callable<Integer> {
  private final Launch launch;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--gpus",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "GPUs in the fleet, "
              + DemoOptions.FEWEST_GPUS
              + " to "
              + DemoOptions.MOST_GPUS
              + "; default ${DEFAULT-VALUE}.")
  private int gpus;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Stop after this long, such as 90s or 5m; otherwise run until stopped.")
  private @Nullable Duration runFor;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8480",
      description = "Port of the API; 0 picks a free one; default ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--store",
      paramLabel = "KIND",
      defaultValue = DemoOptions.EMBEDDED,
      description =
          "embedded, or pinot for the cluster that 'burnrate dev-cluster' runs, in tables of its"
              + " own that go at the end; default ${DEFAULT-VALUE}.")
  private String store = DemoOptions.EMBEDDED;

  DemoCommand(Launch launch) {
    this.launch = launch;
  }

  @Override
  public Integer call() {
    within("--gpus", gpus, DemoOptions.FEWEST_GPUS, DemoOptions.MOST_GPUS);
    within("--port", port, 0, 65_535);
    if (!DemoOptions.STORES.contains(store)) {
      throw new ParameterException(
          spec.commandLine(),
          "--store: expected one of " + DemoOptions.STORES + ", got '" + store + "'");
    }
    return launch.demo(new DemoOptions(gpus, Optional.ofNullable(runFor), port, store));
  }

  private void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          option + ": expected " + least + " to " + most + ", got '" + value + "'");
    }
  }
}

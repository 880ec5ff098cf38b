package io.burnrate.server;

import io.burnrate.domain.BurnrateException;
import io.burnrate.server.config.ConfigException;
import io.burnrate.server.config.Durations;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: which words lead where, and which exit code comes back. */
@Command(
    name = "burnrate",
    header = "Observability and cost intelligence for GPU fleets.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  burnrate demo --for 2m",
      "  burnrate check-config burnrate.yaml",
      "  burnrate serve --config burnrate.yaml",
      "",
      "Exit codes: 0 done, 1 failed while starting or running, 2 wrong usage or configuration."
    })
final class Cli implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Cli() {}

  /** The command line in front of {@code launch}. */
  static CommandLine of(Launch launch, Map<String, String> environment) {
    CommandLine line =
        new CommandLine(new Cli())
            .addSubcommand(new DemoCommand(launch))
            .addSubcommand(new ServeCommand(launch, environment))
            .addSubcommand(new BootstrapCommand(launch, environment))
            .addSubcommand(new CheckConfigCommand(environment))
            .addSubcommand(new DevClusterCommand())
            .addSubcommand(new VersionCommand());
    addHelp(line);
    line.getSubcommands().values().forEach(Cli::addHelp);
    line.registerConverter(Duration.class, Cli::duration);
    line.setParameterExceptionHandler(Cli::refuse);
    line.setExecutionExceptionHandler(Cli::fail);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this text and exit.")
                .build());
  }

  private static Duration duration(String text) {
    return Durations.parse(text)
        .filter(length -> !length.isZero())
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected " + Durations.EXAMPLES + ", got '" + text + "'"));
  }

  private static int refuse(ParameterException failure, String[] args) {
    CommandLine line = failure.getCommandLine();
    PrintWriter err = line.getErr();
    String message =
        failure instanceof UnmatchedArgumentException unmatched
            ? "unknown command or option " + String.join(" ", unmatched.getUnmatched())
            : failure.getMessage();
    err.println("burnrate: " + message);
    UnmatchedArgumentException.printSuggestions(failure, err);
    line.usage(err);
    return ExitCodes.USAGE;
  }

  private static int fail(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    if (failure instanceof ConfigException wrong) {
      err.println("burnrate: " + wrong.getMessage());
      return ExitCodes.USAGE;
    }
    if (failure instanceof BurnrateException) {
      err.println("burnrate: " + failure.getMessage());
    } else {
      err.println("burnrate: failed unexpectedly");
      failure.printStackTrace(err);
    }
    return ExitCodes.FAILED;
  }
}

package io.burnrate.collector.discovery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/**
 * Targets in files. A file is read when its time, size or identity changed; one that cannot be
 * understood keeps what it held before, one that is gone holds nothing. Looks on a worker thread,
 * never twice at a time.
 */
final class FileFinder implements Finder {
  /** Of one job; further ones, in the order of their names, are left out and told as a failure. */
  static final int MAX_FILES = 1_000;

  private final Finding.Files finding;
  private final Vertx vertx;
  private final TreeMap<Path, Known> known = new TreeMap<>();
  private boolean told;
  private long timer = -1;
  private Future<Void> looking = Future.succeededFuture();
  private boolean stopped;

  private record Mark(long modifiedMillis, long size, String identity) {}

  private record Known(Mark mark, List<Map<String, String>> targets) {}

  FileFinder(Finding.Files finding, Vertx vertx) {
    this.finding = finding;
    this.vertx = vertx;
  }

  @Override
  public synchronized void start(Finds finds) {
    timer =
        vertx.setPeriodic(1, Math.max(1, finding.refreshInterval().toMillis()), id -> tick(finds));
  }

  private synchronized void tick(Finds finds) {
    if (!stopped && looking.isComplete()) {
      Future<Void> look =
          vertx.executeBlocking(
              () -> {
                look(finds);
                return null;
              },
              false);
      looking = look.onFailure(cause -> finds.failed("unreadable", cause.toString()));
    }
  }

  @Override
  public synchronized Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return looking.otherwiseEmpty();
  }

  /** Reads what changed. */
  void look(Finds finds) {
    SortedSet<Path> files = files(finds);
    boolean changed = known.keySet().retainAll(files);
    for (Path file : files) {
      changed |= read(file, finds);
    }
    if (changed || !told) {
      told = true;
      List<Map<String, String>> all = new ArrayList<>();
      known.values().forEach(each -> all.addAll(each.targets()));
      finds.found(all);
    }
  }

  private boolean read(Path file, Finds finds) {
    Known before = known.get(file);
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Mark mark =
          new Mark(now.lastModifiedTime().toMillis(), now.size(), String.valueOf(now.fileKey()));
      if (before != null && before.mark().equals(mark)) {
        return false;
      }
      List<Map<String, String>> kept = before == null ? List.of() : before.targets();
      // Noted first: a broken file is told once, not each time it is looked at.
      known.put(file, new Known(mark, kept));
      known.put(file, new Known(mark, targets(file, mark.size())));
      return true;
    } catch (NoSuchFileException e) {
      return known.remove(file) != null;
    } catch (IOException e) {
      finds.failed("unreadable", file + ": " + e);
      return false;
    } catch (TargetGroups.BadGroupsException e) {
      finds.failed("malformed", file + ": " + e.getMessage());
      return false;
    }
  }

  private static List<Map<String, String>> targets(Path file, long size)
      throws IOException, TargetGroups.BadGroupsException {
    if (size > TargetGroups.MAX_BYTES) {
      throw new TargetGroups.BadGroupsException("larger than " + TargetGroups.MAX_BYTES + " bytes");
    }
    byte[] text = Files.readAllBytes(file);
    boolean json = file.toString().endsWith(".json");
    List<Map<String, String>> plain =
        json
            ? TargetGroups.json(text)
            : TargetGroups.yaml(new String(text, StandardCharsets.UTF_8));
    List<Map<String, String>> all = new ArrayList<>();
    for (Map<String, String> each : plain) {
      Map<String, String> labels = new HashMap<>(each);
      labels.put("__meta_filepath", file.toString());
      all.add(labels);
    }
    return all;
  }

  private SortedSet<Path> files(Finds finds) {
    SortedSet<Path> files = new TreeSet<>();
    for (String pattern : finding.patterns()) {
      try {
        Path path = Path.of(pattern);
        Path folder = path.toAbsolutePath().getParent();
        Path last = path.getFileName();
        if (last == null || folder == null) {
          finds.failed("unreadable", pattern + ": no file");
        } else if (last.toString().matches(".*[*?\\[{].*")) {
          list(folder, last.toString(), path, files);
        } else {
          files.add(path);
        }
      } catch (NoSuchFileException e) {
        // A folder that is not there yet holds no files.
      } catch (IOException | InvalidPathException | PatternSyntaxException e) {
        finds.failed("unreadable", pattern + ": " + e);
      }
    }
    if (files.size() > MAX_FILES) {
      finds.failed("tooManyFiles", "more than " + MAX_FILES + " files");
      List<Path> all = List.copyOf(files);
      files.retainAll(all.subList(0, MAX_FILES));
    }
    return files;
  }

  private static void list(Path folder, String glob, Path pattern, SortedSet<Path> files)
      throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(each -> files.add(pattern.resolveSibling(each.getFileName())));
    }
  }
}

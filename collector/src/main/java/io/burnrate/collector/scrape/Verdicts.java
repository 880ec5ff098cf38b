package io.burnrate.collector.scrape;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Series of a target that are no GPU's: model servers', and those that the job's rules leave
 * without a row, so that they are judged once. A page has them in about the same order each time,
 * so what followed the last one is looked at first. Not thread-safe.
 */
final class Verdicts {
  /** Series beyond are judged anew each time; so are those beyond the bytes. */
  static final int MAX_SERIES = 65_536;

  static final int MAX_BYTES = 16 << 20;

  /** A longer one is judged anew each time: a line with it might pass the line's limit. */
  private static final int MAX_KEY = PageParser.MAX_LINE_BYTES - 256;

  private static final int SPARE = 64;

  private final Map<ByteBuffer, LabelBlock> known = new HashMap<>();
  private int bytes;
  private int page;
  private int live;
  private @Nullable LabelBlock first;
  private @Nullable LabelBlock last;

  /** What is probably next. */
  @Nullable LabelBlock expected() {
    return last == null ? first : last.next;
  }

  @Nullable LabelBlock find(byte[] text, int from, int to) {
    LabelBlock expected = expected();
    if (expected != null) {
      byte[] key = expected.text.key();
      if (Arrays.equals(key, 0, key.length, text, from, to)) {
        use(expected);
        return expected;
      }
    }
    LabelBlock found = known.get(ByteBuffer.wrap(text, from, to - from));
    if (found != null) {
      use(found);
    }
    return found;
  }

  void remember(LabelBlock block) {
    int more = block.text.key().length;
    if (more <= MAX_KEY && known.size() < MAX_SERIES && bytes + more <= MAX_BYTES) {
      known.put(ByteBuffer.wrap(block.text.key()), block);
      bytes += more;
      use(block);
    }
  }

  /** Notes that it stands on the page, behind the one before. */
  void use(LabelBlock block) {
    if (block.lastPage != page) {
      block.lastPage = page;
      live++;
    }
    if (last == null) {
      first = block;
    } else {
      last.next = block;
    }
    last = block;
  }

  /** To be called after each page: forgets what is on it no more, when that has become a lot. */
  void tidy() {
    if (known.size() > 2 * live + SPARE || bytes > MAX_BYTES / 2) {
      known.values().removeIf(this::gone);
      bytes = known.values().stream().mapToInt(block -> block.text.key().length).sum();
    }
    page++;
    live = 0;
    if (last != null) {
      last.next = null;
    }
    last = null;
  }

  /** Tells of all series of the last page; if one is refused, all are judged anew. */
  void tell(Admission admission) {
    boolean all =
        known.values().stream()
            .filter(block -> block.lastPage == page - 1)
            .allMatch(block -> admission.admits(null, block));
    if (!all) {
      known.clear();
      bytes = 0;
      first = null;
    }
  }

  private boolean gone(LabelBlock block) {
    if (block.lastPage == page) {
      return false;
    }
    block.next = null;
    return true;
  }

  int size() {
    return known.size();
  }
}

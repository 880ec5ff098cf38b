package io.burnrate.collector.scrape;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Series of a target that the job's rules leave without a row, so that they are judged once. Not
 * thread-safe.
 */
final class Verdicts {
  /** Series beyond are judged anew each time; so are those beyond the bytes. */
  static final int MAX_SERIES = 65_536;

  static final int MAX_BYTES = 16 << 20;

  private static final int SPARE = 64;

  private final Map<ByteBuffer, LabelBlock> known = new HashMap<>();
  private int bytes;
  private int page;
  private int live;

  @Nullable LabelBlock find(byte[] text, int from, int to) {
    LabelBlock found = known.get(ByteBuffer.wrap(text, from, to - from));
    if (found != null) {
      use(found);
    }
    return found;
  }

  void remember(LabelBlock block) {
    int more = block.text.key().length;
    if (known.size() < MAX_SERIES && bytes + more <= MAX_BYTES) {
      known.put(ByteBuffer.wrap(block.text.key()), block);
      bytes += more;
      use(block);
    }
  }

  private void use(LabelBlock block) {
    if (block.lastPage != page) {
      block.lastPage = page;
      live++;
    }
  }

  /** To be called after each page: forgets what is on it no more, when that has become a lot. */
  void tidy() {
    if (known.size() > 2 * live + SPARE || bytes > MAX_BYTES / 2) {
      known.values().removeIf(block -> block.lastPage != page);
      bytes = known.values().stream().mapToInt(block -> block.text.key().length).sum();
    }
    page++;
    live = 0;
  }

  int size() {
    return known.size();
  }
}

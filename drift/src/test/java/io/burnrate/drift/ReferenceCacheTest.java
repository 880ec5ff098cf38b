package io.burnrate.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferenceCacheTest {
  private static final ModelVersion A = new ModelVersion("a", "1");
  private static final ModelVersion B = new ModelVersion("b", "1");
  private static final ModelVersion C = new ModelVersion("c", "1");

  /** 100 numbers: 800 bytes and a little. */
  private static Reference reference() {
    Sample.Builder sample = new Sample.Builder(List.of(), 10);
    for (int i = 0; i < 100; i++) {
      sample.add(i, "{\"x\":" + i + "}");
    }
    return new Reference(sample.build(), 99, Set.of(), 7, 100);
  }

  @Test
  void dropsWhatWasUsedLongestAgoWhenFull() {
    ReferenceCache cache = new ReferenceCache(2000);
    cache.put(A, reference());
    cache.put(B, reference());
    assertThat(cache.get(A)).isNotNull();
    cache.put(C, reference());
    assertThat(cache.get(B)).isNull();
    assertThat(cache.get(A)).isNotNull();
    assertThat(cache.get(C)).isNotNull();
  }

  @Test
  void holdsNothingThatIsLargerThanItself() {
    ReferenceCache cache = new ReferenceCache(100);
    cache.put(A, reference());
    assertThat(cache.size()).isZero();
  }

  @Test
  void replacingDoesNotCountTwice() {
    ReferenceCache cache = new ReferenceCache(2000);
    for (int i = 0; i < 10; i++) {
      cache.put(A, reference());
    }
    cache.put(B, reference());
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void forgetsModelsThatAreGone() {
    ReferenceCache cache = new ReferenceCache(10_000);
    cache.put(A, reference());
    cache.put(B, reference());
    cache.retain(Set.of(B));
    assertThat(cache.get(A)).isNull();
    assertThat(cache.get(B)).isNotNull();
  }
}

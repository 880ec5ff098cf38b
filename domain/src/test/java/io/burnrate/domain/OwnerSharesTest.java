package io.burnrate.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerSharesTest {
  private static final double NO = Double.NaN;

  @ParameterizedTest
  @CsvSource({
    "n/w/p/c, NaN, NaN, NaN",
    "n/w/p/c=0.25, 0.25, NaN, NaN",
    "n/w/p/c==0.5=, NaN, 0.5, NaN",
    "n/w/p/c===8.0E9, NaN, NaN, 8e9",
    "n/w/p/c=0.25=0.5=8.0E9, 0.25, 0.5, 8e9"
  })
  void theTextFormGoesBothWays(String text, double weight, double ratio, double bytes) {
    OwnerShare share = new OwnerShare(new Owner("n", "w", "p", "c"), weight, ratio, bytes);
    assertThat(OwnerShares.encode(List.of(share))).isEqualTo(text);
    assertThat(OwnerShares.decode(text)).containsExactly(share);
  }

  @Test
  void signsOfTheFormAreReplacedInNames() {
    OwnerShare odd = new OwnerShare(new Owner("n=1", "w/x", "p;q", ""), NO, 0.5, NO);
    assertThat(OwnerShares.encode(List.of(odd))).isEqualTo("n_1/w_x/p_q/==0.5=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"n/w/p", "n/w/p/c=x", "n/w/p/c=1=2=3=4"})
  void anotherFormIsRefused(String text) {
    assertThatThrownBy(() -> OwnerShares.decode(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoLeavesRequestsEmptyAsksForNothing() {
    assertThat(OwnerShares.decode("n/w/p/c==").get(0).asks()).isFalse();
  }
}

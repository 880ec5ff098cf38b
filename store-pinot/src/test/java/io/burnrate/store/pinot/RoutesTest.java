package io.burnrate.store.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a real server of HTTP. */
class RoutesTest {
  private static final Set<String> SEGMENTS = Set.of("spans__0__0__20260301T0000Z");
  private static final String KNOWN =
      "{\"routingTable\":[{\"tableName\":\"spans_REALTIME\","
          + "\"routingTableEntries\":{\"Server_1\":[\"spans__0__0__20260301T0000Z\"]}}]}";

  private final TestBroker broker = new TestBroker();
  private final Routes routes =
      new Routes(List.of(broker.address()), new PinotHttp(PinotHttpTest.config(broker.address())));

  @AfterEach
  void stop() {
    broker.close();
  }

  private boolean lead() {
    return routes.lead("spans", SEGMENTS).join();
  }

  @Test
  void aBrokerThatKnowsASegmentIsNotAskedAgain() {
    broker.answer(200, KNOWN);
    assertThat(lead()).isTrue();

    broker.answer(404, "{}");
    assertThat(lead()).isTrue();
  }

  /** Within a minute a table that is made anew has segments of the same names. */
  @Test
  void aBrokerIsAskedAgainAfterItsTableWasAway() {
    broker.answer(200, KNOWN);
    assertThat(lead()).isTrue();

    routes.forget("spans");
    broker.answer(404, "{}");
    assertThat(lead()).isFalse();

    broker.answer(200, KNOWN);
    assertThat(lead()).isTrue();
  }
}

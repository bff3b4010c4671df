package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.HttpCall;
import dev.dragoman.event.Sha256;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewersTest {
    private static final String SHOP = "shop:" + Sha256.hex("one");
    private static final String SHOPS_OTHER = "shop:" + Sha256.hex("other");
    private static final String DESK = "desk:" + Sha256.hex("two");

    private static boolean sees(List<String> clients, List<String> operators, String key) {
        return new Viewers(new ClientKeys(clients), new ClientKeys(operators)).include(call(key));
    }

    private static HttpCall call(String key) {
        return new HttpCall(
                "r", "GET", "/v1/dragoman/asks", Map.of("authorization", "Bearer " + key), new byte[0], null);
    }

    @Test
    void withoutKeysWhoeverMayCall() {
        assertThat(sees(List.of(), List.of(), "")).isTrue();
    }

    @Test
    void theOnlyClient() {
        assertThat(sees(List.of(SHOP), List.of(), "one")).isTrue();
        assertThat(sees(List.of(SHOP, SHOPS_OTHER), List.of(), "one")).isTrue();
    }

    @Test
    void noneOfSeveral() {
        assertThat(sees(List.of(SHOP, DESK), List.of(), "one")).isFalse();
    }

    @Test
    void operatorsOnlyIfThereAreSome() {
        assertThat(sees(List.of(SHOP, DESK), List.of(DESK), "two")).isTrue();
        assertThat(sees(List.of(SHOP, DESK), List.of(DESK), "one")).isFalse();
        assertThat(sees(List.of(SHOP), List.of(DESK), "one")).isFalse();
        assertThat(sees(List.of(), List.of(DESK), "")).isFalse();
    }

    @Test
    void anOperatorIsKnownByTheKey() {
        Viewers viewers = new Viewers(new ClientKeys(List.of(SHOP, DESK)), new ClientKeys(List.of(DESK)));

        assertThat(viewers.isOperator(call("two"))).isTrue();
        assertThat(viewers.isOperator(call("one"))).isFalse();
        assertThat(new Viewers(new ClientKeys(List.of()), new ClientKeys(List.of())).isOperator(call("")))
                .isFalse();
    }
}

package dev.dragoman.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dragoman.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Price tables as operators write them. */
class PricesTest {
    private static final String TABLE = """
            {"about": "For tests.", "version": "2026-11-29", "models": [
              {"model": "acme/*", "input": 1, "output": 8},
              {"model": "acme/large-?", "input": 1.75, "cachedInput": 0.175, "output": 14, "reasoning": 15.000001,
               "tiers": [{"above": 1000, "input": 3.5, "output": 21}], "each": {"images": 0.0025, "details.pages": 0.01}},
              {"model": "acme/large-9", "input": null, "output": null},
              {"model": "free", "input": 0, "output": 0}]}
            """;

    private final PriceTable table = PriceReader.read(TABLE);

    @Test
    void theTableThatIsBuiltInKnowsTheProvidersModelAndInventsNoPrice() {
        PriceTable builtIn = Prices.load(Optional.empty());

        assertThat(builtIn.version()).matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}\\+[0-9a-f]{8}");
        assertThat(builtIn.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.models()).hasToString("openai/gpt-5.2-chat"));
        assertThat(builtIn.cost("openai/gpt-5.2-chat", Given.json("{'input_tokens': 1, 'output_tokens': 1}")))
                .isEmpty();
    }

    @Test
    void aFileOfTheOperatorsIsRead(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("prices.json"), TABLE);

        assertThat(Prices.load(Optional.of(file.toString())).version()).isEqualTo(table.version());
    }

    @Test
    void aTablesVersionChangesWithItsContent() {
        PriceTable other = PriceReader.read(TABLE.replace("1.75", "1.76"));

        assertThat(table.version()).startsWith("2026-11-29+");
        assertThat(other.version()).startsWith("2026-11-29+").isNotEqualTo(table.version());
    }

    @ParameterizedTest
    @CsvSource({
        "acme/small, 1000, 0, 100, 0, 1800",
        "acme/large-1, 1000, 0, 100, 0, 3150",
        "acme/large-1, 1000, 600, 100, 40, 2245",
        "acme/large-1, 1001, 0, 100, 0, 5604",
        "acme/large-1, 1001, 1001, 0, 0, 3504",
        "acme/large-22, 1000, 0, 100, 0, 1800",
        "free, 1000, 0, 100, 0, 0",
    })
    void aCallCostsWhatItsTokensCost(String model, long input, long cached, long output, long reasoning, long cost) {
        TokenUsage usage = new TokenUsage(input, cached, output, reasoning, false, Given.json("{}"));

        assertThat(table.cost(model, usage)).contains(new Cost(cost, 0, false, table.version(), null));
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "3, 5", "4, 7", "1000000, 1750000"})
    void aCostIsRoundedHalfUpOnce(long input, long cost) {
        TokenUsage usage = new TokenUsage(input, 0, 0, 0, false, Given.json("{}"));

        assertThat(table.cost("acme/large-1", usage).orElseThrow().microUsd())
                .isEqualTo(input > 1000 ? input * 7 / 2 : cost);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/large-9", "other", "ACME/small", ""})
    void aPriceThatIsNotKnownIsNotZero(String model) {
        assertThat(table.cost(model, Given.json("{'input_tokens': 1, 'output_tokens': 1}")))
                .isEmpty();
    }

    @Test
    void imagesAndPagesArePaidForOneByOne() {
        Cost cost = table.cost(
                        "acme/large-1",
                        Given.json("{'input_tokens': 0, 'output_tokens': 0, 'images': 3, 'details': {'pages': 2}}"))
                .orElseThrow();

        assertThat(cost.microUsd()).isEqualTo(3 * 2_500 + 2 * 10_000);
    }

    @Test
    void whatACallCanCostAtMostIsRoundedUpAndOfTheDearestPrice() {
        Price price = table.price("acme/large-1").orElseThrow();

        assertThat(price.most(1, 0, 0)).isEqualTo(2);
        assertThat(price.most(1, 1, 0)).isEqualTo(17);
        assertThat(price.most(2_000, 100, 0)).isEqualTo(7_000 + 2_100);
        assertThat(price.most(0, 0, 2)).isEqualTo(25_000);
        assertThat(price.most(0, 0, 0)).isZero();
    }

    @Test
    void noAnswerCostsMoreThanALongHolds() {
        PriceTable dear = PriceReader.read("""
                {"version": "x", "models": [{"model": "*", "input": 10000, "output": 10000,
                 "each": {"a": 10000, "b": 10000, "c": 10000, "d": 10000, "e": 10000, "f": 10000, "g": 10000, "h": 10000}}]}
                """);
        String counts = "{'input_tokens': 100000000, 'output_tokens': 100000000, 'a': 100000000, 'b': 100000000,"
                + "'c': 100000000, 'd': 100000000, 'e': 100000000, 'f': 100000000, 'g': 100000000, 'h': 100000000}";

        assertThat(dear.cost("m", Given.json(counts)).orElseThrow().microUsd())
                .isEqualTo(8_000_000_000_000_000_000L + 2_000_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | is not JSON that can be read: it is not valid JSON (line 1, column 1)",
                "[] | has no object in the table",
                "{} | has no text in version",
                "{'version': '29 Nov', 'models': []} | has a version of other characters than letters, digits and . _ -, or of more than 40: use a date, as 2026-11-29",
                "{'version': 'v', 'price': []} | has the unknown member price in the table; known are about, version, models",
                "{'version': 'v'} | names no model in models",
                "{'version': 'v', 'models': {}} | has no array in models",
                "{'version': 'v', 'models': [7]} | has no object in models[0]",
                "{'version': 'v', 'models': [{'input': 1, 'output': 1}]} | has no text in models[0].model",
                "{'version': 'v', 'models': [{'model': 'm', 'output': 1}]} | has no number of dollars in models[0].input: write it as 1.75, without quotes",
                "{'version': 'v', 'models': [{'model': 'm', 'input': '1.75', 'output': 1}]} | has no number of dollars in models[0].input: write it as 1.75, without quotes",
                "{'version': 'v', 'models': [{'model': 'm', 'input': null, 'output': 1}]} | has no number of dollars in models[0].input: write it as 1.75, without quotes",
                "{'version': 'v', 'models': [{'model': 'm', 'input': -1, 'output': 1}]} | has a price in models[0].input that is not between 0 and 10000 dollars",
                "{'version': 'v', 'models': [{'model': 'm', 'input': 1e400, 'output': 1}]} | has a price in models[0].input that is not between 0 and 10000 dollars",
                "{'version': 'v', 'models': [{'model': 'm', 'input': 0.0000001, 'output': 1}]} | has a price in models[0].input with more than 6 decimals: round it, up if in doubt",
                "{'version': 'v', 'models': [{'model': 'm', 'input': 1, 'output': 1, 'cached': 1}]} | has the unknown member cached in models[0]; known are about, model, input, cachedInput, output, reasoning, tiers, each",
                "{'version': 'v', 'models': [{'model': 'm', 'input': null, 'output': null, 'reasoning': 1}]} | says in models[0] that a price is not known, and has more prices there: leave them out, or give input and output",
                "{'version': 'v', 'models': [{'model': 'm', 'input': 1, 'output': 1, 'tiers': [{'above': 9, 'input': 1, 'output': 1}, {'above': 9, 'input': 1, 'output': 1}]}]} | has no number of tokens in models[0].tiers[1].above that is larger than the one before, and at most 100000000",
                "{'version': 'v', 'models': [{'model': 'm', 'input': 1, 'output': 1, 'tiers': [{'above': 9.5, 'input': 1, 'output': 1}]}]} | has no number of tokens in models[0].tiers[0].above that is larger than the one before, and at most 100000000",
                "{'version': 'v', 'models': [{'model': 'm', 'input': 1, 'output': 1, 'each': {'a b': 1}}]} | has a name in models[0].each that is no count of a usage: letters, digits and _, with points between the names on the way to it",
                "{'version': 'v', 'models': [{'model': 'm', 'input': 1, 'output': 1, 'each': {'a': '1'}}]} | has no number of dollars in models[0].each.a: write it as 1.75, without quotes"
            })
    void aMalformedTableSaysWhatIsWrong(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriceReader.read(text.replace('\'', '"')))
                .withMessage(problem);
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriceReader.read("{\"version\": \"a\", \"version\": \"b\"}"))
                .withMessageStartingWith("is not JSON that can be read: it ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/file.json", "src", "a\0b"})
    void whatIsNoFileIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prices.load(Optional.of(path)))
                .withMessage("can't be read: it has to be a JSON file in UTF-8");
    }
}

package dev.dragoman.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dragoman.event.Door;
import dev.dragoman.event.QueueAddress;
import dev.dragoman.event.S3Location;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetReaderTest {
    private static String file(String members) {
        return "{\"budgets\": [{\"name\": \"a\", \"scope\": \"all\", \"amount\": 1, \"period\": \"day\"%s}]}"
                .formatted(members.isEmpty() ? "" : ", " + members);
    }

    private static Budget scoped(String scope) {
        return BudgetReader.read(file("").replace("\"all\"", scope)).get(0);
    }

    @Test
    void amountsAreExact() {
        List<Budget> budgets = BudgetReader.read("""
                {"about": "for people", "budgets": [
                  {"name": "all", "scope": "all", "amount": 0.1, "period": "total", "about": "x"},
                  {"name": "docs-2", "scope": {"door": "s3"}, "amount": 1e9, "period": "month", "whenUsedUp": "reject"},
                  {"name": "q", "scope": {"door": "sqs"}, "amount": 0.000001, "period": "day"},
                  {"name": "none", "scope": "all", "amount": 0, "period": "day"},
                  {"name": "some", "scope": "all", "amount": 1.50e3, "period": "day"}]}""");

        assertThat(budgets)
                .extracting(Budget::amount)
                .containsExactly(100_000L, 1_000_000_000_000_000L, 1L, 0L, 1_500_000_000L);
        assertThat(budgets)
                .extracting(Budget::usedUp)
                .containsExactly(
                        Budget.UsedUp.REJECT,
                        Budget.UsedUp.REJECT,
                        Budget.UsedUp.WAIT,
                        Budget.UsedUp.WAIT,
                        Budget.UsedUp.WAIT);
    }

    @Test
    void allThatAScopeSaysHasToApply() {
        Spender spender = new Spender(
                Door.SQS,
                new S3Location("docs", "in/a.pdf"),
                "shop",
                QueueAddress.parse("https://sqs.eu-central-1.amazonaws.com/111122223333/asks")
                        .orElseThrow(),
                "g1",
                "gpt-5-mini");
        String whole = """
                {"door": "sqs", "objects": "docs/in/", "client": "shop", "group": "g1", "model": "gpt-5*",
                 "queue": "arn:aws:sqs:eu-central-1:111122223333:asks"}""";

        assertThat(scoped(whole).scope().holds(spender)).isTrue();
        for (String other : List.of(
                whole.replace("sqs\",", "http\","),
                whole.replace("in/", "out/"),
                whole.replace("shop", "shops"),
                whole.replace("g1", "g2"),
                whole.replace("gpt-5", "gpt-4"),
                whole.replace(":asks", ":tasks"))) {
            assertThat(scoped(other).scope().holds(spender)).as(other).isFalse();
        }
        assertThat(scoped("{\"objects\": \"docs\"}").scope().holds(new Spender(Door.HTTP, null, null, null, null, "m")))
                .isFalse();
    }

    /** Only the provider knows which model a stored prompt names: it may be the one that a budget is for. */
    @Test
    void aModelThatIsNotKnownMayBeAny() {
        Spender unknown = new Spender(Door.HTTP, null, null, null, null, null);

        assertThat(scoped("{\"model\": \"acme/dear\"}").scope().holds(unknown)).isTrue();
        assertThat(scoped("{\"model\": \"acme/dear\", \"door\": \"sqs\"}")
                        .scope()
                        .holds(unknown))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"budgets": []}                                                        | from 1 to 100 budgets
            {"budgets": 1}                                                         | no array in budgets
            []                                                                     | no object in the file
            {"budget": []}                                                         | unknown member budget
            {"budgets": [{"name": "A", "scope": "all"}]}                           | budgets[0].name
            {"budgets": [{"name": "a-", "scope": "all"}]}                          | budgets[0].name
            {"budgets": [{"name": "a/b", "scope": "all"}]}                         | budgets[0].name
            {"budgets": [{"name": "a", "period": "week"}]}                         | none of day, month, total in budgets[0].period
            {"budgets": [{"name": "a", "period": "day", "limit": 1}]}              | unknown member limit
            {"budgets": [{"name": "a", "period": "day", "scope": "al"}]}           | budgets[0].scope
            {"budgets": [{"name": "a", "period": "day", "scope": {}}]}             | budgets[0].scope
            {"budgets": [{"name": "a", "period": "day", "scope": {"door": "x"}}]}  | budgets[0].scope.door
            {"budgets": [{"name": "a", "period": "day", "scope": {"client": ""}}]} | budgets[0].scope.client
            {"budgets": [{"name": "a", "period": "day", "scope": {"queue": "x"}}]} | budgets[0].scope.queue
            {"budgets": [{"name": "a", "period": "day", "scope": {"objects": "docs/in"}}]} | budgets[0].scope.objects
            {"budgets": [{"name": "a", "period": "day", "scope": "all"}]}                 | budgets[0].amount
            {"budgets": [{"name": "a", "period": "day", "scope": "all", "amount": "1"}]}  | budgets[0].amount
            {"budgets": [{"name": "a", "period": "day", "scope": "all", "amount": -1}]}   | budgets[0].amount
            {"budgets": [{"name": "a", "period": "day", "scope": "all", "amount": 1e10}]} | budgets[0].amount
            {"budgets": [{"name": "a", "period": "day", "scope": "all", "amount": 1e400}]} | budgets[0].amount
            {"budgets": [{"name": "a", "period": "day", "scope": "all", "amount": 1000000000.000001}]} | budgets[0].amount
            {"budgets": [{"name": "a", "period": "day", "scope": "all", "amount": null}]} | budgets[0].amount
            {"budgets": [{"name": "a", "period": "day", "scope": "all", "amount": 0.0000001}]} | budgets[0].amount
            {"budgets": [{"name": "a", "period": "total", "scope": "all", "amount": 1, "whenUsedUp": "wait"}]} | budgets[0].whenUsedUp
            {"budgets": [{"name": "a", "period": "day", "scope": "all", "amount": 1, "whenUsedUp": "block"}]} | none of reject, wait
            """)
    void whatIsWrongIsNamed(String text, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BudgetReader.read(text))
                .withMessageContaining(words);
    }

    @Test
    void aNameStandsOnce() {
        String one = "{\"name\": \"a\", \"scope\": \"all\", \"amount\": 1, \"period\": \"day\"}";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BudgetReader.read("{\"budgets\": [%s, %s]}".formatted(one, one)))
                .withMessageContaining("two budgets of the name a");
    }
}

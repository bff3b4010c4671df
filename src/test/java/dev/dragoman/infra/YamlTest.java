package dev.dragoman.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "!Ref Queue                      | {'Ref':'Queue'}",
                "!GetAtt Queue.Arn               | {'Fn::GetAtt':['Queue','Arn']}",
                "!Sub s3://${Bucket}/x           | {'Fn::Sub':'s3://${Bucket}/x'}",
                "!Not [!Equals [!Ref Keys, '']]  | {'Fn::Not':[{'Fn::Equals':[{'Ref':'Keys'},'']}]}",
                "{a: 1, b: true, c: '1', d: no}  | {'a':1,'b':true,'c':'1','d':'no'}"
            })
    void aShortTagBecomesWhatItStandsFor(String yaml, String json) {
        assertThat(Yaml.read(yaml, "test").get(0)).hasToString(json.replace('\'', '"'));
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        assertThatThrownBy(() -> Yaml.read("{a: 1, a: 2}", "test")).hasMessageContaining("\"a\" stands twice");
    }

    @Test
    void anUnknownTagIsRefused() {
        assertThatThrownBy(() -> Yaml.read("!Magic x", "test")).hasMessageContaining("!Magic");
    }
}

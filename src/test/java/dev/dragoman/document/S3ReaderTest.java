package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ReaderTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "403, InvalidObjectState, misconfigured, is archived",
                "400, KMS.DisabledException, misconfigured, KMS key",
                "403, KMS.DisabledException, misconfigured, KMS key",
                "301, PermanentRedirect, misconfigured, another region",
                "301, none, misconfigured, another region",
                "400, AuthorizationHeaderMalformed, misconfigured, another region",
                "400, InvalidRequest, misconfigured, SSE-C",
                "400, none, misconfigured, SSE-C",
                "403, AccessDenied, misconfigured, s3:GetObject",
                "400, ExpiredToken, misconfigured, credentials",
                "403, InvalidAccessKeyId, misconfigured, credentials",
                "403, RequestTimeTooSkewed, misconfigured, clock",
                "403, AllAccessDisabled, misconfigured, suspended",
                "400, KMS.ThrottlingException, unavailable, not be read now",
                "400, RequestTimeout, unavailable, not be read now",
                "400, KeyTooLongError, rejected, not there",
                "404, NoSuchKey, rejected, not there",
                "503, SlowDown, unavailable, not be read now"
            })
    void whatS3SaysIsTold(int status, String code, String label, String words) {
        Exception failure = S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();

        Outcome outcome = S3Reader.outcome(failure, new S3Location("papers", "a.pdf"), "document");

        assertThat(outcome.label()).isEqualTo(label);
        assertThat(((Outcome.Failed) outcome).problem().message())
                .contains("s3://papers/a.pdf")
                .contains(words);
    }
}

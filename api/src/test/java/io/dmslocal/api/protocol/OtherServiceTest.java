package io.dmslocal.api.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dmslocal.api.EveryOperation;
import io.dmslocal.api.ServedApi;
import io.dmslocal.api.ServedApi.Answered;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that are not for this service, as other SDKs make them. */
class OtherServiceTest {

    private static ServedApi api;

    @BeforeAll
    static void serve() {
        api = ServedApi.of(EveryOperation.accepted());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static String signed(String service) {
        return "AWS4-HMAC-SHA256 Credential=test/20261120/us-east-1/" + service
                + "/aws4_request, SignedHeaders=host, Signature=x";
    }

    @ParameterizedTest
    @CsvSource({
        "DynamoDB_20120810.ListTables, Amazon DynamoDB",
        "Kinesis_20131202.ListStreams, Amazon Kinesis",
        "TrentService.ListKeys, AWS KMS",
        "secretsmanager.GetSecretValue, AWS Secrets Manager",
        "Newest_20300101.Do, target prefix Newest_20300101"
    })
    void aTargetOfAnotherServiceIsNamed(String target, String service) {
        Answered answered = api.post(target, "{}".getBytes(StandardCharsets.UTF_8));

        assertEquals(400, answered.status());
        assertEquals("UnknownOperationException", answered.code());
        assertTrue(answered.message().contains("this call is for " + service + "."), answered::message);
        assertTrue(answered.message().contains("AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE"), answered::message);
    }

    @ParameterizedTest
    @CsvSource({
        "Action=GetCallerIdentity&Version=2011-06-15, AWS STS (GetCallerIdentity)",
        "Version=2010-03-31&Action=ListTopics, Amazon SNS (ListTopics)",
        "Action=Do&Version=1999-01-01, an API of version 1999-01-01 (Do)"
    })
    void aQueryBodyIsAnsweredInXml(String body, String service) {
        Answered answered = api.send(api.request("/")
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        String xml = new String(answered.response().body(), StandardCharsets.UTF_8);

        assertEquals(400, answered.status());
        assertTrue(answered.header("Content-Type").startsWith("text/xml"));
        assertTrue(xml.contains("<Code>UnknownOperationException</Code>"), xml);
        assertTrue(xml.contains("this call is for " + service + "."), xml);
        assertTrue(xml.contains("<RequestId>" + answered.header("x-amzn-RequestId")), xml);
    }

    @Test
    void aSignedRestCallIsAnsweredInItsServicesForm() {
        Answered s3 = api.send(api.request("/bucket?list-type=2")
                .header("Authorization", signed("s3"))
                .GET());
        Answered lambda = api.send(api.request("/2015-03-31/functions")
                .header("Authorization", signed("lambda"))
                .GET());
        String xml = new String(s3.response().body(), StandardCharsets.UTF_8);

        assertTrue(xml.contains("<Error>") && xml.endsWith("</Error>"), xml);
        assertTrue(xml.contains("this call is for Amazon S3."), xml);
        assertTrue(lambda.message().contains("the service with signing name lambda"), lambda::message);
    }

    @Test
    void aWrongSigningNameDoesNotMatterWhenTheTargetIsOurs() {
        Answered answered = api.send(api.request("/")
                .header("Authorization", signed("rds"))
                .header("X-Amz-Target", "AmazonDMSv20160101.DescribeEndpoints")
                .POST(HttpRequest.BodyPublishers.noBody()));

        assertEquals(200, answered.status());
    }
}

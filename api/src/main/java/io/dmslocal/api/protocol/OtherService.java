package io.dmslocal.api.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call for another AWS service that came here, because {@code AWS_ENDPOINT_URL} sends everything here: it is answered by a sentence that its
 * SDK can show, not by a puzzling parse error.
 *
 * @param name as people know it
 * @param xml whether its SDK reads errors as XML
 */
public record OtherService(String name, boolean xml) {

    /** By what stands before the first underscore or dot of {@code X-Amz-Target}. */
    private static final Map<String, String> BY_TARGET = Map.ofEntries(
            Map.entry("DynamoDB", "Amazon DynamoDB"),
            Map.entry("DynamoDBStreams", "Amazon DynamoDB Streams"),
            Map.entry("Kinesis", "Amazon Kinesis"),
            Map.entry("Firehose", "Amazon Data Firehose"),
            Map.entry("AmazonSQS", "Amazon SQS"),
            Map.entry("AmazonSSM", "AWS Systems Manager"),
            Map.entry("secretsmanager", "AWS Secrets Manager"),
            Map.entry("TrentService", "AWS KMS"),
            Map.entry("Logs", "Amazon CloudWatch Logs"),
            Map.entry("GraniteServiceVersion20100801", "Amazon CloudWatch"),
            Map.entry("AWSEvents", "Amazon EventBridge"),
            Map.entry("AWSStepFunctions", "AWS Step Functions"),
            Map.entry("AmazonEC2ContainerServiceV20141113", "Amazon ECS"),
            Map.entry("AWSGlue", "AWS Glue"),
            Map.entry("RedshiftData", "Amazon Redshift Data API"));

    /** By the {@code Version} of a query-protocol body. */
    private static final Map<String, String> BY_VERSION = Map.ofEntries(
            Map.entry("2011-06-15", "AWS STS"),
            Map.entry("2010-05-08", "AWS IAM"),
            Map.entry("2012-11-05", "Amazon SQS"),
            Map.entry("2010-03-31", "Amazon SNS"),
            Map.entry("2014-10-31", "Amazon RDS"),
            Map.entry("2016-11-15", "Amazon EC2"),
            Map.entry("2010-05-15", "AWS CloudFormation"),
            Map.entry("2010-08-01", "Amazon CloudWatch"),
            Map.entry("2012-12-01", "Amazon Redshift"),
            Map.entry("2015-02-02", "Amazon ElastiCache"));

    /** Services with REST and XML errors, by their signing names. */
    private static final Map<String, String> REST_XML =
            Map.of("s3", "Amazon S3", "route53", "Amazon Route 53", "cloudfront", "Amazon CloudFront");

    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=([A-Za-z]{1,100})(?:&|$)");
    private static final Pattern VERSION = Pattern.compile("(?:^|&)Version=(\\d{4}-\\d{2}-\\d{2})(?:&|$)");
    private static final Pattern SIGNING_NAME = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern TARGET = Pattern.compile("([A-Za-z0-9]{1,60})[A-Za-z0-9_]{0,40}\\.[A-Za-z]{1,100}");

    /**
     * @param target the header {@code X-Amz-Target}, or empty
     * @param body of the request, of which the beginning is looked at
     */
    public static Optional<OtherService> of(String target, Credential credential, byte[] body) {
        if (target.startsWith(ServiceModel.dms().targetPrefix() + ".")) {
            return Optional.empty();
        }
        Optional<OtherService> byTarget = ofTarget(target);
        if (byTarget.isPresent()) {
            return byTarget;
        }
        Optional<OtherService> byBody =
                ofQuery(new String(body, 0, Math.min(body.length, 4096), StandardCharsets.UTF_8));
        return byBody.isPresent() ? byBody : ofSignature(credential.service());
    }

    /** What its SDK shows. */
    public String sentence() {
        return "This is dms-local: it serves AWS Database Migration Service, and this call is for " + name
                + ". Set AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE instead of AWS_ENDPOINT_URL,"
                + " so that calls for other services go elsewhere.";
    }

    /** The form that query and REST-XML protocols share well enough for their SDKs. */
    public byte[] xmlBody(String requestId) {
        String text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ErrorResponse><Error><Type>Sender</Type>"
                + "<Code>UnknownOperationException</Code><Message>" + sentence() + "</Message></Error><RequestId>"
                + requestId + "</RequestId></ErrorResponse>";
        return (name.equals(REST_XML.get("s3")) ? bare(text) : text).getBytes(StandardCharsets.UTF_8);
    }

    /** S3 has the error at the top. */
    private static String bare(String text) {
        return text.replace("<ErrorResponse>", "").replaceFirst("<RequestId>.*", "");
    }

    private static Optional<OtherService> ofTarget(String target) {
        Matcher form = TARGET.matcher(target);
        if (!form.matches()) {
            return Optional.empty();
        }
        String prefix = target.substring(0, target.indexOf('.'));
        String first = prefix.contains("_") ? prefix.substring(0, prefix.indexOf('_')) : prefix;
        String known = BY_TARGET.get(first);
        boolean ours = prefix.startsWith("AmazonDMS"); // a wrong version of ours is a wrong target, not another service
        return ours
                ? Optional.empty()
                : Optional.of(new OtherService(known == null ? "target prefix " + prefix : known, false));
    }

    private static Optional<OtherService> ofQuery(String body) {
        Matcher action = ACTION.matcher(body);
        Matcher version = VERSION.matcher(body);
        if (!action.find() || !version.find()) {
            return Optional.empty();
        }
        String service = BY_VERSION.getOrDefault(version.group(1), "an API of version " + version.group(1));
        return Optional.of(new OtherService(service + " (" + action.group(1) + ")", true));
    }

    private static Optional<OtherService> ofSignature(String service) {
        if (service.equals("dms") || !SIGNING_NAME.matcher(service).matches()) {
            return Optional.empty();
        }
        String restXml = REST_XML.get(service);
        return Optional.of(
                restXml == null
                        ? new OtherService("the service with signing name " + service, false)
                        : new OtherService(restXml, true));
    }
}

package io.dmslocal.engine.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dmslocal.engine.aws.SignedCall.Answer;
import io.dmslocal.engine.model.Arn;
import io.dmslocal.engine.model.Fault;
import io.dmslocal.engine.model.Outcome;
import io.dmslocal.engine.model.Scope;
import io.dmslocal.engine.settings.EndpointSettings;
import io.dmslocal.engine.settings.Login;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Reads the secrets that endpoints name in place of a server and a password (AWS: GetSecretValue), each time a connection needs one: nothing is kept, so a
 * rotated secret is in force at the next start. The access role is not assumed: a local server asks for none, and AWS is asked as this node.
 *
 * @param endpoint where Secrets Manager answers; empty for AWS itself, in the secret's region
 */
public record SecretsManager(Optional<URI> endpoint) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SECRET_ARN =
            Pattern.compile("arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):(\\d{12}):secret:.+");

    /** The endpoint as its secret says, or as it is when it names none. Blocking. */
    public Outcome<EndpointSettings> opened(EndpointSettings settings) {
        return settings.secret()
                .map(id -> read(id, place(id, settings), settings)
                        .flatMap(Login::of)
                        .map(settings::openedBy)
                        .fold(
                                Outcome::done,
                                fault -> Outcome.<EndpointSettings>refused(Fault.invalidOperation(
                                        "The secret " + id + " cannot be used: " + fault.message() + "."))))
                .orElseGet(() -> Outcome.done(settings));
    }

    private Outcome<String> read(String id, Scope place, EndpointSettings settings) {
        URI uri = asked(settings, place.region());
        try (SignedCall call = new SignedCall(uri, "secretsmanager")) {
            Answer answer = call.post(
                    place,
                    Map.of(
                            "X-Amz-Target",
                            "secretsmanager.GetSecretValue",
                            "Content-Type",
                            "application/x-amz-json-1.1"),
                    JsonNodeFactory.instance.objectNode().put("SecretId", id).toString());
            return value(answer, uri);
        } catch (UncheckedIOException | SdkException e) {
            return Outcome.refused(Fault.invalidOperation(e.getMessage() + hint()));
        }
    }

    /** AWS's attribute {@code secretsManagerEndpointOverride} names a host inside a VPC, which a local server stands for. */
    URI asked(EndpointSettings settings, String region) {
        return endpoint.or(() -> settings.attribute("secretsManagerEndpointOverride")
                        .filter(host -> host.matches("[A-Za-z0-9.-]+(:\\d+)?"))
                        .map(host -> URI.create("https://" + host)))
                .orElseGet(() -> URI.create("https://secretsmanager." + region + ".amazonaws.com"
                        + (region.startsWith("cn-") ? ".cn" : "")));
    }

    private Outcome<String> value(Answer answer, URI uri) {
        JsonNode said;
        try {
            said = JSON.readTree(answer.text());
        } catch (JsonProcessingException e) {
            return Outcome.refused(
                    Fault.invalidOperation(uri + " answered " + answer.status() + " and no JSON" + hint()));
        }
        if (answer.status() != 200) {
            String error = said.path("__type").asText().replaceAll("^.*#", "");
            String message = said.path("message").asText(said.path("Message").asText("no reason given"));
            return Outcome.refused(Fault.invalidOperation(
                    uri + " answered " + error + ": " + message.replaceAll("\\.$", "") + hint()));
        }
        return said.path("SecretString").isTextual()
                ? Outcome.done(said.path("SecretString").asText())
                : Outcome.refused(Fault.invalidOperation("it is binary, not text"));
    }

    private String hint() {
        return endpoint.isPresent()
                ? ""
                : " (dms-local.engine.secrets-manager-endpoint, or AWS_ENDPOINT_URL_SECRETS_MANAGER, says where a local"
                        + " Secrets Manager answers)";
    }

    /** Account and region of the secret's ARN; a name is one of the endpoint's own. */
    private static Scope place(String id, EndpointSettings settings) {
        Matcher arn = SECRET_ARN.matcher(id);
        return arn.matches()
                ? new Scope(arn.group(2), arn.group(1))
                : Arn.parse(settings.endpointArn()).map(Arn::scope).orElseThrow();
    }
}

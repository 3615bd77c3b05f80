package dev.usher.egress;

import dev.usher.config.Target;
import dev.usher.http.Body;
import dev.usher.http.Json;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Calls of AWS that deliver something, signed by the SDK's own signer and made as any other call of {@link Egress}. */
final class AwsCalls {
    private static final int SUBJECT_CHARS = 99; // "less than 100 characters long", SNS Publish

    private final AwsReach reach;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    AwsCalls(AwsReach reach) {
        this.reach = reach;
    }

    /**
     * Publishes to a topic (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). Programs that subscribe get the body, people
     * the text.
     */
    Call publish(Target.Sns target, Notice notice, Duration timeout) {
        var message = Json.object().put("default", notice.title() + "\n\n" + notice.text());
        for (var protocol : List.of("http", "https", "sqs", "lambda", "firehose")) message.put(protocol, notice.body());
        message.put("sms", notice.title());
        var form = new LinkedHashMap<String, String>();
        form.put("Action", "Publish");
        form.put("Version", "2010-03-31");
        form.put("TopicArn", target.topic());
        form.put("Subject", Notice.cut(ascii(notice.title()), SUBJECT_CHARS).replace("…", "."));
        form.put("MessageStructure", "json");
        form.put("Message", new String(Json.bytes(message), StandardCharsets.UTF_8));
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var own = reach.sns();
        var endpoint = own != null ? own : endpoint("sns", target.region());
        return signed(
                new Service("sns", target.region(), endpoint, "/", "application/x-www-form-urlencoded"),
                Body.utf8(body),
                timeout);
    }

    /** Sends mail (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html). */
    Call send(Target.Email email, Notice notice, Duration timeout) {
        var root = Json.object().put("FromEmailAddress", email.from());
        var to = root.putObject("Destination").putArray("ToAddresses");
        email.to().forEach(to::add);
        var simple = root.putObject("Content").putObject("Simple");
        simple.putObject("Subject").put("Data", notice.title()).put("Charset", "UTF-8");
        simple.putObject("Body").putObject("Text").put("Data", notice.text()).put("Charset", "UTF-8");
        var own = reach.ses();
        var endpoint = own != null ? own : endpoint("email", reach.region());
        return signed(
                new Service("ses", reach.region(), endpoint, "/v2/email/outbound-emails", "application/json"),
                Body.of(Json.bytes(root)),
                timeout);
    }

    /** One that is signed for, and where it is. */
    private record Service(String name, String region, URI endpoint, String path, String contentType) {}

    private Call signed(Service service, Body body, Duration timeout) {
        var url = URI.create(service.endpoint.toString().replaceAll("/+$", "") + service.path);
        var request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(url)
                .putHeader("content-type", service.contentType)
                .build();
        var signed = signer.sign(signing -> signing.identity(reach.credentials())
                .request(request)
                .payload(() -> new ByteArrayInputStream(body.bytes()))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service.name)
                .putProperty(AwsV4HttpSigner.REGION_NAME, service.region));
        Map<String, String> headers = new HashMap<>();
        signed.request().headers().forEach((name, values) -> headers.put(name, String.join(",", values)));
        return new Call("POST", url, headers, body, timeout);
    }

    private static URI endpoint(String host, String region) {
        var domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
        return URI.create("https://" + host + "." + region + "." + domain);
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}

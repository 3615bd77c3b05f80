package dev.usher.egress;

import dev.usher.config.Destination;
import dev.usher.config.Secret;
import dev.usher.config.SecretSource;
import dev.usher.config.SecretUnavailable;
import dev.usher.config.Target;
import dev.usher.delivery.Sender;
import dev.usher.delivery.Sent;
import dev.usher.message.Attempt;
import dev.usher.message.DeliveryId;
import dev.usher.message.Event;
import dev.usher.routing.Routing.Leg;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;

/** Makes attempts at destinations that are reached as they are, of every kind. They differ in this alone. */
public final class DirectSender implements Sender {
    private final Egress egress;
    private final SecretSource secrets;
    private final InstantSource clock;
    private final SignedSender signed;
    private final SmtpMail mail;
    private final AwsReach aws;

    /** @param guard the one of {@code egress}, for mail servers */
    public DirectSender(Egress egress, AddressGuard guard, SecretSource secrets, AwsReach aws, InstantSource clock) {
        this(egress, SmtpMail.over(guard), secrets, aws, clock);
    }

    DirectSender(Egress egress, SmtpMail mail, SecretSource secrets, AwsReach aws, InstantSource clock) {
        this.egress = egress;
        this.secrets = secrets;
        this.clock = clock;
        this.signed = new SignedSender(egress, secrets, clock);
        this.mail = mail;
        this.aws = aws;
    }

    @Override
    public Sent send(DeliveryId id, Event event, Destination destination, Leg leg, int number) {
        return new Sent.Made(attempt(id, event, destination, leg, number));
    }

    private Attempt attempt(DeliveryId id, Event event, Destination destination, Leg leg, int number) {
        return switch (destination.target()) {
            case Target.Http http -> signed.send(id, event, destination, leg, number);
            case Target.Sns sns -> {
                var call = new AwsCalls(aws).publish(sns, Notice.of(event, leg), destination.timeout());
                yield attempts(number, call).of(egress.call(call));
            }
            case Target.Slack slack -> slack(slack, event, destination, leg, number);
            case Target.Email email -> email(email, event, destination, leg, number);
            case Target.Gateway gateway -> throw new IllegalArgumentException(destination.name() + " is a service");
        };
    }

    private Attempts attempts(int number, Call call) {
        return new Attempts(number, clock.instant(), call.body().size(), clock);
    }

    private Attempt slack(Target.Slack slack, Event event, Destination destination, Leg leg, int number) {
        var body = SlackMessage.of(Notice.of(event, leg));
        var attempts = new Attempts(number, clock.instant(), body.size(), clock);
        try {
            var url = URI.create(secrets.get(slack.url()).reveal().strip());
            var headers = Map.of("content-type", "application/json");
            return attempts.of(egress.call(new Call("POST", url, headers, body, destination.timeout())));
        } catch (SecretUnavailable | IllegalArgumentException unusable) {
            return attempts.withoutSecret("the URL of the webhook can't be used");
        }
    }

    private Attempt email(Target.Email email, Event event, Destination destination, Leg leg, int number) {
        var notice = Notice.of(event, leg);
        return switch (email.way()) {
            case Target.Way.Ses ses -> {
                var call = new AwsCalls(aws).send(email, notice, destination.timeout());
                yield attempts(number, call).of(egress.call(call));
            }
            case Target.Way.Smtp smtp -> {
                var at = clock.instant();
                var message = MailText.of(email, notice, event.id(), at);
                var attempts = new Attempts(number, at, message.length(), clock);
                try {
                    var login = smtp.login();
                    Secret[] known = login == null
                            ? new Secret[0]
                            : new Secret[] {secrets.get(login.user()), secrets.get(login.password())};
                    yield attempts.of(mail.send(smtp, known, email, message, destination.timeout()));
                } catch (SecretUnavailable unavailable) {
                    yield attempts.withoutSecret("the mail server's login can't be read");
                }
            }
        };
    }
}

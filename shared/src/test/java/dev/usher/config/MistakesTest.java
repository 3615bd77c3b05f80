package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule, broken once: the message names the line, the path and what must be true. */
class MistakesTest {
    /** A small whole configuration; {@link #with} replaces or adds one line. */
    static final String GOOD = """
            sources:
              shop:
                scheme: stripe
                secrets: [env:SHOP_SECRET]
                type: { pointer: /type }
                types: [order.paid, order.refunded]
                context: { orderId: /data/id }
            routes:
              - name: paid
                when: { source: [shop], type: [order.paid] }
                to: [ledger]
            destinations:
              ledger:
                url: https://ledger.example.com/hooks
                secret: env:SIGNING
            operators:
              - { name: ada, role: admin, tokenSha256: env:ADA }
            """;

    static List<String> mistakes(String text) {
        var thrown = catchThrowableOfType(
                ConfigException.class, () -> ConfigReader.read(text, Shipped.ENVIRONMENT, Shipped.PERMISSIVE));
        return thrown == null
                ? List.of()
                : String.valueOf(thrown.getMessage()).lines().toList();
    }

    /** The good text with its line {@code number} replaced, keeping the indentation of the new one. */
    static String with(int number, String line) {
        var lines = GOOD.lines().collect(Collectors.toList());
        lines.set(number - 1, line);
        return String.join("\n", lines);
    }

    @Test
    void theTextThatTheseTestsBreakIsGood() {
        assertThat(mistakes(GOOD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', maxCharsPerColumn = 1000, quoteCharacter = '`', textBlock = """
            2 |'  Shop:' | 2 sources.Shop: a name is 1 to 64 of a-z, 0-9, _ and -
            3 |'    scheme: [stripe]' | 3 sources.shop.scheme: must be text
            3 |'    scheme: { algorithm: sha256 }' | 3 sources.shop.scheme: needs a name beside its options
            3 |'    scheme: { name: hmac, header: [x] }' | 3 sources.shop.scheme.header: must be text, a number, true or false
            7 |'    schema: stripe' | 7 sources.shop.schema: unknown key; did you mean scheme?
            3 |'    priority: high' | 2 sources.shop.scheme: is missing
            4 |'    secrets: [whsec_abcdef]' | 4 sources.shop.secrets[0]: secrets are references: env:NAME, ssm:/path, secretsmanager:name or secretsmanager:name#field
            4 |'    secrets: [env:not-a-variable]' | 4 sources.shop.secrets[0]: is no name that env could have
            4 |'    secrets: [env:A, env:A]' | 4 sources.shop.secrets[1]: is here twice
            4 |'    secrets: []' | 4 sources.shop.secrets: must have 1 to 5 entries
            4 |'    secrets: env:SHOP_SECRET' | 4 sources.shop.secrets: must be a list
            4 |'    secrets: ["${UNSET}"]' | 4 sources.shop.secrets[0]: the environment variable UNSET is not set
            5 |'    type: { header: a b }' | 5 sources.shop.type.header: must be the name of an HTTP header
            5 |'    type: { pointer: type }' | 5 sources.shop.type.pointer: must be a JSON pointer like /data/object/id, of at most 256 characters
            5 |'    type: { field: Type }' | 5 sources.shop.type.field: a field is of a form; the content of this source is not form
            5 |'    type: { header: x, fixed: y }' | 5 sources.shop.type: must have one of header, pointer, field, fixed or joined
            5 |'    type: { joined: [{ header: x }] }' | 5 sources.shop.type.joined: must have 2 to 5 entries
            5 |'    type: { joined: [{ header: x }, { joined: [] }] }' | 5 sources.shop.type.joined[1].joined: joined parts can't be joined themselves
            5 |'    type: /type' | 5 sources.shop.type: must be a mapping
            7 |'    priority: urgent' | 7 sources.shop.priority: must be one of high, low, normal
            6 |'    types: [order.*]' | 6 sources.shop.types[0]: a type is 1 to 128 visible ASCII characters without *; "*" alone stands for all
            6 |'    types: [order.paid, order.paid]' | 6 sources.shop.types[1]: is here twice
            6 |'    types: { order.paid: { priorty: low } }' | 6 sources.shop.types.order.paid.priorty: unknown key; did you mean priority?
            6 |'    types: []' | 6 sources.shop.types: must have 1 to 200 entries
            7 |'    context: { 1st: /a, orderId: /b }' | 7 sources.shop.context.1st: a context name is a letter and up to 63 letters, digits and _
            7 |'    context: { orderId: data }' | 7 sources.shop.context.orderId: must be a JSON pointer like /data/object/id, of at most 256 characters
            7 |'    publicUrl: ftp://example.com' | 7 sources.shop.publicUrl: must be an http or https URL with a host, without user, password or fragment, of at most 2048 characters
            7 |'    content: xml' | 7 sources.shop.content: must be one of form, json, opaque
            7 |'    maxBody: 2MiB' | 7 sources.shop.maxBody: must be a size like 512B, 64KiB or 1MiB, from 1B to 1MiB
            7 |'    maxBody: 0B' | 7 sources.shop.maxBody: must be a size like 512B, 64KiB or 1MiB, from 1B to 1MiB
            7 |'    handshake: {}' | 7 sources.shop.handshake: must be text
            7 |'    dedupe: 30s' | 7 sources.shop.dedupe: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1m to 30d
            7 |'    dedupe: 1w' | 7 sources.shop.dedupe: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1m to 30d
            7 |'    limit: { minute: 0 }' | 7 sources.shop.limit.minute: must be a whole number, 1 to 16777215
            7 |'    limit: { minute: 1_000 }' | 7 sources.shop.limit.minute: must be a whole number, 1 to 16777215
            7 |'    limit: { minute: many }' | 7 sources.shop.limit.minute: must be a whole number, 1 to 16777215
            7 |'    limit: { queue: 10 }' | 7 sources.shop.limit: needs a window: burst, second, minute, hour or day
            7 |'    limit: { minute: 1, queue: 100001 }' | 7 sources.shop.limit.queue: must be a whole number, 0 to 100000
            7 |'    limit: { minute: 1, retryAfter: 0s }' | 7 sources.shop.limit.retryAfter: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1s to 1d
            7 |'    limit: { rules: [{ name: each, per: client, minute: 1 }] }' | 7 sources.shop.limit: a webhook is counted by its source alone: rules have no operations, and per is empty or subject
            7 |'    limit: { rules: [{ name: some, operations: [x], minute: 1 }] }' | 7 sources.shop.limit: a webhook is counted by its source alone: rules have no operations, and per is empty or subject
            7 |'    limit: { burst: { limit: 5 } }' | 7 sources.shop.limit.burst.per: is missing
            7 |'    limit: { burst: { limit: 5, per: 2d } }' | 7 sources.shop.limit.burst.per: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1s to 1d
            7 |'    retry: { attempts: 21, first: 1s }' | 7 sources.shop.retry.attempts: must be a whole number, 1 to 20
            7 |'    retry: { attempts: 2 }' | 7 sources.shop.retry: needs first or schedule: how long to wait before the second attempt
            7 |'    retry: { first: 1s }' | 7 sources.shop.retry.first: needs attempts beside it
            7 |'    retry: {}' | 7 sources.shop.retry: needs attempts and first, or schedule
            7 |'    retry: { attempts: 3, first: 1s, schedule: [1s] }' | 7 sources.shop.retry.schedule: give either first or schedule, not both
            7 |'    retry: { attempts: 2, schedule: [1s, 2s] }' | 7 sources.shop.retry.schedule: has more waits than there are between the attempts
            7 |'    retry: { schedule: [25h] }' | 7 sources.shop.retry.schedule[0]: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1ms to 1d
            7 |'    reply: { contentType: text/xml }' | 7 sources.shop.reply.body: is missing
            9 |'  - name: Paid' | 9 routes[0].name: a name is 1 to 64 of a-z, 0-9, _ and -
            10|'    when: [shop]' | 10 routes[0].when: must be a mapping
            10|'    when: { sorce: [shop] }' | 10 routes[0].when.sorce: events have no such field; did you mean source?
            10|'    when: { source: [shpo] }' | 10 routes[0].when.source[0]: no event has such a source; did you mean shop?
            10|'    when: { type: [order.payed] }' | 10 routes[0].when.type[0]: no event has such a type; did you mean order.paid?
            10|'    when: { type: [{ prefix: invoice. }] }' | 10 routes[0].when.type[0]: no event has such a type
            10|'    when: { priority: [hihg] }' | 10 routes[0].when.priority[0]: no event has such a priority; did you mean high?
            10|'    when: { context: { orderid: [a] } }' | 10 routes[0].when.context.orderid: the sources of this route lift no such context; did you mean orderId?
            10|'    when: { payload: { amount: [010] } }' | 10 routes[0].when.payload.amount[0]: YAML takes this for a number, JSON would not: write it in decimal, or quote it
            11|'    to: [leger]' | 11 routes[0].to[0]: there is no destination of this name; did you mean ledger?
            11|'    to: [ledger, ledger]' | 11 routes[0].to[1]: is here twice
            11|'    to: []' | 11 routes[0].to: must have 1 to 20 entries
            14|'    url: https://user:password@ledger.example.com' | 14 destinations.ledger.url: must be an http or https URL with a host, without user, password or fragment, of at most 2048 characters
            15|'    timeout: 5s' | 13 destinations.ledger: needs a secret, its own or in defaults.destination
            15|'    secret: { env: SIGNING }' | 15 destinations.ledger.secret: must be text
            17|'  - { name: ada, role: queen, tokenSha256: env:ADA }' | 17 operators[0].role: must be one of admin, operator, viewer
            17|'  - { name: ada, role: admin, tokenSha256: 5e884898da28047151d0e56f8dc62927 }' | 17 operators[0].tokenSha256: secrets are references: env:NAME, ssm:/path, secretsmanager:name or secretsmanager:name#field
            17|'  - { name: ada, role: admin }' | 17 operators[0].tokenSha256: is missing
            16|'operator:' | 16 operator: unknown key; did you mean operators?
            """)
    void namesTheLineThePathAndTheRule(int number, String line, String expected) {
        var found = mistakes(with(number, line.substring(1, line.length() - 1)));
        assertThat(found).contains("usher.yaml:" + expected);
        // A wrong name makes what refers to it wrong too; nothing else may be reported.
        if (number != 2 && number != 6 && number != 7 && number != 16)
            assertThat(found).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', maxCharsPerColumn = 1000, quoteCharacter = '`', textBlock = """
            '    timeout: 50ms' | timeout: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 100ms to 30s
            '    headers: { Webhook-Id: x }' | headers.Webhook-Id: this header is Usher's to set, not a destination's
            '    headers: { host: x }' | headers.host: this header is Usher's to set, not a destination's
            '    headers: { Content-Length: 5 }' | headers.Content-Length: this header is Usher's to set, not a destination's
            '    headers: { Authorization: Bearer x }' | headers.Authorization: credentials can't be written here; receivers verify the signature instead
            '    headers: { "a b": x }' | headers.a b: must be the name of an HTTP header
            '    headers: { x-tenant: "a\\nb" }' | headers.x-tenant: must be 1 to 1024 visible ASCII characters and blanks
            '    headers: { x-tenant: a, X-Tenant: b }' | headers.X-Tenant: is here twice
            '    retry: { attempts: 0 }' | retry.attempts: must be a whole number, 1 to 20
            """)
    void checksWhatADestinationAsksFor(String line, String expected) {
        assertThat(mistakes(GOOD.replace(
                        "    secret: env:SIGNING", "    secret: env:SIGNING\n" + line.substring(1, line.length() - 1))))
                .containsExactly("usher.yaml:16 destinations.ledger." + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            retention: 36h | retention: must be whole days
            retention: 400d | retention: must be a duration like 500ms, 2s, 5m, 1h or 7d, from 1d to 365d
            retention: 3d | 2 sources.shop: dedupe can't last longer than retention, 3d
            egress: { allow: [10.0.0.1/8] } | egress.allow[0]: must be address ranges like 10.0.0.0/8 or fd00::/8, with no bit set beyond the prefix, separated by commas
            egress: { allow: example.com/8 } | egress.allow: must be address ranges like 10.0.0.0/8 or fd00::/8, with no bit set beyond the prefix, separated by commas
            egress: { deny: [] } | egress.deny: unknown key
            sso: { claim: groups } | sso.roles: is missing
            sso: { roles: {} } | sso.roles: must have 1 to 100 entries
            sso: { roles: [admin] } | sso.roles: must be a mapping
            sso: { roles: { staff: king } } | sso.roles.staff: must be one of admin, operator, viewer
            sso: { roles: { my staff: admin } } | sso.roles.my staff: a claim's value is 1 to 128 visible ASCII characters without [ and ]
            sso: { claim: my groups, roles: { staff: admin } } | sso.claim: a claim's name is 1 to 128 visible ASCII characters
            sso: { role: staff, roles: { staff: admin } } | sso.role: unknown key; did you mean roles?
            defaults: { destination: { secret: whsec_x } } | defaults.destination.secret: secrets are references: env:NAME, ssm:/path, secretsmanager:name or secretsmanager:name#field
            <<: { retention: 30d } | <<: merge keys are not read; write the keys out
            operators: [] | operators: is here twice
            [a, b]: c | : a key must be text
            """)
    void checksTheOtherSections(String line, String expected) {
        var found = mistakes(GOOD + line + "\n");
        assertThat(found).hasSize(1);
        assertThat(found.getFirst())
                .endsWith(expected)
                .startsWith(expected.startsWith("2 ") ? "usher.yaml:2" : "usher.yaml:18");
    }

    @Test
    void findsASecondRouteOrOperatorOfTheSameName() {
        assertThat(mistakes(GOOD.replace(
                        "destinations:", "  - { name: paid, when: { source: [shop] }, to: [ledger] }\ndestinations:")))
                .containsExactly("usher.yaml:12 routes[1]: another route has this name");
        assertThat(mistakes(GOOD + "  - { name: ada, role: viewer, tokenSha256: env:B }\n"))
                .containsExactly("usher.yaml:18 operators[1]: another operator has this name");
    }

    @Test
    void aSourceThatTellsNoTypeMustSubscribeToAll() {
        assertThat(mistakes(with(5, "    priority: low")))
                .containsExactly(
                        "usher.yaml:6 sources.shop.types: nothing tells the type of an event: give the source a type, or"
                                + " subscribe to \"*\"");
    }

    @Test
    void anOpaqueBodyHasNothingToPointInto() {
        assertThat(mistakes(with(3, "    scheme: stripe\n    content: opaque")))
                .containsExactly(
                        "usher.yaml:6 sources.shop.type.pointer: a pointer looks into JSON; the content of this source is not json",
                        "usher.yaml:8 sources.shop.context.orderId: a pointer looks into JSON; the content of this source is not"
                                + " json");
    }
}

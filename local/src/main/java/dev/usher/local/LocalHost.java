package dev.usher.local;

import dev.usher.http.Body;
import dev.usher.local.function.Answer;
import dev.usher.local.function.FunctionPool;
import dev.usher.local.function.Handlers;
import dev.usher.local.gateway.Gateway;
import dev.usher.local.gateway.HttpServer;
import dev.usher.local.gateway.Routes;
import dev.usher.local.mapping.QueuePoller;
import dev.usher.local.parts.Parts;
import dev.usher.local.receiver.Inbox;
import dev.usher.local.receiver.Receiver;
import dev.usher.local.schedule.Schedules;
import dev.usher.local.simulator.Simulators;
import dev.usher.local.template.Account;
import dev.usher.local.template.Deployment;
import dev.usher.local.template.EventSpec;
import dev.usher.local.template.FunctionSpec;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Everything that the template declares, running in this JVM until it is closed. Several can run side by side. */
public final class LocalHost implements AutoCloseable {
    static {
        // The JDK keeps 5 idle connections to a server; functions side by side would open and close them all the time.
        if (System.getProperty("http.maxConnections") == null) System.setProperty("http.maxConnections", "256");
    }

    /** The function that is told when the queues' content was lost, because they are in memory and the tables are not. */
    private static final String SWEEPER = "Sweeper";

    private static final Body QUEUES_LOST = Body.utf8("{\"usher\":\"queues-lost\"}");

    private final Options options;
    private final Deque<Stop> stops = new ArrayDeque<>();
    private final Map<String, FunctionPool> functions = new LinkedHashMap<>();
    private final Receiver receiver = new Receiver();
    private Set<String> developmentNames = Set.of();
    private @Nullable Running running;

    /** What exists once the parts are up. */
    private record Running(Deployment deployment, Account account, Parts parts, HttpServer server, SqsClient sqs) {}

    /** How to stop one thing that was started. */
    @FunctionalInterface
    private interface Stop {
        void stop() throws Exception;
    }

    private LocalHost(Options options) {
        this.options = options;
    }

    /**
     * Starts a host; when this returns it serves.
     *
     * @throws dev.usher.local.template.TemplateError when the template holds something that is not understood
     * @throws IllegalStateException when a handler is missing, a part does not start, or a function cannot be initialised
     */
    public static LocalHost start(Options options) throws Exception {
        var host = new LocalHost(options);
        try {
            host.start();
            return host;
        } catch (Exception | Error e) {
            host.close();
            throw e;
        }
    }

    private void start() throws Exception {
        var yaml = Files.readString(options.template());
        var checked = Deployment.read(yaml, options.parameters(), Account.local("http://127.0.0.1"));
        var handlers = Handlers.find(checked.functions(), LocalHost.class.getClassLoader());
        var data = options.data() == null ? null : DataFolder.open(options.data());
        if (data != null) atTheEnd(data::close);
        var server = HttpServer.bind(options.port(), options.portMayDiffer());
        atTheEnd(server::stop);
        var elsewhere = new Parts.Elsewhere(
                options.address("AWS_ENDPOINT_URL_DYNAMODB"),
                options.address("AWS_ENDPOINT_URL_SQS"),
                options.address("USHER_REDIS_URL"));
        var parts = Parts.start(elsewhere, data == null ? null : data.folder());
        atTheEnd(parts::stop);
        var parameters = new HashMap<>(options.parameters());
        if (yaml.contains("RedisUrl"))
            parameters.putIfAbsent("RedisUrl", parts.redis().toString());
        var account = parts.account(options.stack().name());
        var deployment = Deployment.read(yaml, parameters, account);
        if (options.stack().temporary()) atTheEnd(() -> parts.delete(deployment, account));
        parts.create(deployment);
        var sqs = sqsClient(parts.queues());
        atTheEnd(sqs::close);
        running = new Running(deployment, account, parts, server, sqs);
        makeFunctions(deployment, handlers, parts, server.port());
        if (data != null && data.used() && elsewhere.queues() == null) tellThatQueuesWereLost();
        serve(deployment, server);
        feed(deployment, parts);
    }

    private void makeFunctions(Deployment deployment, Map<String, Handlers.Factory> handlers, Parts parts, int port)
            throws Exception {
        boolean platformUrlGiven = options.parameters().containsKey("PlatformUrl");
        var environment =
                new FunctionEnvironment(options.environment(), parts.dynamo(), parts.queues(), port, platformUrlGiven);
        for (var spec : deployment.functions()) {
            var factory = handlers.get(spec.id());
            if (factory == null) throw new IllegalStateException("no handler for " + spec.id());
            var pool = new FunctionPool(spec, factory, environment.of(spec), cap(spec));
            functions.put(spec.id(), pool);
            atTheEnd(pool::stop);
        }
        developmentNames = environment.developmentNames();
        for (var function : functions.values()) function.warm();
    }

    /** Never fewer than the function's mappings may use at once, as AWS advises for reserved concurrency: no queue waits for another. */
    private int cap(FunctionSpec function) {
        int mapped = function.events().stream()
                .mapToInt(event -> event instanceof EventSpec.QueueMapping mapping
                        ? Math.min(mapping.maximumConcurrency(), options.environments())
                        : 0)
                .sum();
        return Math.max(options.environments(), mapped);
    }

    private void tellThatQueuesWereLost() throws InterruptedException {
        var sweeper = functions.get(SWEEPER);
        if (sweeper == null) return;
        if (!(sweeper.invoke(QUEUES_LOST, Duration.ofSeconds(10)) instanceof Answer.Returned)) {
            throw new IllegalStateException("the queues are empty after a restart, and " + SWEEPER
                    + " could not queue again what is unfinished");
        }
    }

    private void serve(Deployment deployment, HttpServer server) throws Exception {
        var routes = new Routes(deployment.functions().stream()
                .flatMap(spec -> spec.events().stream()
                        .filter(EventSpec.HttpRoute.class::isInstance)
                        .map(event -> new Routes.Target((EventSpec.HttpRoute) event, function(spec.id()))))
                .toList());
        var gateway = new Gateway(
                routes, options.throttle() ? deployment.api() : deployment.api().withoutThrottle());
        atTheEnd(receiver::close);
        atTheEnd(server::stop); // here too: no new request while the functions stop
        var simulators = new Simulators(receiver, InstantSource.system());
        server.serve(path -> Receiver.owns(path) ? receiver : Simulators.owns(path) ? simulators : gateway);
    }

    private void feed(Deployment deployment, Parts parts) {
        var schedules = new Schedules(options.everyRate());
        atTheEnd(schedules::close);
        for (var spec : deployment.functions()) {
            var function = function(spec.id());
            for (var event : spec.events()) {
                switch (event) {
                    case EventSpec.HttpRoute route -> {}
                    case EventSpec.Schedule schedule -> schedules.start(schedule, function);
                    case EventSpec.QueueMapping mapping -> {
                        var queue = deployment.queue(mapping);
                        var visibility = Duration.ofSeconds(
                                Long.parseLong(queue.attributes().getOrDefault("VisibilityTimeout", "30")));
                        var poller = new QueuePoller(mapping, queueUrl(queue.id()), function, parts.sqs(), visibility);
                        atTheEnd(poller::stop);
                        poller.start();
                    }
                }
            }
        }
    }

    private FunctionPool function(String id) {
        var function = functions.get(id);
        if (function == null) throw new IllegalArgumentException("there is no function " + id);
        return function;
    }

    private static SqsClient sqsClient(URI endpoint) {
        return SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(Account.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private void atTheEnd(Stop stop) {
        stops.addFirst(stop);
    }

    private Running running() {
        if (running == null) throw new IllegalStateException("the host is not running");
        return running;
    }

    /** The address of the API and the receivers, without a trailing slash. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + running().server().port());
    }

    /** What the receiver of this name got. */
    public Inbox receiver(String name) {
        return receiver.inbox(name);
    }

    /** Invokes a function, by logical id, as its Lambda API would. */
    public Answer invoke(String id, Body event) throws InterruptedException {
        return function(id).invoke(event, Duration.ofSeconds(10));
    }

    /** Execution environments that a function has now. */
    public int environments(String id) {
        return function(id).environments();
    }

    /** The variables that a function has here, for somebody who starts it elsewhere. */
    public Map<String, String> variables(String id) {
        return function(id).variables();
    }

    public Deployment deployment() {
        return running().deployment();
    }

    public DynamoDbClient dynamo() {
        return running().parts().dynamoClient();
    }

    public SqsClient sqs() {
        return running().sqs();
    }

    public URI redisUrl() {
        return running().parts().redis();
    }

    public URI dynamoUrl() {
        return running().parts().dynamo();
    }

    public URI queuesUrl() {
        return running().parts().queues();
    }

    /** The address of a queue, by logical id. */
    public String queueUrl(String id) {
        return running().account().queueUrl(deployment().queue(id).name());
    }

    /** The name of a table, by logical id. */
    public String tableName(String id) {
        return deployment().table(id).name();
    }

    /** The secrets that have their development value in use. */
    public Set<String> developmentSecrets() {
        return developmentNames;
    }

    /** Stops everything, the newest first; one failure does not keep the rest alive. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // stopping waits here and there, and is to be complete
        var failures = new ArrayList<Exception>();
        while (!stops.isEmpty()) {
            try {
                stops.removeFirst().stop();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (Exception e) {
                failures.add(e);
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        if (!failures.isEmpty()) throw new IllegalStateException("the host did not stop cleanly", failures.getFirst());
    }
}

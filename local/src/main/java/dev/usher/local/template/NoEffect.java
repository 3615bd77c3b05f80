package dev.usher.local.template;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the local host passes over on purpose, each with the reason why it changes nothing on one machine. Whatever is neither read
 * nor listed here stops the start.
 */
public final class NoEffect {
    private static final Map<String, String> FUNCTION = Map.ofEntries(
            Map.entry("Description", "a remark"),
            Map.entry("Runtime", "every function runs in the host's JVM"),
            Map.entry("Architectures", "every function runs in the host's JVM"),
            Map.entry("CodeUri", "every function is on the host's class path"),
            Map.entry("Policies", "the local parts check no permissions"),
            Map.entry("Role", "the local parts check no permissions"),
            Map.entry("PermissionsBoundary", "the local parts check no permissions"),
            Map.entry("Tracing", "there is no X-Ray here"),
            Map.entry("LoggingConfig", "what functions write goes to the host's standard output"),
            Map.entry("RecursiveLoop", "there is no loop detection here, as if Allow were said"),
            Map.entry("AutoPublishAlias", "there is one version"),
            Map.entry("AutoPublishAliasAllProperties", "there is one version"),
            Map.entry("DeploymentPreference", "there is one version"),
            Map.entry("SnapStart", "environments are made, not restored"),
            Map.entry("ProvisionedConcurrencyConfig", "environments cost nothing here"),
            Map.entry("EphemeralStorage", "the machine's own folder for temporary files is used"),
            Map.entry("VpcConfig", "everything is on the loopback interface"),
            Map.entry("CodeSigningConfigArn", "nothing is uploaded"),
            Map.entry("KmsKeyArn", "nothing is encrypted at rest here"),
            Map.entry("Tags", "for bills and people"));

    private static final Map<String, String> API = Map.of(
            "Name", "for people",
            "Description", "a remark",
            "AccessLogSettings", "the host writes no access log",
            "Domain", "the host listens on the loopback interface only",
            "DisableExecuteApiEndpoint", "the host listens on the loopback interface only",
            "PropagateTags", "for bills and people",
            "Tags", "for bills and people");

    private static final Map<String, String> TABLE = Map.of(
            "BillingMode", "nothing is billed or throttled here",
            "ProvisionedThroughput", "nothing is billed or throttled here",
            "OnDemandThroughput", "nothing is billed or throttled here",
            "TableClass", "nothing is billed here",
            "PointInTimeRecoverySpecification", "there are no backups here",
            "SSESpecification", "nothing is encrypted at rest here",
            "DeletionProtectionEnabled", "the host deletes no table",
            "ContributorInsightsSpecification", "there is no CloudWatch here",
            "Tags", "for bills and people");

    private static final Map<String, String> QUEUE = Map.of(
            "SqsManagedSseEnabled", "nothing is encrypted at rest here",
            "KmsMasterKeyId", "nothing is encrypted at rest here",
            "KmsDataKeyReusePeriodSeconds", "nothing is encrypted at rest here",
            "RedriveAllowPolicy", "the local parts check no permissions",
            "Tags", "for bills and people");

    private static final Map<String, String> SCHEDULE = Map.of(
            "Name", "for people",
            "Description", "a remark",
            "FlexibleTimeWindow", "the host starts on time",
            "RetryPolicy", "the host makes the retries of an asynchronous invocation only",
            "RoleArn", "the local parts check no permissions",
            "PermissionsBoundary", "the local parts check no permissions");

    private static final String NO_WATCH = "there are no metrics, alarms and dashboards here";
    private static final String NO_NETWORK = "everything is on the loopback interface";
    private static final String OWN_REDIS = "the host brings its own Redis and sets the parameter RedisUrl";
    private static final String NO_PERMISSIONS = "the local parts check no permissions";

    /** Types of resources. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("AWS::Logs::LogGroup", "what functions write goes to the host's standard output"),
            Map.entry("AWS::CloudWatch::Alarm", NO_WATCH),
            Map.entry("AWS::CloudWatch::CompositeAlarm", NO_WATCH),
            Map.entry("AWS::CloudWatch::Dashboard", NO_WATCH),
            Map.entry("AWS::SNS::Topic", "the simulator of Amazon SNS takes whatever topic it is told"),
            Map.entry("AWS::SNS::Subscription", "nobody gets mail from the simulators"),
            Map.entry("AWS::SNS::TopicPolicy", NO_PERMISSIONS),
            Map.entry("AWS::SQS::QueuePolicy", NO_PERMISSIONS),
            Map.entry("AWS::SecretsManager::Secret", "secrets come from the environment here"),
            Map.entry("AWS::EC2::VPC", NO_NETWORK),
            Map.entry("AWS::EC2::Subnet", NO_NETWORK),
            Map.entry("AWS::EC2::InternetGateway", NO_NETWORK),
            Map.entry("AWS::EC2::VPCGatewayAttachment", NO_NETWORK),
            Map.entry("AWS::EC2::EIP", NO_NETWORK),
            Map.entry("AWS::EC2::NatGateway", NO_NETWORK),
            Map.entry("AWS::EC2::RouteTable", NO_NETWORK),
            Map.entry("AWS::EC2::Route", NO_NETWORK),
            Map.entry("AWS::EC2::SubnetRouteTableAssociation", NO_NETWORK),
            Map.entry("AWS::EC2::VPCEndpoint", NO_NETWORK),
            Map.entry("AWS::EC2::SecurityGroup", NO_NETWORK),
            Map.entry("AWS::ElastiCache::SubnetGroup", OWN_REDIS),
            Map.entry("AWS::ElastiCache::ParameterGroup", OWN_REDIS),
            Map.entry("AWS::ElastiCache::ReplicationGroup", OWN_REDIS));

    private NoEffect() {}

    static Set<String> ofFunction() {
        return FUNCTION.keySet();
    }

    static Set<String> ofApi() {
        return API.keySet();
    }

    static Set<String> ofTable() {
        return TABLE.keySet();
    }

    static Set<String> ofQueue() {
        return QUEUE.keySet();
    }

    static Set<String> ofSchedule() {
        return SCHEDULE.keySet();
    }

    /** Why a resource of this type is passed over, or null when it is not. */
    static @Nullable String ofType(String type) {
        return TYPES.get(type);
    }
}

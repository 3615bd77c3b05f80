package dev.usher.local.template;

/**
 * The account that the template is deployed to, as far as addresses are made of it.
 *
 * @param region also the region that the emulators are told
 * @param accountId the one that ElasticMQ puts into its queue URLs
 * @param queues where SQS answers, without a trailing slash; any address will do while a template is only checked
 * @param stack in front of the names of tables and queues, as CloudFormation puts it there; empty: they are called by their logical ids
 */
public record Account(String region, String accountId, String queues, String stack) {
    public static final String REGION = "us-east-1";
    public static final String ID = "000000000000";

    /** What {@code AWS::StackName} is when the host was given none. */
    private static final String STACK = "usher";

    /** The account that the embedded parts make up, with SQS at this address. */
    public static Account local(String queues) {
        return local(queues, "");
    }

    /** The same, for one stack of several. */
    public static Account local(String queues, String stack) {
        return new Account(REGION, ID, queues, stack);
    }

    /** Never empty. */
    public String stackName() {
        return stack.isEmpty() ? STACK : stack;
    }

    /** What a table or queue is called that the template gives no name. */
    public String nameOf(String id) {
        return stack.isEmpty() ? id : stack + "-" + id;
    }

    public String queueUrl(String name) {
        return queues + "/" + accountId + "/" + name;
    }

    public String arn(String service, String rest) {
        return "arn:aws:" + service + ":" + region + ":" + accountId + ":" + rest;
    }
}

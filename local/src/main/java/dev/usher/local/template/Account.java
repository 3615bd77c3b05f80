package dev.usher.local.template;

/**
 * The account that the template is deployed to, as far as addresses are made of it.
 *
 * @param region also the region that the emulators are told
 * @param accountId the one that ElasticMQ puts into its queue URLs
 * @param queues where SQS answers, without a trailing slash; any address will do while a template is only checked
 */
public record Account(String region, String accountId, String queues) {
    public static final String REGION = "us-east-1";
    public static final String ID = "000000000000";

    /** The account that the embedded parts make up, with SQS at this address. */
    public static Account local(String queues) {
        return new Account(REGION, ID, queues);
    }

    public String queueUrl(String name) {
        return queues + "/" + accountId + "/" + name;
    }

    public String arn(String service, String rest) {
        return "arn:aws:" + service + ":" + region + ":" + accountId + ":" + rest;
    }
}

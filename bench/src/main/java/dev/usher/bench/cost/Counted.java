package dev.usher.bench.cost;

import dev.usher.testing.CallCounter;

/**
 * What so many events with one destination used.
 *
 * @param seconds that it took, which is what figures and board depend on
 * @param redisCalls scripts run
 * @param writes DynamoDB writes that are an event's own
 * @param writeUnits their capacity, indexes included
 * @param figureWrites writes of the figures
 * @param figureUnits their capacity
 * @param readUnits capacity of all reads
 * @param sendChunks SQS sends, by 64 KiB
 * @param receiveChunks receives that brought something, by 64 KiB; an empty one is counted by the mapping, not by events
 * @param deletes requests that delete messages
 * @param logBytes that the functions printed
 */
record Counted(
        int events,
        double seconds,
        double redisCalls,
        int writes,
        double writeUnits,
        int figureWrites,
        double figureUnits,
        double readUnits,
        double sendChunks,
        int receives,
        double receiveChunks,
        int deletes,
        double logBytes) {
    private static final int CHUNK = 64 * 1024;

    static Counted of(
            int events, double seconds, double redisCalls, CallCounter dynamo, CallCounter sqs, double logBytes) {
        var writes = dynamo.calls(call -> isWrite(call) && !call.partition().startsWith("FIGURES"));
        var figures = dynamo.calls(call -> isWrite(call) && call.partition().startsWith("FIGURES"));
        var reads = dynamo.calls("Query", "GetItem", "BatchGetItem");
        var sends = sqs.calls("SendMessage", "SendMessageBatch");
        var receives = sqs.calls(call -> !call.answer().path("Messages").isEmpty());
        return new Counted(
                events,
                seconds,
                redisCalls,
                writes.size(),
                writes.stream().mapToDouble(CallCounter.Call::capacity).sum(),
                figures.size(),
                figures.stream().mapToDouble(CallCounter.Call::capacity).sum(),
                reads.stream().mapToDouble(CallCounter.Call::capacity).sum(),
                sends.stream().mapToDouble(call -> chunks(call.bytes())).sum(),
                receives.size(),
                receives.stream()
                        .mapToDouble(call -> chunks(call.answer().toString().length()))
                        .sum(),
                sqs.calls("DeleteMessage", "DeleteMessageBatch").size(),
                logBytes);
    }

    private static boolean isWrite(CallCounter.Call call) {
        return call.action().endsWith("PutItem")
                || call.action().endsWith("UpdateItem")
                || call.action().contains("WriteItem");
    }

    private static long chunks(long bytes) {
        return Math.max(1, (bytes + CHUNK - 1) / CHUNK);
    }

    /** Messages that came with one receive, which is what one invocation delivers. */
    double batch() {
        return (double) events / receives;
    }

    String describe() {
        return """
                counted, per accepted event with one destination (%d events of 2 KB in %.1f s)
                  Redis calls              %6.2f
                  DynamoDB writes          %6.2f   write units %.2f, indexes included
                  DynamoDB figures         %6.2f   write units %.2f; 2 a second and environment, whatever the traffic
                  DynamoDB reads                   read units  %.3f
                  SQS sends                %6.2f   by 64 KiB
                  SQS receives             %6.2f   by 64 KiB %.2f; %.1f messages each
                  SQS deletes              %6.2f
                  log bytes                %6.0f
                """.formatted(
                        events,
                        seconds,
                        per(redisCalls),
                        per(writes),
                        per(writeUnits),
                        per(figureWrites),
                        per(figureUnits),
                        per(readUnits),
                        per(sendChunks),
                        per(receives),
                        per(receiveChunks),
                        batch(),
                        per(deletes),
                        per(logBytes));
    }

    private double per(double value) {
        return value / events;
    }
}

package dev.usher.bench.cost;

import dev.usher.bench.cost.CallCounter.Call;
import dev.usher.local.template.Deployment;
import java.util.List;
import java.util.function.Predicate;

/**
 * What so many events with one destination used.
 *
 * @param seconds that it took, which is what figures and board depend on
 * @param redisCalls of the limiter
 * @param redisNotes calls that write down what was asked of the limiter, every 25 seconds and environment of intake
 * @param redisBoards reads of the board of breakers, twice a second and environment of delivery
 * @param environments of the delivery function, which each have figures and a board
 * @param dynamo the calls of DynamoDB
 * @param sqs the calls of SQS
 * @param logBytes that the functions printed, metrics included
 * @param deployment that was counted on
 */
record Counted(
        int events,
        double seconds,
        int redisCalls,
        int redisNotes,
        int redisBoards,
        int environments,
        List<Call> dynamo,
        List<Call> sqs,
        double logBytes,
        Deployment deployment) {
    private static final int CHUNK = 64 * 1024;

    Counted {
        dynamo = List.copyOf(dynamo);
        sqs = List.copyOf(sqs);
    }

    /** DynamoDB writes that are an event's own. */
    List<Call> writes() {
        return of(dynamo, call -> call.isWrite() && !call.isFigure());
    }

    /** Writes of the figures. */
    List<Call> figures() {
        return of(dynamo, call -> call.isWrite() && call.isFigure());
    }

    List<Call> queries() {
        return of(dynamo, call -> call.action().equals("Query"));
    }

    /** Reads of single items. */
    List<Call> lookUps() {
        return of(dynamo, call -> call.action().endsWith("GetItem"));
    }

    List<Call> sends() {
        return of(sqs, call -> call.action().startsWith("SendMessage"));
    }

    /** Receives that brought something; an empty one is counted by the mapping, not by events. */
    List<Call> receives() {
        return of(sqs, call -> !call.answer().path("Messages").isEmpty());
    }

    List<Call> deletes() {
        return of(sqs, call -> call.action().startsWith("DeleteMessage"));
    }

    /** Requests that keep a message hidden for longer, or no longer. */
    List<Call> visibilityChanges() {
        return of(sqs, call -> call.action().startsWith("ChangeMessageVisibility"));
    }

    private static List<Call> of(List<Call> calls, Predicate<Call> condition) {
        return calls.stream().filter(condition).toList();
    }

    /** Capacity of an event's own writes, indexes included. */
    double writeUnits() {
        return units(writes());
    }

    double figureUnits() {
        return units(figures());
    }

    int memoryMb(String function) {
        return deployment.functions().stream()
                .filter(one -> one.id().equals(function))
                .findFirst()
                .orElseThrow()
                .memoryMb();
    }

    /** Bytes that an event's own writes leave in the table. */
    double tableBytes() {
        return writes().stream()
                .mapToDouble(call -> Stored.inTable(call.request().path("Item")))
                .sum();
    }

    /** And in its indexes. */
    double indexBytes() {
        return writes().stream()
                .mapToDouble(call -> Stored.inIndexes(call.request().path("Item"), deployment.table("Log")))
                .sum();
    }

    /** Capacity of all reads. */
    double readUnits() {
        return units(queries()) + units(lookUps());
    }

    private static double units(List<Call> calls) {
        return calls.stream().mapToDouble(Call::capacity).sum();
    }

    /** Sends by 64 KiB, which is how SQS counts them. */
    double sendChunks() {
        return sends().stream().mapToDouble(call -> chunks(call.bytes())).sum();
    }

    double receiveChunks() {
        return receives().stream()
                .mapToDouble(call -> chunks(call.answer().toString().length()))
                .sum();
    }

    private static long chunks(long bytes) {
        return Math.max(1, (bytes + CHUNK - 1) / CHUNK);
    }

    /** Messages that came with one receive, which is what one invocation delivers. */
    double batch() {
        return (double) events / receives().size();
    }

    String describe() {
        return """
                counted, per accepted event with one destination (%d events of 2 KB in %.1f s)
                  Redis calls              %6.2f
                  Redis notes              %6.2f   by the time, whatever the traffic
                  Redis boards             %6.2f   2 a second and environment, whatever the traffic
                  DynamoDB writes          %6.2f   write units %.2f, indexes included
                  DynamoDB figures         %6.2f   write units %.2f; 2 a second and environment, whatever the traffic
                  DynamoDB reads                   read units  %.3f
                  DynamoDB storage                 %.0f bytes in the table, %.0f in its indexes
                  SQS sends                %6.2f   by 64 KiB
                  SQS receives             %6.2f   by 64 KiB %.2f; %.1f messages each
                  SQS deletes              %6.2f
                  log bytes                %6.0f
                """.formatted(
                        events,
                        seconds,
                        per(redisCalls),
                        per(redisNotes),
                        per(redisBoards),
                        per(writes().size()),
                        per(writeUnits()),
                        per(figures().size()),
                        per(figureUnits()),
                        per(readUnits()),
                        per(tableBytes()),
                        per(indexBytes()),
                        per(sendChunks()),
                        per(receives().size()),
                        per(receiveChunks()),
                        batch(),
                        per(deletes().size()),
                        per(logBytes));
    }

    private double per(double value) {
        return value / events;
    }
}

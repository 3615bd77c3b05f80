package dev.usher.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a host up once, vets every address, and hands exactly these to the connection: there is no second look-up that
 * could answer otherwise (DNS rebinding). One refused address refuses the host. Literals take the same way.
 */
final class VettedDns implements DnsResolver {
    private final Lookup lookup;
    private final AddressGuard guard;

    VettedDns(Lookup lookup, AddressGuard guard) {
        this.lookup = lookup;
        this.guard = guard;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var exchange = Exchange.current();
        exchange.enter(Exchange.Phase.LOOKUP);
        var addresses = AddressGuard.isLiteral(host) ? lookup.addresses(host) : inTime(host, exchange);
        if (addresses.isEmpty()) throw new UnknownHostException(host);
        for (var address : addresses) {
            var refusal = guard.refusal(address);
            if (refusal != null) throw new BlockedAddressException("address is not public: " + refusal);
        }
        exchange.enter(Exchange.Phase.CONNECT);
        return addresses.toArray(InetAddress[]::new);
    }

    /** The system's look-up can't be interrupted and may take many seconds, so it waits on a thread of its own. */
    private List<InetAddress> inTime(String host, Exchange exchange) throws UnknownHostException {
        var task = new FutureTask<>(() -> lookup.addresses(host));
        Thread.ofVirtual().name("egress-lookup").start(task);
        try {
            return task.get(exchange.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new UnknownHostException("no answer in time");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownHostException unknown) throw unknown;
            throw new IllegalStateException("look-up failed", failed.getCause());
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host; // only Kerberos asks for it
    }
}

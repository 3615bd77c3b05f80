package dev.usher.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a host, a name or a literal in any notation, into addresses. */
@FunctionalInterface
public interface Lookup {
    /** The look-up of the JDK and the operating system. */
    Lookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** The addresses in the order they are to be tried, at least one. */
    List<InetAddress> addresses(String host) throws UnknownHostException;
}

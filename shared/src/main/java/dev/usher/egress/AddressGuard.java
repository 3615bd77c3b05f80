package dev.usher.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be reached: public ones, and those that configuration allows. Pure.
 *
 * <p>The ranges are those of the IANA special-purpose address registries (RFC 6890) that are not globally reachable. IPv6 is
 * denied outside 2000::/3, save the forms that carry an IPv4 address, which are as good as the address they carry.
 */
public final class AddressGuard {
    private static final Map<Cidr, String> DENIED_V4 = ranges(
            "0.0.0.0/8", "this network",
            "10.0.0.0/8", "private",
            "100.64.0.0/10", "carrier-grade NAT",
            "127.0.0.0/8", "loopback",
            "169.254.0.0/16", "link-local",
            "172.16.0.0/12", "private",
            "192.0.0.0/24", "protocol assignments",
            "192.0.2.0/24", "documentation",
            "192.88.99.0/24", "6to4 relay",
            "192.168.0.0/16", "private",
            "198.18.0.0/15", "benchmarking",
            "198.51.100.0/24", "documentation",
            "203.0.113.0/24", "documentation",
            "224.0.0.0/4", "multicast",
            "255.255.255.255/32", "broadcast",
            "240.0.0.0/4", "reserved");
    private static final Map<Cidr, String> DENIED_V6 = ranges(
            "::/128", "unspecified",
            "::1/128", "loopback",
            // Local-use NAT64 (RFC 8215) is somebody's own network by definition, whatever it carries.
            "64:ff9b:1::/48", "local NAT64",
            "100::/64", "discard-only",
            "2001::/32", "Teredo",
            "2001::/23", "protocol assignments",
            "2001:db8::/32", "documentation",
            "2002::/16", "6to4",
            "3fff::/20", "documentation",
            "5f00::/16", "segment routing",
            "fc00::/7", "unique local",
            "fe80::/10", "link-local",
            "fec0::/10", "site-local",
            "ff00::/8", "multicast");
    private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
    private static final Cidr COMPATIBLE = Cidr.parse("::/96");
    private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

    private final List<Cidr> allowed;

    /** @param allowed ranges that may be reached although they are denied; empty in production */
    public AddressGuard(List<Cidr> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /**
     * A guard with these exceptions, written as in {@code usher.yaml}.
     *
     * @throws IllegalArgumentException when one is no CIDR range
     */
    public static AddressGuard allowing(List<String> ranges) {
        return new AddressGuard(ranges.stream().map(Cidr::parse).toList());
    }

    /** Why the address may not be reached, as the name of its range; null when it may. */
    public @Nullable String refusal(InetAddress address) {
        return refusal(address.getAddress());
    }

    private @Nullable String refusal(byte[] address) {
        if (contains(allowed, address)) return null;
        if (address.length == 4) return find(DENIED_V4, address);
        var denied = find(DENIED_V6, address);
        if (denied != null) return denied;
        if (isMapped(address) || COMPATIBLE.contains(address) || NAT64.contains(address)) {
            return refusal(Arrays.copyOfRange(address, 12, 16));
        }
        return GLOBAL_UNICAST.contains(address) ? null : "not global unicast";
    }

    /** ::ffff:0:0/96. The JDK turns such an address into IPv4 wherever it can, so no {@link Cidr} can name the range. */
    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) if (address[i] != 0) return false;
        return address[10] == (byte) 0xff && address[11] == (byte) 0xff;
    }

    private static boolean contains(List<Cidr> ranges, byte[] address) {
        for (var range : ranges) if (range.contains(address)) return true;
        return false;
    }

    private static @Nullable String find(Map<Cidr, String> ranges, byte[] address) {
        for (var range : ranges.entrySet()) if (range.getKey().contains(address)) return range.getValue();
        return null;
    }

    private static Map<Cidr, String> ranges(String... rangesAndNames) {
        var ranges = new LinkedHashMap<Cidr, String>();
        for (int i = 0; i < rangesAndNames.length; i += 2)
            ranges.put(Cidr.parse(rangesAndNames[i]), rangesAndNames[i + 1]);
        return ranges;
    }

    /** Says whether the text is an IPv4 or IPv6 literal in its usual notation; anything else is a name to look up. */
    static boolean isLiteral(String host) {
        try {
            return InetAddress.ofLiteral(host) instanceof Inet4Address || host.indexOf(':') >= 0;
        } catch (IllegalArgumentException name) {
            return false;
        }
    }
}

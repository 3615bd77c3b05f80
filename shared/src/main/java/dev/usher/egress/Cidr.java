package dev.usher.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * A range of addresses: {@code 10.0.0.0/8}, {@code fd00::/8}. The two families never match each other.
 *
 * @param prefix how many leading bits count; 0 to 32, or 0 to 128
 */
public record Cidr(InetAddress base, int prefix) {
    private static final Pattern V4 =
            Pattern.compile("(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /**
     * Reads a range strictly: an address in its usual notation, a slash, a prefix, and no bit set behind the prefix.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) throw wrong(text, "has no /prefix; a single address ends in /32 or /128");
        var base = address(text, text.substring(0, slash));
        int bits = base.getAddress().length * 8;
        var digits = text.substring(slash + 1);
        if (!digits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(digits) > bits) {
            throw wrong(text, "needs a prefix from 0 to " + bits);
        }
        var cidr = new Cidr(base, Integer.parseInt(digits));
        if (!cidr.hostBitsAreZero()) throw wrong(text, "has bits set behind its prefix");
        return cidr;
    }

    private static InetAddress address(String whole, String text) {
        try {
            if (V4.matcher(text).matches()) return Inet4Address.ofLiteral(text);
            // An IPv4-mapped literal comes back as IPv4, which would silently change the meaning of the prefix.
            if (V6.matcher(text).matches() && InetAddress.ofLiteral(text) instanceof Inet6Address v6) return v6;
        } catch (IllegalArgumentException malformed) {
            throw wrong(whole, "is no address range");
        }
        throw wrong(whole, "is no address range; write IPv4 as four decimal numbers, IPv6 without a zone");
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("\"" + text + "\" " + why);
    }

    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /** As {@link #contains(InetAddress)}, by the 4 or 16 bytes of the address. */
    boolean contains(byte[] address) {
        var own = base.getAddress();
        if (own.length != address.length) return false;
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit));
            if (((own[bit / 8] ^ address[bit / 8]) & mask) != 0) return false;
        }
        return true;
    }

    private boolean hostBitsAreZero() {
        var bytes = base.getAddress();
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) return false;
        }
        return true;
    }

    /** The form it is written in. */
    @Override
    public String toString() {
        return base.getHostAddress() + "/" + prefix;
    }
}

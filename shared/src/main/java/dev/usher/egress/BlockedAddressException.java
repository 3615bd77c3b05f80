package dev.usher.egress;

import java.net.UnknownHostException;

/** An address that the guard refuses; an {@link UnknownHostException} because that is what the HTTP client lets a resolver throw. */
final class BlockedAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    BlockedAddressException(String message) {
        super(message);
    }
}

/**
 * The questions providers ask before they send webhooks to a URL, and the answers. Nothing asked here is stored.
 *
 * <p>Start with {@link dev.usher.handshake.Handshake}; {@link dev.usher.handshake.Handshakes} lists them by name.
 */
@NullMarked
package dev.usher.handshake;

import org.jspecify.annotations.NullMarked;

/**
 * Parts for tests: the ports in memory, and the contracts that they and the real adapters pass alike.
 *
 * <p>Start with {@link dev.usher.testing.DeliveryStoreContract} and {@link dev.usher.testing.InMemoryDeliveries}.
 */
@NullMarked
package dev.usher.testing;

import org.jspecify.annotations.NullMarked;

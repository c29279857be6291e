/**
 * The queue of hold timers. The Redis account of `expiration` is limited to keys with this name.
 */
export const expiryQueue = 'order-expiry';

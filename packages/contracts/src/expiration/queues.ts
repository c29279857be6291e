/** Timers of holds. Its name is in the keys in Redis that the account of `expiration` may use. */
export const expiryQueue = 'order-expiry';

/** Fields of a message that an order expires, which a venue sends itself. */
export const EXPIRY = { account: 0, orderId: 1, side: 2 } as const;
export const EXPIRY_FIELDS = 3;

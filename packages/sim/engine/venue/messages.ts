// Kinds and fields of the messages between a kernel and a simulated venue.

export const REQUEST_SUBMIT = 1;
export const REQUEST_CANCEL = 2;
export const REQUEST_AMEND = 3;

/** Fields of a request. Cancels use the first two. */
export const REQUEST = {
  kind: 0,
  orderId: 1,
  side: 2,
  priceTicks: 3,
  qtyLots: 4,
  timeInForce: 5,
  type: 6,
} as const;

export const ANSWER_ACCEPTED = 1;
export const ANSWER_FILLED = 2;
export const ANSWER_CANCELED = 3;
export const ANSWER_EXPIRED = 4;
/** A submission that never arrived. */
export const ANSWER_LOST = 5;
export const ANSWER_AMENDED = 6;
export const ANSWER_CANCEL_REFUSED = 7;
export const ANSWER_AMEND_REFUSED = 8;

/** Fields of an answer. Prices and sizes are of the fill, or of the order once amended. */
export const ANSWER = {
  kind: 0,
  orderId: 1,
  exchNs: 2,
  priceTicks: 3,
  qtyLots: 4,
  leavesLots: 5,
  maker: 6,
  reason: 7,
} as const;

export const TIF_GTC = 0;
export const TIF_POST_ONLY = 1;
export const TIF_IOC = 2;
export const TIF_FOK = 3;

export const TYPE_LIMIT = 0;
export const TYPE_MARKET = 1;

/** Names of fill reasons by their code in an answer. */
export const FILL_REASONS = [
  "book-crossed",
  "traded-through",
  "queue-reached",
  "took-level",
  "took-at-limit",
] as const;
export const BOOK_CROSSED = 0;
export const TRADED_THROUGH = 1;
export const QUEUE_REACHED = 2;
export const TOOK_LEVEL = 3;
export const TOOK_AT_LIMIT = 4;

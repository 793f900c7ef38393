// Kinds and fields of the messages between a kernel and a simulated venue.

export const REQUEST_SUBMIT = 1;
export const REQUEST_CANCEL = 2;
export const REQUEST_AMEND = 3;
/** Something that an account has scheduled; nobody sent it. */
export const REQUEST_EVENT = 20;
/** Cancels all that an account has in a market; `orderId` is the number of the request. */
export const REQUEST_CANCEL_ALL = 4;

/** Fields of a request. Cancels use those up to `side`; amends carry the order with its new values. */
export const REQUEST = {
  kind: 0,
  orderId: 1,
  /** Index of the account that it comes from. */
  account: 2,
  side: 3,
  priceTicks: 4,
  qtyLots: 5,
  timeInForce: 6,
  type: 7,
  /** Price at which a conditional order wakes up; 0 for none. Of an amend 0 for "as it is". */
  triggerTicks: 8,
  /** Distance that a trailing trigger keeps; 0 for none. */
  trailTicks: 9,
  /** Largest size that is shown at once; 0 shows all of it. */
  displayLots: 10,
  reduceOnly: 11,
  /** Time at which it expires; 0 for never. */
  expiresNs: 12,
  /** Index into SELF_TRADE_MODES plus 1; 0 leaves it to the venue. */
  selfTrade: 13,
  /** 1 once it has been through the venue's gateway. */
  served: 14,
  /** Which price a trigger looks at: BY_LAST, BY_QUOTE or BY_MID. */
  triggerBy: 15,
  /** Price from which on a trailing trigger follows; 0 for at once. */
  activationTicks: 16,
  /** Place in a message of several requests, from 0; each message begins with 0. */
  batch: 17,
  /** Code of a scheduled event; see AccountMarkets. */
  event: 18,
} as const;
export const REQUEST_FIELDS = 19;

export const ANSWER_ACCEPTED = 1;
export const ANSWER_FILLED = 2;
export const ANSWER_CANCELED = 3;
export const ANSWER_EXPIRED = 4;
/** A submission that never lived; `reason` is an index into REJECTIONS. */
export const ANSWER_REJECTED = 5;
export const ANSWER_AMENDED = 6;
export const ANSWER_CANCEL_REFUSED = 7;
export const ANSWER_AMEND_REFUSED = 8;
/** A conditional order woke up and is an order like others from here on. */
export const ANSWER_TRIGGERED = 9;
/** All that an account had is canceled: `leavesLots` orders, each told before by itself. */
export const ANSWER_CANCELED_ALL = 10;
/** A cancel of all did not reach the venue. */
export const ANSWER_CANCEL_ALL_LOST = 11;

/** Only how the account stands. */
export const ANSWER_ACCOUNT = 20;
/** The venue has sent an order of its own for the account; `maker` is its side, BUY or SELL. */
export const ANSWER_VENUE_ORDER = 21;

/** Fields of an answer. Prices and sizes are of the fill, or of the order once amended. */
export const ANSWER = {
  kind: 0,
  orderId: 1,
  exchNs: 2,
  priceTicks: 3,
  qtyLots: 4,
  leavesLots: 5,
  maker: 6,
  /** Of a fill an index into FILL_REASONS, of any other answer one into REJECTIONS. */
  reason: 7,
  account: 8,
  /** Number of the execution, unique and growing in its market; 0 for what is no fill. */
  tradeId: 9,
  /** Lots of the order that were filled until then, where its amend or end tells it; -1 where not. */
  filledLots: 10,
  /** Trigger price of an order that was amended while it waits; 0 for none. */
  triggerTicks: 11,
  /** Number of the account's state that travels with it, 0 for none. */
  state: 12,
  /** Its record in the log of the market's orders, counted from 1; 0 for none. */
  logRecord: 13,
} as const;
export const ANSWER_FIELDS = 14;

export const TIF_GTC = 0;
export const TIF_POST_ONLY = 1;
export const TIF_IOC = 2;
export const TIF_FOK = 3;

/** A stop is a limit or market order with a trigger. */
export const TYPE_LIMIT = 0;
export const TYPE_MARKET = 1;

export const BY_LAST = 0;
export const BY_QUOTE = 1;
export const BY_MID = 2;

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

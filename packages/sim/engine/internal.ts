// For the live engine, which has the same venue behind another door: no promise to anyone else.
export * from "./venue/messages.ts";
export { MessageQueue } from "./venue/message-queue.ts";
export { VenueMarket } from "./venue/venue-market.ts";
export { REJECTIONS } from "./venue/rejections.ts";
export { canonicalSpec } from "./tape/tape-digest.ts";
export { lastTime } from "./tape/sequence-ends.ts";

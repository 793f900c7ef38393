// For the live engine, which has the same venue behind another door: no promise to anyone else.
export * from "./venue/messages.ts";
export { MessageQueue } from "./venue/message-queue.ts";
export { VenueMarket } from "./venue/venue-market.ts";
export { REJECTIONS, rejectionCode } from "./venue/rejections.ts";
export { answerKind } from "./venue/connection.ts";
export { constantLatency } from "./latency/constant.ts";
export { openVenues, tradedTapes } from "./run/open-venues.ts";
export type { OpenVenues, TapeSpan, TradedTapes, VenueOptions } from "./run/open-venues.ts";
export type { RunAccounts } from "./run/accounts-of.ts";
export { VenueSchedule } from "./driver/venue-schedule.ts";
export { RecordList } from "./venue/record-list.ts";
export { applyAnswer } from "./driver/apply-answer.ts";
export type { AnswerFields } from "./driver/apply-answer.ts";
export { draftCancelAll, draftRequest } from "./driver/request-draft.ts";
export { ENGINE_VERSION } from "./run/assembly.ts";
export { canonicalSpec } from "./tape/tape-digest.ts";
export { lastTime } from "./tape/sequence-ends.ts";
export { csvLine, timeFields } from "./result/csv-line.ts";

import type { VenueRequest } from "../venue/venue-request.ts";

/** What a venue's rules say to requests on one instrument. */
export interface Admission {
  /** 0 when the venue takes the request, otherwise the code of the reason (see REJECTIONS). */
  check(request: VenueRequest, atNs: number): number;
}

/** A venue that takes every request. */
export const openAdmission: Admission = { check: () => 0 };

import type { Clearing } from "../account/clearing.ts";
import type { Connection } from "./connection.ts";

/** An account at a venue as the venue's markets see it. */
export interface VenueAccount {
  readonly connection: Connection;
  readonly clearing: Clearing;
}

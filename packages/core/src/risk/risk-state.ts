import type { RiskState } from "../strategy/risk-look.ts";
import type { SavedExposureBook } from "./exposure-book.ts";
import type { FundingState } from "./funding-paid.ts";
import type { LossState } from "./loss-watch.ts";
import type { SavedRecent } from "./recent-orders.ts";
import type { SavedScope } from "./scope.ts";

/** All that risk knows and cannot find out from the markets, as JSON can hold it. */
export interface SavedRiskState {
  readonly state: RiskState;
  readonly step: number;
  /** Why the state is what it is; not there while it has never changed. */
  readonly reason?: string | undefined;
  readonly exposure: SavedExposureBook;
  readonly scopes: readonly SavedScope[];
  readonly recent: readonly SavedRecent[];
  readonly losses?: LossState | undefined;
  readonly funding?: FundingState | undefined;
  readonly denials: readonly (readonly [code: string, count: number])[];
}

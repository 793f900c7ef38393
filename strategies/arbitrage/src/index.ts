export type { Leg, Opportunity, OpportunityKind } from "./detector/opportunity.ts";

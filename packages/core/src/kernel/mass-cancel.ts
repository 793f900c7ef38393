import type { Instrument } from "../instrument/instrument.ts";
import type { MassCancel } from "../strategy/orders.ts";

/** The record behind MassCancel, written by the kernel alone. */
export class MassCancelRecord implements MassCancel {
  readonly instrument: Instrument;
  state: MassCancel["state"] = "pending";
  canceled = 0;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }
}

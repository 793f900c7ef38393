import type { RunInputs } from "@mexoms/sim/engine";
import { Instrument } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";

/** The instruments of a run by their ids. */
export class RunInstruments {
  readonly #byId: ReadonlyMap<string, Instrument>;

  constructor(inputs: RunInputs) {
    this.#byId = new Map(
      inputs.instruments.map((spec) => {
        const instrument = new Instrument(spec);
        return [instrument.id, instrument];
      }),
    );
  }

  /** Throws InvariantError when the run's inputs have no such instrument. */
  get(id: string): Instrument {
    return this.#byId.get(id) ?? fail(`the result names ${id}, which its inputs do not have`);
  }
}

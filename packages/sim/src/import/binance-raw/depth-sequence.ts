import { problem } from "../line-problem.ts";

const NONE = -1;

/**
 * Follows the update ids of a depth stream. A change names its last id, and the id that it follows
 * on: `pu` for futures, `U - 1` for spot. It is in sequence when it follows on the change before it,
 * or when the snapshot received since then already holds all up to it.
 */
export class DepthSequence {
  #lastId = NONE;
  #snapshotId = NONE;

  /** A snapshot that holds all updates up to `id`. */
  snapshot(id: number): void {
    this.#snapshotId = id;
  }

  /**
   * Undefined when the change is in sequence, or what is missing before it. Throws a LineProblem,
   * and remembers nothing of it, when the change is older than the one before it.
   */
  change(previousId: number, lastId: number): string | undefined {
    const before = this.#lastId;
    if (lastId <= before) {
      problem("u", `${lastId} does not follow ${before}: out of order or a duplicate`);
    }
    const follows = previousId === before || before === NONE;
    const known = this.#snapshotId !== NONE && previousId <= this.#snapshotId;
    const snapshotId = this.#snapshotId;
    this.#lastId = lastId;
    // Once the changes have passed the snapshot, they have to follow on each other.
    if (lastId >= this.#snapshotId) this.#snapshotId = NONE;
    if (before === NONE && snapshotId !== NONE && !known) {
      return `updates ${snapshotId + 1} to ${previousId} after the snapshot are missing`;
    }
    if (follows || known) return undefined;
    return `it follows on update ${previousId}, but the last one received is ${before}`;
  }
}

import { createHash, randomUUID } from "node:crypto";
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isAlive, type ProcessIdentity, thisProcess } from "../process-identity.ts";
import { hasSystemCode } from "../system-error.ts";
import { draftName, removeDeadDrafts } from "./draft-name.ts";

// A lock is a file that says whose it is. Whoever finds its owner dead must not simply remove it:
// between the look and the removal another one may have done the same, and the lock that is removed
// is then that of a process that lives. So a dead lock stays where it is and gets a successor, a file
// whose name comes from the dead lock's content. A link makes it, whole or not at all, and of all who
// try one only. Should that one die, too, its lock has a successor in turn: the last of this chain is
// who holds the lock. Contents hold a random id and never come again, so that neither do names.
//
// The holder alone changes the chain's beginning: it puts its own lock there in one step, and removes
// the rest. Who read the chain before that may link behind something that counts no more, and sees so
// when the beginning is not what it was. A process that is killed between any two of these steps
// leaves a chain that the next one reads.

const NAME_DIGITS = 32;
const SUCCESSOR = ".after-";

/** Keeps two processes of a machine from writing into one folder. */
export class FolderLock {
  readonly #file: string;
  readonly #text: string;

  private constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  /**
   * Takes the lock at `file`. A lock whose process is gone is taken over, whoever has its number now.
   * Throws what `refusal` makes when a process that is alive has it.
   */
  static take(file: string, refusal: (pid: number) => Error): FolderLock {
    const text = JSON.stringify({ ...thisProcess(), id: randomUUID() });
    const draft = draftName(file);
    try {
      writeFileSync(draft, text, { flag: "wx" });
      while (!tryToTake(file, draft, refusal));
    } finally {
      rmSync(draft, { force: true });
    }
    removeRest(file);
    return new FolderLock(file, text);
  }

  /** Whether it still is ours: who lost patience with it may have removed it by hand. */
  get holds(): boolean {
    return readIfPresent(this.#file) === this.#text;
  }

  /** Lets others have it. */
  release(): void {
    if (this.holds) rmSync(this.#file, { force: true });
  }
}

/** False when somebody else changed something meanwhile: it is to be looked at again. */
function tryToTake(file: string, draft: string, refusal: (pid: number) => Error): boolean {
  const first = readIfPresent(file);
  if (first === undefined) return linkFirst(draft, file);
  const place = endOfChain(file, first, refusal);
  if (!linkFirst(draft, place)) return false;
  if (readIfPresent(file) !== first) {
    rmSync(place, { force: true });
    return false;
  }
  renameSync(draft, file);
  return true;
}

/** Where the lock goes that follows the last one. Throws when that one's owner lives. */
function endOfChain(file: string, first: string, refusal: (pid: number) => Error): string {
  for (let lock = first; ;) {
    const owner = ownerOf(lock);
    if (owner !== undefined && isAlive(owner)) throw refusal(owner.pid);
    const place = successorOf(file, lock);
    const next = readIfPresent(place);
    if (next === undefined) return place;
    lock = next;
  }
}

/** Whose a lock is; undefined when it does not say: a machine failed before it was on the disk. */
function ownerOf(lock: string): ProcessIdentity | undefined {
  try {
    const { pid, startTicks } = Object(JSON.parse(lock)) as Partial<ProcessIdentity>;
    if (typeof pid !== "number" || typeof startTicks !== "number") return undefined;
    return { pid, startTicks };
  } catch {
    return undefined;
  }
}

function successorOf(file: string, lock: string): string {
  const digest = createHash("sha256").update(lock).digest("hex");
  return `${file}${SUCCESSOR}${digest.slice(0, NAME_DIGITS)}`;
}

/** For the holder: nothing but its lock counts any more. */
function removeRest(file: string): void {
  const folder = path.dirname(file);
  const start = `${path.basename(file)}${SUCCESSOR}`;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(start)) rmSync(path.join(folder, name), { force: true });
  }
  removeDeadDrafts(file);
}

/** Gives a file another name, unless there is one of that name. */
function linkFirst(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch (error) {
    if (hasSystemCode(error, "EEXIST")) return false;
    throw error;
  }
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

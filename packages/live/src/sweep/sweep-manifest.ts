import { DataError } from "@mexoms/core";
import { z } from "zod";

const VERSION = 1;

/** An object that a sweep needs, by the digest of its bytes. */
export interface SweepObject {
  readonly digest: string;
  readonly bytes: number;
}

/** What a worker has to know of a sweep before it fetches anything. */
export interface SweepManifest {
  readonly version: 1;
  /** Random: ids of results begin with it, so that those of a sweep that is run anew are no old ones. */
  readonly generation: string;
  /** Version of the engine that the trials are for. */
  readonly engine: string;
  /** Name of the strategy, for people. */
  readonly strategy: string;
  /** The study as JSON. */
  readonly study: SweepObject;
  /** The strategy as one ES module that imports the core by name. */
  readonly code: SweepObject;
  /** Tape files without the hold-out. */
  readonly tapes: readonly SweepObject[];
  /** A trial that nothing was heard of for so long is given to another worker. */
  readonly ackWaitMs: number;
  /** When whoever runs the sweep was last alive, in milliseconds since 1970. */
  readonly aliveMs: number;
}

export function encodeManifest(manifest: SweepManifest): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(manifest));
}

/** Throws DataError for what is no manifest that this version knows. */
export function decodeManifest(sweep: string, data: Uint8Array): SweepManifest {
  const object = z.strictObject({
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().min(0),
  });
  const schema = z.object({
    version: z.literal(VERSION),
    generation: z.string(),
    engine: z.string(),
    strategy: z.string(),
    study: object,
    code: object,
    tapes: z.array(object),
    ackWaitMs: z.number().min(1),
    aliveMs: z.number(),
  });
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(data));
  } catch {
    content = undefined;
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".") ?? "";
  const { version } = Object(content) as { readonly version?: unknown };
  const problem =
    field === "version" && version !== undefined
      ? `is ${JSON.stringify(version)}, this mexoms has ${VERSION}`
      : "is not as this version of mexoms writes it";
  const advice = "take the same version of mexoms on all machines";
  throw new DataError({ file: `sweep ${sweep}`, field }, `${problem}: ${advice}`);
}

/** All objects of a sweep. */
export function objectsOf({ study, code, tapes }: SweepManifest): SweepObject[] {
  return [study, code, ...tapes];
}

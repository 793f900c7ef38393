import { readFileSync } from "node:fs";
import { ConfigError, DataError } from "@mexoms/core";
import {
  loadStrategyFile,
  openTape,
  type SharedTape,
  shareTape,
  type Study,
  type TrialEnd,
  type TrialExecutor,
  ThreadExecutor,
} from "@mexoms/sim";
import { ENGINE_VERSION } from "@mexoms/sim/internal";
import { WholeFile } from "@mexoms/sim/files";
import type { Trial } from "@mexoms/sim/engine";
import type { ObjectStore } from "../bus/object-store.ts";
import type { ObjectCache } from "./object-cache.ts";
import type { SweepManifest } from "./sweep-manifest.ts";

/** A sweep on a worker's machine, with all that its trials need. */
export class PreparedSweep {
  readonly #study: Study;
  readonly #modulePath: string;
  readonly #tapes: readonly SharedTape[];
  readonly #idle: TrialExecutor[] = [];
  readonly #all = new Set<TrialExecutor>();
  #closed = false;

  private constructor(study: Study, modulePath: string, tapes: readonly SharedTape[]) {
    this.#study = study;
    this.#modulePath = modulePath;
    this.#tapes = tapes;
  }

  /**
   * Fetches what is not here. Throws BusError when something is not there (yet), ConfigError or
   * DataError when this machine cannot run the sweep.
   */
  static async open(
    manifest: SweepManifest,
    from: { readonly store: ObjectStore; readonly cache: ObjectCache },
  ): Promise<PreparedSweep> {
    checkEngine(manifest.engine);
    const { store, cache } = from;
    const studyFile = await cache.file(store, manifest.study);
    const study = JSON.parse(readFileSync(studyFile, "utf8")) as Study;
    checkEngine(study.engine);
    const codeFile = moduleFile(await cache.file(store, manifest.code));
    const { modulePath, definition } = await loadStrategyFile(codeFile);
    if (definition.name !== study.strategy.name) {
      throw new ConfigError(
        "strategy",
        `the code is of ${definition.name}, the study of ${study.strategy.name}`,
      );
    }
    const tapes: SharedTape[] = [];
    for (const object of manifest.tapes) {
      const file = await cache.file(store, object);
      tapes.push(shareTape(openTape(file, { verify: false })));
    }
    checkTapes(study, tapes);
    return new PreparedSweep(study, modulePath, tapes);
  }

  /**
   * Runs a trial in a thread of its own. Undefined when this was closed before its end. Rejects when
   * this machine cannot run trials of this sweep at all.
   */
  async run(trial: Trial): Promise<TrialEnd | undefined> {
    if (this.#closed) return undefined;
    const executor = this.#idle.pop() ?? this.#newExecutor();
    let end: TrialEnd | undefined;
    await executor.run([trial], (_trial, ended) => (end = ended), new AbortController().signal);
    this.#idle.push(executor);
    return end;
  }

  /** Ends what runs at once. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((executor) => executor.close()));
  }

  #newExecutor(): TrialExecutor {
    const executor = new ThreadExecutor({
      study: this.#study,
      modulePath: this.#modulePath,
      tapes: this.#tapes,
      workers: 1,
    });
    this.#all.add(executor);
    return executor;
  }
}

function checkEngine(engine: string): void {
  if (engine === ENGINE_VERSION) return;
  throw new ConfigError(
    "engine",
    `the sweep is for engine ${engine}, this worker has ${ENGINE_VERSION}: take the same version of mexoms on all machines`,
  );
}

function checkTapes(study: Study, tapes: readonly SharedTape[]): void {
  const are = tapes.map(({ instrument }) => instrument.symbol).join(", ");
  if (tapes.length !== study.tapes.length) {
    throw new DataError({ file: "sweep" }, `has ${study.tapes.length} tapes, and brings ${are}`);
  }
}

/** The code under a name that ends as modules do. */
function moduleFile(file: string): string {
  const named = `${file}.mjs`;
  const whole = new WholeFile(named, 0o600);
  try {
    whole.write(readFileSync(file));
    whole.finish({ sync: false }); // written anew by every worker that starts
  } finally {
    whole.abandon();
  }
  return named;
}

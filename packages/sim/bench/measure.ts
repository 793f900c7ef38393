import { Bench } from "tinybench";
import type { BenchCase, BenchData, Prepared } from "./bench-case.ts";

/** Figures of one benchmark. Rates are units per second. */
export interface Measurement {
  readonly name: string;
  readonly question: string;
  readonly unit: string;
  readonly data: string;
  readonly units: number;
  readonly runs: number;
  readonly best: number;
  readonly median: number;
  /** Heap bytes allocated per unit once warm; undefined without --expose-gc. */
  readonly bytesPerUnit: number | undefined;
}

/** Measures one case in this process. Undefined when the data does not serve it. */
export async function measure(
  benchCase: BenchCase,
  data: BenchData,
  smoke: boolean,
): Promise<Measurement | undefined> {
  const prepared = await benchCase.prepare(data);
  if (prepared === undefined) return undefined;
  try {
    return await measurePrepared(benchCase, prepared, data.name, smoke);
  } finally {
    prepared.teardown?.();
  }
}

async function measurePrepared(
  benchCase: BenchCase,
  prepared: Prepared,
  data: string,
  smoke: boolean,
): Promise<Measurement> {
  const runs = smoke ? 1 : (benchCase.runs ?? 15);
  const once = benchCase.once === true;
  const bench = new Bench({
    warmup: !once,
    warmupIterations: Math.ceil(runs / 2),
    warmupTime: 0,
    iterations: once ? 1 : runs,
    time: smoke || once ? 0 : 1500,
    throws: true,
  });
  const beforeEach = (): void => prepared.setup?.();
  bench.add(benchCase.name, () => prepared.run(), { beforeEach });
  const [task] = await bench.run();
  const result = task?.result;
  if (result === undefined || !("latency" in result))
    throw new Error(`${benchCase.name} did not run`);
  return {
    name: benchCase.name,
    question: benchCase.question,
    unit: benchCase.unit,
    data,
    units: prepared.units,
    runs: result.latency.samplesCount,
    best: (prepared.units / result.latency.min) * 1000,
    median: (prepared.units / result.latency.p50) * 1000,
    bytesPerUnit: once ? undefined : await bytesPerUnit(prepared),
  };
}

/**
 * Least processor time of a unit in nanoseconds, over some runs after one to warm up: unlike the
 * wall's clock it does not count the time that other processes took.
 */
export async function measureCpu(benchCase: BenchCase, data: BenchData): Promise<number> {
  const prepared = await benchCase.prepare(data);
  let least = Number.POSITIVE_INFINITY;
  if (prepared === undefined) return least;
  for (let n = 0; n <= (benchCase.runs ?? 15); n++) {
    prepared.setup?.();
    const before = process.cpuUsage();
    await prepared.run();
    const { user, system } = process.cpuUsage(before);
    if (n > 0) least = Math.min(least, ((user + system) * 1000) / prepared.units);
  }
  return least;
}

async function bytesPerUnit(prepared: Prepared): Promise<number | undefined> {
  const { gc } = globalThis;
  if (gc === undefined) return undefined;
  prepared.setup?.();
  gc();
  const before = process.memoryUsage().heapUsed;
  await prepared.run();
  return (process.memoryUsage().heapUsed - before) / prepared.units;
}

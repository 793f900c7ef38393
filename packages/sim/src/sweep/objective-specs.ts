import { ConfigError } from "@mexoms/core";
import { METRICS, type MetricSpec } from "@mexoms/sim/engine";

/** The metrics of objectives. Throws ConfigError. */
export function objectiveSpecs(names: readonly string[]): MetricSpec[] {
  const good = METRICS.filter(({ better }) => better !== "neither").map(({ name }) => name);
  if (names.length === 0) throw new ConfigError("objective", `name one, for example ${good[0]}`);
  const again = names.find((name, i) => names.indexOf(name) < i);
  if (again !== undefined) throw new ConfigError("objective", `"${again}" stands there twice`);
  return names.map((name) => {
    const spec = METRICS.find((each) => each.name === name);
    if (spec && spec.better !== "neither") return spec;
    const problem = spec ? "is neither better when it is more nor less" : "is no metric";
    throw new ConfigError("objective", `"${name}" ${problem}; these are: ${good.join(", ")}`);
  });
}

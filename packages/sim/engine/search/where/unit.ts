/** Powers of units: { BTC: 1, ns: -1 } of an amount by time; {} of a plain number. */
export type Unit = Readonly<Record<string, number>>;

export function unitOf(name: string): Unit {
  return name === "" ? {} : { [name]: 1 };
}

export function sameUnit(a: Unit, b: Unit): boolean {
  return unitText(a) === unitText(b);
}

/** The unit of a product, or of a quotient with `power` -1. */
export function timesUnit(a: Unit, b: Unit, power: 1 | -1): Unit {
  const powers: Record<string, number> = { ...a };
  for (const [name, of] of Object.entries(b)) powers[name] = (powers[name] ?? 0) + power * of;
  return Object.fromEntries(Object.entries(powers).filter(([, of]) => of !== 0));
}

/** As it is told to a user. */
export function unitText(unit: Unit): string {
  const parts = Object.entries(unit)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, power]) => {
      const shown = name === "ns" ? "time" : name;
      return power === 1 ? shown : `${shown}^${power}`;
    });
  return parts.length === 0 ? "a plain number" : parts.join(" ");
}

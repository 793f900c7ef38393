import { ConfigError } from "../errors.ts";
import { Decimal } from "../numbers/decimal.ts";
import type { Instrument } from "../instrument/instrument.ts";
import { PPM, type SizeText } from "./limit-texts.ts";
import type { Scope } from "./scope.ts";

/** A limit and the scope that it comes from. */
export interface Tightest {
  readonly most: number;
  readonly scope: string;
}

const NONE: Tightest = { most: Number.POSITIVE_INFINITY, scope: "" };

/** The limits of a single order of one cell: of each the tightest of its scopes, in lots and ticks. */
export interface OrderLimits {
  readonly notional: Tightest;
  readonly lots: Tightest;
  readonly priceCollar: Tightest;
  readonly tradeCollar: Tightest;
  readonly crossing: Tightest;
  readonly bookAgeNs: Tightest;
  readonly volumeLots: Tightest;
  readonly duplicateNs: Tightest;
  readonly selfCross: Tightest;
  /** Share in 10^-6 of so many levels; one for each number of levels. */
  readonly depths: readonly {
    readonly share: number;
    readonly levels: number;
    readonly scope: string;
  }[];
  /** The least that any of its scopes lets a worst case be worth, gross or net; Infinity for no cap. */
  readonly leastCap: number;
  /** Most lots that position and open orders may come to. */
  readonly positionLots: readonly { readonly most: number; readonly scope: Scope }[];
}

/** The limits of a cell's orders. Throws ConfigError for a share of a volume that is not given. */
export function orderLimitsOf(instrument: Instrument, chain: readonly Scope[]): OrderLimits {
  const tightest = (of: (scope: Scope) => number): Tightest =>
    chain.reduce<Tightest>((best, scope) => {
      const most = of(scope);
      return most < best.most ? { most, scope: scope.label } : best;
    }, NONE);
  const lots = (size: SizeText | undefined): number => lotsOf(size, instrument) ?? Infinity;
  const longest = chain.reduce<Tightest>(
    (best, { limits, label }) =>
      limits.duplicateNs > best.most ? { most: limits.duplicateNs, scope: label } : best,
    { most: 0, scope: "" },
  );
  const selfCross = chain.find(({ limits }) => limits.denySelfCross);
  return {
    notional: tightest(({ limits }) => limits.orderNotional),
    lots: tightest(({ limits }) => lots(limits.orderQty)),
    priceCollar: tightest(({ limits }) => limits.priceCollar),
    tradeCollar: tightest(({ limits }) => limits.tradeCollar),
    crossing: tightest(({ limits }) => limits.crossing),
    bookAgeNs: tightest(({ limits }) => limits.bookAgeNs),
    volumeLots: volumeLimit(instrument, chain, tightest),
    duplicateNs: longest,
    selfCross: selfCross ? { most: 1, scope: selfCross.label } : { most: 0, scope: "" },
    depths: depthsOf(chain),
    leastCap: Math.min(
      ...chain.flatMap(({ limits }) => [limits.position, limits.netPosition]),
      Number.POSITIVE_INFINITY,
    ),
    positionLots: chain.flatMap((scope) => {
      const most = lotsOf(scope.limits.positionQty, instrument);
      return most === undefined ? [] : [{ most, scope }];
    }),
  };
}

/** For each number of levels the smallest share. */
function depthsOf(chain: readonly Scope[]): OrderLimits["depths"] {
  const depths = new Map<number, OrderLimits["depths"][number]>();
  for (const { limits, label } of chain) {
    const { depth } = limits;
    if (depth === undefined || depth.share >= (depths.get(depth.levels)?.share ?? Infinity))
      continue;
    // As small integers: read as doubles by each check they would cost a heap number.
    depths.set(depth.levels, { share: depth.share | 0, levels: depth.levels | 0, scope: label });
  }
  return [...depths.values()];
}

function volumeLimit(
  instrument: Instrument,
  chain: readonly Scope[],
  tightest: (of: (scope: Scope) => number) => Tightest,
): Tightest {
  const { most, scope } = tightest(({ limits }) => limits.volumeShare);
  if (most === Infinity) return NONE;
  const volumes = chain.flatMap(({ limits }) => limits.dailyVolume ?? []);
  const volume = volumes.map((size) => lotsOf(size, instrument)).find((each) => each !== undefined);
  if (volume === undefined) {
    const example = `20000${instrument.sizeUnit}`;
    throw new ConfigError(
      `risk.instruments.${instrument.id}.dailyVolume`,
      `is due with volumeShare of ${scope}; for example ${example}`,
    );
  }
  return { most: new Decimal(volume).mul(most).div(PPM).floor().toNumber(), scope };
}

/** Whole lots in a size, rounded down; undefined for a size in another unit than the instrument's. */
function lotsOf(size: SizeText | undefined, instrument: Instrument): number | undefined {
  if (size === undefined || size.unit !== instrument.sizeUnit) return undefined;
  return instrument.lot.floor(size.amount, size.field);
}

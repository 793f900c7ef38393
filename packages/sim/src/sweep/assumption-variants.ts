import { Decimal } from "@mexoms/core";
import type { Study, Variant } from "@mexoms/sim/engine";

const LATENCY_TIMES = [0.5, 2, 4];
/** Basis points more and less: about a tier of fees. */
const FEE_STEPS = ["1", "-1"];
const RATE = /^(-?\d+(?:\.\d+)?)(bps|%)$/;

/** Other latencies and fees than the study's. */
export function marketVariants(study: Study): Variant[] {
  const latencies = LATENCY_TIMES.map((times): Variant => ({
    label: `latency x${times}`,
    latencyTimes: times,
  }));
  return [...latencies, ...feeVariants(study)];
}

/** The harshest and the kindest queue; none on order-by-order data, where places are known. */
export function queueVariants(study: Study): Variant[] {
  return ["back", "front"]
    .filter((queue) => study.queue !== "fifo" && study.queue !== queue)
    .map((queue) => ({ label: `queue ${queue}`, queue }));
}

/**
 * None where instruments or accounts have fees of their own: one pair of rates could not stand for
 * all of them.
 */
function feeVariants({ fees, instruments, accounts = [] }: Study): Variant[] {
  const pairs = fees
    ? [fees]
    : instruments.map(({ makerFee, takerFee }) => ({ maker: makerFee, taker: takerFee }));
  const [first, ...others] = pairs;
  const same = others.every(({ maker, taker }) => maker === first!.maker && taker === first!.taker);
  if (!first || !same || (!fees && accounts.some((account) => account.fees))) return [];
  return FEE_STEPS.map((step) => ({
    label: `fees ${step.startsWith("-") ? "" : "+"}${step}bps`,
    fees: { maker: moved(first.maker, step), taker: moved(first.taker, step) },
  }));
}

function moved(rate: string, step: string): string {
  const [, number, unit] = RATE.exec(rate)!;
  const bps = new Decimal(number!).mul(unit === "%" ? 100 : 1);
  return `${bps.add(step).toFixed()}bps`;
}

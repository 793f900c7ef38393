import type {
  BarSpan,
  BootstrapFigures,
  DeflatedSharpe,
  FoldAnalysis,
  Honesty,
  Overfitting,
  SharpeFigures,
  SweepAnalysis,
} from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { barTable, rangeBar } from "../report/tear/bars.ts";
import { percentText, significant } from "../report/tear/number-text.ts";
import { type DrawnBar, groupedBars, scatter } from "./drawings.ts";
import { figureCard, numberText, part, table, tile, tiles } from "./figure-card.ts";

/** How much of the best trial is real: what would have been earned by choosing as one does. */
export function honestySections({ honesty, currency }: SweepAnalysis): Html {
  return html`${folds(honesty, currency)} ${chance(honesty, currency)}
  ${figureCard({
    id: "overfitting",
    title: "Probability of backtest overfitting",
    figure: honesty.overfitting,
    body: overfitting,
  })}`;
}

function folds(honesty: Honesty, currency: string): Html {
  const others = [
    ["Walk-forward the other way", honesty.walkForwardOther],
    ["Purged folds", honesty.purged],
  ] as const;
  return html`<section class="card" id="folds" aria-labelledby="folds-title">
    <h2 id="folds-title">Choosing in training, earning in the test</h2>
    <p class="note">
      In each fold the trial that wins in training is taken, and counted is what it earned in the
      test, and how many of all trials it was better than there. Bars are slices of one continuous
      run a trial; the bars of the embargo count for neither.
    </p>
    <h3>Walk-forward as planned</h3>
    ${part(honesty.walkForward, (analysis) => foldAnalysis(analysis, currency))}
    ${others.map(
      ([title, figure]) =>
        html`<details>
          <summary><h3>${title}</h3></summary>
          ${part(figure, (analysis) => foldAnalysis(analysis, currency))}
        </details>`,
    )}
  </section>`;
}

function foldAnalysis(analysis: FoldAnalysis, currency: string): Html {
  const { kind, by, embargoBars } = analysis;
  return html`<p class="note">
      ${kind}, winners by ${by}, embargo of ${embargoBars} ${embargoBars === 1 ? "bar" : "bars"} at
      each border.
    </p>
    ${foldTiles(analysis, currency)}
    <div class="pair folds">
      ${foldChart(analysis, currency)} ${foldTable(analysis, currency)}
    </div>`;
}

function foldTiles(analysis: FoldAnalysis, currency: string): Html {
  const { testPnl, wins, efficiency, rankCorrelation, winners, folds: all } = analysis;
  return tiles([
    tile("Earned in all tests", numberText(testPnl, currency), "by the winners of training"),
    tile("Tests with a profit", `${wins} of ${all.length}`, ""),
    tile(
      "Efficiency",
      numberText(efficiency),
      "profit of a bar in tests by that in training: near 1 is good",
    ),
    tile(
      "Rank correlation",
      numberText(rankCorrelation),
      "of all trials between training and test: near 0 the ranking says nothing",
    ),
    tile("Different winners", `${winners} of ${all.length}`, "few is steady"),
  ]);
}

function foldChart({ kind, folds: all }: FoldAnalysis, currency: string): Html {
  const bar = (fold: number, name: "train" | "test", value: number): DrawnBar => ({
    value,
    kind: name,
    title: `fold ${fold}, ${name === "train" ? "training" : "test"}: ${numberText(value, currency)} a bar`,
  });
  return html`<figure>
    ${groupedBars({
      label: `Profit of a bar of each fold's winner, in training and in the test, ${kind}`,
      unit: "",
      across: `fold; ${currency} a bar`,
      groups: all.map(({ trainPnlPerBar, testPnlPerBar }, i) => ({
        name: String(i + 1),
        bars: [bar(i + 1, "train", trainPnlPerBar), bar(i + 1, "test", testPnlPerBar)],
      })),
    })}
    <figcaption class="keys">
      <span><i class="key train"></i>training</span><span><i class="key test"></i>test</span>
    </figcaption>
  </figure>`;
}

function foldTable({ kind, folds: all }: FoldAnalysis, currency: string): Html {
  const test = `Test, ${currency}`;
  return table(
    `Folds, ${kind}`,
    ["Fold", "Training bars", "Test bars", "Winner", test, "Test Sharpe", "Better than"],
    all.map((fold, i) => [
      String(i + 1),
      fold.train.map(spanOf).join(", "),
      spanOf(fold.test),
      String(fold.number),
      numberText(fold.testPnl),
      numberText(fold.testSharpe),
      percentText(fold.testRank),
    ]),
  );
}

function spanOf({ from, to }: BarSpan): string {
  return `${from + 1} to ${to}`;
}

function chance({ sharpe, deflated, bootstrap }: Honesty, currency: string): Html {
  return html`<section class="card" id="chance" aria-labelledby="chance-title">
    <h2 id="chance-title">The best trial against chance</h2>
    <div class="pair">
      <div>
        <h3>Sharpe ratio of a bar</h3>
        ${part(sharpe, sharpeTiles)}
        <h3>Deflated by the number of trials</h3>
        ${part(deflated, deflatedTiles)}
      </div>
      <div>
        <h3>Had the blocks of bars come otherwise</h3>
        ${part(bootstrap, (figures) => bootstrapBars(figures, currency))}
      </div>
    </div>
  </section>`;
}

function sharpeTiles({ sharpe, error, probabilistic, bars, skew, kurtosis }: SharpeFigures): Html {
  return tiles([
    tile(
      "Sharpe",
      `${significant(sharpe, 3)} \u00b1 ${significant(error, 2)}`,
      `standard error over ${bars} bars; not annualised`,
    ),
    tile(
      "Above zero",
      percentText(probabilistic),
      "probability, were this the only trial ever made",
    ),
    tile(
      "Shape",
      `${significant(skew, 3)} / ${significant(kurtosis, 3)}`,
      "skew and kurtosis of a bar; 0 and 3 are normal",
    ),
  ]);
}

function deflatedTiles(figures: DeflatedSharpe): Html {
  const { probability, expectedMax, trials, counted, sharpeDeviation } = figures;
  return tiles([
    tile(
      "Deflated Sharpe",
      percentText(probability),
      `probability that it is above zero after ${trials} trials`,
    ),
    tile(
      "Best by chance",
      numberText(expectedMax),
      `expected Sharpe of the best of ${trials} worthless trials`,
    ),
    tile(
      "Trials of the project",
      String(trials),
      `spread of ${counted} Sharpe ratios here: ${numberText(sharpeDeviation)}`,
    ),
  ]);
}

function bootstrapBars(figures: BootstrapFigures, currency: string): Html {
  const { pnl, sharpe, lossShare, block, resamples, seed } = figures;
  const rows = [
    { name: "Profit", unit: currency, interval: pnl },
    ...(sharpe === undefined ? [] : [{ name: "Sharpe of a bar", unit: "", interval: sharpe }]),
  ];
  return html`${barTable(
      "Intervals of the block bootstrap; the mark is zero",
      rows.map(({ name, unit, interval: { low, high, level } }) => {
        const [from, to] = [Math.min(0, low), Math.max(0, high)];
        const place = (value: number): number => (value - from) / (to - from || 1);
        return {
          name: html`${name}<small>${percentText(level)} interval; mark: zero</small>`,
          bar: rangeBar(place(low), place(high), place(0)),
          value: html`${numberText(low)} to ${numberText(high, unit)}`,
        };
      }),
    )}
    <p class="note">
      ${percentText(lossShare)} of ${resamples} resamples lose. Blocks of ${numberText(block)} bars
      on average, seed ${String(seed)}.
    </p>`;
}

function overfitting(figures: Overfitting): Html {
  const { probability, probabilityOfLoss, logits, degradation, by } = figures;
  const width = (logits.to - logits.from) / logits.counts.length;
  return html`${tiles([
      tile(
        "PBO",
        percentText(probability),
        "of the splits: the best of one half is below the median in the other",
      ),
      tile(
        "Loss",
        percentText(probabilityOfLoss),
        "of the splits: the best of one half loses in the other",
      ),
      tile(
        "Splits",
        String(figures.splits),
        `${figures.blocks} blocks, ${figures.bars} bars, ${figures.trials} trials`,
      ),
    ])}
    <div class="pair">
      <figure>
        <h3>Logits of the place in the other half</h3>
        ${groupedBars({
          label: "Histogram of the logits of the winner's rank in the other half",
          unit: "",
          across: "logit: below 0 worse than the median, above 0 better",
          groups: logits.counts.map((count, i) => {
            const middle = logits.from + (i + 0.5) * width;
            const title = `${numberText(middle - width / 2)} to ${numberText(middle + width / 2)}: ${count} splits`;
            const bar = { value: count, kind: middle < 0 ? "sell" : "buy", title } as const;
            return { name: numberText(Number(middle.toFixed(1))), bars: [bar] };
          }),
        })}
      </figure>
      <figure>
        <h3>Score in the chosen half against the other one</h3>
        ${scatter({
          label: `Score of the winner in the other half over its score in the chosen half, by ${by}`,
          across: `${by} in the chosen half; up: in the other; slope ${numberText(degradation.slope)}`,
          points: degradation.points,
          line: degradation,
        })}
      </figure>
    </div>`;
}

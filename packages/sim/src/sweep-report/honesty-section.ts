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
import { percentText } from "../report/tear/number-text.ts";
import { groupedBars, scatter } from "./drawings.ts";
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
  const kinds = [
    ["Walk-forward as planned", honesty.walkForward],
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
    ${kinds.map(
      ([title, figure]) =>
        html`<h3>${title}</h3>
          ${part(figure, (analysis) => foldAnalysis(analysis, currency))}`,
    )}
  </section>`;
}

function foldAnalysis(analysis: FoldAnalysis, currency: string): Html {
  const { kind, by, embargoBars } = analysis;
  const count = analysis.folds.length;
  return html`<p class="note">
      ${kind}, winners by ${by}, embargo of ${embargoBars} bars at each border.
    </p>
    ${tiles([
      tile(
        "Earned in all tests",
        numberText(analysis.testPnl, currency),
        "by the winners of training",
      ),
      tile("Tests with a profit", `${analysis.wins} of ${count}`, ""),
      tile(
        "Efficiency",
        numberText(analysis.efficiency),
        "profit of a bar in tests by that in training: near 1 is good",
      ),
      tile(
        "Rank correlation",
        numberText(analysis.rankCorrelation),
        "of all trials between training and test: near 0 the ranking says nothing",
      ),
      tile("Different winners", `${analysis.winners} of ${count}`, "few is steady"),
    ])}
    <div class="pair">
      <figure>
        ${groupedBars({
          label: `Profit of a bar of each fold's winner, in training and in the test, ${kind}`,
          unit: "",
          across: `fold; ${currency} a bar`,
          groups: analysis.folds.map((fold, i) => ({
            name: String(i + 1),
            bars: [
              {
                value: fold.trainPnlPerBar,
                kind: "train",
                title: `fold ${i + 1}, training: ${numberText(fold.trainPnlPerBar, currency)} a bar`,
              },
              {
                value: fold.testPnlPerBar,
                kind: "test",
                title: `fold ${i + 1}, test: ${numberText(fold.testPnlPerBar, currency)} a bar`,
              },
            ],
          })),
        })}
        <figcaption class="keys">
          <span><i class="key train"></i>training</span><span><i class="key test"></i>test</span>
        </figcaption>
      </figure>
      ${table(
        `Folds, ${kind}`,
        [
          "Fold",
          "Training bars",
          "Test bars",
          "Winner",
          `Test, ${currency}`,
          "Test Sharpe",
          "Better than",
        ],
        analysis.folds.map((fold, i) => [
          String(i + 1),
          fold.train.map(spanOf).join(", "),
          spanOf(fold.test),
          String(fold.number),
          numberText(fold.testPnl),
          numberText(fold.testSharpe),
          percentText(fold.testRank),
        ]),
      )}
    </div>`;
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
      `${numberText(sharpe)} \u00b1 ${numberText(error)}`,
      `standard error over ${bars} bars; not annualised`,
    ),
    tile(
      "Above zero",
      percentText(probabilistic),
      "probability, were this the only trial ever made",
    ),
    tile(
      "Shape",
      `${numberText(skew)} / ${numberText(kurtosis)}`,
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
        `${figures.blocks} blocks of ${figures.bars} bars, ${figures.trials} trials`,
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

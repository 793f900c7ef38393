import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { drawPicture } from "../rule-pictures/draw/picture.ts";
import { RULE_PICTURES } from "../rule-pictures/rules/all.ts";
import { tellStory } from "../rule-pictures/story/tell-story.ts";

const DOCS = fileURLToPath(new URL("../../../../docs", import.meta.url));
const FOLDER = path.join(DOCS, "images/rules");
const PAGE = readFileSync(path.join(DOCS, "simulation.md"), "utf8");
/** Parts of the page that state no rule of their own. */
const WITHOUT_PICTURE = ["Money", "What is not modelled", "How this differs from hftbacktest"];

const committed = readdirSync(FOLDER).map((file) => file.replace(/\.svg$/, ""));
const names = RULE_PICTURES.map(({ name }) => name);
const used = [...PAGE.matchAll(/!\[([^\]]*)\]\(images\/rules\/([a-z-]+)\.svg\)/g)];

describe("the pictures of docs/simulation.md", () => {
  it.each(RULE_PICTURES)("$name is what the engine does now", (picture) => {
    const file = readFileSync(path.join(FOLDER, `${picture.name}.svg`), "utf8");
    expect(
      drawPicture(picture) === file,
      "remake: node packages/sim/dist/rule-pictures/main.js",
    ).toBe(true);
  });

  it("are those that there are stories for, no more and no less", () => {
    expect(committed.toSorted()).toEqual(names.toSorted());
  });

  it("all stand on the page, once, in the order of their stories", () => {
    expect(used.map(([, , name]) => name)).toEqual(names);
  });

  it("say in words what they show, to those who cannot see them", () => {
    expect(used.filter(([, text]) => text!.length < 40).map(([, , name]) => name)).toEqual([]);
    for (const picture of RULE_PICTURES) {
      expect(drawPicture(picture)).toMatch(
        /<title id="[^"]+">.+<\/title>\n<desc id="[^"]+">.+<\/desc>/,
      );
    }
  });

  it("leave no rule without one: each part of the page has a picture", () => {
    const parts = PAGE.split(/^## /m)
      .slice(1)
      .map((part) => [part.split("\n")[0]!, part.includes("](images/rules/")] as const);
    const bare = parts.filter(([, has]) => !has).map(([title]) => title);
    expect(bare).toEqual(WITHOUT_PICTURE);
  });
});

describe("what is drawn", () => {
  it("comes from the run: a story without its trades shows no fill", () => {
    const [panel] = RULE_PICTURES.find(({ name }) => name === "queue-reached")!.panels;
    const { story } = panel!;
    const rows = story.rows.filter(([what]) => what !== "sold");
    expect(tellStory(story).fills.map(({ lots }) => lots)).toEqual([1, 1]);
    expect(tellStory({ ...story, rows }).fills).toEqual([]);
  });

  it("has the queue that the model has: ahead of the order when it arrives, after cancels, after trades", () => {
    const [panel] = RULE_PICTURES.find(({ name }) => name === "who-left")!.panels;
    const risk = tellStory(panel!.story).orders[0]!.queue;
    const even = tellStory(panel!.queues!.find(({ name }) => name === "power:1")!.story).orders[0]!;
    const last = (at: number, steps = risk): number | undefined =>
      steps.findLast(({ atMs }) => atMs === at)?.ahead;
    expect([last(16), last(30), last(44)]).toEqual([6, 6, 4]);
    expect([last(16, even.queue), last(30, even.queue), last(44, even.queue)]).toEqual([6, 4, 2]);
  });
});

describe("a probe", () => {
  it("finds of the true queue what is ahead: orders that left the front, but no later ones", () => {
    const { story } = RULE_PICTURES.find(({ name }) => name === "true-queue")!.panels[0]!;
    const { queue } = tellStory(story).orders[0]!;
    expect(queue.map(({ atMs, ahead }) => [atMs, ahead])).toEqual([
      [9, 7],
      [18, 7],
      [34, 4],
      [50, 0],
    ]);
  });

  it("finds the trigger of a trailing stop as it follows the highest trade", () => {
    const { story } = RULE_PICTURES.find(({ name }) => name === "trailing-stops")!.panels[0]!;
    const { trigger, triggerToMs } = tellStory(story).orders[0]!;
    const prices = trigger.map(({ price }) => price);
    expect([...new Set(prices)]).toEqual([99, 100, 101]);
    expect(triggerToMs).toBe(68);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT: string = fileURLToPath(new URL("../../../../", import.meta.url));

/** A fenced block of code in a Markdown file. */
export interface CodeBlock {
  /** "docs/backtest.md:28", the line of its fence. */
  readonly place: string;
  /** What stands after the fence, for example "ts start". */
  readonly tag: string;
  readonly code: string;
}

/** A Markdown file of the project. */
export interface Doc {
  /** Path from the project's folder. */
  readonly file: string;
  readonly text: string;
  readonly blocks: readonly CodeBlock[];
}

/** All documents whose code is tested. */
export function readDocs(): Doc[] {
  const inFolders = (group: string): string[] =>
    readdirSync(path.join(ROOT, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${group}/${entry.name}/README.md`);
  const docs = readdirSync(path.join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  const files = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "data/README.md",
    ...docs.toSorted().map((name) => `docs/${name}`),
    ...["examples", "strategies", "packages"].flatMap(inFolders),
  ];
  return files.map(readDoc);
}

function readDoc(file: string): Doc {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  const blocks: CodeBlock[] = [];
  let open: { place: string; tag: string; lines: string[] } | undefined;
  text.split("\n").forEach((line, i) => {
    const fence = /^```(.*)$/.exec(line);
    if (!fence) {
      open?.lines.push(line);
    } else if (open) {
      blocks.push({ place: open.place, tag: open.tag, code: `${open.lines.join("\n")}\n` });
      open = undefined;
    } else {
      open = { place: `${file}:${i + 1}`, tag: fence[1]!, lines: [] };
    }
  });
  if (open) throw new Error(`${open.place}: the block has no end`);
  return { file, text, blocks };
}

import { embeddedJson, Html, html } from "./html.ts";
import type { PageAssets } from "./page-assets.ts";

/** Nothing may be fetched: the browser itself enforces that the page is complete. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

export interface PageContent {
  readonly title: string;
  readonly assets: PageAssets;
  /** What the page's script draws from, as JSON in the element of this id. */
  readonly data: { readonly id: string; readonly value: unknown };
  readonly body: Html;
  readonly footer: Html;
}

/** A whole page in one text: it needs no network and no other file. */
export function pageDocument({ title, assets, data, body, footer }: PageContent): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${new Html(assets.style)}
        </style>
      </head>
      <body>
        <main>${body}</main>
        <footer>${footer}</footer>
        <script type="application/json" id="${data.id}">
          ${embeddedJson(data.value)}
        </script>
        <script>
          ${new Html(assets.script)};
        </script>
      </body>
    </html> `.text;
}

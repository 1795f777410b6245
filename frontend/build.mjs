// Builds the styles and gathers the scripts of the pages, into a folder that is
// not kept: src/sluis/office/ui/static/build.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const out = join(here, "..", "src", "sluis", "office", "ui", "static", "build");

const { css } = sass.compile(join(here, "main.scss"), {
  loadPaths: [join(packages, "govuk-frontend", "dist")],
  style: "compressed",
  charset: false,
});

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "sluis.css"), css);
copyFileSync(join(here, "main.js"), join(out, "main.js"));
copyFileSync(
  join(packages, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js"),
  join(out, "govuk-frontend.min.js"),
);
// Natural Earth's outlines of the countries (public domain), for maps drawn on
// the server.
copyFileSync(
  join(packages, "world-atlas", "countries-110m.json"),
  join(out, "countries-110m.json"),
);

// Builds the styles and gathers the scripts of the pages, into a folder that is
// not kept: src/sluis/office/ui/static/build.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { geoArea, geoCentroid } from "d3-geo";
import * as sass from "sass";
import { feature } from "topojson-client";

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

// Where each country lies: the middle of its largest part. The finer outlines
// know small ones too, such as Hong Kong and Singapore.
const read = (...path) => JSON.parse(readFileSync(join(packages, ...path), "utf8"));
const numbers = new Map(
  read("i18n-iso-countries", "codes.json").map(([two, , number]) => [number, two]),
);
const finer = read("world-atlas", "countries-50m.json");
const places = {};
for (const { id, geometry } of feature(finer, finer.objects.countries).features) {
  const code = numbers.get(id);
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const shapes = parts.map((coordinates) => ({ type: "Polygon", coordinates }));
  const largest = shapes.reduce((a, b) => (geoArea(a) < geoArea(b) ? b : a));
  if (code) places[code] = geoCentroid(largest).map((degrees) => Number(degrees.toFixed(2)));
}
writeFileSync(join(out, "places.json"), JSON.stringify(places));

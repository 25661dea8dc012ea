// Joins what the browser gets into static/build/: `npm run build`. Reads nothing from the network.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const out = path.join(root, "static/build");
const theme = path.join(root, "node_modules/@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css");

const declaration = /(--[\w-]+)\s*:\s*([^;{}]+);/g;
const use = /var\(\s*(--[\w-]+)/g;

// The design system's theme has 2,800 tokens (200 kB); the pages need those that the imported components name, and the
// ones that these stand on.
function usedTokens(themeCss, styles) {
  const values = new Map([...themeCss.matchAll(declaration)].map(([, name, value]) => [name, value.trim()]));
  const kept = new Set();
  const todo = [...styles.matchAll(use)].map(([, name]) => name);
  while (todo.length) {
    const name = todo.pop();
    if (kept.has(name) || !values.has(name)) continue;
    kept.add(name);
    todo.push(...[...values.get(name).matchAll(use)].map(([, inner]) => inner));
  }
  return `:root{${[...kept].sort().map((name) => `${name}:${values.get(name)}`).join(";")}}`;
}

async function build() {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: {
      portal: "iza_portal/assets/portal.js",
      passkeys: "iza_portal/assets/passkeys.js",
      editor: "iza_portal/assets/editor/editor.js",
      "portal-style": "iza_portal/assets/portal.css",
      "editor-style": "iza_portal/assets/editor/editor.css",
    },
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "firefox115", "safari16.4"],
    external: ["../fonts/*"],
    legalComments: "external",
    logLevel: "silent",
    write: false,
  });
  // Only now, so that a mistake in a source leaves the last good build in its place.
  await rm(out, { recursive: true, force: true });
  await mkdir(out);

  const styles = new Map();
  for (const { path: file, contents, text } of result.outputFiles) {
    if (file.endsWith("-style.css")) styles.set(path.basename(file).replace("-style", ""), text);
    else await writeFile(file.replace("-style", ""), contents);
  }
  const tokens = usedTokens(await readFile(theme, "utf8"), [...styles.values()].join("\n"));
  styles.set("portal.css", tokens + styles.get("portal.css"));
  for (const [name, text] of styles) await writeFile(path.join(out, name), text);
}

await build();

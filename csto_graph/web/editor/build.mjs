// Bundle the editor: node build.mjs FOLDER writes editor.js and editor.css there.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const folder = process.argv[2] ?? "build";

// The policy of the site allows no style attributes; the editor has one, in a tooltip.
const styleless = {
  name: "styleless",
  setup(bundler) {
    bundler.onLoad({ filter: /yasqe\.esm\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: text.replaceAll("<strong style='text-decoration:underline'>", "<strong>"), loader: "js" };
    });
  },
};

await build({
  entryPoints: { editor: "main.js" },
  outdir: folder,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "eof",
  loader: { ".svg": "dataurl" },
  plugins: [styleless],
});

import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { atOnce, folder, tcpspec, type Ended } from "./tcpspec";

const PROVIDER = `{ name: "mine", summary: "", open: (seats) => require("tcpspec/reference").reference.open(seats) }`;
const ES_MODULE = `
  import { createRequire } from "node:module";
  const require = createRequire(import.meta.url);
  export const mine = ${PROVIDER};
`;

/** The content of a file, whose folder is given to --stack where the file has the name that folders are known by. */
const GOOD: Readonly<Record<string, string>> = {
  "named.js": `exports.anything = ${PROVIDER};`,
  "whole.js": `module.exports = ${PROVIDER};`,
  "whole.cjs": `module.exports = ${PROVIDER};`,
  "folder/index.js": `exports.mine = ${PROVIDER};`,
  "module.mjs": ES_MODULE,
};

const BAD: Readonly<Record<string, readonly [content: string, said: RegExp]>> = {
  "throws.js": ["throw new Error('not today');", /cannot be loaded: Error: not today\n {4}at .*throws\.js:1:7\)\n$/],
  "throws-text.js": ["throw 'not today';", /cannot be loaded: not today\n$/],
  "syntax.js": ["const x = ;", /cannot be loaded: SyntaxError: Unexpected token ';'\n$/],
  "needs.js": ["require('not-installed');", /cannot be loaded: Error: Cannot find module 'not-installed'\n$/],
  "nothing.js": ["exports.x = 1;", /exports no StackProvider\nexport an object with a name/],
  "null.js": ["module.exports = null;", /exports no StackProvider/],
  "empty.js": ["", /exports no StackProvider/],
  "typed.ts": ["const x: number = y as string;", /cannot be loaded: SyntaxError: .*\nthis Node\.js reads JavaScript/],
  "host.py": ["", /host\.py is no module of JavaScript, by its ending\n.* --stack "exec:python3 \.\/host\.py"\n$/],
  compiled: ["\x7fELF", /compiled is no module of JavaScript, by its ending\n.* --stack "exec:\.\/compiled"\n$/],
  "folder/readme.txt": ["", /folder cannot be loaded: it is a folder without an index\.js/],
};

describe("tcpspec run --stack <path>", () => {
  let ended: (path: string) => Ended & { readonly left: readonly string[] };

  before("run them all", async () => {
    ended = await atOnce([...Object.keys(GOOD), ...Object.keys(BAD)], async (path) => {
      const cwd = folder();
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), GOOD[path] ?? BAD[path]?.[0] ?? "");
      const name = `./${path.replace(/\/.*/, "")}`;
      const run = await tcpspec(["run", "handshake/closed/syn", "--stack", name], { cwd });
      return { ...run, left: readdirSync(cwd) };
    });
  });

  for (const path of Object.keys(GOOD)) {
    it(`takes ${path}`, () => {
      const { code, stdout, stderr } = ended(path);
      expect(stdout).to.include("✓ all as expected");
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    });
  }

  for (const [path, [, said]] of Object.entries(BAD)) {
    it(`does not take ${path}`, () => {
      const { code, stderr, left } = ended(path);
      expect(stderr).to.match(said);
      expect(left).not.to.include("out");
      expect(code).to.equal(2);
    });
  }

  it("says that a module is not there", async () => {
    const cwd = folder();
    const { code, stderr } = await tcpspec(["run", "--stack", "./nope.js"], { cwd });
    expect(stderr).to.equal(`error: there is no module ${join(cwd, "nope.js")}\n--stack takes its path\n`);
    expect(code).to.equal(2);
  });
});

import { readFileSync } from "node:fs";
import { expect } from "chai";
import { SUITES } from "../../suites";

describe("suites/README.md", () => {
  const text = readFileSync("suites/README.md", "utf8");

  it("leads to every folder of suites", () => {
    const folders = [...new Set(SUITES.map(({ path }) => path.replace(/\/.*/, "")))];
    expect(folders.filter((folder) => !text.includes(`\`${folder}/`))).to.deep.equal([]);
  });

  it("leads to no suite that is not there", () => {
    const named = [...text.matchAll(/`([a-z-]+\/[a-z-]+)`/g)].map(([, path = ""]) => path);
    const isThere = (path: string) => SUITES.some((each) => each.path === path);
    expect(named.filter((path) => !isThere(path) && !/^(stacks|requirements)\//.test(path))).to.deep.equal([]);
  });
});

import { spawnSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import { fileError } from "../../../harness/cli/file-error";
import { fileName } from "../../../harness/cli/file-name";
import { invocation } from "../../../harness/cli/invocation";
import { shellWord } from "../../../harness/cli/shell-word";

describe("shellWord", () => {
  it("leaves plain words as they are", () => {
    for (const word of ["run", "close/active", "--seed=1", "./my-stack.js", "mutant:x"])
      expect(shellWord(word)).to.equal(word);
  });

  it("is what a shell takes for just this word, whatever is in it", () => {
    const words = fc.sample(
      fc.string({ unit: fc.constantFrom("a", " ", "'", '"', "$", "\\", "*", "#", "`", "!", "\n", "é"), maxLength: 12 }),
      300,
    );
    const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${words.map(shellWord).join(" ")}`], {
      encoding: "utf8",
    });
    expect(stdout.split("\0").slice(0, -1)).to.deep.equal(words);
  });
});

describe("fileName", () => {
  it("keeps letters, digits, dots and hyphens", () => {
    expect(fileName("mutant:isn-constant")).to.equal("mutant-isn-constant");
    expect(fileName("../a b/c.2")).to.equal("..-a-b-c.2");
  });
});

describe("invocation", () => {
  it("is by npx where npm has started us", () => {
    expect(invocation({})).to.equal("tcpspec");
    expect(invocation({ npm_command: "exec" })).to.equal("npx tcpspec");
    expect(invocation({ npm_command: "test" })).to.equal("tcpspec");
  });
});

describe("fileError", () => {
  it("says in words what the system says in letters", () => {
    expect(fileError(Object.assign(new Error("x"), { code: "ENOSPC" }))).to.equal("the disk is full");
    expect(fileError(Object.assign(new Error("EIO: i/o error"), { code: "EIO" }))).to.equal("EIO: i/o error");
    expect(fileError("thrown")).to.equal("thrown");
  });
});

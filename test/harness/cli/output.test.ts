import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { AS_NOBODY, requireNobody } from "../../as-nobody";
import { requireOrSkip } from "../../requirement";
import { folder, shell, stack, start, tcpspec } from "./tcpspec";

const ONE = ["run", "handshake/closed/syn", "--ip", "4"];
const CAPTURE = "traces/handshake/closed/syn.reference.v4.pcapng";

/** All files below the folder. */
function files(path: string): readonly string[] {
  const all = readdirSync(path, { recursive: true, withFileTypes: true });
  return all.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name).slice(path.length + 1));
}

describe("tcpspec run --out", () => {
  it("writes results and captures, and says where", async () => {
    const cwd = folder();
    const { stdout } = await tcpspec(ONE, { cwd });
    expect(files(cwd)).to.have.members(["out/results.json", `out/${CAPTURE}`]);
    expect(stdout).to.match(/\n {2}results {3}out\/results\.json\n {2}captures {2}out\/traces\/\n$/);
  });

  it("makes the folders that it takes", async () => {
    const cwd = folder();
    await tcpspec([...ONE, "--out", "a/b c/"], { cwd });
    expect(existsSync(join(cwd, "a/b c/results.json"))).to.equal(true);
  });

  describe("where an earlier run has written", () => {
    it("takes away the captures that the new results do not speak of, and the folders that they leave empty", async () => {
      const cwd = folder();
      await tcpspec(["run", "close/abort", "handshake/closed/syn", "--ip", "4"], { cwd });
      writeFileSync(join(cwd, "out/traces/mine.pcapng"), "");
      await tcpspec(ONE, { cwd });
      expect(files(cwd)).to.have.members(["out/results.json", `out/${CAPTURE}`, "out/traces/mine.pcapng"]);
      expect(existsSync(join(cwd, "out/traces/close"))).to.equal(false);
    });

    it("takes away all of them with --capture none", async () => {
      const cwd = folder();
      await tcpspec(ONE, { cwd });
      await tcpspec([...ONE, "--capture", "none"], { cwd });
      expect(files(cwd)).to.deep.equal(["out/results.json"]);
    });

    it("never takes away what a results.json only pretends to be a capture", async () => {
      const cwd = folder();
      const names = ["../precious", "/etc/hostname", "traces/../../precious", "results.txt", 7];
      mkdirSync(join(cwd, "out"));
      writeFileSync(join(cwd, "precious"), "");
      writeFileSync(join(cwd, "out/results.txt"), "");
      const forged = { schema: "tcpspec/results/1", scenarios: names.map((trace) => ({ trace })) };
      writeFileSync(join(cwd, "out/results.json"), JSON.stringify(forged));
      expect((await tcpspec(ONE, { cwd })).code).to.equal(0);
      expect(files(cwd)).to.include.members(["precious", "out/results.txt"]);
    });

    it("does not touch a results.json that is not ours", async () => {
      for (const theirs of ['{"results": []}', "not even JSON", ""]) {
        const cwd = folder();
        mkdirSync(join(cwd, "out"));
        writeFileSync(join(cwd, "out/results.json"), theirs);
        const { code, stderr } = await tcpspec(ONE, { cwd });
        expect(stderr).to.equal(
          "error: out/results.json is there and is not from a run of tcpspec\n" +
            "move it away, or give another folder with --out\n",
        );
        expect(code).to.equal(2);
        expect(readFileSync(join(cwd, "out/results.json"), "utf8")).to.equal(theirs);
        expect(files(cwd)).to.deep.equal(["out/results.json"]);
      }
    });

    it("leaves it as it is when the new run cannot begin", async () => {
      const cwd = folder();
      await tcpspec(ONE, { cwd });
      const before = readFileSync(join(cwd, "out/results.json"), "utf8");
      writeFileSync(join(cwd, "broken.js"), "exports.x = { name: 'x', open: async () => { throw new Error('no') } }");
      expect((await tcpspec([...ONE, "--stack", "./broken.js"], { cwd })).code).to.equal(3);
      expect(readFileSync(join(cwd, "out/results.json"), "utf8")).to.equal(before);
    });
  });

  describe("where nothing can be written", () => {
    it("says that a file is in the way", async () => {
      const cwd = folder();
      writeFileSync(join(cwd, "out"), "");
      const { code, stderr } = await tcpspec(ONE, { cwd });
      expect(stderr).to.equal("error: cannot write out: it is a file\ngive another folder with --out\n");
      expect(code).to.equal(3);
    });

    it("says that a part of the path is a file", async () => {
      const cwd = folder();
      writeFileSync(join(cwd, "file"), "");
      const { code, stderr } = await tcpspec([...ONE, "--out", "file/out"], { cwd });
      expect(stderr).to.match(/^error: cannot write file\/out: a part of the path is a file\n/);
      expect(code).to.equal(3);
    });

    it("says that there can be no folder, and comes to an end", async function () {
      requireOrSkip(this, "procfs", process.platform === "linux", "run on Linux");
      const { code, stderr } = await tcpspec([...ONE, "--out", "/proc/tcpspec/out"], { cwd: folder() });
      const why = "cannot write /proc/tcpspec/out: no folder can be made there";
      expect(stderr).to.equal(`error: ${why}\ngive another folder with --out\n`);
      expect(code).to.equal(3);
    });

    it("says that a folder is in the place of results.json", async () => {
      const cwd = folder();
      mkdirSync(join(cwd, "out/results.json"), { recursive: true });
      const { code, stderr } = await tcpspec(ONE, { cwd });
      expect(stderr).to.match(/^error: out\/results\.json is there and is not from a run of tcpspec\n/);
      expect({ code, left: files(cwd) }).to.deep.equal({ code: 2, left: [] });
    });

    it("says that this user may not", async function () {
      requireNobody(this);
      const [setpriv, ...identity] = AS_NOBODY;
      const cwd = folder();
      mkdirSync(join(cwd, "out"));
      chmodSync(join(cwd, "out"), 0o555);
      const { code, stderr } = await start(setpriv, [...identity, "tcpspec", ...ONE], { cwd }).ended;
      expect(stderr).to.equal("error: cannot write out: no permission\ngive another folder with --out\n");
      expect({ code, left: files(cwd) }).to.deep.equal({ code: 3, left: [] });
    });

    it("says that the disk is full, keeps the results before, and leaves no half of a file", async function () {
      const mount = (path: string) => `mount -t tmpfs -o size=64k tmpfs ${path}`;
      const able = spawnSync("unshare", ["-m", "sh", "-c", mount("/mnt")]).status === 0;
      requireOrSkip(this, "root", able, "run the tests as root, to make a disk that is soon full");
      const cwd = folder();
      mkdirSync(join(cwd, "out"));
      const line = [
        mount("out"),
        `tcpspec ${ONE.join(" ")} >first`,
        "cp out/results.json before",
        "tcpspec run --stack reference",
        "echo code $?",
        "cmp out/results.json before && find out -type f",
      ].join("; ");
      const { stdout, stderr } = await start("unshare", ["-m", "bash", "-c", line], { cwd }).ended;
      expect(stderr).to.match(
        /^error: cannot write out\/traces\/.*: the disk is full\ngive another folder with --out\n$/,
      );
      expect(stdout).to.match(
        new RegExp(`code 3\\nout/results\\.json\\nout/${CAPTURE}\\n$|code 3\\nout/${CAPTURE}\\nout/results\\.json\\n$`),
      );
    });
  });

  it("a standard output that cannot be written is an error", async function () {
    requireOrSkip(this, "/dev/full", existsSync("/dev/full"), "run the tests on Linux");
    const full = await shell("tcpspec list > /dev/full");
    expect(full.stderr).to.match(/^tcpspec broke: Error: ENOSPC/);
    expect(full.code).to.equal(3);
  });

  it("a standard output that is closed is none, and no reason not to finish", async () => {
    const cwd = folder();
    const closed = await shell(`set -o pipefail; tcpspec run handshake close --stack ${stack("silent")} | head -1`, {
      cwd,
    });
    expect(closed.stdout).to.match(/^.+\n$/);
    expect(closed.stderr).to.equal("");
    expect(closed.code, "of the run, whoever looked on").to.equal(1);
    expect(existsSync(join(cwd, "out/results.json"))).to.equal(true);
  });
});

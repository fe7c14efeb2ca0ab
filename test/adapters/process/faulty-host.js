/**
 * A host without a TCP that answers every command rightly, but for one: `node faulty-host.js <fault> <seed> <n> [<folder>]` goes
 * wrong at the nth command (from 0, `reset` itself) of the scenario whose seed this is. Plain JavaScript, as it is started often.
 */
const { appendFileSync, existsSync, unlinkSync, writeFileSync, writeSync } = require("node:fs");
const { spawn } = require("node:child_process");
const { join } = require("node:path");

const [, , fault, seed, count, folder = ""] = process.argv;

/** Everything at once, whatever waits in the pipe. */
function say(text) {
  for (let octets = Buffer.from(text, "latin1"); octets.length > 0;) {
    try {
      octets = octets.subarray(writeSync(1, octets));
    } catch (error) {
      if (error.code !== "EAGAIN") process.exit(9);
    }
  }
}

const FAULTS = {
  none: () => say("ok\n"),
  kill: () => process.kill(process.pid, "SIGKILL"),
  segv: () => process.kill(process.pid, "SIGSEGV"),
  exit: () => process.exit(3),
  stop: () => process.kill(process.pid, "SIGSTOP"),
  hang: () => undefined,
  spin: () => {
    for (;;);
  },
  garbage: () => say("\x00\xff\x13 what?\n"),
  truncated: () => {
    say("pack");
    process.exit(0);
  },
  "truncated-octets": () => say("packet 450\nok\n"),
  "no-such-connection-word": () => say("tell 1 something\nok\n"),
  "unasked-line": () => say("ok\nok\n"),
  "flood-of-lines": () => say(`${"packet 45\n".repeat(2_000_000)}ok\n`),
  "flood-without-end": () => say("f".repeat(100_000_000)),
  remarks: () => {
    process.stderr.write("the last words\n");
    say("# and a remark\n");
    process.exit(1);
  },
  "time-back": () => say("ok 5\n"),
  "time-on": () => say("ok 99000000000\n"),
  memory: () => {
    globalThis.kept = Array.from({ length: 40 }, () => Buffer.alloc(10_000_000, 1));
    setInterval(() => undefined, 1000);
  },
  /** Dies, and the next one does not even start. */
  "exit-at-start": () => {
    appendFileSync(join(folder, "marker"), "");
    process.exit(4);
  },
  /** Leaves something behind that holds on to its output. */
  child: () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    appendFileSync(join(folder, "children"), `${child.pid}\n`);
    process.exit(5);
  },
};

if (folder !== "" && existsSync(join(folder, "marker"))) {
  unlinkSync(join(folder, "marker"));
  process.exit(6);
}
// Only one of them runs at a time, as where a port or a file is their own.
if (fault === "alone") writeFileSync(join(folder, "lock"), "", { flag: "wx" });
if (folder !== "") appendFileSync(join(folder, "processes"), `${process.pid}\n`);

let isHit = false;
let commands = 0;

function answer(line) {
  const [word, first] = line.split(" ");
  if (word === "tcpspec") return say("ok faulty 1\n");
  if (word === "reset") {
    isHit = first === seed;
    commands = 0;
  } else commands++;
  if (isHit && commands === Number(count)) return FAULTS[fault]();
  say(word === "advance" ? `ok ${first}\n` : "ok\n");
}

let rest = "";
process.stdin.setEncoding("latin1");
process.stdin.on("data", (piece) => {
  const lines = (rest + piece).split("\n");
  rest = lines.pop();
  lines.forEach(answer);
});
process.stdin.on("end", () => process.exit(0));

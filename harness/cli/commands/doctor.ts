/** `tcpspec doctor`: what this machine can do, and how to get what it cannot. */

import { spawnSync } from "node:child_process";
import { createColors } from "picocolors";
import { EXIT, type ExitCode } from "../exit-code";
import { messageOf } from "../message-of";
import { linuxPrivilege } from "../stacks";
import { screenOf } from "../terminal";

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  /** How to get it. */
  readonly remedy?: string;
}

const LEAST_NODE = [20, 19] as const;

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const found = { what: "Node.js", ok, detail: process.version };
  return ok ? found : { ...found, remedy: `install Node.js ${LEAST_NODE.join(".")} or newer` };
}

function linuxStack(): Finding {
  const what = "stack linux";
  try {
    const able = linuxPrivilege();
    switch (able.kind) {
      case "ready":
        return { what, ok: true, detail: "TUN and a network namespace of our own" };
      case "needs-user-namespace":
        return { what, ok: true, detail: "in a user namespace, entered by itself" };
      case "unavailable":
        return { what, ok: false, detail: able.missing, remedy: able.remedy };
    }
  } catch (error) {
    return { what, ok: false, detail: messageOf(error), remedy: "install tcpspec anew, on this system" };
  }
}

function program(name: string, args: readonly string[], use: string, remedy: string): Finding {
  const { status, stdout } = spawnSync(name, args, { encoding: "utf8" });
  if (status !== 0) return { what: name, ok: false, detail: `not found; ${use}`, remedy };
  return { what: name, ok: true, detail: stdout.split("\n")[0] ?? "" };
}

export function findings(): readonly Finding[] {
  return [
    node(),
    { what: "stack reference", ok: true, detail: "needs nothing" },
    linuxStack(),
    program("tshark", ["--version"], "to read captures without a window", "sudo apt-get install tshark"),
  ];
}

/** Only what every run needs decides the exit code. */
export function doctorCommand(flags: { readonly color: boolean }): ExitCode {
  const { green, yellow, dim } = createColors(screenOf(process.stdout, flags.color).color);
  const found = findings();
  const widest = Math.max(...found.map(({ what }) => what.length));
  for (const { what, ok, detail, remedy } of found) {
    process.stdout.write(`${ok ? green("✓") : yellow("–")} ${what.padEnd(widest)}  ${detail}\n`);
    if (remedy !== undefined) process.stdout.write(`  ${" ".repeat(widest)}  ${dim(`to get it: ${remedy}`)}\n`);
  }
  return found[0]?.ok === true ? EXIT.expected : EXIT.broken;
}

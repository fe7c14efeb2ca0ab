/**
 * What the command does in the small: opens the stack, by way of a user namespace where it has to, shakes hands with it,
 * says how that went, and exits with code 7. With the argument `stay` it stays until it is killed.
 */

import { ACK, SYN } from "../../../../harness/wire";
import { linux, privilege, reexecInUserNamespace } from "../../../../stacks/linux";
import { freshPeer } from "../../../../adapters/contract";

const [program = "", ...rest] = process.argv.slice(1);

async function main(): Promise<void> {
  const able = privilege();
  switch (able.kind) {
    case "unavailable":
      console.log(`unavailable: ${able.missing}; ${able.remedy}`);
      return;
    case "needs-user-namespace":
      process.exitCode = await reexecInUserNamespace([program, ...rest]);
      return;
    case "ready":
  }
  const stacks = await linux.open(2);
  const [stack] = stacks;
  if (stack === undefined) throw new Error("no stack");
  const peer = await freshPeer(stack, 6);
  await peer.open("passive");
  await peer.send(SYN);
  await peer.send(ACK);
  process.on("SIGTERM", () => process.exit(8));
  console.log(`${process.pid} ${await peer.state()}`);
  if (rest.includes("stay")) {
    for (;;) await stack.clock.pass(stack.clock.now() + 1e9);
  }
  for (const each of stacks) await each.close();
  process.exitCode = 7;
}

void main();

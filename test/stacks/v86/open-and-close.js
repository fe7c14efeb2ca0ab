/** Opens v86, shakes hands with it, closes it, and has nothing more to do. */

"use strict";

require("ts-node/register");
const { Peer } = require("../../../adapters/contract");
const { v86 } = require("../../../stacks/v86");

async function main() {
  const [stack] = await v86.open(1);
  const peer = new Peer(stack, 4);
  await peer.establish();
  console.log(await peer.state());
  await stack.close();
}

void main();

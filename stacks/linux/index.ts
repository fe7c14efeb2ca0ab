/** What the command line uses of this folder. */

export { linux } from "./linux";
export { privilege } from "./privilege";
export type { Privilege } from "./privilege";
export { reexecInUserNamespace } from "./user-namespace";

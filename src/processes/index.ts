/** Child processes of this program: started, spoken to in frames, kept alive, ended with their parent. */
export { type Answer, answerParent, type ServiceProtocol, toErrorRecord } from './answer-parent.ts';
export { connectToParent, type ParentChannel } from './connect-to-parent.ts';
export type { Frame } from './frames.ts';
export {
  createServiceChild,
  type ServiceChild,
  type ServiceChildOptions,
  type ServiceReply,
  type ServiceState,
} from './service-child.ts';
export { type Child, type ChildExit, type ChildOptions, spawnChild } from './spawn-child.ts';
export { makeTurns, type Turns, type TurnsOptions } from './turns.ts';

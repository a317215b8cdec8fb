/** The job queue on Redis: the private server, the queue, the event log, the worker, and its trainer processes. */
export { createEventLog, type EventLogOptions, type RedisEventLog } from './event-log.ts';
export { findRedisServer, type RedisServerSearch } from './find-redis-server.ts';
export type { RedisAddress } from './redis-address.ts';
export type { ConnectionMode } from './redis-connection.ts';
export { createRedisServer, type RedisServer, type RedisServerOptions } from './redis-server.ts';
export { serveTrainer, type TrainerHandler } from './serve-trainer.ts';
export { makeTrainerProcesses, type TrainerProcessesOptions } from './trainer-processes.ts';
export { makeTrainingPlanner, type PlannerProtocol } from './training-planner.ts';
export { createTrainingQueue, type RedisTrainingQueue, type TrainingQueueOptions } from './training-queue.ts';
export {
  createTrainingWorker,
  type TrainingWorker,
  type TrainingWorkerOptions,
  type WorkerSettings,
} from './training-worker.ts';

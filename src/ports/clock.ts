/** The time of day. The domain never reads a clock itself. */
export interface Clock {
  now(): Date;
}

/** Where new ids come from: prefixed, sortable by time, never repeated (`ds_…`, `job_…`, `req_…`, `up_…`, `pred_…`). */
export interface IdSource {
  next(prefix: 'ds' | 'job' | 'file' | 'req' | 'up' | 'pred'): string;
}

/** Every key of the service in Redis begins with this. */
export const QUEUE_PREFIX = 'whetstone';

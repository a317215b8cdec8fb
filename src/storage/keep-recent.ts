/** Remembers records that never change; the oldest are forgotten first. */
export interface RecentRecords<T> {
  get(key: string): T | undefined;
  set(key: string, record: T): void;
  delete(key: string): void;
}

/** Makes a memory for at most `most` records. */
export const makeRecentRecords = <T>(most: number): RecentRecords<T> => {
  const records = new Map<string, T>();
  return {
    get: (key) => records.get(key),
    set: (key, record) => {
      records.delete(key);
      records.set(key, record);
      const [oldest] = records.keys();
      if (records.size > most && oldest !== undefined) records.delete(oldest);
    },
    delete: (key) => {
      records.delete(key);
    },
  };
};

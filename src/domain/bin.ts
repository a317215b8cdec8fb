/** How long a removed dataset lies in the bin. */
export const BIN_DAYS = 30;

const DAY_MS = 24 * 60 * 60 * 1000;

/** When what went into the bin at a time is removed for good; both ISO 8601. */
export const purgeTime = (binnedAt: string): string =>
  new Date(Date.parse(binnedAt) + BIN_DAYS * DAY_MS).toISOString();

/** What went into the bin before this time has lain there long enough; ISO 8601. */
export const purgeLimit = (now: Date): string => new Date(now.getTime() - BIN_DAYS * DAY_MS).toISOString();

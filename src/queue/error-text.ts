/** An error as one line for a log or a message. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

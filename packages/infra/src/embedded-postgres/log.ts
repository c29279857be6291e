/**
 * Receives what happens to a server and what it logs, line by line.
 * @param isTrouble someone should see it even when little is logged
 */
export type PostgresLog = (line: string, isTrouble?: boolean) => void;

/**
 * Receives events and log lines of a server.
 * @param isTrouble worth showing even at a low log level
 */
export type PostgresLog = (line: string, isTrouble?: boolean) => void;

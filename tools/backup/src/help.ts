const which = `Which install
  Without an option, the one that "npm start" runs in this checkout (PORT and ONSALE_DATA as there).
  --port N             the one on another port
  --data FOLDER        the one with this data folder
`;

export const backupHelp = `Usage: ./onsale backup FILE [options]

Copies an embedded install into one file, while it sells or when it is stopped: all its databases,
with images, as of one moment, and its keys. ./onsale restore turns it into an install again. The
file appears whole or not at all, and replaces no other. A cluster (npm run cluster) is refused: the
backup would lack its bus and timers. See docs/deploy.md, What to back up.

  --encrypt            ask for a passphrase, and encrypt the file with it
  ONSALE_BACKUP_PASSPHRASE
                       in the environment: encrypt the file with it, without asking

Without either, anyone who can read the file has the keys of the install and the data of its buyers.

${which}
  --help               this
`;

export const restoreHelp = `Usage: ./onsale restore FILE [options]

Restores an install from a backup, in a folder that is empty or does not exist, and is neither a link
nor a disk of its own. The install appears once the whole file was checked and PostgreSQL has started
on it; then start it as usual (npm start), and check its books (./onsale audit).

  --list               say what is in the file and whether it is whole; change nothing
  ONSALE_BACKUP_PASSPHRASE
                       in the environment: the passphrase of the backup, instead of asking

${which.replace('Which install', 'Which folder')}
  --help               this
`;

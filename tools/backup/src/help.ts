const which = `Which install
  Without an option, the one that "npm start" runs in this checkout (PORT and ONSALE_DATA as there).
  --port N             the one on another port
  --data FOLDER        the one with this data folder
`;

export const backupHelp = `Usage: ./onsale backup FILE [options]

Copies an embedded install into one file, while it sells or when it is stopped: all its databases,
with images, as of one moment, and its keys. ./onsale restore makes an install of it again. The file
is there whole or not at all, and replaces none. A cluster (npm run cluster) is refused: its bus and
timers would not be in it. See docs/deploy.md, What to back up.

  --encrypt            ask for a passphrase, and encrypt the file with it
  ONSALE_BACKUP_PASSPHRASE
                       in the environment: encrypt the file with this, and do not ask

Without either, who can read the file has the keys of the install and the data of its buyers.

${which}
  --help               this
`;

export const restoreHelp = `Usage: ./onsale restore FILE [options]

Makes an install of a backup, in a folder that is empty or not there yet, and neither a link nor a
disk of its own. It checks the whole file and starts PostgreSQL on it before there is an install;
then start it as usual (npm start), and check its books (./onsale audit).

  --list               say what is in the file and whether it is whole; change nothing
  ONSALE_BACKUP_PASSPHRASE
                       in the environment: the passphrase of the backup, instead of asking

${which.replace('Which install', 'Which folder')}
  --help               this
`;

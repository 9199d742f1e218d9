import { list } from '../format'

/** Les mots du passage d’une connexion à un serveur. */
export const handoff = {
  open: 'Confier à un serveur…',
  title: (connection: string) => `Confier ${connection} à un serveur`,
  lead: 'Headwater écrit un dossier qu’un autre programme exécute sur un serveur. Ici, rien ne change.',
  target: 'Qu’est-ce qui l’exécute là-bas ?',
  targets: {
    pyairbyte: {
      title: 'PyAirbyte',
      says: 'Un programme Python. Les lignes vont dans DuckDB, PostgreSQL, Snowflake ou BigQuery.',
    },
    meltano: { title: 'Meltano', says: 'Un projet Meltano avec un tap, pour tout chargeur.' },
    airbyte: { title: 'Airbyte', says: 'Une image que votre propre Airbyte exécute comme connecteur.' },
  },
  goes: 'Ce qui part',
  goesOn: (streams: string[]) => `${list(streams)} : la lecture reprend là où en est cet ordinateur.`,
  whole: (streams: string[]) => `${list(streams)} : lecture complète à chaque fois.`,
  inputs: (inputs: string[]) => `Ses informations : ${list(inputs)}.`,
  manifest: 'Le connecteur, tel quel.',
  stays: 'Ce qui reste ici',
  noSecrets: 'Jetons, clés et mots de passe. Aucun n’est écrit.',
  noRows: 'Lignes, notes, formules et historique.',
  narrowed: (streams: string[]) =>
    `Ce qui est omis ou haché ici dans ${list(streams)} est lu en entier sur le serveur.`,
  folder: 'Dossier',
  folderHint: 'Le chemin complet d’un nouveau dossier.',
  folderMissing: 'Il faut un dossier pour le projet.',
  write: 'Écrire le projet',
  written: 'Le projet est écrit',
  copyFolder: 'Copier le chemin',
  copied: 'Le chemin est copié',
  next: 'Étapes suivantes',
  bring: 'Apportez le dossier sur le serveur. Son README.md contient les commandes de chaque étape.',
  set: 'Définissez ces variables dans l’environnement du serveur :',
  signIn: {
    key: null,
    clientCredentials: 'Le serveur se connecte en tant que votre application. Personne n’a à consentir.',
    consent:
      'Donnez au serveur son propre accès avec « headwater authorize ». Vous consentez une fois de plus dans un navigateur, sur n’importe quel ordinateur.',
  },
  run: {
    pyairbyte: 'Lancez « python read.py ».',
    meltano: 'Définissez l’état une fois, puis lancez « meltano run ».',
    airbyte: 'Construisez l’image et ajoutez-la à votre Airbyte.',
  },
}

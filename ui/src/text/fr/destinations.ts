import { ago } from './units'

/** Les mots des destinations : où vont aussi les lignes d’un classeur. */
export const destinations = {
  title: 'Destinations',
  of: (workbook: string) => `Destinations de ${workbook}`,
  lead: 'Après chaque synchronisation, Headwater livre les lignes de ce classeur à ces endroits.',
  add: 'Ajouter une destination',
  chooseKind: 'De quel type ?',
  kind: {
    xlsx: {
      title: 'Fichier Excel',
      says: 'Pour Excel et LibreOffice : une feuille par onglet. Les feuilles que vous ajoutez restent les vôtres.',
    },
    parquet: {
      title: 'Dossier Parquet',
      says: 'Pour DuckDB, pandas, Power BI et Spark : typé, compact, un dossier par onglet.',
    },
    csv: { title: 'Dossier CSV', says: 'Pour tout le reste : un fichier texte par onglet.' },
  },
  at: (kind: string, place: string) => `${kind} · ${place}`,
  file: 'Fichier',
  fileHint:
    'Le chemin complet, qui finit par .xlsx, dans un dossier existant. À un classeur que vous avez déjà s’ajoutent les feuilles.',
  fileMissing: 'Une destination a besoin d’un fichier.',
  folder: 'Dossier',
  folderHint: 'Le chemin complet. Le dernier dossier est créé s’il manque.',
  folderMissing: 'Une destination a besoin d’un dossier.',
  partitions: 'Ajouter les changements en partitions',
  partitionsHint: 'Chaque livraison ajoute un dossier avec les lignes changées ; les versions antérieures d’une ligne restent.',
  mark: 'Commencer les fichiers par une marque d’ordre des octets',
  markHint: 'Excel en a besoin pour lire les accents et les autres alphabets.',
  guard: 'Protéger des formules',
  guardHint: 'Met une apostrophe devant les textes qu’un tableur exécuterait, comme ceux qui commencent par =.',
  name: 'Nom',
  nameHint: (kind: string) => `Laissé vide, il devient ${kind}.`,
  test: 'Tester',
  works: 'On peut y écrire.',
  save: 'Enregistrer et livrer',
  deliver: 'Livrer maintenant',
  editNamed: (name: string) => `Modifier ${name}`,
  removeNamed: (name: string) => `Retirer ${name} ; ce qui a été livré reste`,
  delivered: (milliseconds: number) => `Livré ${ago(milliseconds)}`,
  neverDelivered: 'Pas encore livré',
}

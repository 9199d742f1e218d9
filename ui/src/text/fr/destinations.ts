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
    postgres: { title: 'PostgreSQL', says: 'Une table par onglet dans un schéma de votre base ; seul ce qui a changé est envoyé.' },
    clickHouse: { title: 'ClickHouse', says: 'Une table par onglet dans une base ; seul ce qui a changé est envoyé.' },
    bucket: { title: 'Stockage objet', says: 'Amazon S3, MinIO et d’autres : du Parquet, un dossier par onglet.' },
  },
  at: (kind: string, place: string) => `${kind} · ${place}`,
  file: {
    label: 'Fichier',
    hint: 'Le chemin complet, qui finit par .xlsx, dans un dossier existant. À un classeur que vous avez déjà s’ajoutent les feuilles.',
  },
  folder: { label: 'Dossier', hint: 'Le chemin complet. Le dernier dossier est créé s’il manque.' },
  folderMissing: 'Une destination a besoin d’un dossier.',
  missing: 'C’est nécessaire.',
  partitions: {
    label: 'Ajouter les changements en partitions',
    hint: 'Chaque livraison ajoute un dossier avec les lignes changées ; les versions antérieures d’une ligne restent.',
  },
  mark: {
    label: 'Commencer les fichiers par une marque d’ordre des octets',
    hint: 'Excel en a besoin pour lire les accents et les autres alphabets.',
  },
  guard: {
    label: 'Protéger des formules',
    hint: 'Met une apostrophe devant les textes qu’un tableur exécuterait, comme ceux qui commencent par =.',
  },
  host: { label: 'Hôte' },
  port: { label: 'Port' },
  portWrong: 'Un nombre de 1 à 65535.',
  database: { label: 'Base de données' },
  schema: { label: 'Schéma', hint: 'Créé s’il manque. Chaque onglet y devient une table.' },
  user: { label: 'Utilisateur' },
  tls: {
    label: 'Chiffrer la connexion',
    hint: 'Le certificat du serveur est vérifié. Sans cela, les lignes voyagent en clair : seulement pour cette machine ou votre propre réseau.',
  },
  caFile: {
    label: 'Fichier d’autorités (facultatif)',
    hint: 'Si votre organisation signe elle-même ses serveurs : le chemin complet de son fichier PEM.',
  },
  url: { label: 'Adresse', hint: 'L’interface HTTP, comme https://clickhouse.example.com:8443.' },
  endpoint: {
    label: 'Adresse (facultative)',
    hint: 'Laissez-la vide pour Amazon S3 ; sinon, comme https://minio.example.com.',
  },
  region: { label: 'Région' },
  bucket: { label: 'Bucket' },
  prefix: { label: 'Dossier dans le bucket (facultatif)', hint: 'Chaque onglet y devient un dossier.' },
  accessKey: { label: 'Clé d’accès' },
  secretKey: 'Clé secrète',
  password: 'Mot de passe',
  secretHint: 'Va dans le trousseau et nulle part ailleurs.',
  secretKept: 'Il y en a un dans le trousseau. Laissez vide pour le garder.',
  secretKeptPlaceholder: 'Gardé dans le trousseau',
  name: 'Nom',
  nameHint: (kind: string) => `Laissé vide, il devient ${kind}.`,
  test: 'Tester',
  works: (server: string | null) =>
    server ? `${server} répond, et on peut y écrire.` : 'On peut y écrire.',
  goesTo: 'Les lignes de chaque onglet vont vers :',
  save: 'Enregistrer et livrer',
  deliver: 'Livrer maintenant',
  editNamed: (name: string) => `Modifier ${name}`,
  removeNamed: (name: string) => `Retirer ${name} ; ce qui a été livré reste`,
  delivered: (milliseconds: number) => `Livré ${ago(milliseconds)}`,
  neverDelivered: 'Pas encore livré',
}

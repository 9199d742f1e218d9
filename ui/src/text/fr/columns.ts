import { list, number, plural } from '../format'

/** The words for choosing what is written of a stream. */
export const columns = {
  open: 'Colonnes…',
  openNamed: (stream: string) => `Colonnes et lignes de ${stream}`,
  choose: 'Choisir ce qui est lu…',
  title: (stream: string) => `Colonnes et lignes de ${stream}`,
  lead: 'Ce que vous décochez n’arrive jamais dans le classeur de cet ordinateur.',
  list: 'Colonnes',
  find: 'Chercher une colonne',
  written: (count: number) =>
    `${number(count)} ${plural(count, { one: 'colonne écrite', other: 'colonnes écrites' })}`,
  all: 'Tout cocher',
  none: 'Tout décocher',
  unknown: 'La source n’annonce pas ses colonnes. Elles figurent ici après la première synchronisation.',
  personalTitle: 'Données personnelles',
  personal: (names: string[]) =>
    `D’après ${plural(names.length, { one: 'son nom', other: 'leurs noms' })}, ${list(names)} pourrait concerner des personnes. Vous pouvez exclure ces colonnes ou les hacher : des valeurs égales restent égales, on peut donc toujours compter et joindre.`,
  hashThem: 'Les hacher',
  leaveThem: 'Les exclure',
  titleOf: (column: string) => `Titre de ${column}`,
  wayOf: (column: string) => `Écriture de ${column}`,
  way: { keep: 'Telle quelle', hash: 'Hachée', expand: 'Une colonne par champ', leave: 'Exclue' },
  type: {
    text: 'texte',
    integer: 'nombre entier',
    number: 'nombre',
    boolean: 'vrai ou faux',
    time: 'date et heure',
    json: 'imbriqué',
    unknown: 'libre',
  },
  rows: 'Lignes',
  rowsAll: 'Toutes les lignes sont écrites.',
  rowsSome: 'Seulement les lignes où',
  rowsSent: (column: string) => `Une borne inférieure sur ${column} va aussi à la source : ce qui est plus ancien n’est même pas lu.`,
  keyChanges: 'La clé est écrite autrement : l’onglet est vidé maintenant et rempli à la prochaine synchronisation.',
  save: 'Enregistrer',
  outdated:
    'Enregistré. Ce qui est exclu a quitté l’onglet. Les nouvelles colonnes, le hachage et les filtres atteignent les lignes déjà là quand le flux est relu en entier.',
  again: 'Relire maintenant',
  later: 'Plus tard',
}

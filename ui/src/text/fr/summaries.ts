import { number, plural } from '../format'
import type { Order } from '../order'
import { rows } from './units'

/** The menu of a column. */
export const columnMenu = {
  open: (column: string) => `Menu de ${column}`,
  ascending: {
    letters: 'Trier de A à Z',
    size: 'Trier du plus petit au plus grand',
    time: 'Trier du plus ancien au plus récent',
    truth: 'Trier, faux d’abord',
  },
  descending: {
    letters: 'Trier de Z à A',
    size: 'Trier du plus grand au plus petit',
    time: 'Trier du plus récent au plus ancien',
    truth: 'Trier, vrai d’abord',
  },
  profile: 'Profil de cette colonne',
  chart: 'Graphique par cette colonne',
  freeze: 'Figer jusqu’ici',
  unfreeze: 'Libérer les colonnes',
  hide: 'Masquer cette colonne',
  frozen: (count: number) =>
    count === 0
      ? 'Aucune colonne n’est figée'
      : count === 1
        ? 'La première colonne reste visible'
        : `Les ${number(count)} premières colonnes restent visibles`,
}

const orders: Record<Order, [ascending: string, descending: string]> = {
  letters: ['de A à Z', 'de Z à A'],
  size: ['du plus petit au plus grand', 'du plus grand au plus petit'],
  time: ['du plus ancien au plus récent', 'du plus récent au plus ancien'],
  truth: ['faux d’abord', 'vrai d’abord'],
}

/** The order that the rows are in. */
export const sorted = (column: string, order: Order, descending: boolean): string =>
  `Trié par ${column}, ${orders[order][descending ? 1 : 0]}`

/** What a column holds. */
export const profile = {
  title: (column: string) => `Profil de ${column}`,
  all: (count: number) => `Tout ce que les filtres laissent a été lu : ${rows(count)}.`,
  sample: (count: number, every: number) => `Un échantillon : ${rows(count)}, une sur ${number(every)}.`,
  nulls: 'Null',
  empty: 'Texte vide',
  odd: 'D’un autre type',
  distinct: 'Valeurs différentes',
  least: 'Plus petite',
  greatest: 'Plus grande',
  mean: 'Moyenne',
  share: (count: number, percent: string) => `${number(count)} (${percent})`,
  frequent: 'Valeurs les plus fréquentes',
  unique: 'Chaque valeur est unique.',
  only: (value: string) => `Seulement les lignes avec ${value}`,
  spread: 'Répartition des valeurs',
  range: (from: string, to: string) => (from === to ? from : `${from} à ${to}`),
  picture: (column: string, count: number) => `Histogramme de ${column}, ${number(count)} barres. Le tableau dit la même chose.`,
  values: 'Valeurs',
  rowsHead: 'Lignes',
}

/** What the selected cells come to. */
export const totals = {
  label: 'Totaux de la sélection',
  filled: (count: string) => `Nombre ${count}`,
  sum: (sum: string) => `Somme ${sum}`,
  mean: (mean: string) => `Moyenne ${mean}`,
  least: (least: string) => `Min ${least}`,
  greatest: (greatest: string) => `Max ${greatest}`,
  copy: (total: string) => `Copier : ${total}`,
  reading: 'Calcul en cours…',
}

/** A chart of a tab. */
export const chart = {
  open: 'Graphique',
  title: (tab: string) => `Graphique de ${tab}`,
  by: 'Par',
  span: 'Chaque barre est',
  spans: { day: 'un jour', week: 'une semaine', month: 'un mois', year: 'une année' },
  shows: 'Montre',
  count: 'Nombre de lignes',
  sum: (column: string) => `Somme de ${column}`,
  picture: (shows: string, by: string, count: number) =>
    `${shows} par ${by} : ${number(count)} ${plural(count, { one: 'barre', other: 'barres' })}. Le tableau dit la même chose.`,
  asTable: 'Tableau',
  others: (count: number) => `${number(count)} ${plural(count, { one: 'autre', other: 'autres' })}`,
  undated: (amount: string) => `Sans date : ${amount}.`,
  longer: (span: string) => `Il y aurait trop de barres : chacune est ${span}.`,
  utc: 'Les jours sont ceux de l’UTC.',
  nothing: 'Les filtres ne laissent aucune ligne.',
}

/** While the store puts the rows in order. */
export const ordering = {
  says: (read: number, all: number) => `Les lignes sont mises en ordre : ${number(read)} lues sur ${number(all)}`,
  label: 'Les lignes sont mises en ordre',
}

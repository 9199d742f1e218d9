import type { Text } from '..'
import { number, plural } from '../format'
import { rows } from './units'

/** Colonnes que l’on ajoute soi-même. */
export const userColumns: Text['workbook']['userColumns'] = {
  add: 'Ajouter une colonne',
  addTitle: 'Ajouter une colonne à soi',
  changeTitle: (column) => `Modifier ${column}`,
  name: 'Nom',
  nameMissing: 'Une colonne a besoin d’un nom.',
  kind: 'Ce qu’elle contient',
  kinds: { note: 'Des notes', tags: 'Des étiquettes', formula: 'Une formule' },
  formula: 'Formule',
  formulaHint: 'Une colonne s’écrit entre crochets : [amount] * 1.2',
  examples: (values) => `Dans les premières lignes : ${values}`,
  blank: 'vide',
  functions: 'Fonctions',
  save: 'Enregistrer',
  remove: 'Supprimer la colonne',
  removeSays: 'Ses cellules partent avec elle. Vous pouvez annuler juste après.',
  removed: (column) => `${column} a été supprimée.`,
  restored: (column) => `${column} est de retour, avec ses cellules.`,
  change: (column) => `Modifier ${column}`,
  noKey:
    'Les lignes de cet onglet n’ont pas de clé : une note ne pourrait pas rester avec sa ligne. Prenez un onglet dont le flux en a une.',
  edit: (column) => `${column} : saisissez une valeur, Entrée la garde, Échap laisse tout en l’état`,
  tagsEdit: (column) => `${column} : étiquettes séparées par des virgules, Entrée les garde`,
  saved: (value) => `Enregistré : ${value}`,
  emptied: 'Vidée',
  undone: 'Annulé',
  nothingToUndo: 'Rien à annuler',
  editKeys: 'Entrée ou F2 modifie, Suppr vide, Ctrl ou Cmd + Z annule',
}

/** Ce qui peut être faux dans une formule. */
export const mistakes: Text['workbook']['mistakes'] = {
  ends: (_, place) => `Il manque quelque chose à la position ${number(place)}.`,
  unexpected: (_, place) => `Ce qui se trouve à la position ${number(place)} n’a pas sa place ici.`,
  unclosed: (_, place) => `Ce qui commence à la position ${number(place)} n’est pas fermé.`,
  badNumber: (_, place) => `Le nombre à la position ${number(place)} est illisible.`,
  unknownFunction: (name) => `La fonction ${name} n’existe pas.`,
  unknownColumn: (name) => `Cet onglet n’a pas de colonne ${name}.`,
  arguments: (name) => `La fonction ${name} prend un autre nombre de valeurs.`,
  circular: () => 'La formule dépend d’elle-même.',
  tooLarge: () => 'La formule est trop longue ou trop imbriquée.',
}

/** Ce que font les fonctions. */
export const functions: Text['workbook']['functions'] = [
  ['if(condition, then, otherwise)', 'L’une de deux valeurs'],
  ['and(a, b…), or(a, b…), not(a)', 'Des conditions réunies'],
  ['round(number, places), abs(number)', 'Arrondi ; sans signe'],
  ['min(a, b…), max(a, b…)', 'La plus petite ou la plus grande ; le vide ne compte pas'],
  ['len(text), lower(text), upper(text), trim(text)', 'Longueur, casse, sans espaces aux bords'],
  ['left(text, n), right(text, n), mid(text, from, n)', 'Une partie d’un texte'],
  ['find(what, text, from)', 'La place d’un texte dans un autre, à partir de 1'],
  ['concat(a, b…) / a & b', 'Des textes mis bout à bout'],
  ['date(year, month, day), today()', 'Un jour'],
  ['year(time), month(time), day(time)', 'Parties d’une date, en UTC'],
  ['days(later, earlier)', 'Jours entre deux dates'],
  ['coalesce(a, b…)', 'La première valeur qui n’est pas vide'],
  ['number(text), text(value)', 'L’un comme l’autre'],
]

/** Chercher dans un onglet. */
export const find: Text['workbook']['find'] = {
  open: 'Chercher (Ctrl ou Cmd + F)',
  short: 'Chercher',
  label: 'Chercher dans cet onglet',
  next: 'Ligne suivante',
  previous: 'Ligne précédente',
  none: 'Introuvable',
  place: (index, total) => `${number(index)} sur ${rows(total)}`,
  close: 'Fermer la recherche',
}

/** Ce qui a changé depuis une synchronisation. */
export const changes: Text['workbook']['changes'] = {
  open: 'Ce qui a changé',
  title: 'Ce qui a changé depuis une synchronisation',
  since: 'Depuis',
  point: (when, count) => `${when}, ${rows(count)}`,
  latest: (when, count) => `${when}, ${rows(count)} (la dernière)`,
  none: 'Aucune synchronisation n’est encore gardée. Les changements paraîtront ici dès la prochaine.',
  groups: {
    added: (count) => `${number(count)} ${plural(count, { one: 'ajoutée', other: 'ajoutées' })}`,
    changed: (count) => `${number(count)} ${plural(count, { one: 'modifiée', other: 'modifiées' })}`,
    removed: (count) => `${number(count)} ${plural(count, { one: 'supprimée', other: 'supprimées' })}`,
  },
  nothing: {
    added: 'Aucune ligne n’a été ajoutée.',
    changed: 'Aucune ligne n’a été modifiée.',
    removed: 'Aucune ligne n’a été supprimée.',
  },
  row: 'Ligne',
  column: 'Colonne',
  before: 'Avant',
  after: 'Après',
  more: 'En voir plus',
  keep: 'Garder l’historique',
  days: (count) => (count === 0 ? 'pas du tout' : `${number(count)} ${plural(count, { one: 'jour', other: 'jours' })}`),
  close: 'Fermer',
}

/** What JSON can hold; the types of the engine name it. */
type JsonValue = number | string | boolean | JsonValue[] | { [key in string]?: JsonValue } | null

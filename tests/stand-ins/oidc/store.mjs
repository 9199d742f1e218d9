// Where the provider keeps what it issues. The provider's own store in memory forgets all but the last thousand items,
// live grants among them: a long test would see grants end that nobody ended. This one forgets only what has expired.

const grantable = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode'])

/** Makes the adapter class that `oidc-provider` takes, and the list of its refresh tokens that are good now. */
export function store() {
  const items = new Map()
  const byGrant = new Map()
  const byUid = new Map()
  const byUserCode = new Map()

  function find(key) {
    const item = items.get(key)
    if (item && item.until <= Date.now()) {
      items.delete(key)
      return undefined
    }
    return item?.payload
  }

  class Adapter {
    constructor(model) { this.model = model }

    key(id) { return `${this.model}:${id}` }

    async upsert(id, payload, expiresIn) {
      const key = this.key(id)
      items.set(key, { payload, until: expiresIn ? Date.now() + expiresIn * 1000 : Infinity })
      if (this.model === 'Session') byUid.set(payload.uid, key)
      if (payload.userCode) byUserCode.set(payload.userCode, key)
      if (grantable.has(this.model) && payload.grantId) {
        if (!byGrant.has(payload.grantId)) byGrant.set(payload.grantId, new Set())
        byGrant.get(payload.grantId).add(key)
      }
    }

    async find(id) { return find(this.key(id)) }
    async findByUid(uid) { return find(byUid.get(uid)) }
    async findByUserCode(userCode) { return find(byUserCode.get(userCode)) }
    async destroy(id) { items.delete(this.key(id)) }

    async consume(id) {
      const payload = find(this.key(id))
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    }

    async revokeByGrantId(grantId) {
      for (const key of byGrant.get(grantId) ?? []) items.delete(key)
      byGrant.delete(grantId)
    }
  }

  /** The refresh tokens that a refresh with them would be granted: kept, unused, their grant alive. */
  function goodRefreshTokens() {
    const good = []
    for (const [grantId, keys] of byGrant) {
      if (!find(`Grant:${grantId}`)) continue
      for (const key of keys) {
        const token = key.startsWith('RefreshToken:') && find(key)
        if (token && !token.consumed) good.push(token.jti)
        // What is gone or used is of no more interest to this list; the item itself stays, so that a second use is seen.
        if (!items.has(key)) keys.delete(key)
      }
    }
    return good
  }

  return { Adapter, goodRefreshTokens }
}

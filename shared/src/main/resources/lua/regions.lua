-- What regions know of each other, for policies that are shared between them; the same as Shared.java, which says why. All of it
-- stands in one function, because a script that is not about them should not pay for it. Needs usage.lua.
--   request  now_ms and what else a script wants, then: own u8 (which of them this is, from 1), regions u8, of each its name s8
--            and the sum of the weights up to its own, u32
--   peers    string: era_ms u48 (when this memory began), over u48 (units passed above limits), peers u8, then of each its name
--            s8, heard_ms u48, complete u8 (1: all that it knew was told since the era began)
--   tail     of a scope's string: ends_ms u48, born_ms u48, revision u32, over u32, limits u8 and each u24, given u8 and the
--            grants, since_ms u48 (0: not frozen) and then at_ms u48 and the windows as they stood before, what was admitted
--            of late: at_ms u48, cur u32, prev u32, then blocks u8 and of each its size u16 and itself
--   block    what one region counted: name s8, born_ms u48, revision u32, at_ms u48, given u8 and the grants, then windows
--   grant    name s8, millionths u32, until_ms u48 (the taker's), back_ms u48 (the giver's again)
--   windows  u8, then of each length u24 (in 10 ms), cells u8 (2 or 11) and as many counts u24, the oldest first
--   parcel   want u32 (millionths), block
local function regions()
  local R, SILENCE, LEASE, SKEW, UNHEARD, MILLION, MOST_OUT = {}, 500, 10000, 1000, 100, 1000000, 10000
  local sub, rep = string.sub, string.rep

  local function read_windows(s, pos)
    local windows, n = {}, nil
    n, pos = parse('<B', s, pos)
    for i = 1, n do
      local length, k
      length, k, pos = parse('<I3B', s, pos)
      local w = {parse('<' .. rep('I3', k), s, pos)}
      pos, w[k + 1] = w[k + 1], nil
      w.length, w.k = length * TICK, k
      windows[i] = w
    end
    return windows, pos
  end
  local function pack_windows(windows)
    local out = {pack('<B', #windows)}
    for i, w in ipairs(windows) do
      out[i + 1] = pack('<I3B' .. rep('I3', w.k), w.length / TICK, w.k, unpack(w))
    end
    return table.concat(out)
  end
  local function read_grants(s, pos)
    local grants, n = {}, nil
    n, pos = parse('<B', s, pos)
    for i = 1, n do
      local g = {}
      g.name, g.part, g.till, g.back, pos = parse('<Bc0I4I6I6', s, pos)
      grants[i] = g
    end
    return grants, pos
  end
  local function pack_grants(grants)
    local out = {pack('<B', #grants)}
    for i, g in ipairs(grants) do out[i + 1] = pack('<Bc0I4I6I6', #g.name, g.name, g.part, g.till, g.back) end
    return table.concat(out)
  end
  local function read_block(s, pos)
    local b = {}
    b.name, b.born, b.revision, b.at, pos = parse('<Bc0I6I4I6', s, pos)
    b.given, pos = read_grants(s, pos)
    b.windows = read_windows(s, pos)
    return b
  end
  local function pack_block(b)
    return pack('<Bc0I6I4I6', #b.name, b.name, b.born, b.revision, b.at) .. pack_grants(b.given) .. pack_windows(b.windows)
  end
  R.read_block, R.pack_block = read_block, pack_block

  local function part_of(length, k) return k == 2 and length or ceil(length / PARTS) end
  -- the counts of a window seen at another moment; what is ahead of a clock that is late counts as now
  local function shifted(w, from, to)
    local part, moved = part_of(w.length, w.k), {}
    local rolled = floor(to / part) - floor(from / part)
    for j = 1, w.k do moved[j] = 0 end
    for j = 1, w.k do
      local place = min(w.k, j - rolled)
      if place >= 1 then moved[place] = moved[place] + w[j] end
    end
    return moved
  end
  local function add(sum, windows, length, k, from, now)
    for _, w in ipairs(windows) do
      if w.length == length and w.k == k then
        local moved = shifted(w, from, now)
        for j = 1, k do sum[j] = sum[j] + moved[j] end
      end
    end
  end
  local function longest(windows)
    local most = 0
    for _, w in ipairs(windows) do most = max(most, w.k * part_of(w.length, w.k)) end
    return most
  end
  local function ends(b)
    local last = b.at + longest(b.windows)
    for _, g in ipairs(b.given) do last = max(last, g.back) end
    return last
  end
  local function own_windows(scope)
    local windows = {}
    for i = 1, scope.n do
      local w = scope[i]
      local copy = scope.strict and {unpack(w.cells)} or {w.prev, w.cur}
      copy.length, copy.k = w.length, #copy
      windows[i] = copy
    end
    return windows
  end

  -- ---- who is there
  function R.read(request, pos, peers_key)
    local home, own, n = {names = {}, to = {}}, nil, nil
    own, n, pos = parse('<BB', request, pos)
    for i = 1, n do home.names[i], home.to[i], pos = parse('<Bc0I4', request, pos) end
    home.index, home.own, home.weight = own, home.names[own], home.to[n]
    home.part = floor((home.to[own] - (home.to[own - 1] or 0)) * MILLION / home.weight)
    home.peers_key, home.peers, home.over = peers_key, {}, 0
    local s = redis.call('GET', peers_key)
    if s then
      local count, at
      home.era, home.over, count, at = parse('<I6I6B', s)
      for _ = 1, count do
        local name, heard, complete
        name, heard, complete, at = parse('<Bc0I6B', s, at)
        home.peers[name] = {heard = heard, complete = complete}
      end
    end
    return home, pos
  end
  function R.save_peers(home)
    local out, n = {false}, 0
    for _, name in ipairs(home.names) do
      local peer = home.peers[name]
      if peer then
        n = n + 1
        out[n + 1] = pack('<Bc0I6B', #name, name, peer.heard, peer.complete)
      end
    end
    out[1] = pack('<I6I6B', home.era, home.over, n)
    redis.call('SET', home.peers_key, table.concat(out))
  end
  -- who counts as there, and what weight the others have
  function R.listen(home, now)
    home.there, home.away, home.complete = {}, 0, true
    for i, name in ipairs(home.names) do
      local peer = home.peers[name]
      local told = peer and peer.complete == 1
      home.there[i] = i == home.index or told and now - peer.heard < SILENCE
      if not home.there[i] then home.away = home.away + home.to[i] - (home.to[i - 1] or 0) end
      if i ~= home.index and not told then home.complete = false end
    end
  end
  local function units_of(home, i, limit)
    return floor(limit * home.to[i] / home.weight) - floor(limit * (home.to[i - 1] or 0) / home.weight)
  end

  -- ---- a scope's tail
  function R.open(u)
    local s = u.tail
    local h = {born = 0, revision = 0, over = 0, limits = {}, given = {}, blocks = {}, late_at = 0, cur = 0, prev = 0}
    u.shared = h
    if not s then return h end
    local n, pos
    h.born, h.revision, h.over, n, pos = parse('<I6I4I4B', s, 7)
    for i = 1, n do h.limits[i], pos = parse('<I3', s, pos) end
    h.given, pos = read_grants(s, pos)
    h.since, pos = parse('<I6', s, pos)
    if h.since == 0 then
      h.since = nil
    else
      h.before_at, pos = parse('<I6', s, pos)
      h.before, pos = read_windows(s, pos)
    end
    h.late_at, h.cur, h.prev, n, pos = parse('<I6I4I4B', s, pos)
    for i = 1, n do
      local size
      size, pos = parse('<I2', s, pos)
      h.blocks[i] = read_block(sub(s, pos, pos + size - 1), 1)
      pos = pos + size
    end
    return h
  end
  function R.close(u, now)
    local h, last, out, kept = u.shared, 0, {}, 0
    local given = {}
    for _, g in ipairs(h.given) do
      if g.back > now then
        given[#given + 1] = g
        last = max(last, g.back)
      end
    end
    h.given = given
    for _, b in ipairs(h.blocks) do
      if ends(b) > now then
        local packed = pack_block(b)
        kept = kept + 1
        out[kept] = pack('<I2', #packed) .. packed
        last = max(last, ends(b))
      end
    end
    local frozen = h.since and pack('<I6I6', h.since, h.before_at) .. pack_windows(h.before) or pack('<I6', 0)
    u.tail = pack('<I6I6I4I4B', last, h.born, h.revision, h.over, #h.limits) .. pack('<' .. rep('I3', #h.limits), unpack(h.limits))
      .. pack_grants(given) .. frozen .. pack('<I6I4I4B', h.late_at, h.cur, h.prev, kept) .. table.concat(out)
  end
  local function together(u, length, k, own, now, name)
    local sum = own and {unpack(own)} or {}
    for j = 1, k do sum[j] = sum[j] or 0 end
    for _, b in ipairs(u.shared.blocks) do
      if not name or b.name == name then add(sum, b.windows, length, k, b.at, now) end
    end
    return sum
  end
  -- keeps what was counted when the first of the others fell silent; forgets it when all are there
  function R.freeze(u, scope, home, now)
    local h = u.shared
    if home.away == 0 then
      h.since = nil
    elseif not h.since then
      local before, seen = {}, {}
      local function note(w, own)
        local shape = w.length .. '/' .. w.k
        if not seen[shape] then
          local sum = together(u, w.length, w.k, own, now)
          sum.length, sum.k, seen[shape] = w.length, w.k, true
          before[#before + 1] = sum
        end
      end
      for _, w in ipairs(own_windows(scope)) do note(w, w) end
      for _, b in ipairs(h.blocks) do
        for _, w in ipairs(b.windows) do note(w) end
      end
      h.since, h.before_at, h.before = now, now, before
    end
  end

  -- ---- a check: what the windows of a scope hold for this region
  function R.join(u, scope, home, now, escrow)
    R.open(u)
    if not escrow then R.freeze(u, scope, home, now) end
    for i, w in ipairs(own_windows(scope)) do
      local all = together(u, w.length, w.k, w, now, escrow and home.own)
      if not escrow and home.away > 0 then
        local before = {}
        for j = 1, w.k do before[j] = 0 end
        add(before, u.shared.before, w.length, w.k, u.shared.before_at, now)
        for j = 1, w.k do all[j] = max(0, all[j] - floor(before[j] * home.away / home.weight)) end
      end
      scope[i].all = all
    end
  end
  local function given_by(u, home, now)
    local sum = 0
    local function note(grants)
      for _, g in ipairs(grants) do
        if g.back > now then sum = sum + g.part end
      end
    end
    note(u.shared.given)
    for _, b in ipairs(u.shared.blocks) do
      if b.name == home.own then note(b.given) end
    end
    return sum
  end
  -- an escrow region that lost its memory waits until everybody told what it had used and given, or until nothing of it counts
  local function closed(home, now, memory)
    return not home.complete and (not home.era or now - home.era < memory + LEASE + SKEW)
  end
  function R.rights(u, scope, w, home, now, escrow)
    if not escrow then
      if home.away == 0 then return w.full end
      local units = 0
      for i = 1, #home.names do
        if home.there[i] then units = units + units_of(home, i, w.full) end
      end
      return units
    end
    if closed(home, now, longest(own_windows(scope))) then return 0 end
    local units = units_of(home, home.index, w.full)
    for _, b in ipairs(u.shared.blocks) do
      for _, g in ipairs(b.given) do
        if g.name == home.own and b.name ~= home.own and g.till > now then
          units = units + floor(w.full * g.part / MILLION)
        end
      end
    end
    return max(0, units - ceil(w.full * given_by(u, home, now) / MILLION))
  end
  -- ---- what others may not have heard of, and what is presumed of them; Unheard.java says why
  local function unheard(h, now)
    local rolled = floor(now / UNHEARD) - floor(h.late_at / UNHEARD)
    if rolled == 0 then return h.cur, h.prev end
    return 0, rolled == 1 and h.cur or 0
  end
  -- no more than this is presumed of the others; cheap, for while the limit is far
  function R.most_presumed(u, home, now)
    local cur, prev = unheard(u.shared, now)
    if cur + prev == 0 then return 0 end
    local own = home.to[home.index] - (home.to[home.index - 1] or 0)
    return floor((cur + prev) * (home.weight - own) / own)
  end
  -- the others that are there, each as busy as this one by its weight, but with no more than is known of it: now, and until
  -- when less and then nothing is presumed
  function R.presumed(u, w, home, now)
    local cur, prev = unheard(u.shared, now)
    local own, first, second = home.to[home.index] - (home.to[home.index - 1] or 0), 0, 0
    for i, name in ipairs(home.names) do
      if i ~= home.index and home.there[i] then
        local weight, known = home.to[i] - (home.to[i - 1] or 0), 0
        for _, count in ipairs(together(u, w.length, #w.all, nil, now, name)) do known = known + count end
        first = first + min(known, floor((cur + prev) * weight / own))
        second = second + min(known, floor(cur * weight / own))
      end
    end
    local next_ms = UNHEARD - now % UNHEARD
    return {{0, first}, {next_ms, second}, {next_ms + UNHEARD, 0}}
  end
  function R.admitted(u, units, now)
    local h = u.shared
    local cur, prev = unheard(h, now)
    h.late_at, h.cur, h.prev = now, cur + units, prev
  end

  -- what is left of grants to this region, when the first of them has to be asked for again
  function R.running_out(u, home, now)
    for _, b in ipairs(u.shared.blocks) do
      for _, g in ipairs(b.given) do
        if g.name == home.own and b.name ~= home.own and g.till > now and g.till - now < LEASE / 2 then return true end
      end
    end
    return false
  end
  function R.count(u, scope, now)
    local h = u.shared
    if h.born == 0 then h.born = now end
    h.revision = h.revision + 1
    for i = 1, scope.n do
      if scope[i].whole then h.limits[i] = scope[i].whole end
    end
    for i = #h.limits, scope.n + 1, -1 do h.limits[i] = nil end
    R.close(u, now)
  end
  -- what was counted before the freeze and is given back now was not used after all
  function R.uncharge(u, units, charged, now)
    local h = u.shared
    if not h.since or charged >= h.since then return end
    for i, w in ipairs(h.before) do
      local part, moved = part_of(w.length, w.k), shifted(w, h.before_at, now)
      local place = w.k - (floor(now / part) - floor(charged / part))
      if place >= 1 then moved[place] = max(0, moved[place] - units) end
      moved.length, moved.k = w.length, w.k
      h.before[i] = moved
    end
    h.before_at = now
  end
  function R.own_block(u, scope, home, now)
    local h = u.shared
    return {name = home.own, born = h.born, revision = h.revision, at = now, given = h.given, windows = own_windows(scope)}
  end
  function R.publish(out, u, scope, home, now, want)
    if redis.call('HLEN', out) >= MOST_OUT and redis.call('HEXISTS', out, scope.key) == 0 then
      redis.call('HSET', out, '', '') -- there is more than is said here
      return
    end
    redis.call('HSET', out, scope.key, pack('<I4', want) .. pack_block(R.own_block(u, scope, home, now)))
  end
  function R.shown(u, scope, now, units)
    local shown = {n = scope.n, strict = scope.strict}
    local plain = {left = u.left, left_until = u.left_until, scale = u.scale, scale_until = u.scale_until, rights = {}}
    for i = 1, scope.n do
      local w, all = scope[i], {unpack(scope[i].all)}
      all[#all] = all[#all] + units
      for j = 1, #all do all[j] = min(MOST, all[j]) end
      shown[i] = {length = w.length, cells = all, cur = all[2], prev = all[1]}
      plain.rights[i] = w.most
    end
    return (pack_usage(plain, shown, now))
  end

  -- ---- a merge: what another region says it has counted
  local function same_shape(windows, length, k)
    for _, w in ipairs(windows) do
      if w.length == length and w.k == k then return w end
    end
  end
  -- this region's own counts, from before a failover to a replica that had not heard of them yet
  local function lift(u, scope, b, now)
    local h = u.shared
    for i, w in ipairs(own_windows(scope)) do
      local theirs = same_shape(b.windows, w.length, w.k)
      if theirs then
        local moved = shifted(theirs, b.at, now)
        for j = 1, w.k do w[j] = max(w[j], moved[j]) end
        if scope.strict then scope[i].cells = w else scope[i].prev, scope[i].cur = w[1], w[2] end
      end
    end
    for _, g in ipairs(b.given) do
      local mine
      for _, own in ipairs(h.given) do
        if own.name == g.name then mine = own end
      end
      if mine then
        mine.part, mine.till, mine.back = max(mine.part, g.part), max(mine.till, g.till), max(mine.back, g.back)
      else
        h.given[#h.given + 1] = g
      end
    end
    h.revision = b.revision + 1
  end
  -- 'new' when it said something new, 'own' when that changed this region's own counts
  function R.take(u, scope, b, home, now)
    local h = u.shared
    if b.born == 0 or ends(b) <= now then return nil end
    if b.name == home.own and b.born == h.born then
      if b.revision <= h.revision then return nil end
      lift(u, scope, b, now)
      return 'own'
    end
    for i, known in ipairs(h.blocks) do
      if known.name == b.name and known.born == b.born then
        if b.revision <= known.revision then return nil end
        h.blocks[i] = b
        return 'new'
      end
    end
    if #h.blocks == 255 then table.remove(h.blocks, 1) end -- so many lives in the memory of one window do not come honestly
    h.blocks[#h.blocks + 1] = b
    return 'new'
  end
  -- lends what is not used of this region's own part, as much as is wanted and at most half when less would do
  function R.lend(u, scope, b, want, home, now)
    local h = u.shared
    local windows = own_windows(scope)
    local memory = max(longest(windows), longest(b.windows))
    if closed(home, now, memory) or memory == 0 then return false end
    local free = home.part - given_by(u, home, now)
    local spare, counted = free, 0
    for _, known in ipairs(h.blocks) do
      if known.name == home.own then counted = counted + #known.windows end
    end
    if counted > 0 and #windows == 0 then return false end
    for i, w in ipairs(windows) do
      local used = 0
      for _, count in ipairs(together(u, w.length, w.k, w, now, home.own)) do used = used + count end
      if used > 0 then
        if not h.limits[i] then return false end
        spare = min(spare, free - ceil(used * MILLION / h.limits[i]))
      end
    end
    local grant
    for _, g in ipairs(h.given) do
      if g.name == b.name and g.back > now then grant = g end
    end
    local more = 0
    if want > 1 and spare > 0 then more = min(spare, max(want, floor(spare / 2))) end
    if not grant then
      if more == 0 then return false end
      grant = {name = b.name, part = 0, till = 0, back = 0}
      h.given[#h.given + 1] = grant
    elseif more == 0 and grant.till - now > LEASE / 2 then
      return false
    end
    grant.part, grant.till = grant.part + more, max(grant.till, now + LEASE)
    grant.back = max(grant.back, grant.till + memory + SKEW)
    return true
  end
  -- how far the counts of all regions are above a limit now, as far as it rose since the last look
  function R.excess(u, scope, now)
    local h, most = u.shared, 0
    for i, w in ipairs(own_windows(scope)) do
      local limit, all, used = h.limits[i], together(u, w.length, w.k, w, now), 0
      if limit then
        if scope.strict then
          for j = 1, w.k do used = used + all[j] end
        else
          used = all[2] + ceil(all[1] * (w.length - now % w.length) / w.length)
        end
        most = max(most, used - limit)
      end
    end
    local rise = max(0, most - h.over)
    h.over = most
    return rise
  end
  return R
end

-- Takes units from every window of every scope of a request, or none from any; or keeps a place in a line. The same as
-- Decision.java, which says why; RedisLimiterIT compares the two over random histories. Several requests that are asked at the same
-- time come together, when their keys are of one hash tag. Needs layout.lua, watch.lua, usual.lua, usage.lua and regions.lua.
-- KEYS[1]   who is denied   sorted set as watch.lua says
-- KEYS[2]   who takes much  the same
-- KEYS[3-]  of each request, one after another:
--   scope i      string as layout.lua says; the same with ,line and with ,tickets after it, of the same hash tag, exist while
--                anybody waits: sorted set of tickets in order, hash of tickets by id and of the line's counts
--   peers, outbox   only with 8 or 16; see regions.lua and drain.lua
-- ARGV[r]   request r, packed: flags u8 (1 peek, 2 in part, 4 a place, 8 eventual, 16 escrow, 64 quiet: a denial is not counted,
--           128 count for who takes much),
--           lane u8, now_ms u48 (0: the server's clock), cost u32, queue u32, grace_ms u32, patience_ms u48 (0: any), scopes u8,
--           with 8 or 16 the regions as regions.lua says, then of each scope strict u8, n u8, n times length_ms u32, limit u32,
--           held u32, then with 4 the ticket s16 and the flow s16: whose turn it is within a lane
-- returns   packed: status u8 (0 admitted, 1 queued, 2 refused, 3 impossible), units u32, now_ms u48, wait_ms u48, position u32,
--           tightest scope u8, tightest window u8, then of each scope its length u16 and the scope as layout.lua says, as it
--           stands now. Of several requests their replies, each after its length u32
local LANE = 2 ^ 40 -- tags of a lane stay below this
local MOST_FLOWS = 10000 -- the same as in Line.java
local MOST_WAIT = 3650 * 86400000 -- the same as in Decision.java

-- KEYS are those of this request
local function decide(KEYS, request)
  local flags, lane, now, cost, queue, grace, patience, m, pos = parse(REQUEST, request)
  if now == 0 then now = server_ms() end
  local peek, part, place, sampled = has(flags, PEEK), has(flags, PART), has(flags, PLACE), has(flags, SAMPLE)
  local escrow, R, home = has(flags, ESCROW), nil, nil
  if escrow or has(flags, EVENTUAL) then
    R = regions()
    home, pos = R.read(request, pos, KEYS[m + 1])
  end

  local scopes, usages = {}, {}
  for i = 1, m do
    local scope, strict, n = {key = KEYS[i]}, nil, nil
    strict, n, pos = parse('<BB', request, pos)
    scope.strict, scope.n = strict == 1, n
    for j = 1, n do
      local length, limit, held
      length, limit, held, pos = parse('<I4I4I4', request, pos)
      scope[j] = {length = length, limit = limit, held = held}
    end
    scopes[i], usages[i] = scope, load_usage(KEYS[i])
    if usages[i].at > now then now = usages[i].at end
  end
  local ticket, flow
  if place then ticket, flow = parse('<I2c0I2c0', request, pos) end

  local function strict_wait(length, l, cells, u)
    local part, rounds = ceil(length / PARTS), floor((u - 1) / l)
    local over, wait = u - rounds * l - l, 0
    for j = 1, PARTS + 1 do over = over + cells[j] end
    for j = 1, PARTS + 1 do
      if over <= 0 then break end
      over = over - cells[j]
      wait = (floor(now / part) + j) * part - now
    end
    return rounds * (PARTS + 1) * part + wait
  end

  local function window_wait(scope, w, u)
    if scope.strict then return strict_wait(w.length, w.most, w.all or w.cells, u) end
    if w.all then return smooth_wait(w.length, w.most, w.all[2], w.all[1], u, now) end
    return smooth_wait(w.length, w.most, w.cur, w.prev, u, now)
  end

  local function wait_for(scope, w, u, usage, wanted)
    if not R then return window_wait(scope, w, u) end
    local most = escrow and 0 or R.most_presumed(usage, home, now)
    if most > 0 and (part or wanted > w.most or window_wait(scope, w, u + most) > 0) then
      w.presumed = R.presumed(usage, w, home, now)
    end
    if wanted > w.most then return w.length end -- by then others may have come back, or have lent
    if not w.presumed then return window_wait(scope, w, u) end
    local least = math.huge
    for _, step in ipairs(w.presumed) do least = min(least, max(step[1], window_wait(scope, w, u + step[2]))) end
    return least
  end

  local function remaining(scope, w)
    local r
    if scope.strict then
      local cells = w.all or w.cells
      r = w.most
      for j = 1, PARTS + 1 do r = r - cells[j] end
    else
      local length, cur, prev = w.length, w.all and w.all[2] or w.cur, w.all and w.all[1] or w.prev
      r = floor((w.most * length - cur * length - prev * (length - now % length)) / length)
    end
    return r > 0 and r or 0
  end

  -- ---- the line of a scope: who waits, by priority, then flows in turn, then as they came
  local function names(i) return KEYS[i] .. ',line', KEYS[i] .. ',tickets' end
  local function read_member(member)
    local number, units, expires, its_lane, id = string.match(member, '^(%d+)|(%d+)|(%d+)|(%d)|(.*)$')
    return tonumber(number), tonumber(units), tonumber(expires), tonumber(its_lane), id
  end
  local function remove(i, member)
    local line, tickets = names(i)
    local _, units, _, its_lane, id = read_member(member)
    redis.call('ZREM', line, member)
    redis.call('HDEL', tickets, 't' .. id)
    redis.call('HINCRBY', tickets, 'u' .. its_lane, -units)
    if units > 1 then redis.call('HINCRBY', tickets, 'w', -1) end
  end
  local function close_if_empty(i)
    local line, tickets = names(i)
    if redis.call('EXISTS', line) == 0 then
      redis.call('DEL', tickets)
      usages[i].line_until = nil
    end
  end
  local function drop_late(i) -- those at the front whose holders did not come
    local line = names(i)
    while true do
      local front = redis.call('ZRANGE', line, 0, 0)[1]
      if not front then break end
      local _, _, expires = read_member(front)
      if expires > now then return end
      remove(i, front)
    end
    close_if_empty(i)
  end
  local function number_of(i, field) return tonumber(redis.call('HGET', KEYS[i] .. ',tickets', field) or 0) end
  local function held_ticket(i) -- its member and score; nil when it has no place here
    local line, tickets = names(i)
    local member = redis.call('HGET', tickets, 't' .. ticket)
    if not member then return nil end
    return member, tonumber(redis.call('ZSCORE', line, member))
  end
  local function next_tag(i)
    return max(number_of(i, 'v' .. lane), number_of(i, 'f' .. lane .. flow)) + cost
  end
  local function tickets_before(i, member, score) -- tickets and units in front of a ticket, or of a newcomer with this score
    local line = names(i)
    local count = member and redis.call('ZRANK', line, member) or redis.call('ZCOUNT', line, '-inf', score)
    if number_of(i, 'w') == 0 then return count, count end
    local units = 0
    if count > 0 then
      for _, other in ipairs(redis.call('ZRANGE', line, 0, count - 1)) do
        local _, theirs = read_member(other)
        units = units + theirs
      end
    end
    return count, units
  end
  local function ahead_in(i)
    if not usages[i].line_until then return 0 end
    drop_late(i)
    if not usages[i].line_until then return 0 end
    if not place then
      local units = 0
      for its_lane = 0, lane do units = units + number_of(i, 'u' .. its_lane) end
      return units
    end
    local member, score = held_ticket(i)
    local _, units = tickets_before(i, member, score or lane * LANE + next_tag(i))
    return units
  end

  -- ---- does it fit?
  local longest, tight_scope, tight_window, room, impossible, aheads = 0, 0, 0, math.huge, false, {}
  if R then R.listen(home, now) end
  for i = 1, m do
    local scope, u = scopes[i], usages[i]
    stand(u, scope, now)
    if R then R.join(u, scope, home, now, escrow) end
    aheads[i] = ahead_in(i)
    for j = 1, scope.n do
      local w = scope[j]
      local limit = w.limit
      if u.scale_until then limit = min(MOST, max(1, floor(limit * u.scale / 1000))) end
      w.whole, w.full = limit, limit - w.held
      if w.full < 1 then w.full = 1 end
      w.most = R and R.rights(u, scope, w, home, now, escrow) or w.full
      if cost > w.full and not part and not impossible then
        impossible, tight_scope, tight_window = true, i, j
      end
    end
  end
  local function wait_longest(wanted) -- until so many units fit everywhere, and where they do so last
    for i = 1, m do
      local u, through = usages[i], aheads[i] + wanted
      local quota_wait = u.left_until and through > u.left and u.left_until - now or 0
      for j = 1, scopes[i].n do
        local wait = min(MOST_WAIT, max(quota_wait, wait_for(scopes[i], scopes[i][j], through, u, wanted)))
        if wait > longest then longest, tight_scope, tight_window = wait, i, j end
      end
    end
  end
  if not impossible then wait_longest(cost) end
  if part and longest > 0 then
    for i = 1, m do
      if usages[i].left_until then room = min(room, usages[i].left - aheads[i]) end
      for _, w in ipairs(scopes[i]) do
        room = min(room, remaining(scopes[i], w) - (w.presumed and w.presumed[1][2] or 0) - aheads[i])
      end
    end
    if room < 1 then
      longest = 0
      wait_longest(1)
    end
  end

  local status, units, position, waits_already = ADMITTED, cost, 0, false
  if impossible then
    status, longest = IMPOSSIBLE, 0
  elseif longest > 0 then
    if part and room > 0 then units, longest = min(room, cost), 0 else status = REFUSED end
  end

  local function leave(i)
    local member, score = held_ticket(i)
    if not member then return end
    remove(i, member)
    if status == ADMITTED then
      local _, _, _, its_lane = read_member(member)
      local tag = score - its_lane * LANE
      if tag > number_of(i, 'v' .. its_lane) then
        redis.call('HSET', KEYS[i] .. ',tickets', 'v' .. its_lane, string.format('%.0f', tag))
      end
    end
    close_if_empty(i)
  end
  local function wait_in(i)
    local line, tickets = names(i)
    local member, score
    if usages[i].line_until then
      member, score = held_ticket(i)
    elseif not peek then
      redis.call('DEL', line, tickets) -- a line that is over may not have ended by itself yet
    end
    local number, its_units, its_lane, tag = nil, cost, lane, nil
    if member then
      local ticket_number, ticket_units, _, ticket_lane = read_member(member)
      number, its_units, its_lane = ticket_number, ticket_units, ticket_lane
    else
      tag = next_tag(i)
      score, number = lane * LANE + tag, number_of(i, 's') + 1
    end
    local before = 0
    if usages[i].line_until then before = tickets_before(i, member, score) end
    waits_already = member and true or false
    if before + 1 > queue then return end
    status, position = QUEUED, before + 1
    if peek then return end
    if member then remove(i, member) end
    local expires = now + longest + grace
    -- not %s, which ends at a zero byte
    local fresh = string.format('%010d|%d|%.0f|%d|', number, its_units, expires, its_lane) .. ticket
    redis.call('ZADD', line, string.format('%.0f', score), fresh)
    redis.call('HSET', tickets, 't' .. ticket, fresh)
    redis.call('HINCRBY', tickets, 'u' .. its_lane, its_units)
    if its_units > 1 then redis.call('HINCRBY', tickets, 'w', 1) end
    if tag then
      redis.call('HSET', tickets, 's', number)
      local its_flow = 'f' .. lane .. flow
      if redis.call('HLEN', tickets) - redis.call('ZCARD', line) < MOST_FLOWS or redis.call('HEXISTS', tickets, its_flow) == 1 then
        redis.call('HSET', tickets, its_flow, string.format('%.0f', tag))
      end
    end
    usages[i].line_until = max(usages[i].line_until or 0, expires)
    local keep = string.format('%.0f', usages[i].line_until - now + 1000)
    redis.call('PEXPIRE', line, keep)
    redis.call('PEXPIRE', tickets, keep)
  end

  if status == REFUSED and place and queue > 0 and (patience == 0 or longest <= patience) then wait_in(tight_scope) end

  if status == ADMITTED and not peek then
    for i = 1, m do
      local scope, u = scopes[i], usages[i]
      for j = 1, scope.n do
        local w = scope[j]
        if scope.strict then w.cells[PARTS + 1] = w.cells[PARTS + 1] + units else w.cur = w.cur + units end
      end
      if u.left_until then u.left = max(0, u.left - units) end
      if place and u.line_until then leave(i) end
      if R then
        if not escrow then R.admitted(u, units, now) end
        R.count(u, scope, now)
        R.publish(KEYS[m + 2], u, scope, home, now, escrow and R.running_out(u, home, now) and 1 or 0)
      end
      save_usage(u, scope, now)
    end
  elseif status == QUEUED and not peek then
    for i = 1, m do
      if i == tight_scope then save_usage(usages[i], scopes[i], now)
      elseif usages[i].line_until then
        local member = held_ticket(i)
        if member then
          leave(i)
          save_usage(usages[i], scopes[i], now)
        end
      end
    end
  end

  if escrow and not peek and (status == QUEUED or status == REFUSED) then -- others may have what this region lacks
    local w = scopes[tight_scope][tight_window]
    if w.most < w.full then
      R.publish(KEYS[m + 2], usages[tight_scope], scopes[tight_scope], home, now, max(2, ceil(cost * 1000000 / w.full)))
    end
  end

  local reply, k = {pack(REPLY, status, units, now, longest, position, tight_scope, tight_window)}, 1
  for i = 1, m do
    local packed = R and R.shown(usages[i], scopes[i], now, status == ADMITTED and not peek and units or 0)
      or pack_usage(usages[i], scopes[i], now)
    reply[k + 1], reply[k + 2] = pack('<I2', #packed), packed
    k = k + 2
  end

  if peek then return table.concat(reply) end
  if status ~= ADMITTED and not waits_already and not has(flags, QUIET) then count_for(DENIED, party(KEYS[1]), 1) end
  if status == ADMITTED and sampled then count_for(HEAVY, party(KEYS[1]), SAMPLED * units) end
  return table.concat(reply)
end

first = 3
for r = 1, #ARGV do
  local next_one = first + keys_of(ARGV[r])
  if not replies[r] then replies[r] = decide({unpack(KEYS, first, next_one - 1)}, ARGV[r]) end
  first = next_one
end
return together(replies)

-- Adds what an environment admitted by itself while it could not reach this server, once. Afterwards the scopes stand as if it had
-- been counted here when it happened. Needs usage.lua and regions.lua.
-- KEYS[1]    the batch       string, there while the environment may tell of it again
-- KEYS[1+i]  scope i         as usage.lua says
-- KEYS[last] the outbox      only when regions share the policy; see drain.lua
-- ARGV[1]    packed          now_ms u48 (0: the server's clock), remember_ms u32, then of each scope
--                            strict u8, n u8, units u32, at_ms u48, then n windows as they stood at that moment:
--                            length_ms u32, and counts u32: cur, prev, or the eleven cells of a strict one, the oldest first
-- ARGV[2]    region          which this is when regions share the policy, else ''
-- returns    1 added | 0 it was before
local request = ARGV[1]
local server_now, remember, pos = parse('<I6I4', request)
if server_now == 0 then server_now = server_ms() end
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end

local function plus(count, units) return min(MOST, count + units) end

local function add_smooth(w, told, from, now)
  local rolled = floor(now / w.length) - floor(from / w.length)
  if rolled == 0 then
    w.cur, w.prev = plus(w.cur, told[1]), plus(w.prev, told[2])
  elseif rolled == 1 then
    w.prev = plus(w.prev, told[1])
  end
end

local function add_strict(w, told, from, now)
  local part = ceil(w.length / PARTS)
  local rolled = floor(now / part) - floor(from / part)
  for j = 1 + rolled, PARTS + 1 do w.cells[j - rolled] = plus(w.cells[j - rolled], told[j]) end
end

local last, R = #KEYS, nil
if ARGV[2] ~= '' then R, last = regions(), last - 1 end
for i = 2, last do
  local strict, n, units, at
  strict, n, units, at, pos = parse('<BBI4I6', request, pos)
  local asked, told = {key = KEYS[i], n = n, strict = strict == 1}, {}
  local counts = asked.strict and PARTS + 1 or 2
  for j = 1, n do
    local window = {parse('<I4' .. string.rep('I4', counts), request, pos)}
    pos = window[counts + 2]
    asked[j] = {length = window[1]}
    told[window[1]] = {unpack(window, 2, counts + 1)}
  end
  local u, now = load_usage(KEYS[i]), server_now
  if u.at > now then now = u.at end
  local from = min(at, now) -- a moment that has not come yet counts as now
  -- the windows that this server knows count, as the configuration may have changed; for a scope it has not met, those told of
  local scope = u.n > 0 and stored_scope(KEYS[i], u) or asked
  stand(u, scope, now)
  if scope.strict == asked.strict then
    for j = 1, scope.n do
      local w = scope[j]
      if told[w.length] then
        if scope.strict then add_strict(w, told[w.length], from, now) else add_smooth(w, told[w.length], from, now) end
      end
    end
  end
  if u.left_until then u.left = max(0, u.left - units) end
  if R then
    R.open(u)
    R.count(u, scope, now)
    R.publish(KEYS[#KEYS], u, scope, {own = ARGV[2]}, now, 0)
  end
  save_usage(u, scope, now)
end
redis.call('SET', KEYS[1], '1', 'PX', remember)
return 1

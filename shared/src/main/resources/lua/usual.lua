-- Answers requests of the usual kind, by themselves because that is twice as fast: one smooth scope, nobody waits and nothing
-- else holds. The same as check.lua, which says what is asked and answered, and decides all others. Needs layout.lua and watch.lua.
local PEEK, PART, PLACE, EVENTUAL, ESCROW, QUIET, SAMPLE = 1, 2, 4, 8, 16, 64, 128
local ADMITTED, QUEUED, REFUSED, IMPOSSIBLE = 0, 1, 2, 3
local byte, call = string.byte, redis.call
local DENIED, HEAVY = KEYS[1], KEYS[2]
local REQUEST, REPLY = '<BBI6I4I4I4I6B', '<BI4I6I6I4BB'

local function smooth_wait(w, l, c, p, u, now)
  local rounds = 0
  if u > l then
    rounds = floor((u - 1) / l)
    u = u - rounds * l
  end
  local left = w - now % w
  if c * w + p * left + u * w <= l * w then return rounds * w end
  if c + u <= l then return rounds * w + left - floor((l - c - u) * w / p) end
  return rounds * w + left + w - floor((l - u) * w / c)
end

-- the replies to all requests, when there are several, each after its length u32
local function together(replies)
  if #replies == 1 then return replies[1] end
  for i = 1, #replies do replies[i] = pack('<I4', #replies[i]) .. replies[i] end
  return table.concat(replies)
end

-- how n windows are kept; not composed each time, for speed
local function shape_of(n)
  if n == 1 then return '<BBI6I3I3I3' end
  if n == 2 then return '<BBI6I3I3I3I3I3I3' end
  if n == 3 then return '<BBI6I3I3I3I3I3I3I3I3I3' end
  if n == 4 then return '<BBI6I3I3I3I3I3I3I3I3I3I3I3I3' end
  return '<BBI6' .. string.rep('I3', 3 * n)
end

local function usual(key, request)
  local flags, _, chosen, cost, queue, _, _, m, strict, n, at = parse('<BBI6I4I4I4I6BBB', request)
  local sampled = flags >= SAMPLE
  if sampled then flags = flags - SAMPLE end
  local quiet = flags >= QUIET
  if quiet then flags = flags - QUIET end
  if m > 1 or strict ~= 0 or flags ~= 0 and flags ~= PLACE then return nil end

  local shape, now, kept = shape_of(n), chosen == 0 and server_ms() or chosen, call('GET', key)
  local state, since
  if kept then
    local version, kinds = byte(kept, 1, 2)
    if version ~= 16 * VERSION + n or kinds ~= 0 then return nil end
    state = {parse(shape, kept)}
    since = state[3]
    if since > now then now = since end -- a clock may go back after a failover; counts must not
  else
    state, since = {16 * VERSION + n, 0, now, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0
  end
  local wait, tightest, longest, renew = 0, 0, 0, chosen ~= 0
  for b = 4, 3 * n + 1, 3 do
    local w, l, held, c, p = 0, 0, 0, state[b + 1], state[b + 2]
    w, l, held, at = parse('<I4I4I4', request, at)
    l = l - held
    if l < 1 then l = 1 end
    if not kept then state[b] = w / TICK elseif state[b] * TICK ~= w then return nil end
    if cost > l then return nil end
    local into = now % w
    local moved = now - into - (since - since % w)
    if moved ~= 0 then c, p = 0, moved == w and c or 0 end
    if (c + cost) * w + p * (w - into) > l * w then
      local its_wait = smooth_wait(w, l, c, p, cost, now)
      if its_wait > wait then wait, tightest = its_wait, (b - 1) / 3 end
    end
    state[b + 1], state[b + 2] = c + cost, p
    if w > longest then longest, renew = w, moved ~= 0 or chosen ~= 0 end
  end
  state[3] = now

  if wait > 0 then
    if flags == PLACE and queue > 0 then return nil end
    if not quiet then count_for(DENIED, party(key), 1) end
    for b = 5, 3 * n + 2, 3 do state[b] = state[b] - cost end
    local packed = pack(shape, unpack(state))
    return pack('<BI4I6I6I4BBI2', REFUSED, cost, now, wait, 0, 1, tightest, #packed) .. packed
  end
  local packed = pack(shape, unpack(state))
  -- What is told to live twice as long as its longest window lives as long as it must when it is written again in that window;
  -- telling it anew takes longer than all the counting. A chosen clock does not go with the server's, by which it lives.
  if renew then call('SET', key, packed, 'PX', 2 * longest)
  else call('SET', key, packed, 'KEEPTTL') end
  if sampled then count_for(HEAVY, party(key), SAMPLED * cost) end
  return pack('<BI4I6I6I4BBI2', ADMITTED, cost, now, 0, 0, 0, 0, #packed) .. packed
end

local function keys_of(request)
  local flags, m = byte(request, 1), byte(request, 27)
  return flags % QUIET >= EVENTUAL and m + 2 or m
end

local replies, first, unusual = {}, 3, false
for r = 1, #ARGV do
  local reply = usual(KEYS[first], ARGV[r])
  if not reply then unusual = true end
  replies[r] = reply or false
  first = first + keys_of(ARGV[r])
end
if not unusual then return together(replies) end

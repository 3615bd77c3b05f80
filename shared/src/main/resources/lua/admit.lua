-- Takes one unit from every window of one subject, or reserves the next slot, or refuses. Same rules as Windows.java,
-- checked by LimiterContract; the arithmetic and the reasons stand there.
-- KEYS[1]  subject         string: version u8, slot_ms u48, head_ms u48, queued u32, then per window length_ms u32, seq u48, cur u32, prev u32
-- ARGV[1]  op              "admit" | "refund"
-- ARGV[2]  queue           how many requests over the limit may wait, 0 or more
-- ARGV[3]  now_ms          epoch milliseconds; '' for the server's clock
-- ARGV[4+] limit, length_ms of each window
-- returns  {"admitted", remaining} | {"queued", delay_ms, position} | {"refused", retry_after_ms} | {"refunded"}
local VERSION = 1
local now
if ARGV[3] == '' then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
else
  now = tonumber(ARGV[3])
end
local queue, n = tonumber(ARGV[2]), (#ARGV - 3) / 2

local known, slot_ms, head_ms, queued = {}, 0, 0, 0
local state = redis.call('GET', KEYS[1])
if state and string.byte(state) == VERSION then
  local pos, _
  _, slot_ms, head_ms, queued, pos = struct.unpack('<BI6I6I4', state)
  while pos <= #state do
    local length, seq, cur, prev
    length, seq, cur, prev, pos = struct.unpack('<I4I6I4I4', state, pos)
    known[length] = {seq, cur, prev}
  end
end

local limit, length, seq, cur, prev = {}, {}, {}, {}, {}
local longest_window = 0
local function stand_at(ms) -- roll every window to a moment, never back
  for i = 1, n do
    local s = math.floor(ms / length[i])
    if s > seq[i] then
      prev[i] = (s == seq[i] + 1) and cur[i] or 0
      cur[i] = 0
      seq[i] = s
    end
  end
end
local function wait_at(ms) -- until one more fits every window as they stand
  local longest = 0
  for i = 1, n do
    local w, l, c, p = length[i], limit[i], cur[i], prev[i]
    local left = w - ms % w
    if c * w + p * left + w > l * w then
      local wait
      if c + 1 <= l then
        wait = left - math.floor((l - c - 1) * w / p)
      else
        wait = left + w - math.floor((l - 1) * w / c)
      end
      if wait > longest then longest = wait end
    end
  end
  return longest
end
local function save(at)
  local packed = {struct.pack('<BI6I6I4', VERSION, slot_ms, head_ms, queued)}
  for i = 1, n do packed[i + 1] = struct.pack('<I4I6I4I4', length[i], seq[i], cur[i], prev[i]) end
  redis.call('SET', KEYS[1], table.concat(packed), 'PX', string.format('%.0f', math.max(at - now, 0) + 2 * longest_window))
end

local at = math.max(now, slot_ms)
for i = 1, n do
  limit[i], length[i] = tonumber(ARGV[2 + 2 * i]), tonumber(ARGV[3 + 2 * i])
  local k = known[length[i]]
  if k then seq[i], cur[i], prev[i] = k[1], k[2], k[3] else seq[i], cur[i], prev[i] = math.floor(at / length[i]), 0, 0 end
  if length[i] > longest_window then longest_window = length[i] end
end

if ARGV[1] == 'refund' then
  if state then
    for i = 1, n do
      if cur[i] > 0 then cur[i] = cur[i] - 1 elseif prev[i] > 0 then prev[i] = prev[i] - 1 end
    end
    save(at)
  end
  return {'refunded'}
end

local slot = at
stand_at(at)
local wait = wait_at(slot)
while wait > 0 do -- a wait for one window may roll another, so look again from there
  slot = slot + wait
  stand_at(slot)
  wait = wait_at(slot)
end

if slot == now then
  local remaining = nil
  for i = 1, n do
    cur[i] = cur[i] + 1
    local w = length[i]
    local r = math.max(0, math.floor((limit[i] * w - cur[i] * w - prev[i] * (w - now % w)) / w))
    if not remaining or r < remaining then remaining = r end
  end
  save(now)
  return {'admitted', remaining}
end

local head, count = head_ms, queued + 1
if slot_ms <= now then head, count = now, 1 end
local position = math.max(1, math.ceil(count * (slot - now) / (slot - head)))
if position > queue then return {'refused', slot - now} end
for i = 1, n do cur[i] = cur[i] + 1 end
slot_ms, head_ms, queued = slot, head, count
save(slot)
return {'queued', slot - now, position}

-- Reads and writes what is known of one scope, the same as Usage.java. Needs layout.lua.
local function has(kinds, bit) return floor(kinds / bit) % 2 == 1 end

-- windows by length as they were stored; nil when there are none
local function load_usage(key)
  local s = redis.call('GET', key)
  if not s then return {at = 0, n = 0, strict = false} end
  local first, kinds, at = parse('<BBI6', s)
  local n = first % 16
  if first - n ~= 16 * VERSION then return {at = 0, n = 0, strict = false} end
  local u = {at = at, n = n, strict = kinds % 2 == STRICT}
  local each, pos = u.strict and PARTS + 2 or 3, nil
  u.v = {parse('<' .. string.rep('I3', n * each), s, 9)}
  if kinds > STRICT then
    pos = u.v[n * each + 1]
    if has(kinds, QUOTA) then u.left, u.left_until, pos = parse('<I4I6', s, pos) end
    if has(kinds, SCALE) then u.scale, u.scale_until, pos = parse('<I4I6', s, pos) end
    if has(kinds, LINE) then u.line_until, pos = parse('<I6', s, pos) end
    if has(kinds, SHARED) then u.tail = string.sub(s, pos) end
  end
  return u
end

-- the cells of a window of this length, seen at a moment, as {length, ...}
local function seen_smooth(u, index, length, now)
  local v, b = u.v, 3 * index - 2
  if not v or u.strict then return 0, 0 end
  if index > u.n or v[b] * TICK ~= length then
    b = nil
    for i = 1, u.n do
      if v[3 * i - 2] * TICK == length then b = 3 * i - 2 end
    end
    if not b then return 0, 0 end
  end
  local rolled = floor(now / length) - floor(u.at / length)
  if rolled == 0 then return v[b + 1], v[b + 2] end
  return 0, rolled == 1 and v[b + 1] or 0
end

local function seen_strict(u, length, now)
  local cells, part, b = {}, ceil(length / PARTS), nil
  if u.v and u.strict then
    for i = 1, u.n do
      if u.v[12 * i - 11] * TICK == length then b = 12 * i - 11 end
    end
  end
  local rolled = floor(now / part) - floor(u.at / part)
  for j = 1, PARTS + 1 do
    cells[j] = b and j + rolled <= PARTS + 1 and u.v[b + j + rolled] or 0
  end
  return cells
end

-- the scope's windows (lengths) as they stand at now
local function stand(u, scope, now)
  for i = 1, scope.n do
    if scope.strict then
      scope[i].cells = seen_strict(u, scope[i].length, now)
    else
      scope[i].cur, scope[i].prev = seen_smooth(u, i, scope[i].length, now)
    end
  end
  if u.left_until and u.left_until <= now then u.left_until = nil end
  if u.scale_until and u.scale_until <= now then u.scale_until = nil end
  if u.line_until and u.line_until <= now then u.line_until = nil end
end

-- its string, and how long it can matter
local function pack_usage(u, scope, now)
  local kinds, keep = scope.strict and STRICT or 0, 0
  local out, k = {false}, 1
  for i = 1, scope.n do
    local w = scope[i]
    if scope.strict then
      out[k + 1] = pack('<I3' .. string.rep('I3', PARTS + 1), w.length / TICK, unpack(w.cells))
      keep = max(keep, (PARTS + 1) * ceil(w.length / PARTS))
    else
      out[k + 1] = pack('<I3I3I3', w.length / TICK, w.cur, w.prev)
      keep = max(keep, 2 * w.length)
    end
    k = k + 1
  end
  if u.left_until then
    kinds, k = kinds + QUOTA, k + 1
    out[k] = pack('<I4I6', u.left, u.left_until)
    keep = max(keep, u.left_until - now)
  end
  if u.scale_until then
    kinds, k = kinds + SCALE, k + 1
    out[k] = pack('<I4I6', u.scale, u.scale_until)
    keep = max(keep, u.scale_until - now)
  end
  if u.line_until then
    kinds, k = kinds + LINE, k + 1
    out[k] = pack('<I6', u.line_until)
    keep = max(keep, u.line_until - now)
  end
  if u.tail then
    kinds, k = kinds + SHARED, k + 1
    out[k] = u.tail
    keep = max(keep, parse('<I6', u.tail) - now)
  end
  if u.rights then
    kinds, k = kinds + RIGHTS, k + 1
    out[k] = pack('<' .. string.rep('I3', scope.n), unpack(u.rights))
  end
  out[1] = pack('<BBI6', 16 * VERSION + scope.n, kinds, now)
  return table.concat(out), keep
end

local function save_usage(u, scope, now)
  local packed, keep = pack_usage(u, scope, now)
  if keep < 1 then redis.call('DEL', scope.key) return end -- nothing of it matters any more
  redis.call('SET', scope.key, packed, 'PX', string.format('%.0f', keep))
end

-- the windows as they were stored, for scripts that are not told of them
local function stored_scope(key, u)
  local scope, each = {key = key, n = u.n, strict = u.strict}, u.strict and PARTS + 2 or 3
  for i = 1, u.n do scope[i] = {length = u.v[(i - 1) * each + 1] * TICK} end
  return scope
end

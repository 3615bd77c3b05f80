-- Gives back what an admission took, once. The same as Usage.refund. Needs usage.lua and regions.lua.
-- KEYS[1]    the refund      string, there while its charge could still count
-- KEYS[1+i]  scope i         as usage.lua says
-- KEYS[last] the outbox      only when regions share the policy; see drain.lua
-- ARGV[1]    packed          now_ms u48 (0: the server's clock), units u32, charged_ms u48
-- ARGV[2]    region          which this is when regions share the policy, else ''
-- returns    1 given back | 0 it was before
local LONGEST = 2 * 86400000 -- how long a charge of the longest window can count
local now, units, charged = parse('<I6I4I6', ARGV[1])
if now == 0 then now = server_ms() end
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local keep, last, R = 1000, #KEYS, nil
if ARGV[2] ~= '' then R, last = regions(), last - 1 end
for i = 2, last do
  local u = load_usage(KEYS[i])
  if u.at > now then now = u.at end
  local at = min(charged, now) -- a moment that has not come yet counts as now
  local scope = stored_scope(KEYS[i], u)
  stand(u, scope, now)
  for j = 1, scope.n do
    local w = scope[j]
    if scope.strict then
      local part = ceil(w.length / PARTS)
      local cell = PARTS + 1 - (floor(now / part) - floor(at / part))
      if cell >= 1 then w.cells[cell] = max(0, w.cells[cell] - units) end
    else
      local rolled = floor(now / w.length) - floor(at / w.length)
      if rolled == 0 then w.cur = max(0, w.cur - units) elseif rolled == 1 then w.prev = max(0, w.prev - units) end
    end
    if 2 * w.length > keep then keep = 2 * w.length end
  end
  if scope.n == 0 then keep = max(keep, LONGEST) end -- it was lost, and what is counted from now on is not the charge's
  if scope.n > 0 then
    if R and R.open(u).revision > 0 then
      R.uncharge(u, units, at, now)
      R.count(u, scope, now)
      R.publish(KEYS[#KEYS], u, scope, {own = ARGV[2]}, now, 0)
    end
    save_usage(u, scope, now)
  end
end
redis.call('SET', KEYS[1], '1', 'PX', string.format('%.0f', keep))
return 1

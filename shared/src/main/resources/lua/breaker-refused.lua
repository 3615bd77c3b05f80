-- How many calls were not made in some hours.
-- KEYS     the hours' counts, as breaker-board.lua says
-- returns  a breaker and a number in turn
local sums, reply = {}, {}
for _, key in ipairs(KEYS) do
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do sums[all[i]] = (sums[all[i]] or 0) + tonumber(all[i + 1]) end
end
for breaker, calls in pairs(sums) do
  reply[#reply + 1] = breaker
  reply[#reply + 1] = calls
end
return reply

-- Remembers the limits that a third party declares.
-- KEYS[1]  ceilings          hash: length of the window in ms -> limit,epoch ms
-- ARGV     kept for ms, most windows, then for each: its length, its limit and time
-- returns  how many windows are known
local key, most = KEYS[1], tonumber(ARGV[2])
for i = 3, #ARGV, 2 do
  if redis.call('HEXISTS', key, ARGV[i]) == 1 or redis.call('HLEN', key) < most then redis.call('HSET', key, ARGV[i], ARGV[i + 1]) end
end
redis.call('PEXPIRE', key, ARGV[1])
return redis.call('HLEN', key)

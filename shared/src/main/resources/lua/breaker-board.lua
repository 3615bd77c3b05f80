-- What everybody should know of breakers, and how many calls were not made. It writes only when there are such calls to be counted.
-- Needs breaker.lua.
-- KEYS[1]  the board         hash: a view, packed, by breaker
-- KEYS[2]  the hour's count  hash: calls that were not made, by breaker
-- ARGV[1]  now               in ms (0: the server's clock)
-- ARGV[2]  kept              for how long the count is kept, in ms
-- ARGV[3-] a breaker and how many calls to it were not made, in turn
-- returns  now, then a breaker and its view in turn
for i = 3, #ARGV, 2 do redis.call('HINCRBY', KEYS[2], ARGV[i], ARGV[i + 1]) end
if #ARGV > 2 then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
local now = breaker_now(tonumber(ARGV[1]))
local reply, all = {now}, redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if struct.unpack('<I6', all[i + 1], 20) > now then
    reply[#reply + 1] = all[i]
    reply[#reply + 1] = all[i + 1]
  end
end
return reply

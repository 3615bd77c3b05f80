-- Puts on the board how a breaker stands, unless it knows better, and takes down what holds no longer. Needs breaker.lua.
-- KEYS[1]  the board         as breaker-board.lua says
-- ARGV[1]  now               in ms (0: the server's clock)
-- ARGV[2]  breaker
-- ARGV[3]  view, packed      '' for one of which nothing is known
-- returns  1
local now, all = breaker_now(tonumber(ARGV[1])), redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if struct.unpack('<I6', all[i + 1], 20) <= now then redis.call('HDEL', KEYS[1], all[i]) end
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[2])
  return 1
end
local shown = redis.call('HGET', KEYS[1], ARGV[2])
if shown and struct.unpack('<I6', shown, 2) > struct.unpack('<I6', ARGV[3], 2) then return 1 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[1], 2 * 86400000)
return 1

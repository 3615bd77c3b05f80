-- Who is denied and who takes much, in bounded memory: sorted sets of at most MOST_WATCHED members each. A newcomer to a full
-- set takes the place of the least, and its count (space-saving, Metwally, Agrawal, El Abbadi 2005): no count is ever too low,
-- none is too high by more than the least there is, and their sum is exact. dev.usher.abuse.Top says how they are read.
local MOST_WATCHED, WATCHED_MS, SAMPLED = 200, 7200000, 16

local function count_for(key, who, n)
  if redis.call('ZADD', key, 'XX', 'INCR', n, who) then return end
  local held = redis.call('ZCARD', key)
  if held >= MOST_WATCHED then n = n + redis.call('ZPOPMIN', key)[2] end
  redis.call('ZADD', key, n, who)
  if held == 0 then redis.call('PEXPIRE', key, WATCHED_MS) end
end

-- whom the first scope of a request counts, as its key says after the hash tag
local function party(key) return string.match(key, '}(.*)$') end

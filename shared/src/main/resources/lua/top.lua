-- The sets that watch.lua writes.
-- KEYS[i]  a set
-- returns  of each set its members and their counts in turn, the least first
local sets = {}
for i = 1, #KEYS do sets[i] = redis.call('ZRANGE', KEYS[i], 0, -1, 'WITHSCORES') end
return sets

-- The minutes that record.lua wrote.
-- KEYS[i]  a minute
-- returns  of each minute its fields and their values in turn
local minutes = {}
for i = 1, #KEYS do minutes[i] = redis.call('HGETALL', KEYS[i]) end
return minutes

-- The limits that a third party declared, as learn.lua keeps them.
-- KEYS[1]  ceilings          hash
-- returns  field, value, field, value ...
return redis.call('HGETALL', KEYS[1])

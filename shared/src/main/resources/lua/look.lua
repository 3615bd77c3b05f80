-- Does something small, to see whether it is done and how long that takes.
-- KEYS[1]  any key
-- returns  1 when it is there, else 0
return redis.call('EXISTS', KEYS[1])

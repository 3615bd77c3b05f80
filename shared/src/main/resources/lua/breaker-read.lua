-- All that is known of a breaker. Needs breaker.lua.
-- KEYS[1]  the breaker
-- ARGV[1]  now               in ms (0: the server's clock)
-- returns  JSON as breaker.lua says; '' when nothing is known of it
local s = stored_breaker(KEYS[1], breaker_now(tonumber(ARGV[1])))
return s and cjson.encode(s) or ''

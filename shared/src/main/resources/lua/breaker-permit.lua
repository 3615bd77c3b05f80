-- Somebody wants to call, and the breaker was not closed when last heard of. Needs breaker.lua and breaker-change.lua.
-- KEYS[1]  the breaker
-- ARGV[1]  lease             how long nobody else may call, in ms, when it is a probe; no policy and no jitter
-- returns  as breaker-change.lua says: pass, probe or refused
if s.phase == 'closed' then return answer('pass') end
local first = s.phase == 'open'
if now < (first and s.until_ms or s.probe) then return answer('refused') end
next_generation()
if first then s.phase, s.since, s.successes = 'half-open', now, 0 end
s.until_ms, s.probe, s.suspect, s.force, s.kept = 0, now + asked.lease, false, nil, now + asked.lease + OPEN_KEPT
return answer('probe', first and 'time' or nil)

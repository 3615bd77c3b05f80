-- A probe has ended. Needs breaker.lua and breaker-change.lua.
-- KEYS[1]  the breaker
-- ARGV[1]  probe             generation, environment, result ('good', 'bad', 'mute'), error
-- returns  as breaker-change.lua says: counted or ignored
local probe = asked.probe
if s.phase ~= 'half-open' or probe.generation ~= s.generation or s.probe == 0 then return answer('ignored') end
if probe.result == 'bad' then
  add({environment = probe.environment, good = 0, bad = 1, run = 1, since_good = -1, error = probe.error})
  open()
  return answer('counted', 'probe')
end
if probe.result == 'good' then s.successes = s.successes + 1 end
if probe.result == 'good' and s.successes >= policy.successes then
  close()
  return answer('counted', 'recovered')
end
next_generation()
s.until_ms, s.probe, s.suspect, s.kept = 0, 0, false, now + OPEN_KEPT
return answer('counted')

-- An environment tells what it saw of calls that it made while the breaker was closed. Needs breaker.lua and breaker-change.lua.
-- KEYS[1]  the breaker
-- ARGV[1]  report            as dev.usher.breaker.Report: environment, generation, good, bad, run, since_good, error
-- returns  as breaker-change.lua says: counted or ignored
local report = asked.report
local late = s.generation ~= 0 and report.generation ~= s.generation
if s.phase ~= 'closed' or is_held() or late then return answer('ignored') end
add(report)
local why = opens_for()
if why then
  open()
  return answer('counted', why)
end
s.suspect, s.force, s.kept = is_suspect(), nil, now + CLOSED_KEPT
return answer('counted')

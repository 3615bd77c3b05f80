-- An operator wants it so. Needs breaker.lua and breaker-change.lua.
-- KEYS[1]  the breaker
-- ARGV[1]  wanted            'closed', 'open', or 'reset' to have all of it forgotten; of the first two also force {by, reason, until_ms};
--                            no policy and no jitter
-- returns  as breaker-change.lua says: counted
if asked.wanted == 'open' then
  next_generation()
  s.phase, s.since, s.until_ms, s.opens, s.successes, s.probe = 'open', now, asked.force.until_ms, 0, 0, 0
  s.suspect, s.force, s.kept = false, asked.force, asked.force.until_ms + OPEN_KEPT
else
  close(asked.force)
end
return answer('counted', asked.wanted == 'reset' and 'reset' or 'forced')

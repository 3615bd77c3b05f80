-- One breaker, read. Put before the scripts that need it.
--   the breaker  JSON by name: phase ('closed', 'open', 'half-open'), generation, since, until_ms, opens, successes, probe (until when
--                one may be on its way, 0: none), suspect, kept (until when it is remembered), force {by, reason, until_ms} or absent,
--                cells {index, good, bad} of a sixth of the window each, run (times), good, suspect_since, environments {bad, told} by id,
--                errors (counts) by word; times are epoch ms. dev.usher.breaker.Machine and Evidence say what each means
--   a view       packed: phase u8 (0 closed, 1 open, 2 half open; + 16 suspect, + 32 forced), generation u48, until_ms u48,
--                probe_until_ms u48, kept_ms u48; '' when nothing is known of the breaker
local PHASES = {closed = 0, open = 1, ['half-open'] = 2}

local function breaker_now(given)
  if given > 0 then return given end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end

-- nil when nothing is known of it
local function stored_breaker(key, now)
  local text = redis.call('GET', key)
  local s = text and cjson.decode(text)
  if s and s.kept > now then return s end
end

local function packed_view(s)
  if not s then return '' end
  local bits = PHASES[s.phase] + (s.suspect and 16 or 0) + (s.force and 32 or 0)
  return struct.pack('<BI6I6I6I6', bits, s.generation, s.until_ms, s.probe, s.kept)
end

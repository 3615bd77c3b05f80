-- How a breaker changes; the same as dev.usher.breaker.Machine and Evidence, which say why. RedisBreakersIT compares the two over
-- random histories. Needs breaker.lua. Every script that changes one is told, as JSON in ARGV[1]: now (0: the server's clock), jitter (thousandths
-- that an open time is shorter by), what it needs of the policy {failures, rate, calls, window, successes, open, longest}, and what its header says.
-- It returns  word ('pass', 'probe', 'refused', 'counted', 'ignored'), now, the view as it stands, and if it came into another phase or was
-- told to be in the one it was in: the phase before, why, and the breaker as it stands; else three times ''
local CELLS, MOST_ENVIRONMENTS, MOST_ERRORS, OTHER, QUORUM, HEARING = 6, 64, 8, 'other', 2, 600
local CLOSED_KEPT, OPEN_KEPT = 3600000, 86400000

local asked = cjson.decode(ARGV[1])
local policy, now = asked.policy, breaker_now(asked.now)

local function fresh_breaker()
  return {
    phase = 'closed', generation = 0, since = 0, until_ms = 0, opens = 0, successes = 0, probe = 0, suspect = false, kept = 0,
    cells = {}, run = {}, good = 0, suspect_since = 0, environments = {}, errors = {}
  }
end

local s = stored_breaker(KEYS[1], now)
local known, before = s ~= nil, s and s.phase or 'closed'
s = s or fresh_breaker()

local function answer(word, why)
  if word == 'counted' or word == 'probe' then
    redis.call('SET', KEYS[1], cjson.encode(s), 'PX', math.ceil(s.kept - now))
    known = true
  end
  local view = known and packed_view(s) or ''
  if why then return {word, now, view, before, why, cjson.encode(s)} end
  return {word, now, view, '', '', ''}
end

local function next_generation() s.generation = math.max(now, s.generation + 1) end

local function size(map)
  local n = 0
  for _ in pairs(map) do n = n + 1 end
  return n
end

local function sums()
  local good, bad = 0, 0
  for _, cell in ipairs(s.cells) do good, bad = good + cell[2], bad + cell[3] end
  return good, bad
end

local function witness(environment, bad)
  local known_one = s.environments[environment]
  for id, one in pairs(s.environments) do
    if one[2] < now - policy.window then
      s.environments[id] = nil
      if id == environment then known_one = nil end
    end
  end
  s.environments[environment] = {bad > 0 and now or (known_one and known_one[1] or 0), now}
  if size(s.environments) <= MOST_ENVIRONMENTS then return end
  local silent
  for id, one in pairs(s.environments) do
    local other = silent and s.environments[silent]
    if not other or one[2] < other[2] or (one[2] == other[2] and id < silent) then silent = id end
  end
  s.environments[silent] = nil
end

local function rate_reaches(percent)
  local good, bad = sums()
  local calls = good + bad
  return bad > 0 and calls * 100 >= policy.calls * percent and bad * 10000 >= policy.rate * percent * calls
end

local function is_suspect()
  return #s.run >= math.max(1, math.min(2, policy.failures - 1)) or rate_reaches(50)
end

-- Evidence.plus
local function add(report)
  local length = math.floor(policy.window / CELLS)
  local index, cells, well = math.floor(now / length), {}, #s.run == 0
  for _, cell in ipairs(s.cells) do
    if cell[1] > index - CELLS then
      cells[#cells + 1] = cell
      if cell[3] > 0 then well = false end
    end
  end
  local last = cells[#cells]
  if last and last[1] == index then
    last[2], last[3] = last[2] + report.good, last[3] + report.bad
  else
    cells[#cells + 1] = {index, report.good, report.bad}
  end
  s.cells = cells
  if report.since_good >= 0 then s.good = math.max(s.good, now - report.since_good) end
  local run = {}
  for _, time in ipairs(s.run) do
    if time > s.good then run[#run + 1] = time end
  end
  for _ = 1, report.run do run[#run + 1] = now end
  while #run > policy.failures do table.remove(run, 1) end
  s.run = run
  if well then s.errors = {} end
  witness(report.environment, report.bad)
  if report.bad > 0 then
    local error = report.error
    if not s.errors[error] and size(s.errors) >= MOST_ERRORS then error = OTHER end
    s.errors[error] = (s.errors[error] or 0) + report.bad
  end
  if not is_suspect() then s.suspect_since = 0 elseif s.suspect_since == 0 then s.suspect_since = now end
end

local function failing_since(ms)
  local n = 0
  for _, one in pairs(s.environments) do
    if one[1] > ms then n = n + 1 end
  end
  return n
end

-- Evidence.opens
local function opens_for()
  local heard = s.suspect_since > 0 and now - s.suspect_since >= HEARING
  local alone = size(s.environments) == 1
  local together = failing_since(now - HEARING) >= QUORUM
  if #s.run >= policy.failures and (together or (heard and (alone or failing_since(s.good) >= QUORUM))) then
    return 'failures'
  end
  return heard and (alone or failing_since(0) >= QUORUM) and rate_reaches(100) and 'rate' or nil
end

local function open()
  local wait = policy.open
  for _ = 1, s.opens do
    if wait < policy.longest then wait = wait * 2 end
  end
  wait = math.floor(math.min(wait, policy.longest) * (1000 - asked.jitter) / 1000)
  next_generation()
  s.phase, s.since, s.until_ms, s.opens, s.successes, s.probe = 'open', now, now + wait, s.opens + 1, 0, 0
  s.suspect, s.force, s.kept = false, nil, now + wait + OPEN_KEPT
end

local function close(force)
  local generation = s.generation
  s = fresh_breaker()
  s.generation = generation
  next_generation()
  s.since, s.force = now, force
  s.kept = (force and math.max(now, force.until_ms) or now) + CLOSED_KEPT
end

local function is_held() return s.force and now < s.force.until_ms end

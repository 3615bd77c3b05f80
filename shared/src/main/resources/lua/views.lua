-- Keeps what a region sees of all regions, and tells what all of them saw lately.
-- KEYS[1]  hash              of "when in ms|view" by region
-- ARGV[1]  region            '' to ask only
-- ARGV[2]  view              any text
-- ARGV[3]  shown, ms         how long a view holds
-- returns  the views that hold
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f|%s', now, ARGV[2]))
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return {}
end
local views = {}
for _, stored in ipairs(redis.call('HVALS', KEYS[1])) do
  local at, view = string.match(stored, '^(%d+)|(.*)$')
  if now - tonumber(at) < tonumber(ARGV[3]) then views[#views + 1] = view end
end
return views

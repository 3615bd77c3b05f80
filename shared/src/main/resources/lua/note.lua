-- A text with an end.
-- KEYS[1]  the text
-- ARGV[1]  'get', 'claim' (writes it when there is none), 'put', 'set' (the same, and does not look back) or 'drop'
-- ARGV[2]  the text, and ARGV[3] for how long to keep it, in ms; of claim, put and set
-- returns  the text as it stood before; '' when there was none
if ARGV[1] == 'set' then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  return ''
end
local before = redis.call('GET', KEYS[1])
if ARGV[1] == 'drop' then
  redis.call('DEL', KEYS[1])
elseif ARGV[1] == 'put' or (ARGV[1] == 'claim' and not before) then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return before or ''
